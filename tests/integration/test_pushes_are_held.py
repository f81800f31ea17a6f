"""The main job with real git: what may be published goes through, what may not stays here, and nothing is lost."""

import subprocess
from pathlib import Path

import pytest

from tests.support.guarded import Guarded, weights


@pytest.fixture
def solo(tmp_path: Path) -> Guarded:
    return Guarded(tmp_path)


@pytest.fixture
def team(tmp_path: Path) -> Guarded:
    return Guarded(tmp_path, "team")


def test_cleared_push_goes_through_and_says_so(solo: Guarded) -> None:
    tip = solo.commit(train__py="print(1)\n", model__safetensors=weights())
    done = solo.push()
    assert done.returncode == 0, done.stderr
    assert solo.refs() == {"refs/heads/main": tip}
    assert "release-guard: allowed" in done.stderr
    assert done.stdout == "" or "release-guard" not in done.stdout


def test_weights_wait_for_a_review_and_changed_weights_wait_again(team: Guarded) -> None:
    team.commit(train__py="print(1)\n", model__safetensors=weights())
    held = team.push()
    assert held.returncode == 1
    assert "RG301" in held.stderr
    assert team.refs() == {}
    team.record()
    assert team.push().returncode == 0
    before = team.refs()
    team.commit(model__safetensors=weights(1))
    again = team.push()
    assert again.returncode == 1
    assert "RG304" in again.stderr
    assert team.refs() == before


def test_weights_that_were_deleted_again_are_held(tmp_path: Path) -> None:
    code = Guarded(tmp_path, release='["source-code"]')
    code.commit(train__py="print(1)\n")
    assert code.push().returncode == 0
    code.commit(model__safetensors=weights())
    (code.repo.path / "model.safetensors").unlink()
    code.commit()
    held = code.push()
    assert held.returncode == 1
    assert "RG413" in held.stderr


def test_renamed_weights_are_weights(tmp_path: Path) -> None:
    code = Guarded(tmp_path, release='["source-code"]')
    code.commit(notes__md=weights())
    held = code.push()
    assert held.returncode == 1
    assert "notes.md" in held.stderr


def test_what_the_destination_holds_is_not_judged_again(tmp_path: Path) -> None:
    code = Guarded(tmp_path, release='["source-code"]')
    code.commit(train__py="print(1)\n", model__safetensors=weights())
    assert code.repo.run("push", "--no-verify", "origin", "main").returncode == 0
    code.commit(train__py="print(2)\n")
    done = code.push()
    assert done.returncode == 0, done.stderr


def test_private_push_is_silent(tmp_path: Path) -> None:
    code = Guarded(tmp_path, release='["source-code"]')
    code.write("release-policy.toml", code.policy("team").partition("[[place]]")[0])
    code.commit(model__safetensors=weights())
    done = code.push("-q", "main")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_repository_that_never_opted_in_is_left_alone(solo: Guarded) -> None:
    (solo.repo.path / "release-considerations.toml").unlink()
    solo.commit(model__safetensors=weights())
    done = solo.push("-q", "main")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_uncommitted_file_opts_in_and_is_not_believed(solo: Guarded) -> None:
    solo.repo("add", "release-policy.toml")
    solo.write("model.safetensors", weights())
    solo.repo("add", "model.safetensors")
    solo.repo("commit", "-q", "-m", "Weights without the file")
    held = solo.push()
    assert held.returncode == 1
    assert "RG110" in held.stderr


def test_deleting_the_file_does_not_opt_out(solo: Guarded) -> None:
    solo.commit(train__py="print(1)\n")
    assert solo.push().returncode == 0
    (solo.repo.path / "release-considerations.toml").unlink()
    solo.commit()
    held = solo.push()
    assert held.returncode == 1
    assert "RG112" in held.stderr


def test_old_branch_without_the_file_is_judged_by_the_destination(solo: Guarded) -> None:
    solo.repo("checkout", "-q", "--orphan", "old")
    solo.repo("rm", "-q", "-r", "--cached", "--ignore-unmatch", ".")
    solo.write("a.py", "print(1)\n")
    solo.repo("add", "a.py")
    solo.repo("commit", "-q", "-m", "Old code")
    solo.repo("switch", "-q", "-c", "main")
    solo.commit(train__py="print(1)\n")
    assert solo.push().returncode == 0
    assert solo.push("old").returncode == 0


def test_deleting_an_objection_in_a_push_of_words_alone_does_not_end_it(solo: Guarded) -> None:
    solo.commit(train__py="print(1)\n")
    path = solo.record(decision="disapprove")
    solo.commit(README__md="# Digits\n")
    solo.repo.run("push", "--no-verify", "origin", "main")
    (solo.repo.path / path).unlink()
    solo.commit("Forget the objection")
    held = solo.push()
    assert held.returncode == 1
    assert "RG313" in held.stderr
    solo.repo("revert", "--no-edit", "HEAD")
    assert solo.push().returncode == 0, "words alone may go out while the objection stands"
    solo.commit(train__py="print(2)\n")
    assert "RG307" in solo.push().stderr


def test_pushed_policy_cannot_loosen_what_judges_it(tmp_path: Path) -> None:
    team = Guarded(tmp_path, "team")
    team.commit(train__py="print(1)\n")
    assert team.push().returncode == 0
    team.commit(release_policy__toml="")
    (team.repo.path / "release_policy.toml").unlink()
    team.write("release-policy.toml", team.policy("solo"))
    team.commit(model__safetensors=weights())
    held = team.push()
    assert held.returncode == 1
    assert "RG203" in held.stderr


def test_first_push_to_an_empty_place_brings_its_own_policy_and_says_so(solo: Guarded) -> None:
    solo.commit(train__py="print(1)\n")
    assert "RG209" in solo.push().stderr


