"""Any bytes at all are an answer, never an exception and never a signature."""

from hypothesis import given
from hypothesis import strategies as st

from release_guard.evidence import signatures, sshsig
from release_guard.model.record import BadSignature


@given(st.binary(max_size=400))
def test_random_bytes_are_never_a_signature(armored: bytes) -> None:
    assert isinstance(signatures.check(b"data", armored), BadSignature)


@given(st.binary(max_size=400))
def test_random_blob_never_breaks_the_reader(blob: bytes) -> None:
    armored = sshsig.SshSig("", "", b"SSHSIG\x00\x00\x00\x01" + blob).armored
    try:
        parsed = sshsig.parse(armored)
    except sshsig.FormatError:
        return
    assert parsed.namespace == sshsig.NAMESPACE
