"""What a policy extends: sources understood where they stand, bytes pinned, rows that end, copies that are checked."""

import hashlib
import os
from pathlib import Path

import pytest

from release_guard.evidence import policy_cache
from release_guard.evidence.outer_policies import outward
from release_guard.formats.extends import Extends
from release_guard.ports import PolicyError, PolicyFile

COMMIT = "4f0c2d9e" * 5
SOURCE = "https://git.acme.example/policy.git"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def policy(name: str, source: str = "", content: str = "", **more: str) -> str:
    text = f'schema = "release-policy/1"\nname = "{name}"\n'
    if not source:
        return text
    rows = {"source": source, "sha256": sha(content), **more}
    return text + "[extends]\n" + "".join(f'{key} = "{value}"\n' for key, value in rows.items())


def in_git(name: str, content: str, path: str = "release-policy.toml") -> str:
    return policy(name, SOURCE, content, rev=COMMIT, path=path)


def file(text: str, path: str = "/x/policy.toml") -> PolicyFile:
    return PolicyFile("the machine's policy", path, text.encode())


def names(files: tuple[PolicyFile, ...]) -> list[str]:
    return [one.data.decode().split('"')[3] for one in files]


@pytest.fixture
def cache(tmp_path: Path) -> str:
    return str(tmp_path / "cache")


