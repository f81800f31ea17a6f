"""The hard cases of git (HC01 to HC09, HC14 to HC17): which refs a push has, and what becomes of each.

Every test pushes with the real git through the installed hook, and looks at the refs and objects of the other side.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.git_repo import Repo
from tests.support.guarded import weights
from tests.support.public_release import WEIGHTS, PublicRelease, push_reached_the_hook


@pytest.fixture
def release(tmp_path: Path) -> PublicRelease:
    return PublicRelease(tmp_path)


def blob(release: PublicRelease, data: bytes) -> str:
    """Write a blob that no commit has."""
    file = release.folder / "blob"
    file.write_bytes(data)
    return release.repo("hash-object", "-w", str(file))


# --- several refs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("bad", "order"), [("a", "zma"), ("m", "amz"), ("z", "amz"), ("a", "amz")])
def test_hc01_one_bad_ref_among_several_refuses_them_all(release: PublicRelease, bad: str, order: str) -> None:
    """HC01: several refs in any order; every one is judged, and one bad ref refuses the push."""
    for name in order:
        release.repo("switch", "-q", "main")
        (release.add_weights if name == bad else release.add_code)(name)
    release.refuses("push", "origin", *order, code=WEIGHTS)
    good = [name for name in order if name != bad]
    release.accepts("push", "-q", "origin", *good)
    assert set(release.refs()) == {"refs/heads/main", *(f"refs/heads/{name}" for name in good)}


def test_hc01_update_of_a_known_ref_hides_no_new_one(release: PublicRelease) -> None:
    """HC01: git lists refs that the destination has first; the bad one comes after them, or the other way round."""
    release.add_code()
    release.add_weights("side")
    release.refuses("push", "origin", "main", "side", code=WEIGHTS)
    release.repo("branch", "-f", "main", "side")
    release.repo("branch", "clean", "side~1")
    release.refuses("push", "origin", "main", "clean", code=WEIGHTS)


def test_hc02_deletion_in_the_first_line_hides_no_publication(release: PublicRelease) -> None:
    """HC02: the first line deletes, the second publishes."""
    release.accepts("push", "-q", "origin", "main:aaa")
    release.add_weights("zzz")
    release.refuses("push", "origin", ":aaa", "zzz", code=WEIGHTS)
    release.repo("switch", "-q", "main")
    release.add_code("clean")
    release.accepts("push", "-q", "origin", ":aaa", "clean")
    assert set(release.refs()) == {"refs/heads/main", "refs/heads/clean"}


def test_hc03_nothing_to_do_passes_in_silence(release: PublicRelease) -> None:
    """HC03: everything is up to date, so the hook runs with an empty standard input."""
    release.repo("branch", "held")
    release.add_weights("unpushed")
    said = release.accepts("push", "origin", "main", GIT_TRACE="1")
    assert push_reached_the_hook(said)
    assert "release-guard:" not in said


def test_hc03_push_whose_refs_are_all_rejected_ends_as_git_says(release: PublicRelease) -> None:
    """HC03: git leaves refs out that it will reject itself; what is left over is empty, and no verdict is owed."""
    release.add_code()
    release.accepts("push", "-q", "origin", "main")
    before = release.refs()
    release.repo("reset", "-q", "--hard", "HEAD~1")
    release.add_weights()
    done = release.repo.run("push", "origin", "main", GIT_TRACE="1")
    assert done.returncode == 1
    assert push_reached_the_hook(done.stderr)
    assert "non-fast-forward" in done.stderr
    assert "release-guard:" not in done.stderr
    assert release.refs() == before


# --- tags -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("-a", "-m", "Version 1")], ids=["lightweight", "annotated"])
def test_hc04_tag_alone_is_judged(release: PublicRelease, options: "tuple[str, ...]") -> None:
    """HC04: a push of a tag alone; on a published commit it brings nothing, on another one its whole history."""
    release.repo("tag", *options, "v1")
    release.accepts("push", "-q", "origin", "v1")
    assert "refs/tags/v1" in release.refs()
    release.add_weights()
    release.repo("tag", *options, "v2")
    release.refuses("push", "origin", "v2", code=WEIGHTS)
    release.repo("rm", "-q", WEIGHTS)
    release.commit("Take the weights out again")
    release.repo("tag", *options, "v3")
    release.refuses("push", "origin", "v3", code="RG413")


@pytest.mark.parametrize("wrapped", [False, True], ids=["bare", "annotated"])
@pytest.mark.parametrize("kind", ["blob", "tree"])
def test_hc05_tag_of_a_blob_or_a_tree_is_content(release: PublicRelease, kind: str, wrapped: bool) -> None:
    """HC05: a tag may name a file or a folder that no commit has."""
    options = ("-a", "-m", "Not a commit") if wrapped else ()
    for name, data in (("bad", weights()), ("good", b"print(3)\n")):
        oid = blob(release, data)
        if kind == "tree":
            file = release.folder / "tree"
            file.write_text(f"100644 blob {oid}\tfile.py\n")
            with file.open() as listing:
                made = subprocess.run(
                    ["git", "mktree"], stdin=listing, cwd=release.repo.path, capture_output=True, text=True, check=True
                )
            oid = made.stdout.strip()
        release.repo("tag", *options, name, oid)
    release.refuses("push", "origin", "bad", code="refs/tags/bad" if kind == "blob" else "file.py")
    release.accepts("push", "-q", "origin", "good" if kind == "tree" else "main")


def test_hc06_new_name_for_published_commits_brings_nothing(release: PublicRelease) -> None:
    """HC06: a new branch name without a new commit."""
    tip = release.repo("rev-parse", "HEAD")
    assert "release-guard:" not in release.accepts("push", "origin", "main:other")
    assert release.refs()["refs/heads/other"] == tip


@pytest.mark.parametrize("arguments", [(":old",), ("--delete", "old"), ("--prune", "refs/heads/*:refs/heads/*")])
def test_hc07_deletion_publishes_nothing(release: PublicRelease, arguments: "tuple[str, ...]") -> None:
    """HC07: a push that only deletes is allowed, and no word is owed."""
    release.accepts("push", "-q", "origin", "main:old")
    done = release.accepts("push", "origin", *arguments)
    assert "release-guard:" not in done
    assert set(release.refs()) == {"refs/heads/main"}


def test_hc07_pruning_beside_a_publication_is_judged(release: PublicRelease) -> None:
    """HC07: ``--prune`` tells the hook of its deletions, and they hide no weights."""
    release.accepts("push", "-q", "origin", "main:old")
    release.add_weights()
    release.refuses("push", "--prune", "origin", "refs/heads/*:refs/heads/*", code=WEIGHTS)


# --- forced, and what isn't here --------------------------------------------------------------------------------------


def _of_a_colleague(release: PublicRelease, branch: str = "main") -> str:
    """A commit reaches the public place from another clone, unseen here; its oid."""
    other = release.folder / "colleague"
    release.repo("clone", "-q", str(release.public.path), str(other))
    clone = Repo(other)
    clone("switch", "-q", "-C", branch)
    oid = clone.commit("From elsewhere", theirs__py="print(0)\n")
    clone("push", "-q", "origin", branch)
    return oid


def test_hc08_forced_push_over_an_unknown_commit_is_judged_whole(release: PublicRelease) -> None:
    """HC08: the old oid isn't here, so everything that the pushed commit reaches counts."""
    theirs = _of_a_colleague(release, "side")
    release.add_weights("side")
    release.refuses("push", "--force", "origin", "side", code=WEIGHTS)
    release.repo("reset", "-q", "--hard", "main")
    mine = release.add_code()
    release.accepts("push", "-q", "--force", "origin", "side")
    assert release.refs()["refs/heads/side"] == mine != theirs


