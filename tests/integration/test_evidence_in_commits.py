"""The files of ours, read from commits: whatever the working tree, the index or another branch says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.git import tree
from release_guard.git.plumbing import Git
from release_guard.ports import Bytes, Evidence, TreeError
from tests.support.git_repo import Repo
from tests.support.pushing import commit, write

ALL = {
    "release-considerations.toml": "considerations",
    "release-policy.toml": "policy",
    "release-records/a.toml": "record",
    "release-records/a.toml.sig": "signature",
    "release-records/README.md": "about records",
    "release-records/old/b.toml": "record in a folder",
    "docs/release-considerations.toml": "no file of ours",
    "release-notes.toml": "no file of ours",
}


@pytest.fixture(params=["sha1", "sha256"])
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo", f"--object-format={request.param}")


@pytest.fixture
def git(repo: Repo) -> Iterator[Git]:
    with Git(str(repo.path)) as git:
        yield git


def everything(origin: str) -> Evidence:
    return Evidence(
        origin,
        (Bytes("release-considerations.toml", b"considerations"),),
        (Bytes("release-records/a.toml", b"record"), Bytes("release-records/a.toml.sig", b"signature")),
        Bytes("release-policy.toml", b"policy"),
    )


def test_commit_tag_and_tree_hold_the_same_files(repo: Repo, git: Git) -> None:
    head = commit(repo, {**ALL})
    repo("tag", "-a", "v1", "-m", "One")
    for revision in (head, repo("rev-parse", "v1"), repo("rev-parse", "HEAD^{tree}")):
        assert tree.evidence_at(git, revision, "here") == everything("here")


def test_index_and_working_tree_say_nothing(repo: Repo, git: Git) -> None:
    head = commit(repo, {**ALL})
    write(repo, "release-considerations.toml", "unstaged")
    write(repo, "release-records/z.toml", "staged")
    repo("add", "release-records")
    assert tree.evidence_at(git, head, "here") == everything("here")


def test_record_on_another_branch_says_nothing(repo: Repo, git: Git) -> None:
    head = commit(repo, {"release-considerations.toml": "considerations"})
    repo("switch", "-q", "-c", "other")
    commit(repo, {"release-records/a.toml": "record"})
    assert tree.evidence_at(git, head, "here").records == ()


def test_several_releases_each_have_a_file(repo: Repo, git: Git) -> None:
    head = commit(
        repo,
        {
            "release-considerations/b.toml": "b",
            "release-considerations/a.toml": "a",
            "release-considerations/c.md": "c",
        },
    )
    assert [file.path for file in tree.evidence_at(git, head, "here").considerations] == [
        "release-considerations/a.toml",
        "release-considerations/b.toml",
    ]


def test_commit_without_files_of_ours_holds_nothing(repo: Repo, git: Git) -> None:
    head = commit(repo, {"a.py": "pass"})
    assert tree.evidence_at(git, head, "here") == Evidence("here")


def test_tag_of_a_blob_holds_nothing(repo: Repo, git: Git) -> None:
    commit(repo, {"a.py": "pass"})
    repo("tag", "-a", "blob", "-m", "A blob", "HEAD:a.py")
    for revision in (repo("rev-parse", "blob"), repo("rev-parse", "HEAD:a.py")):
        assert tree.evidence_at(git, revision, "here") == Evidence("here")


def test_missing_commit_is_an_error(repo: Repo, git: Git) -> None:
    head = commit(repo, {"a.py": "pass"})
    with pytest.raises(TreeError, match="isn't here"):
        tree.outline(git, "1" * len(head))


def test_bytes_reach_the_reader_as_they_are(repo: Repo, git: Git) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 12\n"
    odd = b"\xef\xbb\xbfschema = 1\r\nschema = 2\r\n\xff"
    head = commit(repo, {"release-considerations.toml": pointer, "release-policy.toml": odd})
    read = tree.evidence_at(git, head, "here")
    assert read.considerations[0].data == pointer.encode()
    assert read.policy == Bytes("release-policy.toml", odd)


def test_file_above_a_mebibyte_is_cut_where_the_reader_can_see_it(repo: Repo, git: Git) -> None:
    head = commit(
        repo,
        {
            "release-considerations.toml": b"#" * (5 << 20),
            "release-policy.toml": b"#" * (1 << 20),
            "release-records/a.toml": b"#" * ((1 << 20) + 1),
        },
    )
    read = tree.evidence_at(git, head, "here")
    assert len(read.considerations[0].data) == (1 << 20) + 1
    assert read.policy is not None
    assert len(read.policy.data) == 1 << 20
    assert len(read.records[0].data) == (1 << 20) + 1


@pytest.mark.parametrize(
    "name", ["release-considerations.toml", "release-considerations/a.toml", "release-policy.toml"]
)
def test_symbolic_link_is_refused_in_a_push_and_passed_over_elsewhere(repo: Repo, git: Git, name: str) -> None:
    write(repo, "elsewhere.toml", "other")
    (repo.path / name).parent.mkdir(exist_ok=True)
    (repo.path / name).symlink_to("elsewhere.toml")
    head = commit(repo, {})
    with pytest.raises(TreeError, match=f"{name} in the push is a symbolic link; fix: commit the file itself"):
        tree.evidence_at(git, head, "the push")
    assert tree.evidence_at(git, head, "there", strict=False) == Evidence("there")


def test_folder_that_is_a_link_or_a_submodule_is_refused(repo: Repo, git: Git) -> None:
    (repo.path / "release-records").symlink_to("elsewhere")
    linked = commit(repo, {})
    (repo.path / "release-records").unlink()
    repo("rm", "-q", "--cached", "release-records")
    repo("update-index", "--add", "--cacheinfo", f"160000,{linked},release-considerations")
    repo("commit", "-q", "-m", "A submodule")
    with pytest.raises(TreeError, match="a symbolic link; fix: commit the folder itself"):
        tree.evidence_at(git, linked, "the push")
    with pytest.raises(TreeError, match="a submodule; fix: commit the folder itself"):
        tree.evidence_at(git, "HEAD", "the push")
    assert tree.evidence_at(git, "HEAD", "there", strict=False) == Evidence("there")


def test_record_of_another_kind_is_left_to_its_reader(repo: Repo, git: Git) -> None:
    write(repo, "release-records/a.toml", "record")
    (repo.path / "release-records" / "b.toml").symlink_to("a.toml")
    head = commit(repo, {})
    repo("update-index", "--add", "--cacheinfo", f"160000,{head},release-records/c.toml")
    repo("commit", "-q", "-m", "A submodule")
    assert tree.evidence_at(git, "HEAD", "the push").records == (
        Bytes("release-records/a.toml", b"record"),
        Bytes("release-records/b.toml", b"a.toml"),
        Bytes("release-records/c.toml", b""),
    )


def test_equal_outlines_mean_equal_evidence(repo: Repo, git: Git) -> None:
    first = commit(repo, {**ALL})
    second = commit(repo, {"a.py": "pass"})
    third = commit(repo, {"release-records/c.toml": "another"})
    assert tree.outline(git, first) == tree.outline(git, second) != tree.outline(git, third)


def test_linked_worktree_bare_clone_and_subfolder_read_the_same(repo: Repo, tmp_path: Path) -> None:
    head = commit(repo, {**ALL})
    repo("worktree", "add", "-q", str(tmp_path / "linked"))
    repo("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    repo("clone", "-q", "--separate-git-dir", str(tmp_path / "apart"), ".", str(tmp_path / "tree"))
    for folder in (tmp_path / "linked", tmp_path / "bare", tmp_path / "tree", repo.path / "docs"):
        with Git(str(folder)) as git:
            assert tree.evidence_at(git, head, "here") == everything("here")
    with Git(str(tmp_path / "tree" / "docs"), {"PATH": "/usr/bin:/bin", "GIT_DIR": str(tmp_path / "apart")}) as git:
        assert tree.evidence_at(git, head, "here") == everything("here")
