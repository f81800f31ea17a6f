"""The hard cases of git (HC10, HC18, HC20 to HC22, HC33): what kind of repository is pushed from, and what it lacks.

Every test pushes with the real git through the installed hook, and looks at the refs and objects of the other side.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from release_guard.git.install import install
from tests.support.git_repo import Repo, run
from tests.support.guarded import weights
from tests.support.public_release import WEIGHTS, PublicRelease

ANSWERS = "release-considerations.toml"


@pytest.fixture
def release(tmp_path: Path) -> PublicRelease:
    return PublicRelease(tmp_path)


# --- HC10: SHA-256 ----------------------------------------------------------------------------------------------------


@pytest.fixture
def long_oids(tmp_path: Path) -> PublicRelease:
    return PublicRelease(tmp_path, "--object-format=sha256")


def test_hc10_weights_are_held_in_a_sha256_repository(long_oids: PublicRelease) -> None:
    """HC10: 64 digits in an oid, and 64 zeros where there is none."""
    long_oids.add_weights("side")
    long_oids.refuses("push", "origin", "side", code=WEIGHTS)
    long_oids.repo("tag", "-a", "-m", "Version", "v1")
    long_oids.refuses("push", "origin", "v1", code=WEIGHTS)


def test_hc10_deletion_and_update_pass_in_a_sha256_repository(long_oids: PublicRelease) -> None:
    """HC10: a deletion is known by its zeros, 64 of them; hook managers that look for 40 crash here."""
    long_oids.accepts("push", "-q", "origin", "main:old")
    long_oids.accepts("push", "-q", "origin", ":old")
    tip = long_oids.add_code()
    long_oids.accepts("push", "-q", "origin", "main")
    assert long_oids.refs() == {"refs/heads/main": tip}
    assert len(tip) == 64


# --- HC18: where git works --------------------------------------------------------------------------------------------

Way = tuple[Path, tuple[str, ...], dict[str, str]]  # the folder, options of git, variables


def _linked(release: PublicRelease) -> Way:
    folder = release.folder / "linked tree"
    release.repo("worktree", "add", "-q", "--force", str(folder), "main")
    return folder, (), {}


def _apart(release: PublicRelease) -> Way:
    release.repo("init", "-q", "--separate-git-dir", str(release.folder / "git dir"))
    return release.repo.path, (), {}


def _bare(release: PublicRelease) -> Way:
    folder = release.folder / "bare.git"
    shutil.copytree(release.repo.path / ".git", folder)
    run(folder, "config", "core.bare", "true")
    return folder, (), {}


def _below(release: PublicRelease) -> Way:
    folder = release.repo.path / "deep" / "er"
    folder.mkdir(parents=True)
    return folder, (), {}


def _outside(release: PublicRelease) -> Way:
    git = release.repo.path / ".git"
    return release.folder, (f"--git-dir={git}", f"--work-tree={release.repo.path}"), {}


def _by_variable(release: PublicRelease) -> Way:
    return release.folder, (), {"GIT_DIR": os.path.relpath(release.repo.path / ".git", release.folder)}


def _by_option(release: PublicRelease) -> Way:
    return release.folder, ("-C", "work", "-c", "core.quotePath=false"), {}


def _inside(release: PublicRelease) -> Way:
    return release.repo.path / ".git" / "objects", (), {}


WAYS: list[Callable[[PublicRelease], Way]] = [
    _linked,
    _apart,
    _bare,
    _below,
    _outside,
    _by_variable,
    _by_option,
    _inside,
]


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__.strip("_") for way in WAYS])
def test_hc18_push_is_judged_wherever_git_works(release: PublicRelease, way: Callable[[PublicRelease], Way]) -> None:
    """HC18: linked work tree, git dir apart, bare, a folder below, ``--git-dir``, ``GIT_DIR``, ``-C``."""
    bad = release.add_weights("side")
    release.repo("switch", "-q", "main")
    code = release.add_code()
    release.repo("branch", "-q", "clean")
    folder, options, variables = way(release)
    address = str(release.public.path)
    release.refuses(*options, "push", address, f"{bad}:refs/heads/side", code=WEIGHTS, at=folder, **variables)
    release.accepts(*options, "push", "-q", address, "clean", at=folder, **variables)
    assert release.refs()["refs/heads/clean"] == code


# --- HC20: submodules -------------------------------------------------------------------------------------------------


class Nested:
    """A guarded release with a submodule whose own remote is public too."""

    def __init__(self, release: PublicRelease) -> None:
        self.release = release
        self.other = PublicRelease(release.folder / "other")
        allow = ("-c", "protocol.file.allow=always")
        release.repo(*allow, "submodule", "add", "-q", str(self.other.public.path), "part")
        release.repo("commit", "-q", "-m", "Add a part")
        release.accepts("push", "-q", "origin", "main")
        self.part = Repo(release.repo.path / "part")

    def change(self, *, inside: "bytes | str" = "print(5)\n", name: str = "part.py") -> None:
        """Commit a file in the submodule, and the submodule in the superproject."""
        data = inside.encode() if isinstance(inside, str) else inside
        (self.part.path / name).write_bytes(data)
        self.part.commit("Change the part")
        self.part("switch", "-q", "-C", "main")
        self.release.commit("Take the new part")


@pytest.fixture
def nested(release: PublicRelease) -> Nested:
    return Nested(release)


@pytest.mark.parametrize("mode", ["on-demand", "check", "only", "no"])
def test_hc20_superproject_is_judged_before_its_submodules_move(nested: Nested, mode: str) -> None:
    """HC20: weights in the superproject keep its submodules from being pushed, whatever the mode."""
    nested.change()
    nested.release.add_weights()
    before = nested.other.refs()
    nested.release.refuses("push", f"--recurse-submodules={mode}", "origin", "main", code=WEIGHTS)
    assert nested.other.refs() == before


def test_hc20_submodule_has_a_gate_of_its_own(nested: Nested) -> None:
    """HC20: git runs the submodule's hooks for its own push; a refusal there keeps the superproject back too."""
    install(folder=str(nested.part.path), python=sys.executable)
    nested.change(inside=weights(), name=WEIGHTS)
    before = nested.other.refs()
    nested.release.refuses("push", "--recurse-submodules=on-demand", "origin", "main", code=WEIGHTS)
    assert nested.other.refs() == before
    nested.part("reset", "-q", "--hard", "HEAD~1")
    nested.change()
    nested.release.repo("reset", "-q", "--soft", "origin/main")
    nested.release.repo("commit", "-q", "-m", "Take another part")
    nested.release.accepts("push", "-q", "--recurse-submodules=on-demand", "origin", "main")
    assert nested.other.refs()["refs/heads/main"] == nested.part("rev-parse", "HEAD")