def test_hc08_forced_push_that_rewrites_known_commits_is_judged_by_what_is_new(release: PublicRelease) -> None:
    """HC08: a rewritten history brings what the old one lacks."""
    release.add_code()
    release.accepts("push", "-q", "origin", "main")
    release.repo("reset", "-q", "--hard", "HEAD~1")
    release.add_weights()
    release.repo("rm", "-q", WEIGHTS)
    release.commit("Take the weights out again")
    release.refuses("push", "--force", "origin", "main", code="RG413")
    release.refuses("push", "--force-with-lease", "origin", "main", code="RG413")
    release.refuses("push", "origin", "+main", code="RG413")


# --- odd sources and names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source", ["HEAD", "@", "HEAD^{/a b  c}", ":/Add  a b", "main@{0}", "HEAD~0", "{oid}", "main^{commit}"]
)
def test_hc09_source_is_judged_however_it_is_written(release: PublicRelease, source: str) -> None:
    """HC09: the first field holds the source as it was typed: with spaces, an oid, an expression."""
    release.write(WEIGHTS, weights())
    oid = release.commit("Add  a b  c")
    release.refuses("push", "origin", f"{source.replace('{oid}', oid)}:refs/heads/side", code=WEIGHTS)
    release.repo("reset", "-q", "--hard", "origin/main")
    oid = release.commit("Add  a b  c", code__py="print(2)\n")
    release.accepts("push", "-q", "origin", f"{source.replace('{oid}', oid)}:refs/heads/side")
    assert release.refs()["refs/heads/side"] == oid


