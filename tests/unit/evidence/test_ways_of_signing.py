"""Which ways of signing count: security keys that were touched do, broken algorithms don't."""

import base64
import subprocess
from pathlib import Path

import pytest

from release_guard.evidence import records_folder, signatures, signing, sshsig
from release_guard.model.record import BadSignature, Signature
from release_guard.ports import Bytes, Evidence
from tests.support import ssh_keys
from tests.support.ssh_keys import text

DATA = b'schema = "release-record/1"\nkind = "withdrawal"\nby = "a"\nrecorded_by = "a"\ndate = 2026-11-20\n'
RECORD = DATA + b'withdraws = "b.toml"\n'


def blob_of(armored: bytes) -> bytes:
    return base64.b64decode(b"".join(armored.splitlines()[1:-1]))


def rearmored(blob: bytes) -> bytes:
    return sshsig.SshSig("", "", blob).armored


def reason(data: bytes, armored: bytes) -> str:
    answer = signatures.check(data, armored)
    assert isinstance(answer, BadSignature), answer
    return answer.reason


def test_touched_security_key_signs(tmp_path: Path) -> None:
    armored, key = ssh_keys.security_key_signature(tmp_path, DATA)
    assert signatures.check(DATA, armored) == Signature(key)
    assert isinstance(signatures.check(DATA + b"#", armored), BadSignature)


def test_untouched_security_key_does_not(tmp_path: Path) -> None:
    armored, _ = ssh_keys.security_key_signature(tmp_path, DATA, touched=False)
    assert "nobody touched" in reason(DATA, armored)


def test_security_key_that_leaves_its_flags_out_does_not(tmp_path: Path) -> None:
    armored, _ = ssh_keys.security_key_signature(tmp_path, DATA)
    blob = blob_of(armored)
    start = blob.rindex(text(b"sk-ssh-ed25519@openssh.com"))
    assert "nobody touched" in reason(DATA, rearmored(blob[: start - 4] + text(blob[start:-5])))


@pytest.mark.parametrize("way", [b"ssh-rsa", b"ssh-dss", b"ssh-ed448", b"x" * 300])
def test_broken_and_unknown_ways_do_not(tmp_path: Path, way: bytes) -> None:
    blob = blob_of(signing.sign(DATA, str(ssh_keys.new(tmp_path / "k", "rsa"))))
    (old,) = [one for one in (b"rsa-sha2-512", b"rsa-sha2-256") if text(one) in blob]
    start = blob.index(text(old))
    made = text(way) + blob[start + len(text(old)) :]
    assert "nobody should trust" in reason(DATA, rearmored(blob[: start - 4] + text(made)))


@pytest.mark.parametrize("hashed", [b"sha1", b"md5", b""])
def test_weak_hashes_do_not(tmp_path: Path, hashed: bytes) -> None:
    blob = blob_of(signing.sign(DATA, str(ssh_keys.new(tmp_path / "k"))))
    assert "a hash that nobody should trust" in reason(DATA, rearmored(blob.replace(text(b"sha512"), text(hashed))))


def test_key_of_an_old_kind_signs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "dsa"
    made = subprocess.run(
        ["ssh-keygen", "-q", "-t", "dsa", "-N", "", "-f", str(path)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("this OpenSSH knows no DSA any longer")
    with pytest.raises(signing.SigningError, match="nobody should trust"):
        signing.sign(DATA, str(path))


def test_encrypted_key_without_a_terminal_says_what_to_do(tmp_path: Path) -> None:
    key = ssh_keys.new(tmp_path / "k", passphrase="secret")
    program = "import sys; from release_guard.evidence import signing; signing.sign(b'x', sys.argv[1])"
    import sys

    done = subprocess.run(
        [sys.executable, "-c", program, str(key)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60, start_new_session=True,
    )  # fmt: skip
    assert (
        "has a passphrase, and it wasn't given: sign at a terminal, or load the key first with `ssh-add`" in done.stderr
    )


def test_key_that_waits_for_a_finger_is_known_by_its_public_half(tmp_path: Path) -> None:
    plain = ssh_keys.new(tmp_path / "plain")
    (tmp_path / "sk.pub").write_text("sk-ssh-ed25519@openssh.com AAAA test\n")
    assert signing.needs_touch(str(tmp_path / "sk"))
    assert signing.needs_touch(str(tmp_path / "sk.pub"))
    assert signing.needs_touch("key::sk-ssh-ed25519@openssh.com AAAA")
    assert not signing.needs_touch(str(plain))
    assert not signing.needs_touch(str(tmp_path / "nothing"))


def _read(data: bytes, signature: bytes) -> Signature | BadSignature | None:
    path = "release-records/a.toml"
    place = Evidence("here", records=(Bytes(path, data), Bytes(f"{path}.sig", signature)))
    records, findings = records_folder.read_union(place, None)
    assert findings == ()
    return records[0].signature


def test_record_whose_line_ends_git_changed_is_told_apart_from_a_forged_one(tmp_path: Path) -> None:
    signature = signing.sign(RECORD, str(ssh_keys.new(tmp_path / "k")))
    converted = _read(RECORD.replace(b"\n", b"\r\n"), signature)
    assert isinstance(converted, BadSignature)
    assert "'release-records/* -text'" in converted.reason
    forged = _read(RECORD.replace(b"b.toml", b"c.toml").replace(b"\n", b"\r\n"), signature)
    assert isinstance(forged, BadSignature)
    assert "changed after signing" in forged.reason


def test_signature_file_whose_line_ends_git_changed_still_holds(tmp_path: Path) -> None:
    signature = signing.sign(RECORD, str(ssh_keys.new(tmp_path / "k")))
    assert isinstance(_read(RECORD, signature.replace(b"\n", b"\r\n")), Signature)


def test_huge_signature_file_is_refused_unread() -> None:
    found = _read(RECORD, b"-----BEGIN SSH SIGNATURE-----\n" + b"A" * (1 << 20))
    assert isinstance(found, BadSignature)
    assert "larger than" in found.reason
