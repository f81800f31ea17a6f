"""A commit's tree and a range of commits, as ``check`` asks for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.git.held import LocalAdvertiser
from release_guard.git.plumbing import Git
from release_guard.git.revision import at_revision, over_range
from release_guard.git.source import GitSource
from release_guard.model.attempt import Context
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, TreeError
from tests.support.git_repo import Repo
from tests.support.pushing import bare, commit

PLACE = Destination("github.com", "acme/digits")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


@pytest.fixture
def git(repo: Repo) -> Iterator[Git]:
    with Git(str(repo.path)) as git:
        yield git


def items(source: GitSource) -> dict[str, bool]:
    found = source.attempt(Context(source.destination), Visibility.PUBLIC, Answer(None, "", "nobody asked"))
    assert found.now_unknown == "nobody asked"
    return {item.path: item.removed for item in found.items}


def test_revision_is_what_a_push_of_it_would_bring(repo: Repo, git: Git) -> None:
    commit(repo, {"gone.pt": b"\x80" * 2000, "a.py": "a = 1\n", "same.py": "a = 1\n", "release-policy.toml": "policy"})
    repo("rm", "-q", "gone.pt")
    commit(repo, {})
    repo("tag", "v1")
    commit(repo, {"later.py": "b = 1\n", "release-policy.toml": "later"})
    source = at_revision(git, "v1", PLACE, LocalAdvertiser())
    assert items(source) == {"gone.pt": True, "a.py": False, "same.py": False, "release-policy.toml": False}
    assert source.evidence().policy is not None
    assert source.evidence().policy == at_revision(git, "HEAD~1", PLACE, LocalAdvertiser()).evidence().policy
    assert source.standing() is None, "nobody has seen the place, so it is taken to be empty"


def test_reviewer_sees_what_the_destination_holds_already(repo: Repo, git: Git, tmp_path: Path) -> None:
    commit(repo, {"a.py": "a = 1\n"})
    there = bare(tmp_path / "there.git")
    repo("push", "-q", str(there), "main")
    commit(repo, {"b.py": "b = 1\n"})
    place = Destination("file", str(there))
    assert set(items(at_revision(git, "HEAD", place, LocalAdvertiser()))) == {"b.py"}
    assert set(items(at_revision(git, "HEAD", place, LocalAdvertiser(), whole=True))) == {"a.py", "b.py"}


def test_destination_of_a_revision_is_looked_at(repo: Repo, git: Git, tmp_path: Path) -> None:
    commit(repo, {"a.py": "a = 1\n", "release-policy.toml": "strict"})
    there = bare(tmp_path / "there.git")
    place = Destination("file", str(there))
    assert at_revision(git, "HEAD", place, LocalAdvertiser()).standing() is None
    repo("push", "-q", str(there), "main")
    standing = at_revision(git, "HEAD", place, LocalAdvertiser()).standing()
    assert standing is not None
    assert standing.policy is not None
    assert standing.policy.data == b"strict"


def test_range_is_all_its_commits_and_its_base_is_trusted(repo: Repo, git: Git) -> None:
    commit(repo, {"a.py": "a = 1\n", "release-policy.toml": "strict", "release-considerations.toml": "answers"})
    repo("tag", "base")
    commit(repo, {"gone.pt": b"\x80" * 2000})
    repo("rm", "-q", "gone.pt", "release-considerations.toml")
    commit(repo, {"b.py": "b = 1\n", "release-policy.toml": "loose"})
    for text in ("base..HEAD", "base..", "base..main"):
        source = over_range(git, text, PLACE)
        assert items(source) == {"gone.pt": True, "b.py": False, "release-policy.toml": False}
    standing = source.standing()
    assert standing is not None
    assert standing.policy is not None
    assert standing.policy.data == b"strict"
    assert source.removed()


@pytest.mark.parametrize("text", ["HEAD", "HEAD...HEAD", "nothing..HEAD", "HEAD..nothing", "HEAD:a.py..HEAD"])
def test_range_that_is_none_is_an_error(repo: Repo, git: Git, text: str) -> None:
    commit(repo, {"a.py": "a = 1\n"})
    with pytest.raises(TreeError, match=r"is no (range|commit)"):
        over_range(git, text, PLACE)


def test_revision_that_is_none_is_an_error(repo: Repo, git: Git) -> None:
    with pytest.raises(TreeError, match="'HEAD' is no commit here"):
        at_revision(git, "HEAD", PLACE, LocalAdvertiser())