def test_hc20_user_wide_gate_judges_a_submodule_in_its_own_right(nested: Nested) -> None:
    """HC20: git leaves the superproject's ``GIT_DIR`` behind; what is judged is the submodule's own repository."""
    install("user", python=sys.executable)
    nested.change(inside=weights(), name="renamed.bin")
    before = nested.other.refs()
    said = nested.release.refuses("push", "--recurse-submodules=on-demand", "origin", "main", code="renamed.bin")
    assert str(nested.other.public.path) in said
    assert nested.other.refs() == before


# --- HC21: shallow and partial ----------------------------------------------------------------------------------------


def _clone(release: PublicRelease, *options: str) -> Repo:
    folder = release.folder / "clone"
    release.public("config", "uploadpack.allowFilter", "true")
    run(release.folder, "clone", "-q", *options, f"file://{release.public.path}", str(folder))
    install(folder=str(folder), python=sys.executable)
    return Repo(folder)


def test_hc21_shallow_clone_is_judged_by_what_it_has(release: PublicRelease) -> None:
    """HC21: the history ends early here; what is new is here all the same."""
    release.add_code()
    release.accepts("push", "-q", "origin", "main")
    clone = _clone(release, "--depth=1")
    (clone.path / WEIGHTS).write_bytes(weights())
    clone.commit("Add weights")
    release.refuses("push", "origin", "main", code=WEIGHTS, at=clone.path)
    clone("reset", "-q", "--hard", "HEAD~1")
    tip = clone.commit("Add code", more__py="print(4)\n")
    release.accepts("push", "-q", "origin", "main", at=clone.path)
    assert release.refs()["refs/heads/main"] == tip


def test_hc21_shallow_clone_that_knows_nothing_of_the_destination_is_judged_whole(release: PublicRelease) -> None:
    """HC21: the destination's commit isn't here, so everything that is here counts as new."""
    release.add_weights()
    release.repo.run("push", "--no-verify", "origin", "main")
    release.add_code()
    release.repo.run("push", "--no-verify", "origin", "main")
    empty = Repo(release.folder / "second.git", "--bare")
    policy = release.policy("solo") + f'\n[[place]]\nmatch = "file:{empty.path}"\nvisibility = "public"\n'
    clone = _clone(release, "--depth=1")
    (clone.path / "release-policy.toml").write_text(policy)
    clone.commit("Name the place")
    done = clone.run("push", str(empty.path), "main")
    assert done.returncode == 1
    assert WEIGHTS in done.stderr
    assert empty("for-each-ref") == ""