@pytest.mark.parametrize(
    "name",
    [
        os.fsdecode(b"caf\xe9"),
        os.fsdecode(b"\xff\xfe"),
        "\N{SNOWMAN}\N{RIGHT-TO-LEFT OVERRIDE}",
        "$(touch${IFS}owned)",
        "`touch${IFS}owned`",
        "a'b\"c",
        "-leading/-dash",
        "refs/heads/refs/heads/x",
        "%2e%2e%2fx",
        "x" * 200,
        "#comment",
        "a;b&c|d",
        "(delete)",
        "{braces},{more}",
        "0" * 40 + "x",
    ],
    ids=ascii,
)
def test_hc09_hostile_name_is_judged_like_any_other(release: PublicRelease, name: str) -> None:
    """HC09: a ref name that is no UTF-8, or that a shell, a pattern or a parser could stumble over."""
    oid = release.add_weights("side")
    ref = f"refs/heads/{name}"
    release.repo("update-ref", ref, oid)
    release.refuses("push", "origin", f"{ref}:{ref}", code=WEIGHTS)
    release.repo("update-ref", ref, release.repo("commit-tree", "-p", "main", "-m", "Same", "main^{tree}"))
    release.accepts("push", "-q", "origin", f"{ref}:{ref}")
    assert len(release.refs()) == 2
    assert not list(release.folder.rglob("owned"))


# --- many refs by one word --------------------------------------------------------------------------------------------


def test_hc14_mirror_shows_the_hook_what_it_publishes_and_hides_what_it_deletes(release: PublicRelease) -> None:
    """HC14: ``--mirror`` deletes refs that no hook is told of (documented); all that it publishes is judged."""
    release.accepts("push", "-q", "origin", "main:only-there")
    release.accepts("fetch", "-q", "origin")
    release.repo("update-ref", "-d", "refs/remotes/origin/only-there")
    release.add_weights("side")
    release.refuses("push", "--mirror", "origin", code=WEIGHTS)
    release.repo("switch", "-q", "main")
    release.repo("branch", "-q", "-D", "side")
    release.accepts("push", "-q", "--mirror", "origin")
    assert "refs/heads/only-there" not in release.refs(), "git deletes it, and tells no hook"
    assert "refs/remotes/origin/main" in release.refs(), "a mirror publishes tracking refs too"


def test_hc14_mirror_publishes_tracking_refs_and_notes_and_both_are_judged(release: PublicRelease) -> None:
    """HC14: what was fetched from elsewhere, and what was noted, goes out with a mirror push."""
    oid = release.add_weights("side")
    release.repo("switch", "-q", "main")
    release.repo("branch", "-q", "-D", "side")
    release.repo("update-ref", "refs/remotes/private/main", oid)
    release.refuses("push", "--mirror", "origin", code=WEIGHTS)
    release.repo("update-ref", "-d", "refs/remotes/private/main")
    release.repo("notes", "add", "-C", blob(release, weights()), "HEAD")
    release.refuses("push", "--mirror", "origin", code="RG410")


MANY = {
    "--all": "refs/heads/side",
    "--tags": "refs/tags/side",
    "--follow-tags": "refs/tags/side",
    "refs/notes/*:refs/notes/*": "refs/notes/commits",
    "refs/custom/*:refs/custom/*": "refs/custom/side",
    "refs/heads/*:refs/moved/*": "refs/heads/side",
    "refs/heads/si*:refs/heads/wild*": "refs/heads/side",
}


