"""A body that is looked at can still be sent: nothing of a stream is lost."""

from collections.abc import Iterator

from release_guard.hub.watch import headers, parted


def test_stream_within_the_limit_is_read_to_its_end() -> None:
    chunks: list[bytes | str] = [b"ab", "ü", b"", b"c"]
    assert parted(chunks, 5) == (b"ab\xc3\xbcc", None)


def test_longer_stream_is_read_a_little_over_the_limit_and_no_further() -> None:
    taken = []

    def chunks() -> Iterator[bytes]:
        for number in range(100):
            taken.append(number)
            yield b"abc"

    start, whole = parted(chunks(), 7)
    assert start == b"abcabcabc"
    assert taken == [0, 1, 2]
    assert whole is not None
    assert b"".join(whole) == b"abc" * 100


def test_token_goes_nowhere_but_where_the_caller_took_it() -> None:
    caller = "https://huggingface.co/api/repos/create"
    assert (
        headers("Bearer hf_x", caller, "https://huggingface.co/api/whoami-v2", None)["authorization"] == "Bearer hf_x"
    )
    for other in (
        "https://huggingface.co.example.org/api",
        "http://huggingface.co/api",
        "https://huggingface.co:8443/",
    ):
        assert "authorization" not in headers("Bearer hf_x", caller, other, None)