@pytest.mark.parametrize("filtered", ["blob:none", "tree:0"])
def test_hc21_partial_clone_without_the_objects_is_not_judged(release: PublicRelease, filtered: str) -> None:
    """HC21: nothing is fetched from inside a hook; what isn't here can't be judged (RG002), and the fix brings it."""
    release.add_code("one", "print(11)\n")
    release.add_code("two", "print(12)\n")
    release.accepts("push", "-q", "origin", "two")
    release.repo("switch", "-q", "main")
    second = Repo(release.folder / "second.git", "--bare")
    clone = _clone(release, f"--filter={filtered}", "--no-checkout")
    policy = f'[[place]]\nmatch = "file:{second.path}"\nvisibility = "public"\n'
    (release.folder / "machine.toml").write_text(
        f'schema = "release-policy/1"\nname = "machine"\n[scope]\nrepositories = "all"\n{policy}'
    )
    clone("config", "--global", "release-guard.policy", str(release.folder / "machine.toml"))
    before = _objects_here(clone)
    done = clone.run("push", str(second.path), "refs/remotes/origin/two:refs/heads/two")
    assert done.returncode == 1
    assert "RG002" in done.stderr
    assert "git fetch --refetch --no-filter" in done.stderr
    assert _objects_here(clone) == before, "nothing was fetched"
    assert second("for-each-ref") == ""
    clone("fetch", "-q", "--refetch", "--no-filter")
    assert "RG002" not in clone.run("push", str(second.path), "refs/remotes/origin/two:refs/heads/two").stderr


def _objects_here(repo: Repo) -> "list[str]":
    return sorted(str(path) for path in (repo.path / ".git" / "objects").rglob("*") if path.is_file())


# --- HC22: which words count ------------------------------------------------------------------------------------------


def _permit(text: str) -> str:
    """The answers, releasing weights too."""
    return text.replace('release = ["source-code"]', 'release = ["source-code", "trained-model"]')


def test_hc22_answers_that_are_only_staged_or_on_disk_count_for_nothing(release: PublicRelease) -> None:
    """HC22: the pushed commit is judged; the index and the work tree may say what they like."""
    release.add_weights()
    answers = release.repo.path / ANSWERS
    answers.write_text(_permit(answers.read_text()))
    release.refuses("push", "origin", "main", code=WEIGHTS)
    release.repo("add", ANSWERS)
    release.refuses("push", "origin", "main", code=WEIGHTS)
    release.repo("commit", "-q", "-m", "Release the weights")
    release.accepts("push", "-q", "origin", "main")


def test_hc22_pushed_commit_is_judged_where_the_work_tree_is_newer(release: PublicRelease) -> None:
    """HC22: an older commit goes out while the checked-out one is in order."""
    release.add_weights()
    answers = release.repo.path / ANSWERS
    answers.write_text(_permit(answers.read_text()))
    release.commit("Release the weights")
    release.refuses("push", "origin", "HEAD~1:refs/heads/older", code=WEIGHTS)


def test_hc22_answers_on_another_branch_count_for_nothing(release: PublicRelease) -> None:
    """HC22: what one branch says about the release doesn't speak for another one that says otherwise."""
    release.add_weights("side")
    release.repo("switch", "-q", "-c", "words", "main")
    answers = release.repo.path / ANSWERS
    answers.write_text(_permit(answers.read_text()))
    release.commit("Release the weights, says this branch")
    release.refuses("push", "origin", "side", code=WEIGHTS)
    release.refuses("push", "origin", "words", "side", code=WEIGHTS)


def _symlink(file: Path) -> None:
    text = file.read_bytes()
    file.unlink()
    (file.parent / "real.toml").write_bytes(text)
    file.symlink_to("real.toml")


def _pointer(file: Path) -> None:
    file.write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 900\n")


def _large(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"# filler\n" * 120_000)


def _twice(file: Path) -> None:
    file.write_text(file.read_text().replace("[hazards]\n", "[hazards]\nproduct = 1\n"))


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:300])


def _other_encoding(file: Path) -> None:
    file.write_bytes(file.read_text().encode("utf-16"))


