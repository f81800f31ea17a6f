"""Whatever bytes stand in a hook's input: the lines that git wrote, or a clear refusal."""

from hypothesis import given
from hypothesis import strategies as st

from release_guard.git.refs import HookInputError, parse

OIDS = st.sampled_from([40, 64]).flatmap(
    lambda width: st.tuples(*[st.text("0123456789abcdef", min_size=width, max_size=width)] * 2)
)
LOCAL = st.binary(min_size=1, max_size=60).filter(lambda name: b"\n" not in name)
REMOTE = st.binary(min_size=1, max_size=30).filter(lambda name: not set(name) & set(b" \n\r"))


@given(st.lists(st.tuples(LOCAL, OIDS, REMOTE), max_size=6))
def test_any_bytes_in_the_source_are_kept(pushed: list[tuple[bytes, tuple[str, str], bytes]]) -> None:
    data = b"".join(b"%b %b %b %b\n" % (local, new.encode(), ref, old.encode()) for local, (new, old), ref in pushed)
    read = parse(data)
    assert [
        (
            line.local.encode("utf-8", "surrogateescape"),
            (line.new, line.old),
            line.remote.encode("utf-8", "surrogateescape"),
        )
        for line in read
    ] == pushed


@given(st.binary(max_size=400))
def test_no_bytes_at_all_make_the_parser_fail_otherwise(data: bytes) -> None:
    try:
        lines = parse(data)
    except HookInputError as error:
        assert str(error).isprintable()
    else:
        assert len(lines) <= data.count(b"\n") + 1
