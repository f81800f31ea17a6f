"""The shape of a code's long text. How it is laid out is left to ``reports/explain.py``."""

from textwrap import dedent

from release_guard.model.lean import NamedTuple

CONSIDERATIONS = "release-considerations.toml"
POLICY = "release-policy.toml"
RECORD = "release-records/2026-11-20-okafor-domain-expert-3fa9c1.toml"
SHELL = "shell"

#: What a code serves. Sections are those of Ovadya & Whittlestone (2019), arXiv 1907.11274v2.
HAZARDS = "paper, section 2: hazards, and how research leads to harm"
OTHER_FIELDS = "paper, section 3: what other fields do (biosafety, disclosure of vulnerabilities, review boards)"
WHAT = "paper, section 3.3: release options, what is released"
WHEN = "paper, section 3.3: release options, when"
WHOM = "paper, section 3.3: release options, to whom"
MANAGED = "paper, section 3.4: who manages a release"
PRACTICE = "paper, section 3.5: measures taken in practice"
EXPERTS = "paper, section 5: work with experts"
SYSTEMS = "paper, section 5: systems that carry practices which are onerous and error-prone by hand"


class Page(NamedTuple):
    """The long text of one code.

    ``do`` is the fix in one line, a command or an edit; ``how`` adds what one must know to choose it. ``before`` and
    ``after`` show it in ``where``: one of our files, or a shell (lines with ``$`` are commands, the others output).
    ``serves`` names what the rule is there for. ``status`` is stable, or preview while only a part of the program
    that is still to come raises the code.
    """

    what: str
    why: str
    serves: str
    do: str
    how: str
    where: str
    before: str
    after: str
    status: str = "stable"
    since: str = "0.1"


def page(
    *,
    what: str,
    why: str,
    serves: str,
    do: str,
    how: str,
    where: str,
    before: str,
    after: str,
    status: str = "stable",
) -> Page:
    """A page from indented text: prose becomes one line a paragraph, examples keep their lines."""
    return Page(_prose(what), _prose(why), serves, do, _prose(how), where, _lines(before), _lines(after), status=status)


def _prose(text: str) -> str:
    paragraphs = dedent(text).strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _lines(text: str) -> str:
    return dedent(text).strip("\n").rstrip()
