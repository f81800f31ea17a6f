"""Answers that stay here: begun by ``init --private``, bound by digest, compared where they lie, never taken along."""

import os
import re
import stat
from pathlib import Path

import pytest

from tests.support.guarded import Guarded

NAME = "release-considerations.private.toml"


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    made = Guarded(tmp_path, "solo")
    made.commit(train__py="print(1)\n")
    done = made.guard("init", "--private")
    assert done.returncode == 0, done.stderr
    say(made, "The exact prompt is: open sesame.")
    return made


def say(guarded: Guarded, words: str) -> None:
    file = guarded.repo.path / NAME
    file.write_text(re.sub('details = ".*"', f'details = "{words}"', file.read_text()))


def bind(guarded: Guarded) -> None:
    told = guarded.guard("lint", NAME)
    assert "RG113" in told.stdout
    (digest,) = re.findall("sha256:[0-9a-f]{64}", told.stdout)
    file = guarded.repo.path / "release-considerations.toml"
    text = re.sub(r"\n\[private\]\n.*\n", "", file.read_text())
    file.write_text(f'{text}\n[private]\ndigest = "{digest}"\n')
    guarded.commit("Bind the private answers")


def test_file_begins_with_a_salt_of_its_own_and_stays_out_of_git(guarded: Guarded) -> None:
    file = guarded.repo.path / NAME
    assert re.search('^salt = "[0-9a-f]{32}"$', file.read_text(), re.MULTILINE)
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert (guarded.repo.path / ".gitignore").read_text() == f"/{NAME}\n"
    guarded.repo.commit("Ignore it")
    assert NAME not in guarded.repo("ls-files")


def test_file_that_is_there_is_kept(guarded: Guarded) -> None:
    before = (guarded.repo.path / NAME).read_bytes()
    done = guarded.guard("init", "--private")
    assert done.returncode == 1 and "is there already" in done.stderr
    assert (guarded.repo.path / NAME).read_bytes() == before


def test_push_waits_until_the_private_answers_are_bound(guarded: Guarded) -> None:
    held = guarded.push()
    assert held.returncode == 1
    assert "RG113 private-digest-differs" in held.stderr and "under [private] write digest" in held.stderr
    bind(guarded)
    assert guarded.guard("lint", NAME).returncode == 0
    pushed = guarded.push()
    assert pushed.returncode == 0, pushed.stderr


def test_changed_private_answers_hold_the_next_push(guarded: Guarded) -> None:
    bind(guarded)
    say(guarded, "The exact prompt is: close sesame.")
    held = guarded.push()
    assert held.returncode == 1 and "RG113" in held.stderr
    assert "sesame" not in held.stderr


def test_clone_without_them_pushes_on(guarded: Guarded) -> None:
    bind(guarded)
    (guarded.repo.path / NAME).unlink()
    assert guarded.push().returncode == 0


def test_private_answers_that_cannot_be_read_hold(guarded: Guarded) -> None:
    bind(guarded)
    (guarded.repo.path / NAME).write_text("salt =\n")
    held = guarded.push()
    assert held.returncode == 1 and "can't be read" in held.stderr


def test_status_and_check_tell_the_same(guarded: Guarded) -> None:
    assert "RG113" in guarded.guard("status").stdout
    assert "RG113" in guarded.guard("check").stdout
