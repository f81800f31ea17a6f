"""git and git-lfs with the embedded Hub: what is pushed is what its API shows, and strangers see what they may."""

import base64
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from release_guard.demo.hub.accounts import EVERY_RIGHT
from tests.support import hub_asks
from tests.support.git_repo import Repo, run
from tests.support.guarded import weights
from tests.support.hub_shelf import shelve

PLACE = "models/acme/digits"


def with_token(hub: EmbeddedHub, path: str, token: str | None = None) -> str:
    """The address at which git signs in."""
    return f"{hub.url.replace('http://', f'http://ada:{token or hub.token}@')}/{path}"


@pytest.fixture
def clone(hub: EmbeddedHub, tmp_path: Path) -> Repo:
    """A clone of acme/digits, with the files of LFS in it."""
    shelve(hub, PLACE, {".gitattributes": b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n"})
    shelve(hub, PLACE, {"model.safetensors": weights(), "sub/notes.txt": b"notes\n"})
    run(tmp_path, "lfs", "install", "--skip-repo")
    done = run(tmp_path, "clone", "-q", with_token(hub, "acme/digits"), "clone")
    assert done.returncode == 0, done.stderr
    return Repo(tmp_path / "clone")


def test_a_clone_holds_what_the_hub_has(hub: EmbeddedHub, clone: Repo) -> None:
    remote = hub.repo("models", "acme/digits")

    assert clone("rev-parse", "HEAD") == remote.refs["refs/heads/main"]
    assert (clone.path / "model.safetensors").read_bytes() == weights()
    assert (clone.path / "sub" / "notes.txt").read_text() == "notes\n"


def test_what_is_pushed_is_what_the_api_shows(hub: EmbeddedHub, clone: Repo) -> None:
    (clone.path / "other.safetensors").write_bytes(weights(7))
    tip = clone.commit("Add weights by git", notes__txt="more\n")
    clone("tag", "-a", "v1", "-m", "v1")
    clone("push", "-q", "origin", "HEAD", "v1", "HEAD:refs/pr/3")

    remote = hub.repo("models", "acme/digits")
    assert remote.refs == dict.fromkeys(("refs/heads/main", "refs/pr/3", "refs/tags/v1"), tip)
    assert remote.files()["other.safetensors"].data == weights(7)
    assert remote.files()["other.safetensors"].sha256 is not None
    assert remote.history()[0].author == "Ada Example"


def test_both_ways_of_writing_go_on_from_each_other(hub: EmbeddedHub, clone: Repo) -> None:
    clone.commit("By git", by_git__txt="1\n")
    clone("push", "-q")
    told = hub_asks.ask(
        f"{hub.url}/api/{PLACE}/commit/main", "POST", token=hub.token, body=hub_asks.commit("By API", by_api__txt="2\n")
    )
    assert told.status == 200, told
    clone("pull", "-q")

    assert (clone.path / "by_api.txt").read_text() == "2\n"
    assert [one.title for one in hub.repo("models", "acme/digits").history()][:2] == ["By API", "By git"]


def test_a_merge_keeps_both_histories(hub: EmbeddedHub, clone: Repo) -> None:
    clone("checkout", "-q", "-b", "side")
    clone.commit("Beside", side__txt="s\n")
    clone("checkout", "-q", "main")
    clone.commit("Ahead", main__txt="m\n")
    clone("merge", "-q", "--no-ff", "-m", "Merge", "side")
    clone("push", "-q", "origin", "main")

    titles = [one.title for one in hub.repo("models", "acme/digits").history()]
    assert titles[0] == "Merge"
    assert {"Beside", "Ahead"} <= set(titles)


def test_a_force_push_and_a_deletion_are_taken_in(hub: EmbeddedHub, clone: Repo) -> None:
    clone("push", "-q", "origin", "main:dev")
    clone("reset", "-q", "--hard", "HEAD~1")
    clone("push", "-q", "--force", "origin", "main")
    clone("push", "-q", "origin", ":dev")

    remote = hub.repo("models", "acme/digits")
    assert set(remote.refs) == {"refs/heads/main"}
    assert len(remote.history()) == 1


def test_a_squash_is_what_the_next_clone_gets(hub: EmbeddedHub, clone: Repo, tmp_path: Path) -> None:
    hub.repo("models", "acme/digits").squash("refs/heads/main", "Squashed", "ada", hub.world.clock())

    run(tmp_path, "clone", "-q", with_token(hub, "acme/digits"), "again")

    assert Repo(tmp_path / "again")("log", "--format=%s") == "Squashed"


def test_a_copy_on_the_server_can_be_cloned(hub: EmbeddedHub, clone: Repo, tmp_path: Path) -> None:
    clone.commit("By git", by_git__txt="1\n")
    clone("push", "-q")
    body = {"repository": "acme/copy"}
    assert hub_asks.ask(f"{hub.url}/api/{PLACE}/duplicate", "POST", token=hub.token, body=body).status == 200

    done = run(tmp_path, "clone", "-q", with_token(hub, "acme/copy"), "copy")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "copy" / "by_git.txt").exists()
    assert (tmp_path / "copy" / "model.safetensors").read_bytes() == weights()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("large.dat", b"x" * (11 << 20), "larger than 10 MiB"),
        (
            "lost.bin",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n",
            "a file that does not exist",
        ),
    ],
)
def test_the_hub_refuses_what_belongs_into_lfs(
    hub: EmbeddedHub, clone: Repo, name: str, data: bytes, said: str
) -> None:
    (clone.path / name).write_bytes(data)
    clone.commit("Add a file")

    done = clone.run("push", "-q", GIT_LFS_SKIP_PUSH="1")

    assert done.returncode == 1
    assert said in done.stderr
    assert name not in hub.repo("models", "acme/digits").files()