@pytest.mark.parametrize("argument", MANY)
def test_hc15_every_ref_that_one_word_stands_for_is_judged(release: PublicRelease, argument: str) -> None:
    """HC15: ``--all``, ``--tags``, ``--follow-tags``, notes, custom refs and patterns."""
    ref = MANY[argument]
    release.add_code("clean")
    release.repo("switch", "-q", "main")
    if ref == "refs/notes/commits":
        release.repo("notes", "add", "-C", blob(release, weights()), "HEAD")
    elif argument == "--follow-tags":
        release.add_weights()
        release.repo("tag", "-a", "-m", "Version", "side")
        release.repo("reset", "-q", "--soft", "HEAD")
    else:
        release.repo("update-ref", ref, release.add_weights("aside"))
        release.repo("switch", "-q", "main")
        release.repo("branch", "-q", "-D", "aside")
    more = ("main",) if argument == "--follow-tags" else ()
    release.refuses("push", "origin", argument, *more, code="RG410")


def test_hc15_clean_refs_of_every_kind_arrive(release: PublicRelease) -> None:
    """HC15: the same words with nothing to hold."""
    release.add_code("clean")
    release.repo("tag", "-a", "-m", "Version 1", "v1")
    release.repo("update-ref", "refs/custom/x", "HEAD")
    release.repo("notes", "add", "-m", "Looks good", "HEAD")
    release.accepts("push", "-q", "--all", "origin")
    release.accepts("push", "-q", "--tags", "origin")
    release.accepts("push", "-q", "origin", "refs/notes/*:refs/notes/*", "refs/custom/*:refs/custom/*")
    names = {"refs/heads/main", "refs/heads/clean", "refs/tags/v1", "refs/custom/x", "refs/notes/commits"}
    assert set(release.refs()) == names


def _state(folder: Path) -> "dict[str, bytes]":
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.name != "index"}


@pytest.mark.parametrize("clean", [False, True])
def test_hc16_dry_run_is_judged_and_changes_nothing(release: PublicRelease, fence: Path, clean: bool) -> None:
    """HC16: git doesn't tell a hook that a push is none, so the hook may change nothing but what it notes down."""
    (release.add_code if clean else release.add_weights)()
    before = (_state(release.public.path), _state(release.repo.path), (fence / "gitconfig").read_text())
    if clean:
        release.accepts("push", "--dry-run", "origin", "main")
    else:
        release.refuses("push", "--dry-run", "origin", "main", code=WEIGHTS)
    assert (_state(release.public.path), _state(release.repo.path), (fence / "gitconfig").read_text()) == before


def test_hc17_atomic_push_with_a_rejected_ref_is_judged_and_moves_nothing(release: PublicRelease) -> None:
    """HC17: git asks about the refs that it won't reject, and then pushes none of them."""
    release.add_code()
    release.accepts("push", "-q", "origin", "main")
    before = release.refs()
    release.repo("reset", "-q", "--hard", "HEAD~1")
    release.add_code("clean")
    release.repo("branch", "-f", "main", "HEAD~1")
    release.repo("switch", "-q", "main")
    release.repo("commit", "-q", "--allow-empty", "-m", "Apart")
    release.add_weights("side")
    release.refuses("push", "--atomic", "origin", "side", code=WEIGHTS)
    done = release.repo.run("push", "--atomic", "origin", "main", "clean")
    assert done.returncode == 1
    assert release.refs() == before


@pytest.mark.parametrize("option", ["--no-atomic", "--atomic"])
def test_hc17_rejected_ref_hides_no_weights_in_another(release: PublicRelease, option: str) -> None:
    """HC17: a ref that isn't a fast-forward is left out of what the hook is told; the others are not."""
    release.add_code()
    release.accepts("push", "-q", "origin", "main")
    release.repo("reset", "-q", "--hard", "HEAD~1")
    release.repo("commit", "-q", "--allow-empty", "-m", "Apart")
    release.add_weights("side")
    before = release.refs()
    assert release.repo.run("push", option, "origin", "main", "side").returncode == 1
    assert release.refs() == before
