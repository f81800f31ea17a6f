"""Signatures are looked at while something else is done: begun, and asked for later, however late that is."""

import os
import stat
import subprocess
import time
from pathlib import Path

import pytest

from release_guard.evidence import records_folder, signatures, signing
from release_guard.model.record import BadSignature, Signature
from release_guard.ports import Bytes, Evidence

DATA = b'schema = "release-record/1"\nkind = "review"\n'


@pytest.fixture
def armored(tmp_path: Path) -> bytes:
    key = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    return signing.sign(DATA, str(key))


def test_answers_count_from_when_they_are_asked_for(armored: bytes) -> None:
    answers = signatures.begin([(DATA, armored), (b"other", armored), (DATA, b"junk")])
    time.sleep(0.3)
    found = answers(0.2)
    assert isinstance(found[0], Signature)
    assert [type(one) for one in found[1:]] == [BadSignature, BadSignature]


def test_openssh_is_at_work_before_its_answers_are_asked_for(
    armored: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "ssh-keygen"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec > /dev/null 2>&1\ntouch "{tmp_path}/begun"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    records = (Bytes("release-records/a.toml", DATA), Bytes("release-records/a.toml.sig", armored))
    union = records_folder.begin_union(Evidence("the tip", records=records), None)
    while not (tmp_path / "begun").exists():
        time.sleep(0.01)
    assert union() == records_folder.read_union(Evidence("the tip", records=records), None)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
