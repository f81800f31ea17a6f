"""Where the records of parents are, which of them are at hand, and what is said of those that aren't."""

from pathlib import Path

import pytest

from release_guard.evidence import parent_records, policy_cache
from release_guard.evidence.parent_records import InFolder
from release_guard.formats.extends import Extends
from release_guard.model.considerations import Considerations, Parent, Unread
from release_guard.ports import HostError
from tests.support.guarded import FILE

BASE, COMMIT = "hf:models/lab/base", "4f0c2d9be7a1d38f5c6e0b9a4d2f7c81e35a6b90"


def text(place: str = BASE, more: str = "") -> bytes:
    return FILE.format(place=place, release='["trained-model"]').replace("[timing]", f"{more}\n[timing]").encode()


def derived(record: str, data: bytes, repo: str = BASE, extra: str = "") -> str:
    digest = policy_cache.digest(data)
    return (
        f'[[derived_from]]\nrepo = "{repo}"\nrev = "{COMMIT}"\nrelation = "finetune"\nclaims = []\n'
        f'record = "{record}"\nrecord_sha256 = "{digest}"\n{extra}\n'
    )


def named(record: str, data: bytes = text(), repo: str = BASE, **more: str) -> Parent:
    return Parent(repo, COMMIT, "finetune", (), record, policy_cache.digest(data), **more)


@pytest.fixture
def cache(tmp_path: Path) -> str:
    return str(tmp_path / "cache")


def one(parent: Parent, folder: Path | None, cache: str, **more: object) -> Considerations | Unread:
    reader = InFolder(str(folder)) if folder is not None else None
    return parent_records.known((parent,), reader, cache=cache, **more)[parent]  # type: ignore[arg-type]


def test_a_file_beside_the_answers_is_read_where_it_is(tmp_path: Path, cache: str) -> None:
    (tmp_path / "parents").mkdir()
    (tmp_path / "parents/base.toml").write_bytes(text())
    found = one(named("parents/base.toml"), tmp_path, cache)
    assert isinstance(found, Considerations)
    assert found.targets == (BASE,)
    assert one(named("./parents/../parents/base.toml"), tmp_path, cache) == found


@pytest.mark.parametrize("record", ["../base.toml", "/etc/base.toml", "~/base.toml", "file:/base.toml", "a/../../b"])
def test_a_path_that_no_other_machine_can_follow_is_not_followed(record: str, tmp_path: Path, cache: str) -> None:
    (tmp_path / "base.toml").write_bytes(text())
    (tmp_path / "inner").mkdir()
    found = one(named(record), tmp_path / "inner", cache)
    assert isinstance(found, Unread)
    assert "where nobody here can look" in found.reason


def test_other_bytes_than_pinned_tell_nothing_and_the_new_digest_is_said(tmp_path: Path, cache: str) -> None:
    (tmp_path / "base.toml").write_bytes(text(more="# changed"))
    found = one(named("base.toml"), tmp_path, cache)
    assert isinstance(found, Unread)
    assert found.reason == f"the record of {BASE} has other bytes than the pinned ones"
    assert policy_cache.digest(text(more="# changed")) in found.fix


@pytest.mark.parametrize(
    "make",
    [
        lambda path: None,
        lambda path: path.mkdir(),
        lambda path: __import__("os").mkfifo(path),
        lambda path: path.symlink_to("base.toml"),
    ],
)
def test_what_is_no_file_is_not_there(make: object, tmp_path: Path, cache: str) -> None:
    make(tmp_path / "base.toml")  # type: ignore[operator]
    found = one(named("base.toml"), tmp_path, cache)
    assert isinstance(found, Unread)


def test_an_unpinned_record_tells_nothing(tmp_path: Path, cache: str) -> None:
    (tmp_path / "base.toml").write_bytes(text())
    found = one(named("base.toml")._replace(record_sha256=""), tmp_path, cache)
    assert isinstance(found, Unread)
    assert f'record_sha256 = "{policy_cache.digest(text())}"' in found.fix


def test_what_is_elsewhere_comes_from_the_cache_alone(tmp_path: Path, cache: str) -> None:
    parent = named("https://lab.example/base.toml")
    assert one(parent, tmp_path, cache) == Unread(
        f"the record of {BASE} is not on this machine yet", "release-guard fetch"
    )
    policy_cache.keep(cache, text())
    assert isinstance(one(parent, tmp_path, cache), Considerations)
    Path(policy_cache.place(cache, parent.record_sha256)).write_bytes(b"changed")
    assert isinstance(one(parent, tmp_path, cache), Unread)


