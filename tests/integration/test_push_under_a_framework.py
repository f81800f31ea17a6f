"""``release-guard hook pre-push`` as pre-commit and prek call it: without arguments, with variables, one ref."""

from pathlib import Path

import pytest

from tests.support.guarded import Guarded, weights


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    guarded = Guarded(tmp_path, "team")
    guarded.commit(train__py="print(1)\n", model__safetensors=weights())
    return guarded


def variables(guarded: Guarded, **more: str) -> dict[str, str]:
    return {
        "PRE_COMMIT_TO_REF": guarded.repo("rev-parse", "HEAD"),
        "PRE_COMMIT_REMOTE_BRANCH": "refs/heads/main",
        "PRE_COMMIT_REMOTE_NAME": "origin",
        "PRE_COMMIT_REMOTE_URL": str(guarded.public.path),
        **more,
    }


def test_ref_of_the_variables_is_judged(guarded: Guarded) -> None:
    done = guarded.guard("hook", "pre-push", **variables(guarded))
    assert done.returncode == 1
    assert "RG401 public-not-cleared" in done.stderr
    assert done.stdout == ""


def test_cleared_ref_passes(guarded: Guarded) -> None:
    guarded.record()
    assert guarded.guard("hook", "pre-push", **variables(guarded)).returncode == 0


def test_other_refs_are_said_to_be_unseen_only_without_the_native_hook(guarded: Guarded) -> None:
    assert "RG507" not in guarded.guard("hook", "pre-push", **variables(guarded)).stderr
    assert guarded.guard("uninstall").returncode == 0
    assert "RG507" in guarded.guard("hook", "pre-push", **variables(guarded)).stderr


def test_private_place_is_silent(guarded: Guarded, tmp_path: Path) -> None:
    elsewhere = variables(guarded, PRE_COMMIT_REMOTE_URL=str(tmp_path / "private.git"))
    done = guarded.guard("hook", "pre-push", **elsewhere)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_call_without_arguments_and_variables_is_not_judged(guarded: Guarded) -> None:
    done = guarded.guard("hook", "pre-push")
    assert done.returncode == 3
    assert "RG007" in done.stderr


@pytest.mark.parametrize("arguments", [["origin"], ["origin", "url", "more"]])
def test_other_numbers_of_arguments_are_a_usage_error(guarded: Guarded, arguments: list[str]) -> None:
    done = guarded.guard("hook", "pre-push", *arguments)
    assert done.returncode == 2
    assert "usage: release-guard hook pre-push NAME URL" in done.stderr
