"""Ways around the gate that somebody tried: each test is one of them, with real git, and each stays shut."""

import base64
import random
import shutil
from pathlib import Path

import pytest

from tests.support.guarded import Guarded, weights

_NOISE = base64.b64encode(random.Random(7).randbytes(120_000)).decode()
_WHO = b"A <a@example.org> 1700000000 +0000"


@pytest.fixture
def code(tmp_path: Path) -> Guarded:
    """A release of code alone that is public already."""
    guarded = Guarded(tmp_path, release='["source-code"]')
    guarded.commit(train__py="print(1)\n")
    assert guarded.push().returncode == 0
    return guarded


@pytest.fixture
def objected(tmp_path: Path) -> Guarded:
    """A public release against which somebody has spoken since; the tag ``before`` is from before that."""
    guarded = Guarded(tmp_path)
    guarded.commit(train__py="print(1)\n")
    assert guarded.push().returncode == 0
    guarded.repo("tag", "before")
    guarded.record(decision="disapprove")
    guarded.repo.run("push", "--no-verify", "origin", "main")
    return guarded


def _object(guarded: Guarded, kind: str, data: bytes) -> str:
    """Write an object that git itself would never make."""
    file = guarded.repo.path / ".git" / "forged"
    file.write_bytes(data)
    return guarded.repo("hash-object", "-w", "-t", kind, "--literally", str(file))


def _is_held(guarded: Guarded, *arguments: str, code: str = "", **variables: str) -> None:
    before = guarded.refs()
    done = guarded.repo.run("push", "origin", *arguments, **variables)
    assert done.returncode != 0, done.stderr
    assert code in done.stderr
    assert guarded.refs() == before


def test_weights_in_a_commit_message_are_held(code: Guarded) -> None:
    file = code.repo.path / ".git" / "message"
    file.write_text(f"Tidy up\n\n{_NOISE}\n")
    code.repo("commit", "-q", "--allow-empty", "-F", str(file))
    _is_held(code, "main", code="commit-")


@pytest.mark.parametrize("deep", [1, 3])
def test_weights_in_the_message_of_a_tag_are_held(code: Guarded, deep: int) -> None:
    file = code.repo.path / ".git" / "message"
    file.write_text(f"Version 1\n\n{_NOISE}\n")
    code.repo("tag", "-a", "v1", "-F", str(file))
    for number in range(1, deep):
        code.repo("tag", "-a", f"v{number + 1}", "-m", "A tag of a tag", f"v{number}")
    _is_held(code, f"v{deep}")


def test_long_messages_of_people_go_through(code: Guarded) -> None:
    file = code.repo.path / ".git" / "message"
    file.write_text("Squash everything\n\n" + "- correct the reading of labels in the loader (#1234)\n" * 1000)
    code.repo("commit", "-q", "--allow-empty", "-F", str(file))
    code.repo("tag", "-a", "v1", "-F", str(file))
    done = code.push("main", "v1")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", ["commit", "tag"])
def test_tree_that_calls_a_commit_or_a_tag_a_file_hides_nothing(code: Guarded, kind: str) -> None:
    head = code.repo("rev-parse", "HEAD")
    first = f"tree {code.repo('rev-parse', 'HEAD^{tree}')}\nauthor ".encode() + _WHO + b"\ncommitter " + _WHO
    if kind == "tag":
        first = f"object {head}\ntype commit\ntag x\ntagger ".encode() + _WHO
    oid = _object(code, kind, first + b"\n\n" + _NOISE.encode())
    tree = _object(code, "tree", b"100644 a.py\0" + bytes.fromhex(oid))
    commit = code.repo("commit-tree", "-p", head, "-m", "Add code", tree)
    _is_held(code, f"{commit}:refs/heads/side")


