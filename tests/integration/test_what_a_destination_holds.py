"""What is known of the destination of real pushes, and what isn't believed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.git.held import Advertisement, Held, LocalAdvertiser, Refs, look, standing_tip
from release_guard.git.plumbing import Git
from release_guard.git.refs import RefLine
from release_guard.git.remotes import destination
from release_guard.model.destination import Destination
from release_guard.ports import TreeError
from tests.support.git_repo import Repo
from tests.support.pushing import bare, commit, try_push


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "repo")
    repo("remote", "add", "origin", str(bare(tmp_path / "there.git")))
    return repo


@pytest.fixture
def git(repo: Repo) -> Iterator[Git]:
    with Git(str(repo.path)) as git:
        yield git


def held(git: Git, repo: Repo, *arguments: str, shown: Advertisement | None = None) -> Held:
    push = try_push(repo, *arguments)
    return look(git, push.lines, push.remote, destination(push.url, str(repo.path)), shown)


def there(repo: Repo) -> Advertisement | None:
    place = destination(repo("remote", "get-url", "--push", "origin"), str(repo.path))
    return LocalAdvertiser().advertised(place)


def test_empty_destination_is_known_to_be_empty_only_where_it_can_be_seen(repo: Repo, git: Git) -> None:
    commit(repo, {"a.py": "a"})
    seen = held(git, repo, "origin", "main", shown=there(repo))
    assert seen == Held(empty=True)
    assert standing_tip(git, seen) is None
    unseen = held(git, repo, "origin", "main")
    assert unseen == Held()
    with pytest.raises(TreeError, match="can't be seen from here: run git fetch"):
        standing_tip(git, unseen)


def test_local_destination_shows_all_its_refs(repo: Repo, git: Git) -> None:
    head = commit(repo, {"a.py": "a"})
    repo("tag", "-a", "v1", "-m", "One")
    repo("push", "-q", "origin", "main", "main:other", "v1")
    tip = commit(repo, {"b.py": "b"})
    seen = held(git, repo, "origin", "main", shown=there(repo))
    assert set(seen.oids) == {head, repo("rev-parse", "v1")}
    assert (seen.branch, seen.tip, seen.empty) == ("refs/heads/main", head, False)
    assert tip not in seen.oids


def test_default_branch_is_where_head_points(repo: Repo, tmp_path: Path, git: Git) -> None:
    first = commit(repo, {"a.py": "a"})
    repo("push", "-q", "origin", "main:trunk")
    commit(repo, {"b.py": "b"})
    repo("push", "-q", "origin", "main")
    repo("--git-dir", str(tmp_path / "there.git"), "symbolic-ref", "HEAD", "refs/heads/trunk")
    seen = held(git, repo, "origin", "main:new", shown=there(repo))
    assert (seen.branch, seen.tip) == ("refs/heads/trunk", first)


@pytest.mark.parametrize(
    ("branches", "branch"),
    [
        (["main", "other"], "refs/heads/main"),
        (["master", "other"], "refs/heads/master"),
        (["trunk"], "refs/heads/trunk"),
        (["a", "b"], ""),
    ],
)
def test_default_branch_that_isnt_told_is_the_usual_or_only_one(
    repo: Repo, git: Git, branches: list[str], branch: str
) -> None:
    head = commit(repo, {"a.py": "a"})
    shown = Refs({f"refs/heads/{name}": head for name in branches})
    seen = look(git, (), "origin", Destination("github.com", "acme/x"), shown)
    assert seen == Held((head,), branch, head if branch else "")


def test_line_of_the_push_is_newer_than_what_was_shown(repo: Repo, git: Git) -> None:
    first = commit(repo, {"a.py": "a"})
    second = commit(repo, {"b.py": "b"})
    line = RefLine("main", "1" * 40, "refs/heads/main", second)
    seen = look(git, [line], "x", Destination("github.com", "acme/x"), Refs({"refs/heads/main": first}))
    assert seen == Held((second, first), "refs/heads/main", second)


def test_commit_that_isnt_here_excludes_nothing(repo: Repo, git: Git) -> None:
    commit(repo, {"a.py": "a"})
    shown = Refs({"refs/heads/main": "1" * 40, "refs/tags/v1^{}": "2" * 40}, "refs/heads/main")
    seen = look(git, (), "x", Destination("github.com", "acme/x"), shown)
    assert seen == Held((), "refs/heads/main", "1" * 40)
    with pytest.raises(TreeError, match="the destination's main is at 1111111, which isn't here: run git fetch"):
        standing_tip(git, seen)


def test_old_oid_told_by_git_needs_nobodys_word(repo: Repo, git: Git) -> None:
    head = commit(repo, {"a.py": "a"})
    repo("push", "-q", "origin", "main")
    commit(repo, {"b.py": "b"})
    repo("config", "--unset", "remote.origin.fetch")
    repo("update-ref", "-d", "refs/remotes/origin/main")
    assert held(git, repo, "origin", "main") == Held((head,), "refs/heads/main", head)


def test_tracking_refs_find_the_default_branch_and_exclude_nothing(repo: Repo, git: Git) -> None:
    head = commit(repo, {"a.py": "a"})
    repo("push", "-q", "origin", "main", "main:trunk")
    repo("remote", "set-head", "origin", "trunk")
    commit(repo, {"b.py": "b"})
    assert held(git, repo, "origin", "main:new") == Held((), "refs/heads/trunk", head)
    url = repo("remote", "get-url", "origin")
    assert held(git, repo, url, "main:new") == Held((), "refs/heads/trunk", head)


def test_tracking_refs_of_another_repository_arent_believed(repo: Repo, tmp_path: Path, git: Git) -> None:
    commit(repo, {"a.py": "a"})
    repo("push", "-q", "origin", "main")
    repo("remote", "set-url", "origin", str(bare(tmp_path / "public.git")))
    assert held(git, repo, "origin", "main") == Held()


def test_remote_that_is_fetched_elsewhere_tells_nothing(repo: Repo, tmp_path: Path, git: Git) -> None:
    commit(repo, {"a.py": "a"})
    repo("push", "-q", "origin", "main")
    repo("remote", "set-url", "--push", "origin", str(bare(tmp_path / "public.git")))
    assert held(git, repo, "origin", "main:new") == Held()


def test_address_is_compared_after_git_rewrote_it(repo: Repo, tmp_path: Path, git: Git) -> None:
    head = commit(repo, {"a.py": "a"})
    repo("push", "-q", "origin", "main")
    repo("config", f"url.{tmp_path}/.insteadOf", "short:")
    repo("remote", "set-url", "origin", "short:there.git")
    commit(repo, {"b.py": "b"})
    assert held(git, repo, "origin", "main:new") == Held((), "refs/heads/main", head)


def test_work_trees_are_the_repository_that_they_belong_to(tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    head = commit(other, {"a.py": "a"})
    other("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "side")
    for folder in ("other", "linked"):
        shown = LocalAdvertiser({"GIT_DIR": "/nowhere", "PATH": "/usr/bin:/bin"}).advertised(
            destination(folder, str(tmp_path))
        )
        assert shown == Refs({"refs/heads/main": head, "refs/heads/side": head}, "refs/heads/main")


def test_places_that_cant_be_looked_at_tell_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for place in (
        destination("folder", str(tmp_path)),
        destination("nothing", str(tmp_path)),
        Destination("github.com", "acme/digits"),
    ):
        assert LocalAdvertiser().advertised(place) is None