class Shelf:
    """What a fetch would find, by source, commit and path; it notes what was asked for."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts
        self.asked: list[Extends] = []

    def __call__(self, named: Extends) -> bytes:
        self.asked.append(named)
        return self.texts[named.path or "url"].encode()


def test_what_is_fetched_is_kept_and_never_fetched_again(cache: str) -> None:
    outer = policy("outer")
    shelf = Shelf(**{"release-policy.toml": outer})
    inner = file(in_git("in", outer))
    assert names(outward(inner, cache=cache, fetch=shelf)) == ["outer"]
    assert names(outward(inner, cache=cache, fetch=shelf)) == ["outer"]
    assert names(outward(inner, cache=cache)) == ["outer"]
    assert len(shelf.asked) == 1


def test_fetched_policy_with_other_bytes_is_refused_and_not_kept(cache: str) -> None:
    shelf = Shelf(**{"release-policy.toml": policy("other")})
    with pytest.raises(PolicyError, match="other bytes than the pinned ones") as caught:
        outward(file(in_git("in", policy("outer"))), cache=cache, fetch=shelf)
    assert sha(policy("other")) in str(caught.value)
    assert not os.path.exists(cache)


def test_row_of_policies_goes_through_git_and_relative_names(cache: str) -> None:
    base = policy("base")
    middle = policy("middle", "../base.toml", base)
    shelf = Shelf(**{"org/middle.toml": middle, "base.toml": base})
    found = outward(file(in_git("in", middle, "org/middle.toml")), cache=cache, fetch=shelf)
    assert names(found) == ["base", "middle"]
    assert shelf.asked[1] == Extends(SOURCE, sha(base), COMMIT, "base.toml")
    assert names(outward(file(in_git("in", middle, "org/middle.toml")), cache=cache)) == ["base", "middle"]


def test_relative_git_repository_is_beside_the_machines_file(tmp_path: Path, cache: str) -> None:
    outer = policy("outer")
    shelf = Shelf(**{"p.toml": outer})
    inner = file(policy("in", "rules.git", outer, rev=COMMIT, path="p.toml"), str(tmp_path / "policy.toml"))
    outward(inner, cache=cache, fetch=shelf)
    assert shelf.asked[0].source == str(tmp_path / "rules.git")


def test_policy_that_extends_itself_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(policy("in", "policy.toml", "whatever"))
    with pytest.raises(PolicyError, match="comes back to itself") as caught:
        outward(file(path.read_text(), str(path)))
    assert caught.value.code == "RG004"
    assert str(path) in caught.value.fix


def test_policies_that_extend_each_other_are_told_so(tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    second.write_text(policy("second", "first.toml", "whatever"))
    first.write_text(policy("first", "second.toml", second.read_text()))
    with pytest.raises(PolicyError, match="comes back to itself"):
        outward(file(first.read_text(), str(first)))


def test_link_to_itself_is_seen_through(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    (tmp_path / "alias.toml").symlink_to(path)
    path.write_text(policy("in", "alias.toml", "whatever"))
    with pytest.raises(PolicyError, match="comes back to itself"):
        outward(file(path.read_text(), str(path)))


def test_same_place_in_git_twice_is_told_so(cache: str) -> None:
    inner = policy("middle", "release-policy.toml", "whatever")
    shelf = Shelf(**{"release-policy.toml": inner})
    with pytest.raises(PolicyError, match="comes back to itself"):
        outward(file(in_git("in", inner)), cache=cache, fetch=shelf)


def test_copy_that_is_a_link_is_refused_and_replaced(tmp_path: Path, cache: str) -> None:
    outer = policy("outer")
    aim = tmp_path / "aim.toml"
    aim.write_text(outer)
    os.mkdir(cache)
    os.symlink(aim, policy_cache.place(cache, sha(outer)))
    inner = file(in_git("in", outer))
    with pytest.raises(PolicyError, match="is a symbolic link") as caught:
        outward(inner, cache=cache)
    assert caught.value.fix == "release-guard policy update"
    outward(inner, cache=cache, fetch=Shelf(**{"release-policy.toml": outer}))
    assert not os.path.islink(policy_cache.place(cache, sha(outer)))
    assert names(outward(inner, cache=cache)) == ["outer"]


def test_copy_that_was_changed_is_refused_and_mended(cache: str) -> None:
    outer = policy("outer")
    inner = file(in_git("in", outer))
    policy_cache.keep(cache, outer.encode())
    Path(policy_cache.place(cache, sha(outer))).write_text(policy("evil"))
    with pytest.raises(PolicyError, match="its copy here was changed"):
        outward(inner, cache=cache)
    outward(inner, cache=cache, fetch=Shelf(**{"release-policy.toml": outer}))
    assert names(outward(inner, cache=cache)) == ["outer"]


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_odd_thing_in_place_of_a_copy_is_refused(cache: str, kind: str) -> None:
    outer = policy("outer")
    os.mkdir(cache)
    (os.mkdir if kind == "folder" else os.mkfifo)(policy_cache.place(cache, sha(outer)))
    with pytest.raises(PolicyError, match=r"RG|can't be read|was changed"):
        outward(file(in_git("in", outer)), cache=cache)


def test_copy_of_ten_megabytes_is_not_read_to_its_end(cache: str) -> None:
    outer = "#" * (10 << 20)
    policy_cache.keep(cache, outer.encode())
    with pytest.raises(PolicyError, match="was changed"):
        outward(file(in_git("in", outer)), cache=cache)


def test_folder_of_copies_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    outer = policy("outer")
    with pytest.raises(PolicyError, match="can't be kept") as caught:
        outward(
            file(in_git("in", outer)), cache=str(tmp_path / "cache/x"), fetch=Shelf(**{"release-policy.toml": outer})
        )
    assert "that you can write to" in caught.value.fix


def test_copies_are_the_users_own(cache: str) -> None:
    path = policy_cache.keep(cache, b"text")
    assert os.stat(path).st_mode & 0o077 == 0
    assert os.stat(cache).st_mode & 0o077 == 0
    assert os.listdir(cache) == [os.path.basename(path)]


def test_byte_order_mark_belongs_to_the_pinned_bytes(tmp_path: Path) -> None:
    outer = "\ufeff" + policy("outer")
    (tmp_path / "outer.toml").write_text(outer)
    found = outward(file(policy("in", str(tmp_path / "outer.toml"), outer)))
    assert len(found) == 1
    with pytest.raises(PolicyError, match="other bytes"):
        outward(file(policy("in", str(tmp_path / "outer.toml"), policy("outer"))))