def basic(token: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"anyone:{token}".encode()).decode()}


@pytest.mark.parametrize(
    ("visibility", "gated", "stranger", "account"),
    [("public", False, 200, 200), ("public", "manual", 401, 403), ("private", False, 401, 404)],
)
def test_who_is_let_in_depends_on_what_the_place_is(
    hub: EmbeddedHub, visibility: str, gated: object, stranger: int, account: int
) -> None:
    shelve(hub, PLACE, {"a.txt": b"a"}).expose(visibility, gated)  # type: ignore[arg-type]
    for path in ("acme/digits", "acme/digits.git"):
        url = f"{hub.url}/{path}/info/refs?service=git-upload-pack"
        told = hub_asks.ask(url)
        assert told.status == stranger
        assert told.status != 401 or told.headers["www-authenticate"].startswith("Basic")
        assert hub_asks.ask(url, headers=basic(hub.person("eve"))).status == account
        assert hub_asks.ask(url, headers=basic(hub.token)).status == 200


@pytest.mark.parametrize("visibility", ["public", "private"])
def test_a_push_needs_a_token_that_may_write(hub: EmbeddedHub, visibility: str) -> None:
    shelve(hub, PLACE, {"a.txt": b"a"}, visibility=visibility)
    url = f"{hub.url}/acme/digits/info/refs?service=git-receive-pack"

    assert hub_asks.ask(url).status == 401
    assert hub_asks.ask(url, headers=basic("nonsense")).status == 401
    assert hub_asks.ask(url, headers=basic(hub.person("ada", EVERY_RIGHT - {"content"}))).status == 403
    assert hub_asks.ask(url, headers=basic(hub.token)).status == 200


def test_nothing_is_made_by_a_push_to_a_place_that_is_not_there(hub: EmbeddedHub, clone: Repo) -> None:
    done = clone.run("push", with_token(hub, "acme/other"), "main")

    assert done.returncode == 128
    assert not hub.has("models", "acme/other")
    assert "not found" in done.stderr


@pytest.mark.parametrize("prefix", ["datasets", "spaces", "kernels"])
def test_every_kind_of_repository_has_its_prefix(hub: EmbeddedHub, tmp_path: Path, prefix: str) -> None:
    shelve(hub, f"{prefix}/acme/x", {"a.txt": b"a\n"})

    done = run(tmp_path, "clone", "-q", with_token(hub, f"{prefix}/acme/x"), "x")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x" / "a.txt").read_text() == "a\n"
