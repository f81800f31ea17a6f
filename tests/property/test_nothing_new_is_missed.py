"""Whatever shape a history has: no file that git would send for the first time is left out of what is judged."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from release_guard.git import push_range
from release_guard.git.plumbing import Git
from tests.support.git_repo import Repo

NAMES = ["a.py", "b.bin", "dir/a.py", "dir/sub/c.bin", "other/c.bin"]
#: A commit: which earlier commits are its parents (counted back), and its tree: for some names, one of a few contents.
COMMIT = st.tuples(
    st.lists(st.integers(1, 4), max_size=3, unique=True),
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 6), max_size=5),
)


def history(commits: list[tuple[list[int], dict[str, int]]]) -> bytes:
    """The commits as input of ``git fast-import``; commit n gets the branch n."""
    lines = [f"blob\nmark :{100 + number}\ndata 9\ncontent {number}" for number in range(7)]
    for number, (back, tree) in enumerate(commits, 1):
        parents = sorted({number - step for step in back if number - step > 0}, reverse=True)
        lines.append(
            f"commit refs/heads/{number}\nmark :{number}\ncommitter A <a@example.org> {number} +0000\ndata 1\nx"
        )
        lines += [f"{'merge' if index else 'from'} :{parent}" for index, parent in enumerate(parents)]
        lines += ["deleteall", *(f"M 100644 :{100 + content} {name}" for name, content in tree.items()), ""]
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("histories")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(COMMIT, min_size=1, max_size=9), st.data())
def test_every_object_that_git_would_send_is_listed(
    folder: Path, commits: list[tuple[list[int], dict[str, int]]], data: st.DataObject
) -> None:
    branches = st.sets(st.integers(1, len(commits)))
    tips = sorted(data.draw(branches, label="tips") | {len(commits)})
    held = sorted(data.draw(branches, label="held"))
    repo = Repo(folder / str(len(list(folder.iterdir()))), "--bare")
    subprocess.run(["git", "fast-import", "--quiet"], input=history(commits), cwd=repo.path, check=True)
    oids = {number: repo("rev-parse", f"refs/heads/{number}") for number in {*tips, *held}}
    new, old = [oids[number] for number in tips], [oids[number] for number in held]
    sent = repo("rev-list", "--objects", *new, *(f"^{oid}" for oid in old)).splitlines()
    with Git(str(repo.path)) as git:
        kinds = git.find([line.split(" ")[0] for line in sent])
        blobs = {one.oid for one in kinds if one is not None and one.type == "blob"}
        listed = {blob.oid for blob in push_range.new_blobs(git, new, old)}
    assert blobs <= listed
    if not old:
        assert blobs == listed
