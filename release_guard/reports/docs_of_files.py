"""The reference of the files that people write, from the same tables of keys that check them: docs/files.md."""

from collections.abc import Iterator

from release_guard.model.fields import Condition, Field, Kind
from release_guard.model.fields_considerations import CONSIDERATIONS
from release_guard.model.fields_policy import POLICY
from release_guard.model.fields_policy_tests import TESTS
from release_guard.model.fields_records import RECORD

_INTRODUCTION = """\
# The files, key by key

All are TOML, and readable without the tool. An unknown key is an error, and the finding names the closest one that
there is. Times carry their offset. `schemas/` holds a JSON Schema of each, for editors.

Places are written `github.com/owner/name` (host, owner and name, without user, port or `.git`), `file:/path` for a
local repository, and `hf:models/namespace/name` on the Hub (also `datasets`, `spaces`, `kernels`, `buckets`). In
patterns `*` stands for anything within a segment, `**` across segments.

"Asked for" says from which release level on an answer must be there; `release-guard explain --level` shows the level of
a release. *Bound* sections are those whose meaning a review is bound to: change it, and the review is asked for again.
"""

_CONSIDERATIONS = """\
Written by the authors, published with the release. Where a repository holds several releases, each has a file of its
own: `release-considerations/<name>.toml`."""
_RECORDS = """\
One person's word each, only ever added, written by `release-guard review record`, `confirm` and `override`."""
_POLICY = """\
Written by an organisation, or by the owners of a repository. A layer may say one thing only; what it doesn't say it
leaves to the others."""
_TESTS = """\
Written by whoever owns a policy, read by `release-guard policy test`: example releases, each with the verdict that the
policy must give it. Content comes already classified; records are bound to the answers as they stand."""

_FILES = (
    ("release-considerations.toml", _CONSIDERATIONS, CONSIDERATIONS),
    ("release-records/*.toml", _RECORDS, RECORD),
    ("release-policy.toml", _POLICY, POLICY),
    ("release-policy-tests.toml", _TESTS, TESTS),
)
_KINDS = {
    Kind.TEXT: "text",
    Kind.PROSE: "an answer in words",
    Kind.PERSON: "a person",
    Kind.FLAG: "true or false",
    Kind.NUMBER: "a whole number",
    Kind.DATE: "a day",
    Kind.TIME: "a time with its offset",
    Kind.MOMENT: "a day, or a time with its offset",
    Kind.DESTINATION: "a place, or a pattern of places",
    Kind.PATH: "a pattern of paths",
    Kind.REFERENCE: "an address, or a pattern of addresses",
    Kind.DIGEST: "`sha256:` and 64 hex digits",
    Kind.SHA256: "64 hex digits",
    Kind.MAP: "a table with keys of your own",
}


def reference() -> str:
    """The whole page."""
    return "\n".join((_INTRODUCTION, *(line for file in _FILES for line in _file(*file))))


def _file(name: str, about: str, fields: tuple[Field, ...]) -> Iterator[str]:
    yield f"## {name}\n\n{about}\n"
    plain = tuple(field for field in fields if not field.is_table)
    yield from _table(plain)
    for field in fields:
        if field.is_table:
            yield from _section(field.key, field, levels=fields is CONSIDERATIONS)


def _section(name: str, field: Field, *, levels: bool) -> Iterator[str]:
    brackets = f"[[{name}]]" if field.many else f"[{name}]"
    bound = " *Bound.*" if levels and field.bound else ""
    yield f"### {brackets}\n\n{_sentence(field.about)} Asked for: {_asked(field)}.{bound}\n"
    yield from _table(tuple(one for one in field.fields if not one.is_table))
    for one in field.fields:
        if one.is_table:
            yield from _section(f"{name}.{one.key}", one, levels=False)


def _table(fields: tuple[Field, ...]) -> Iterator[str]:
    if not fields:
        return
    yield "| key | what | holds | asked for | example |"
    yield "|---|---|---|---|---|"
    for field in fields:
        example = f"`{field.example}`" if field.example else ""
        yield f"| `{field.key}` | {field.about} | {_holds(field)} | {_asked(field)} | {example} |"
    yield ""


def _holds(field: Field) -> str:
    if field.values:
        what = " ".join(f"`{value}`" for value in field.values)
        return f"some of {what}" if field.many else what
    what = _KINDS[field.kind]
    if field.span is not None:
        what += f", {field.span[0]} to {field.span[1]}"
    return f"a list: {what}" if field.many else what


def _asked(field: Field) -> str:
    if field.level == 0:
        return f"optional{_where(field.only)}"
    since = "always" if field.level == 1 else f"from level {field.level}"
    if field.when is None:
        return f"{since}{_where(field.only)}"
    return _where(field.when).strip() if field.level == 1 else f"{since},{_where(field.when)}"


def _where(condition: Condition | None) -> str:
    if condition is None:
        return ""
    return f" where {condition.key} is {' or '.join(condition.values)}"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