def _nul(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


def _deep(file: Path) -> None:
    file.write_text(f"x = {'[' * 5000}{']' * 5000}\n")


BAD_FILES = {
    "symlink": (_symlink, "RG002"),
    "lfs-pointer": (_pointer, "RG10"),
    "above-1-mib": (_large, "RG10"),
    "duplicate-key": (_twice, "RG10"),
    "truncated": (_truncated, "RG10"),
    "utf-16": (_other_encoding, "RG10"),
    "nul": (_nul, "RG10"),
    "deep": (_deep, "RG10"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_hc22_answers_that_cannot_be_read_hold_the_push(release: PublicRelease, kind: str) -> None:
    """HC22: considerations that are a link, a pointer, too large, doubled or broken; each with a code and a place."""
    spoil, code = BAD_FILES[kind]
    release.add_code()
    spoil(release.repo.path / ANSWERS)
    release.commit("Spoil the answers")
    said = release.refuses("push", "origin", "main", code=code)
    assert ANSWERS in said


def test_hc22_answers_that_are_a_submodule_hold_the_push(release: PublicRelease) -> None:
    """HC22: a submodule stands in the place of the file."""
    release.repo("rm", "-q", "--cached", ANSWERS)
    release.repo("update-index", "--add", "--cacheinfo", f"160000,{release.repo('rev-parse', 'HEAD')},{ANSWERS}")
    release.repo("commit", "-q", "-m", "Spoil the answers")
    release.refuses("push", "origin", "main", code="RG002")


@pytest.mark.parametrize("change", [lambda data: data.replace(b"\n", b"\r\n"), lambda data: b"\xef\xbb\xbf" + data])
def test_hc22_line_ends_and_a_byte_order_mark_change_nothing(
    release: PublicRelease, change: "Callable[[bytes], bytes]"
) -> None:
    """HC22: answers written on Windows are answers."""
    answers = release.repo.path / ANSWERS
    answers.write_bytes(change(_permit(answers.read_text()).encode()))
    release.add_weights()
    tip = release.repo("rev-parse", "HEAD")
    release.accepts("push", "-q", "origin", "main")
    assert release.refs()["refs/heads/main"] == tip


# --- HC33: variables --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "release-guard.private=file:**"),
        ("-c", "core.hooksPath=.git/hooks"),
        ("-c", "core.quotePath=true", "-c", "diff.external=false", "-c", "log.showSignature=true"),
    ],
)
def test_hc33_settings_of_one_command_loosen_nothing(release: PublicRelease, arguments: "tuple[str, ...]") -> None:
    """HC33: ``-c`` reaches every git that the hook starts; none of it changes a verdict."""
    release.add_weights()
    release.refuses(*arguments, "push", "origin", "main", code=WEIGHTS)
    release.refuses("push", "origin", "main", code=WEIGHTS, GIT_CONFIG_PARAMETERS="'release-guard.private'='file:**'")


def test_hc33_variables_of_this_repository_stay_out_of_the_other_one(release: PublicRelease) -> None:
    """HC33: what the destination holds is read there, though git exports this repository's ``GIT_DIR``."""
    release.add_weights()
    release.repo.run("push", "--no-verify", "origin", "main:held")
    release.accepts("push", "-q", "origin", "main")  # the other branch there has these very bytes
    linked = release.folder / "linked"
    release.repo("worktree", "add", "-q", "-b", "linked", str(linked))
    Repo(linked).commit("More code", linked__py="print(6)\n")
    release.accepts("push", "-q", "origin", "linked", at=linked)
    release.add_weights(fill=3)
    release.refuses("push", "origin", "HEAD:refs/heads/z", code=WEIGHTS, GIT_OBJECT_DIRECTORY=_objects_of(release))


def _objects_of(release: PublicRelease) -> str:
    return str(release.repo.path / ".git" / "objects")


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_LITERAL_PATHSPECS": "1"},
        {"GIT_NOGLOB_PATHSPECS": "1"},
        {"GIT_ICASE_PATHSPECS": "1"},
        {"GIT_REPLACE_REF_BASE": "refs/heads/"},
        {"GIT_DEFAULT_HASH": "sha256"},
        {"GIT_EXTERNAL_DIFF": "false"},
        {"GIT_DIFF_OPTS": "-u0"},
        {"GIT_PAGER": "false", "PAGER": "false"},
        {"GIT_TRACE": "1"},
        {"GIT_FLUSH": "1"},
        {"GIT_QUARANTINE_PATH": "/nowhere"},
        {"PYTHONPATH": "/nowhere", "PYTHONHOME": ""},
        {"PYTHONSAFEPATH": "1", "PYTHONSTARTUP": "/nowhere", "PYTHONWARNINGS": "error"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_hc33_variables_of_the_user_change_no_verdict(release: PublicRelease, variables: "dict[str, str]") -> None:
    """HC33: whatever a shell has exported, the same push has the same verdict."""
    release.add_weights()
    release.refuses("push", "origin", "main", code=WEIGHTS, at=None, **variables)


def test_hc33_replaced_objects_and_alternates_hide_nothing(release: PublicRelease) -> None:
    """HC33: ``refs/replace/`` shows other objects than are pushed; alternates lend objects that are pushed too."""
    base = release.repo("rev-parse", "HEAD")
    release.add_weights()
    release.repo("replace", "HEAD", base)
    release.refuses("push", "origin", "main:refs/heads/other", code=WEIGHTS)
    release.repo("replace", "-d", "HEAD")
    lent = release.folder / "lent"
    run(release.folder, "clone", "-q", "--shared", str(release.repo.path), str(lent))
    install(folder=str(lent), python=sys.executable)
    release.refuses("push", str(release.public.path), "main:side", code=WEIGHTS, at=lent)