@pytest.mark.parametrize("mode", [b"100666", b"120000", b"0100644"])
def test_odd_modes_hide_nothing(code: Guarded, mode: bytes) -> None:
    tree = _object(code, "tree", mode + b" x.py\0" + bytes.fromhex(_object(code, "blob", weights(6))))
    commit = code.repo("commit-tree", "-p", "HEAD", "-m", "Add code", tree)
    _is_held(code, f"{commit}:refs/heads/side")


def test_grafts_make_nothing_old(code: Guarded) -> None:
    """Git packs what the true history needs; so that is what must be looked at."""
    base = code.repo("rev-parse", "HEAD")
    code.commit(model__safetensors=weights())
    alike = code.repo("commit-tree", "-m", "Not there", code.repo("rev-parse", "HEAD^{tree}"))
    (code.repo.path / ".git" / "info" / "grafts").write_text(f"{base} {alike}\n")
    _is_held(code, "main", code="RG410")


@pytest.mark.parametrize("setting", ["diff.relative=true", "diff.renames=copies", "color.ui=always", "core.bare=true"])
def test_settings_of_git_hide_nothing(code: Guarded, setting: str) -> None:
    code.write("below/a.py", "print(1)\n")
    code.commit(model__safetensors=weights())
    before = code.refs()
    assert code.repo.run("-C", "below", "-c", setting, "push", "origin", "main").returncode != 0
    assert code.refs() == before


def test_ref_set_back_behind_an_objection_is_held(objected: Guarded) -> None:
    _is_held(objected, "--force", "before^{commit}:main", code="RG313")


def test_ref_set_back_behind_the_answers_is_held(tmp_path: Path) -> None:
    solo = Guarded(tmp_path)
    answers = solo.repo.path / "release-considerations.toml"
    text = answers.read_text()
    answers.unlink()
    first = solo.commit(train__py="print(1)\n")
    solo.commit(release__considerations="")
    answers.write_text(text)
    solo.commit()
    assert solo.push().returncode == 0
    _is_held(solo, "--force", f"{first}:main", code="RG112")


def test_ref_set_back_with_all_that_was_said_goes_through(code: Guarded) -> None:
    first = code.repo("rev-parse", "HEAD")
    code.commit(train__py="print(2)\n")
    assert code.push().returncode == 0
    done = code.push("--force", f"{first}:main")
    assert done.returncode == 0, done.stderr


def test_objection_on_a_branch_of_its_own_does_not_end_by_deleting_it(tmp_path: Path) -> None:
    solo = Guarded(tmp_path)
    solo.commit(train__py="print(1)\n")
    assert solo.push().returncode == 0
    solo.repo("switch", "-q", "-c", "dev")
    path = solo.record(decision="disapprove")
    solo.repo.run("push", "--no-verify", "origin", "dev")
    (solo.repo.path / path).unlink()
    solo.commit(model__safetensors=weights())
    _is_held(solo, "dev", code="RG313")


def test_override_speaks_for_nothing_else_in_the_folder_of_records(code: Guarded) -> None:
    code.commit(model__safetensors=weights())
    given = ("--target", code.place, "--reason", "Needed for an urgent correction", "--by", "ada@example.org")
    assert code.guard("override", *given).returncode == 0
    code.commit("Break the glass")
    code.write("release-records/other.safetensors", weights(9))
    code.commit("And something else")
    _is_held(code, "main")
    code.repo("reset", "-q", "--hard", "HEAD~1")
    assert code.push().returncode == 0


def test_who_puts_code_beside_the_records_is_an_author(tmp_path: Path) -> None:
    team = Guarded(tmp_path, "team")
    team.write("release-policy.toml", 'independence = "commits"\n' + team.policy("team"))
    team.commit(model__safetensors=weights())
    team.write("release-records/train.py", "print(1)\n")
    team.repo("add", "-A")
    team.repo("commit", "-q", "-m", "Add code", "--author", "Lin <lin@example.org>")
    team.record()
    _is_held(team, "main", code="RG303")


