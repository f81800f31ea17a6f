"""The lines that git hands to a pre-push or pre-receive hook: what is pushed, and what stands in its place.

Only the words are read here; whether the objects exist, and what they bring, is for ``push_range`` to find out.
"""

import re
from collections.abc import Mapping

from release_guard.model.lean import NamedTuple
from release_guard.ports import PortError

_LINE = rb"(?s)(.+) ([0-9a-f]{40}|[0-9a-f]{64}) ([^ ]+) ([0-9a-f]{40}|[0-9a-f]{64})"
_RECEIVED = rb"([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) ([^ ]+) ?"


class HookInputError(PortError):
    """What a hook was handed is not what git hands over; nothing can be said of such a push."""

    code = "RG007"


class RefLine(NamedTuple):
    """One ref of a push (githooks(5), pre-push).

    ``local`` is the source as it was typed, so it may hold spaces ("HEAD^{/fix the}") or "(delete)"; bytes that are
    no UTF-8 are kept as surrogates; a server isn't told it. ``new`` and ``old`` are hexadecimal oids, of zeros where
    there is no object.
    """

    local: str
    new: str
    remote: str
    old: str

    @property
    def deletes(self) -> bool:
        """Whether the ref goes away: that publishes nothing."""
        return is_zero(self.new)

    @property
    def creates(self) -> bool:
        """Whether the destination doesn't have the ref yet."""
        return is_zero(self.old)


def is_zero(oid: str) -> bool:
    """Whether *oid* stands for "no object": nothing but zeros, 40 or, under SHA-256, 64 of them."""
    return not oid.strip("0")


def parse(data: bytes) -> tuple[RefLine, ...]:
    """Read a pre-push hook's standard input; nothing there means nothing to do.

    A carriage return before the end of a line is dropped and an empty line is passed over; no ref name holds either.
    Raises ``HookInputError`` for anything else that isn't four fields with two oids of one length.
    """
    lines = data.split(b"\n")
    return tuple([_parse_line(line, number) for number, line in enumerate(lines, 1) if line.strip(b"\r")])


def _parse_line(line: bytes, number: int) -> RefLine:
    match = re.fullmatch(_LINE, line.rstrip(b"\r"))
    if match is None or len(match[2]) != len(match[4]):
        raise _malformed(line, number, "pushed")
    local, new, remote, old = match.groups()
    return RefLine(_text(local), new.decode(), _text(remote), old.decode())


def parse_received(data: bytes) -> tuple[RefLine, ...]:
    """Read a pre-receive hook's standard input: old oid, new oid, ref (githooks(5)); the source isn't told there.

    One space after the ref is passed over: FINOS GitProxy writes one. Raises ``HookInputError`` for anything else.
    """
    lines = data.split(b"\n")
    return tuple([_received(line, number) for number, line in enumerate(lines, 1) if line.strip(b"\r")])


def _received(line: bytes, number: int) -> RefLine:
    match = re.fullmatch(_RECEIVED, line.rstrip(b"\r"))
    if match is None or len(match[1]) != len(match[2]):
        raise _malformed(line, number, "received")
    old, new, ref = match.groups()
    return RefLine("", new.decode(), _text(ref), old.decode())


def _malformed(line: bytes, number: int, done: str) -> HookInputError:
    shown = ascii(line[:80].decode("utf-8", "replace"))
    return HookInputError(f"line {number} of the hook's input is no ref that is {done}: {shown}")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


class FrameworkPush(NamedTuple):
    """What pre-commit and prek tell their hooks of a push: one ref of it, and never the list of all refs.

    ``tip`` is what to resolve to a commit: an oid, or the source as it was typed.
    """

    tip: str
    remote_ref: str
    remote_name: str
    url: str


def from_pre_commit(environ: Mapping[str, str]) -> FrameworkPush:
    """Read the variables that pre-commit and prek export at their pre-push stage.

    Neither variable with a commit id is there on a first push, and prek leaves one out on others, so the typed source
    stands in. Raises ``HookInputError`` where the variables don't tell what is pushed or where to.
    """
    tip = environ.get("PRE_COMMIT_TO_REF") or environ.get("PRE_COMMIT_LOCAL_BRANCH", "")
    url = environ.get("PRE_COMMIT_REMOTE_URL", "")
    if not tip or not url:
        raise HookInputError(
            "no push is to be seen here: neither lines from git nor the PRE_COMMIT_* variables of a pre-push stage"
        )
    name = environ.get("PRE_COMMIT_REMOTE_NAME") or url
    return FrameworkPush(tip, environ.get("PRE_COMMIT_REMOTE_BRANCH", ""), name, url)
