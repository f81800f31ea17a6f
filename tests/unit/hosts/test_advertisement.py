"""Reading what a git server advertises, whole or broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_guard.hosts import advertisement
from release_guard.ports import HostError

ONE, TWO = "1" * 40, "2" * 40


def line(payload: bytes) -> bytes:
    return b"%04x" % (len(payload) + 4) + payload


def advertise(*payloads: bytes) -> bytes:
    return line(b"# service=git-upload-pack\n") + b"0000" + b"".join(line(payload) for payload in payloads) + b"0000"


def test_refs_and_the_default_branch_are_read() -> None:
    found = advertisement.parse(
        advertise(
            f"{ONE} HEAD\0multi_ack symref=HEAD:refs/heads/trunk agent=git/2\n".encode(),
            f"{ONE} refs/heads/trunk\n".encode(),
            f"{TWO} refs/tags/v1\n".encode(),
            f"{ONE} refs/tags/v1^{{}}\n".encode(),
        )
    )
    assert found.head == "refs/heads/trunk"
    assert found.refs == {"HEAD": ONE, "refs/heads/trunk": ONE, "refs/tags/v1": TWO, "refs/tags/v1^{}": ONE}


@pytest.mark.parametrize("width", [40, 64])
def test_an_empty_repository_says_so_in_either_way(width: int) -> None:
    nothing = b"0" * width + b" capabilities^{}\0agent=git/2\n"
    assert advertisement.parse(advertise(nothing)).refs == {}
    assert advertisement.parse(advertise()).refs == {}


def test_long_oids_version_lines_and_shallow_lines_are_understood() -> None:
    found = advertisement.parse(
        advertise(b"version 1\n", b"a" * 64 + b" refs/heads/main\0caps\n", b"shallow " + b"a" * 64 + b"\n")
    )
    assert found == ({"refs/heads/main": "a" * 64}, "")


def test_a_ref_name_that_is_no_text_survives() -> None:
    found = advertisement.parse(advertise(ONE.encode() + b" refs/heads/\xff\n"))
    assert [name.encode("utf-8", "surrogateescape") for name in found.refs] == [b"refs/heads/\xff"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0000",
        b"<html>",
        line(b"# service=git-upload-pack\n"),
        line(b"# service=git-upload-pack\n") + b"0000",
        line(b"# service=git-receive-pack\n") + b"00000000",
        advertise(b"version 2\n", b"ls-refs\n"),
        advertise(b"ERR access denied\n"),
        advertise(b"1" * 39 + b" refs/heads/main\n"),
        advertise(b"G" * 40 + b" refs/heads/main\n"),
        advertise(b"1" * 40 + b"\n"),
        advertise() + b"00",
        advertise() + b"+00f",
        advertise() + b"0001",
        advertise() + b"ffff",
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(HostError):
        advertisement.parse(data)


def test_no_cut_makes_a_shorter_answer() -> None:
    whole = advertise(f"{ONE} HEAD\0x\n".encode(), f"{ONE} refs/heads/main\n".encode())
    for end in range(len(whole)):
        with pytest.raises(HostError):
            advertisement.parse(whole[:end])


def read_or_refused(data: bytes) -> bool:
    try:
        return isinstance(advertisement.parse(data).refs, dict)
    except HostError:
        return True


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert read_or_refused(data)
    assert read_or_refused(advertise(data))
    assert read_or_refused(advertise()[:-4] + data)
