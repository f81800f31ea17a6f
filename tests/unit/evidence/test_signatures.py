"""Signatures, with real keys and the real ssh-keygen."""

import base64
import os
import stat
import subprocess
from pathlib import Path

import pytest

from release_guard.evidence import signatures, signing, sshsig
from release_guard.model.record import BadSignature, Signature

DATA = b'schema = "release-record/1"\nkind = "review"\n'
KINDS = {"ed25519": [], "ecdsa": ["-b", "256"], "rsa": ["-b", "2048"]}


def new_key(folder: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    path = folder / f"id_{kind}"
    options = ["-t", kind, *KINDS[kind], "-N", passphrase, "-C", "test", "-f", str(path)]
    subprocess.run(["ssh-keygen", "-q", *options], check=True)
    return path


def public_text(key: Path) -> str:
    return " ".join(key.with_name(key.name + ".pub").read_text().split()[:2])


def fake_ssh_keygen(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "bin" / "ssh-keygen"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def rearmored(blob: bytes) -> bytes:
    return sshsig.SshSig("", "", blob).armored


def blob_of(armored: bytes) -> bytes:
    return base64.b64decode(b"".join(armored.splitlines()[1:-1]))


@pytest.mark.parametrize("kind", KINDS)
def test_signature_that_holds_names_its_key(tmp_path: Path, kind: str) -> None:
    key = new_key(tmp_path, kind)
    armored = signing.sign(DATA, str(key))
    assert signatures.check(DATA, armored) == Signature(public_text(key))


def test_one_changed_byte_is_told(tmp_path: Path) -> None:
    armored = signing.sign(DATA, str(new_key(tmp_path)))
    answer = signatures.check(DATA + b"\n", armored)
    assert isinstance(answer, BadSignature)
    assert "changed after signing" in answer.reason


def test_signature_for_another_purpose_does_not_count(tmp_path: Path) -> None:
    key = new_key(tmp_path)
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", str(key)]
    armored = subprocess.run(command, input=DATA, capture_output=True, check=True).stdout
    answer = signatures.check(DATA, armored)
    assert isinstance(answer, BadSignature)
    assert "'git'" in answer.reason


def test_swapped_public_key_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    key, other = new_key(tmp_path), new_key(tmp_path / "other")
    blob = blob_of(signing.sign(DATA, str(key)))
    ours, theirs = (base64.b64decode(public_text(each).split()[1]) for each in (key, other))
    assert blob.count(ours) == 1
    answer = signatures.check(DATA, rearmored(blob.replace(ours, theirs)))
    assert isinstance(answer, BadSignature)


def test_layout_of_the_armour_does_not_matter(tmp_path: Path) -> None:
    key = new_key(tmp_path)
    armored = signing.sign(DATA, str(key))
    loose = b"\n\n" + armored.replace(b"\n", b"\r\n") + b"\n\n"
    assert signatures.check(DATA, loose) == Signature(public_text(key))


def test_answers_come_in_the_order_of_the_questions(tmp_path: Path) -> None:
    key = new_key(tmp_path)
    count = signatures.AT_ONCE * 2 + 3
    texts = [f"record {number}\n".encode() for number in range(count)]
    pairs = [(text, signing.sign(text, str(key)) if number % 3 else b"junk") for number, text in enumerate(texts)]
    answers = signatures.check_many(pairs)
    assert [isinstance(answer, Signature) for answer in answers] == [bool(number % 3) for number in range(count)]


def test_no_question_has_no_answer() -> None:
    assert signatures.check_many([]) == ()


def test_large_record_is_checked_whole(tmp_path: Path) -> None:
    key = new_key(tmp_path)
    data = b"a" * 300_000
    armored = signing.sign(data, str(key))
    assert signatures.check(data, armored) == Signature(public_text(key))
    assert isinstance(signatures.check(data[:-1], armored), BadSignature)


def test_no_descriptor_and_no_process_stays_behind(tmp_path: Path) -> None:
    armored = signing.sign(DATA, str(new_key(tmp_path)))
    signatures.check(DATA, armored)
    before = sorted(os.listdir("/dev/fd"))
    signatures.check_many([(DATA, armored), (DATA, b"junk"), (b"other", armored)])
    assert sorted(os.listdir("/dev/fd")) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_missing_openssh_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    armored = signing.sign(DATA, str(new_key(tmp_path)))
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = signatures.check(DATA, armored)
    assert answer == BadSignature("the signature can't be checked: ssh-keygen (OpenSSH) is not installed")


def test_hanging_openssh_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    armored = signing.sign(DATA, str(new_key(tmp_path)))
    fake_ssh_keygen(tmp_path, monkeypatch, "exec sleep 60")
    answer = signatures.check(DATA, armored, seconds=0.2)
    assert answer == BadSignature("the signature can't be checked: ssh-keygen took too long")
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_old_openssh_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    armored = signing.sign(DATA, str(new_key(tmp_path)))
    fake_ssh_keygen(tmp_path, monkeypatch, "echo 'unknown option -- Y' >&2; exit 1")
    answer = signatures.check(DATA, armored)
    assert isinstance(answer, BadSignature)
    assert "OpenSSH 8.2" in answer.reason


def test_unknown_complaint_is_passed_on_without_control_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    armored = signing.sign(DATA, str(new_key(tmp_path)))
    fake_ssh_keygen(tmp_path, monkeypatch, r"printf 'strange \033[31mweather\nmore\n'; exit 9")
    answer = signatures.check(DATA, armored)
    assert answer == BadSignature("the signature does not hold: ssh-keygen says 'strange  [31mweather'")


@pytest.mark.parametrize(
    ("armored", "reason"),
    [
        (b"", "begin and end"),
        (b"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n", "begin and end"),
        (b"-----BEGIN SSH SIGNATURE-----\nA\n-----END SSH SIGNATURE-----\n", "base64"),
        (rearmored(b""), "begin and end"),
        (rearmored(b"SSHSIG\x00\x00\x00\x02"), "version 1"),
        (rearmored(b"SSHSIG\x00\x00\x00\x01"), "ends too early"),
        (rearmored(b"SSHSIG\x00\x00\x00\x01\xff\xff\xff\xff"), "ends too early"),
        (b"x" * (sshsig.MAX_BYTES + 1), "larger than"),
    ],
)
def test_text_that_is_no_signature_is_told_apart(armored: bytes, reason: str) -> None:
    with pytest.raises(sshsig.FormatError, match=reason):
        sshsig.parse(armored)


def test_bytes_behind_the_signature_are_refused(tmp_path: Path) -> None:
    blob = blob_of(signing.sign(DATA, str(new_key(tmp_path))))
    with pytest.raises(sshsig.FormatError, match="after its end"):
        sshsig.parse(rearmored(blob + b"\x00"))


def test_key_in_the_agent_signs_by_its_public_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key(tmp_path)
    said = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
    settings = dict(part.split("=", 1) for line in said.splitlines() for part in line.split(";") if "=" in part)
    try:
        monkeypatch.setenv("SSH_AUTH_SOCK", settings["SSH_AUTH_SOCK"])
        subprocess.run(["ssh-add", "-q", str(key)], check=True, capture_output=True)
        text, public = public_text(key), tmp_path / "only.pub"
        public.write_text(text + " test\n")
        key.unlink()
        for named in (str(public), text, f"key::{text}"):
            assert signatures.check(DATA, signing.sign(DATA, named)) == Signature(text)
    finally:
        subprocess.run(["ssh-agent", "-k"], env={**os.environ, **settings}, check=True, capture_output=True)


def test_key_under_the_home_folder_is_found(fence: Path) -> None:
    key = new_key(fence)
    assert signatures.check(DATA, signing.sign(DATA, f"~/{key.name}")) == Signature(public_text(key))


def test_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(signing.SigningError, match=r"there is no key file .*/nothing"):
        signing.sign(DATA, str(tmp_path / "nothing"))


def test_no_key_at_all_is_told() -> None:
    with pytest.raises(signing.SigningError, match="no key is named"):
        signing.sign(DATA, " ")


def test_public_key_without_an_agent_says_what_to_do(tmp_path: Path) -> None:
    text = public_text(new_key(tmp_path))
    with pytest.raises(signing.SigningError, match="ssh-add"):
        signing.sign(DATA, text)


def test_file_that_is_no_key_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a key")
    with pytest.raises(signing.SigningError, match=r"notes\.txt did not sign"):
        signing.sign(DATA, str(path))
