"""Reads ``release-considerations.private.toml``: answers that would themselves be a hazard, and never leave.

The published file binds them by a digest, ``sha256(salt || canonical form)``. The salt stands in the private file, so
that nobody can confirm a guess at its content by trying (formats.md, [private]).
"""

from collections.abc import Mapping

from release_guard.formats import shapes, toml_source
from release_guard.formats.canonical import canonical
from release_guard.formats.placeholders import is_placeholder
from release_guard.model.considerations import PRIVATE_FILE, Unreadable
from release_guard.model.finding import Finding, Problem
from release_guard.model.lean import NamedTuple
from release_guard.model.sha256 import hex_digest

SCHEMA = "release-considerations-private/1"

#: Characters of the salt: 128 bits in hex.
SALT_LENGTH = 32


class PrivateAnswers(NamedTuple):
    """The private answers of one release; ``digest`` is "sha256:<hex>", as ``[private]`` of the public file has it.

    Nothing of what they say is kept here.
    """

    digest: str


def parse(data: bytes, path: str = PRIVATE_FILE) -> "PrivateAnswers | Unreadable":
    """Read the file; never raises. No finding quotes what stands in it."""
    document = toml_source.read(data, path)
    if isinstance(document, Unreadable):
        return _quiet(document, path)
    table = document.table
    said = {key: value for key, value in table.items() if key not in ("schema", "salt")}
    problems = tuple(Problem(one) for one in _wrong(table, said, path, document.lines))
    return Unreadable(problems, path) if problems else PrivateAnswers(digest(shapes.text(table, "salt"), said))


def digest(salt: str, said: "Mapping[str, object]") -> str:
    """The digest of the answers *said* under *salt*."""
    return f"sha256:{hex_digest(salt.encode() + canonical(said))}"


def template(salt: str) -> str:
    """A file to begin with, under *salt* (random, ``SALT_LENGTH`` characters or more)."""
    return f'''\
# Answers that would themselves be a hazard, were they read by the wrong people. This file stays here: no push and no
# upload takes it along. The published file binds it by a digest, so that reviewers know which text they read.
# Show it to reviewers in private. Any tables and keys will do; these are a beginning.
schema = "{SCHEMA}"
salt = "{salt}"

[[threat]]
id = "T1"
details = ""
'''


def _wrong(table: shapes.Table, said: "Mapping[str, object]", path: str, lines: "Mapping[str, int]") -> "list[Finding]":
    found = []
    if table.get("schema") != SCHEMA:
        fix = f'write schema = "{SCHEMA}" as the first line'
        found.append(Finding("RG103", "this isn't a version of private considerations that can be read", path, 1, fix))
    salt = shapes.text(table, "salt")
    if len(salt) < SALT_LENGTH or is_placeholder(salt):
        message = f"the salt must be a random text of {SALT_LENGTH} characters or more, so that nobody can guess along"
        fix = "write what `openssl rand -hex 16` prints as its salt"
        found.append(Finding("RG106", message, path, lines.get("salt", 1), fix))
    if canonical(said) == b"{}":
        found.append(Finding("RG105", "nothing stands in it yet", path, 1, "write what reviewers have to know"))
    return found


def _quiet(found: Unreadable, path: str) -> Unreadable:
    """*found* without the words of the file: a message about its syntax may quote them."""
    lines = sorted({problem.finding.line for problem in found.findings})
    fix = "mend its syntax; release-guard doesn't show what stands in it"
    return Unreadable(tuple(Problem(Finding("RG102", "this isn't TOML", path, line, fix)) for line in lines), path)