def _objected_elsewhere(guarded: Guarded) -> None:
    """A colleague's objection reaches the destination from another clone, and nobody fetches it here."""
    shutil.copytree(guarded.repo.path, guarded.repo.path.parent / "colleague")
    guarded.record(decision="disapprove")
    guarded.repo.run("push", "--no-verify", "origin", "main")
    shutil.rmtree(guarded.repo.path)
    (guarded.repo.path.parent / "colleague").rename(guarded.repo.path)


@pytest.mark.parametrize("arguments", [("main:side",), ("--force", "main")])
def test_weights_wait_for_what_was_said_since_the_last_fetch(arguments: tuple[str, ...], tmp_path: Path) -> None:
    team = Guarded(tmp_path, "team")
    team.commit(train__py="print(1)\n")
    assert team.push().returncode == 0
    _objected_elsewhere(team)
    team.commit(model__safetensors=weights())
    team.record()
    _is_held(team, *arguments, code="git fetch")
    team.repo("fetch", "-q", "origin")
    _is_held(team, *arguments, code="lin@example.org said no")


def test_code_goes_on_without_a_fetch_and_the_verdict_says_what_was_not_heard(code: Guarded) -> None:
    shutil.copytree(code.repo.path, code.repo.path.parent / "colleague")
    code.commit(README__md="# Digits\n")
    assert code.push().returncode == 0
    shutil.rmtree(code.repo.path)
    (code.repo.path.parent / "colleague").rename(code.repo.path)
    code.commit(train__py="print(2)\n")
    done = code.push("main:side")
    assert done.returncode == 0, done.stderr
    assert "weren't heard" in done.stderr


def test_policy_at_the_destination_counts_where_its_outer_one_is_missing(tmp_path: Path) -> None:
    solo = Guarded(tmp_path)
    outer = f'[extends]\nsource = "https://git.acme.example/policy.git"\nrev = "{"a" * 40}"\n'
    outer += f'path = "release-policy.toml"\nsha256 = "{"b" * 64}"\n'
    plain = solo.policy("solo")
    cap = '\n[[cap]]\nlevel = 1\ncontent = ["source-code"]\nat_most = "private"\n'
    solo.write("release-policy.toml", f"{plain}\n{outer}{cap}")
    solo.commit(train__py="print(1)\n")
    solo.repo.run("push", "--no-verify", "origin", "main")
    solo.commit(train__py="print(2)\n")
    _is_held(solo, "main", code="RG004")
    solo.write("release-policy.toml", plain)
    solo.commit(train__py="print(3)\n")
    _is_held(solo, "main", code="RG205")
    solo.repo("reset", "-q", "--hard", "origin/main")
    solo.write("release-policy.toml", plain)
    solo.commit("Take the missing policy out")
    done = solo.push()
    assert done.returncode == 0, done.stderr


def test_host_in_the_address_of_a_file_makes_no_other_place(code: Guarded) -> None:
    code.commit(model__safetensors=weights())
    before = code.refs()
    assert code.repo.run("push", f"file://localhost{code.public.path}", "main").returncode == 1
    assert code.refs() == before


def test_work_tree_of_the_public_repository_is_that_repository(code: Guarded) -> None:
    tree = code.public.path.parent / "tree"
    code.public("worktree", "add", "-q", "--detach", str(tree), "main")
    code.commit(model__safetensors=weights())
    before = code.refs()
    assert code.repo.run("push", str(tree), "main:side").returncode == 1
    assert code.refs() == before


@pytest.mark.parametrize("spoiled", ["unknown = 1\n", "= [[[\n"])
def test_policy_that_cannot_be_read_makes_no_place_private(spoiled: str, tmp_path: Path) -> None:
    """Only the policy says that this path is public; spoiling it must not make the push a private one."""
    solo = Guarded(tmp_path)
    solo.write("release-policy.toml", solo.policy("solo") + spoiled)
    solo.commit(model__safetensors=weights())
    _is_held(solo, "main", code="release-policy.toml")