def test_address_of_another_repository_does_not_make_weights_old(tmp_path: Path) -> None:
    """``git remote set-url`` leaves tracking refs of the old place; they say nothing about the new one."""
    code = Guarded(tmp_path, release='["source-code"]')
    code.commit(model__safetensors=weights())
    elsewhere = tmp_path / "private.git"
    code.repo("init", "-q", "--bare", str(elsewhere))
    code.repo("remote", "set-url", "origin", str(elsewhere))
    assert code.push().returncode == 0
    code.repo("remote", "set-url", "origin", str(code.public.path))
    assert code.push("main:other").returncode == 1
    assert code.refs() == {}


def test_private_considerations_never_leave(solo: Guarded) -> None:
    solo.write("release-considerations.private.toml", 'schema = "release-considerations-private/1"\n')
    solo.commit(train__py="print(1)\n")
    held = solo.push()
    assert held.returncode == 1
    assert "RG415" in held.stderr


def test_unreadable_answers_hold_the_push(solo: Guarded) -> None:
    solo.commit(release_considerations__toml="")
    (solo.repo.path / "release_considerations.toml").unlink()
    solo.commit(train__py="print(1)\n")
    solo.write("release-considerations.toml", "schema = [[[")
    solo.commit()
    held = solo.push()
    assert held.returncode == 1
    assert "RG102" in held.stderr


def test_policy_that_cannot_be_read_holds_the_push(solo: Guarded) -> None:
    solo.commit(train__py="print(1)\n")
    held = solo.repo.run("push", "origin", "main", RELEASE_GUARD_POLICY="/nowhere/policy.toml")
    assert held.returncode == 1
    assert "RG004" in held.stderr


def hook(guarded: Guarded, url: str, data: str | None = None) -> "subprocess.CompletedProcess[str]":
    """What git would call for a push of main to *url*."""
    tip = guarded.repo("rev-parse", "HEAD")
    lines = f"refs/heads/main {tip} refs/heads/main {'0' * 40}\n" if data is None else data
    shim = guarded.repo.path / ".git/hooks/pre-push"
    command = [str(shim), "origin", url]
    return subprocess.run(
        command, cwd=guarded.repo.path, input=lines, text=True, capture_output=True, check=False, timeout=120
    )


def test_place_that_the_file_does_not_name_is_said_to_be_that(team: Guarded) -> None:
    team.commit(train__py="print(1)\n", model__safetensors=weights())
    team.record()
    done = hook(team, "https://git.example.org/acme/other.git")
    assert done.returncode == 1
    assert "RG109" in done.stderr
    assert "RG312" not in done.stderr, "renewing a review would not help"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://git.example.org/acme/x.git", "git config --global --add release-guard.private"),
        ("git@github.com:acme/x.git", "when github.com can be reached"),
        ("codecommit::acme", "transport 'codecommit'"),
    ],
)
def test_place_that_nobody_can_look_at_counts_as_public(url: str, says: str, team: Guarded) -> None:
    team.commit(train__py="print(1)\n", model__safetensors=weights())
    done = hook(team, url)
    assert done.returncode == 1
    assert "RG407" in done.stderr
    assert says in done.stderr


def test_nothing_on_stdin_is_nothing_to_do(solo: Guarded) -> None:
    solo.commit(train__py="print(1)\n")
    done = hook(solo, str(solo.public.path), "")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_shim_and_judge_agree_on_what_the_machine_marks_private(team: Guarded) -> None:
    """The machine's owner knows who reads there; the repository's own policy isn't asked about such a place."""
    rule = '\n[[place]]\nmatch = "git.acme.example/**"\nvisibility = "public"\n'
    team.write("release-policy.toml", team.policy("team") + rule)
    team.commit(model__safetensors=weights())
    for pattern in ("git.acme.example/**", "git.*.example/**"):  # answered by the shim, and by Python
        team.repo("config", "--global", "--replace-all", "release-guard.private", pattern)
        done = hook(team, "https://git.acme.example/acme/x.git")
        assert (done.returncode, done.stderr) == (0, "")


def test_unreadable_machine_policy_makes_no_place_private(team: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    team.commit(model__safetensors=weights())
    team.repo("config", "--global", "release-guard.private", "git.acme.example/**")
    monkeypatch.setenv("RELEASE_GUARD_POLICY", "/nowhere/policy.toml")
    done = hook(team, "https://git.acme.example/acme/x.git")
    assert done.returncode == 3
    assert "RG004" in done.stderr


def test_approval_that_a_push_takes_away_still_counts_and_the_verdict_says_so(team: Guarded) -> None:
    team.commit(train__py="print(1)\n", model__safetensors=weights())
    path = team.record()
    assert team.push().returncode == 0
    (team.repo.path / path).unlink()
    team.commit("Tidy up")
    done = team.push()
    assert done.returncode == 0, done.stderr
    assert "RG313" in done.stderr


def test_machine_policy_with_a_mistake_lets_nothing_out_of_any_repository(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path, "solo")
    for name in ("release-considerations.toml", "release-policy.toml"):
        (guarded.repo.path / name).unlink()
    policy = tmp_path / "machine.toml"
    place = f'[[place]]\nmatch = "{guarded.place}"\nvisibility = "public"\n'
    policy.write_text(f'schema = "release-policy/1"\nname = "machine"\nrepositories = "all"\n{place}')
    guarded.commit(model__safetensors=weights())

    held = guarded.repo.run("push", "origin", "main", RELEASE_GUARD_POLICY=str(policy))

    assert held.returncode == 1
    assert "RG004 policy-unreadable" in held.stderr and "move repositories to [scope]" in held.stderr
    assert guarded.refs() == {}
