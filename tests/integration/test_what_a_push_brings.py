"""The range of a push on real repositories: what is new, what the destination holds, and who wrote it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.git import push_range
from release_guard.git.blobs import HEAD, WHOLE_UP_TO, Read, read, sha256
from release_guard.git.plumbing import Git
from release_guard.git.push_range import Blob
from release_guard.ports import TreeError
from tests.support.git_repo import Repo
from tests.support.pushing import commit, write


@pytest.fixture(params=["sha1", "sha256"])
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo", f"--object-format={request.param}")


@pytest.fixture
def git(repo: Repo) -> Iterator[Git]:
    with Git(str(repo.path)) as git:
        yield git


def paths(git: Git, tips: list[str], held: list[str]) -> list[str]:
    return sorted(blob.path for blob in push_range.new_blobs(git, tips, held))


def test_every_commit_counts_and_a_deleted_file_too(repo: Repo, git: Git) -> None:
    old = commit(repo, {"a.py": "a"})
    commit(repo, {"weights.bin": "w" * 100, "sub/dir/b c.py": "b"})
    (repo.path / "weights.bin").unlink()
    tip = commit(repo, {"d.py": "d"})
    assert paths(git, [tip], [old]) == ["d.py", "sub/dir/b c.py", "weights.bin"]
    assert paths(git, [tip], []) == ["a.py", "d.py", "sub/dir/b c.py", "weights.bin"]
    assert paths(git, [tip], [tip]) == []
    sizes = {blob.path: blob.size for blob in push_range.new_blobs(git, [tip], [old])}
    assert sizes["weights.bin"] == 100


def test_file_counts_at_every_path_and_not_again_where_it_only_moves(repo: Repo, git: Git) -> None:
    old = commit(repo, {"old/a.py": "a", "old/b.py": "b"})
    commit(repo, {"new.md": "w" * 100, "new.bin": "w" * 100})
    repo("mv", "old", "moved")
    repo("mv", "new.md", "later.md")
    tip = commit(repo, {})
    assert paths(git, [tip], [old]) == ["later.md", "new.bin", "new.md"]


def test_merge_brings_what_its_parents_lack(repo: Repo, git: Git) -> None:
    old = commit(repo, {"both.py": "one\n", "ours.py": "1"})
    repo("switch", "-q", "-c", "side")
    commit(repo, {"both.py": "side\n", "side.py": "2"})
    repo("switch", "-q", "main")
    held = commit(repo, {"both.py": "main\n", "main.py": "3"})
    repo.run("merge", "-q", "side")
    tip = commit(repo, {"both.py": "side and main\n", "slipped.bin": "in"})
    merged = [(blob.path, blob.size) for blob in push_range.new_blobs(git, [tip], [held])]
    assert sorted(merged) == [("both.py", 5), ("both.py", 14), ("side.py", 1), ("slipped.bin", 2)]
    assert paths(git, [tip], [old]) == ["both.py", "both.py", "both.py", "main.py", "side.py", "slipped.bin"]


def test_odd_names_are_kept(repo: Repo, git: Git) -> None:
    names = ["é.py", "a\tb", "trailing ", "*?[x]", "-x", "a  b"]
    tip = commit(repo, {name: name for name in names})
    assert {blob.path for blob in push_range.new_blobs(git, [tip], [])} == set(names)


def test_tags_of_blobs_and_trees_are_content(repo: Repo, git: Git) -> None:
    head = commit(repo, {"kept.py": "kept", "dir/weights.bin": "w"})
    write(repo, "loose.bin", "never committed")
    blob = repo("hash-object", "-w", "loose.bin")
    repo("tag", "light", blob)
    repo("tag", "-a", "annotated", "-m", "A blob", blob)
    repo("tag", "tree", "HEAD:dir")
    assert [one.oid for one in push_range.new_blobs(git, [blob], [head])] == [blob]
    assert [one.oid for one in push_range.new_blobs(git, [repo("rev-parse", "annotated")], [head])] == [blob]
    assert paths(git, [repo("rev-parse", "tree")], []) == ["weights.bin"]


def test_notes_are_content(repo: Repo, git: Git) -> None:
    head = commit(repo, {"a.py": "a"})
    repo("notes", "add", "-m", "a note")
    (note,) = push_range.new_blobs(git, [repo("rev-parse", "refs/notes/commits")], [head])
    assert note.path == head


def test_submodule_commits_are_not_this_repositorys_content(repo: Repo, git: Git) -> None:
    head = commit(repo, {"a.py": "a"})
    other = "1" * len(head)
    repo("update-index", "--add", "--cacheinfo", f"160000,{other},module")
    repo("commit", "-q", "-m", "A submodule")
    assert paths(git, [repo("rev-parse", "HEAD")], [head]) == []


def test_missing_blob_is_an_error_and_not_fetched(repo: Repo, tmp_path: Path) -> None:
    commit(repo, {"a.py": "a", "b.py": "b"})
    tip = commit(repo, {"b.py": "other"})
    repo("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    repo("clone", "-q", "--bare", "--filter=blob:none", f"file://{repo.path}", str(partial))
    with Git(str(partial)) as git, pytest.raises(TreeError, match="this clone is partial: run git fetch --refetch"):
        paths(git, [tip], [])


def test_shallow_clone_lists_what_is_here(repo: Repo, tmp_path: Path) -> None:
    commit(repo, {"a.py": "a"})
    tip = commit(repo, {"b.py": "b"})
    repo("clone", "-q", "--depth=1", f"file://{repo.path}", str(tmp_path / "shallow"))
    with Git(str(tmp_path / "shallow")) as git:
        assert paths(git, [tip], []) == ["a.py", "b.py"]


def test_bytes_that_came_back_were_held_before(repo: Repo, git: Git) -> None:
    commit(repo, {"a.py": "a"})
    commit(repo, {"models/[1] weights.bin": "w" * 50, "b.py": "b"})
    repo("rm", "-q", "-r", "models")
    old = commit(repo, {})
    repo("revert", "--no-edit", "HEAD")
    tip = commit(repo, {"models/new.bin": "n" * 50})
    listed = {blob.path: blob for blob in push_range.new_blobs(git, [tip], [old])}
    assert set(listed) == {"models/[1] weights.bin", "models/new.bin"}
    again = listed["models/[1] weights.bin"].oid
    assert push_range.held_already(git, [tip], [old], listed.values()) == {again}
    assert push_range.held_already(git, [tip], [], listed.values()) == frozenset()
    assert push_range.held_already(git, [tip], [old], [Blob(again, 50, "other/place.bin")]) == frozenset()


def test_authors_are_those_who_change_more_than_records(repo: Repo, git: Git) -> None:
    def by(address: str, *arguments: str) -> None:
        repo("-c", f"user.email={address}", "commit", "-q", *arguments)

    old = commit(repo, {"a.py": "a", "shared.py": "one"})
    write(repo, "b.py", "b")
    repo("add", "-A")
    by("lin@example.org", "-m", "Code")
    write(repo, "release-records/r.toml", "record")
    repo("add", "-A")
    by("okafor@uni.example", "-m", "A review")
    write(repo, "b.py", "c")
    write(repo, "release-records/s.toml", "record")
    repo("add", "-A")
    by("both@example.org", "-m", "Code and a record")
    by("nothing@example.org", "--allow-empty", "-m", "Nothing")
    assert push_range.authors(git, [repo("rev-parse", "HEAD")], [old]) == ("both@example.org", "lin@example.org")


def test_merging_alone_makes_no_author(repo: Repo, git: Git) -> None:
    old = commit(repo, {"shared.py": "one\n", "a.py": "a"})
    repo("switch", "-q", "-c", "side")
    commit(repo, {"side.py": "side"})
    repo("switch", "-q", "main")
    commit(repo, {"a.py": "b"})
    repo("-c", "user.email=merger@example.org", "merge", "-q", "--no-edit", "side")
    assert push_range.authors(git, [repo("rev-parse", "HEAD")], [old]) == ("ada@example.org",)
    repo("switch", "-q", "side")
    commit(repo, {"side2.py": "side"})
    repo("switch", "-q", "main")
    repo("merge", "-q", "--no-commit", "--no-ff", "side")
    write(repo, "side2.py", "slipped in")
    repo("add", "-A")
    repo("-c", "user.email=merger@example.org", "commit", "-q", "-m", "Merge")
    assert push_range.authors(git, [repo("rev-parse", "HEAD")], [old]) == ("ada@example.org", "merger@example.org")


def test_small_files_are_read_whole_and_large_ones_by_their_head(repo: Repo, git: Git) -> None:
    files: dict[str, bytes | str] = {f"f{number:03}": bytes([number]) * number for number in range(250)}
    files |= {"large": b"l" * (WHOLE_UP_TO + 1), "limit": b"m" * WHOLE_UP_TO, "huge": b"h" * (3 << 20)}
    tip = commit(repo, files)
    found = {one.blob.path: one for one in read(git, push_range.new_blobs(git, [tip], []))}
    assert {name: found[name].data for name in files if name.startswith("f")} == {
        name: data for name, data in files.items() if name.startswith("f")
    }
    assert [len(found[name].data) for name in ("large", "limit", "huge")] == [HEAD, WHOLE_UP_TO, HEAD]


def test_digest_is_of_all_bytes(repo: Repo, git: Git) -> None:
    files = {"small": b"abc", "huge": b"h" * (3 << 20), "empty": b""}
    tip = commit(repo, {**files})
    digests = {one.blob.path: sha256(git, one) for one in read(git, push_range.new_blobs(git, [tip], []))}
    assert digests == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def test_vanished_file_is_an_error(repo: Repo, git: Git) -> None:
    head = commit(repo, {"a": "a"})
    with pytest.raises(TreeError, match="the content of gone isn't here"):
        list(read(git, [Blob("1" * len(head), 4, "gone")]))
    with pytest.raises(TreeError, match="isn't here"):
        sha256(git, Read(Blob("1" * len(head), 4, "gone"), b""))