@pytest.mark.parametrize(
    ("parent", "source"),
    [
        (named("hf:models/lab/base"), Extends(BASE, "", COMMIT, "release-considerations.toml")),
        (named("hf:models/lab/base", record_rev="main", record_path="a.toml"), Extends(BASE, "", "main", "a.toml")),
        (named("https://lab.example/base.toml"), Extends("https://lab.example/base.toml", "")),
        (
            named("https://git.lab.example/base.git"),
            Extends("https://git.lab.example/base.git", "", COMMIT, "release-considerations.toml"),
        ),
        (
            named("git@git.lab.example:base", record_path="x/a.toml"),
            Extends("git@git.lab.example:base", "", COMMIT, "x/a.toml"),
        ),
    ],
)
def test_where_a_record_is_fetched_from(parent: Parent, source: Extends, cache: str) -> None:
    asked: list[Extends] = []

    def fetch(wanted: Extends) -> bytes:
        asked.append(wanted._replace(sha256=""))
        return text()

    assert isinstance(one(parent, None, cache, fetch=fetch), Considerations)
    assert asked == [source]
    assert isinstance(one(parent, None, cache), Considerations), "it is kept"


@pytest.mark.parametrize(
    ("record", "rev"),
    [
        ("ext::sh -c touch% /tmp/x", COMMIT),
        ("https://me:secret@lab.example/base.toml", ""),
        ("http://lab.example/base.toml", ""),
        ("https://git.lab.example/base.git", "main"),
    ],
)
def test_what_could_do_harm_or_moves_is_not_fetched(record: str, rev: str, cache: str) -> None:
    def fetch(wanted: Extends) -> bytes:
        raise AssertionError(wanted)

    parent = named(record, record_rev=rev)
    found = one(parent, None, cache, fetch=fetch)
    assert isinstance(found, Unread)
    assert "secret" not in found.reason + found.fix


def test_a_fetch_that_fails_or_brings_other_bytes_keeps_nothing(cache: str) -> None:
    parent = named("https://lab.example/base.toml")

    def down(wanted: Extends) -> bytes:
        raise HostError(f"{wanted.source} doesn't answer")

    assert "doesn't answer" in str(one(parent, None, cache, fetch=down))
    other = one(parent, None, cache, fetch=lambda _: text(more="# other"))
    assert isinstance(other, Unread)
    assert not Path(cache).exists()


@pytest.mark.parametrize(
    "data",
    [b"not toml [", b"\xff\xfe", text().replace(b"considerations/1", b"considerations/9"), text(more="[tpyo]\na = 1")],
)
def test_a_record_that_does_not_hold_together_tells_nothing(data: bytes, tmp_path: Path, cache: str) -> None:
    """A typing error in it must not lift an embargo of the parent."""
    (tmp_path / "base.toml").write_bytes(data)
    found = one(named("base.toml", data), tmp_path, cache)
    assert isinstance(found, Unread)
    assert "doesn't hold together" in found.reason


def test_a_file_of_more_than_a_mebibyte_is_not_read(tmp_path: Path, cache: str) -> None:
    data = text() + b"#" * (1 << 20)
    (tmp_path / "base.toml").write_bytes(data)
    assert isinstance(one(named("base.toml", data), tmp_path, cache), Unread)


def test_a_chain_is_followed_and_a_path_means_a_file_beside_the_record_that_names_it(cache: str) -> None:
    first = text("hf:models/lab/first")
    middle = text(BASE, derived("first.toml", first, "hf:models/lab/first"))
    parent = named("https://git.lab.example/base.git", middle, record_path="records/base.toml")
    asked: list[str] = []

    def fetch(wanted: Extends) -> bytes:
        asked.append(wanted.path)
        return {"records/base.toml": middle, "records/first.toml": first}[wanted.path]

    found = parent_records.known((parent,), None, cache=cache, fetch=fetch)
    assert [one.repo for one in found] == [BASE, "hf:models/lab/first"]
    assert asked == ["records/base.toml", "records/first.toml"]
    assert parent_records.known((parent,), None, cache=cache) == found


def test_a_long_chain_and_many_parents_come_to_an_end(tmp_path: Path, cache: str) -> None:
    data = text()
    for number in range(parent_records.MAX_DEPTH + 5):
        (tmp_path / f"{number}.toml").write_bytes(data)
        data = text(BASE, derived(f"{number}.toml", data))
    (tmp_path / "last.toml").write_bytes(data)
    found = parent_records.known((named("last.toml", data),), InFolder(str(tmp_path)), cache=cache)
    assert len(found) == parent_records.MAX_DEPTH + 1
    many = tuple(named(f"{number}.toml") for number in range(200))
    assert len(parent_records.known(many, InFolder(str(tmp_path)), cache=cache)) == parent_records.AT_MOST


def test_a_parent_without_a_record_is_left_out(tmp_path: Path, cache: str) -> None:
    assert parent_records.known((named(""),), InFolder(str(tmp_path)), cache=cache) == {}
