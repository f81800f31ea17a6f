"""A code's page, as plain text for the terminal and as Markdown for the docs. What it says stands in the catalogue."""

from textwrap import fill, indent

from release_guard.judge.catalogue import Entry, entry
from release_guard.judge.codes import PAGES
from release_guard.judge.codes.page import SHELL, Page

_WIDTH = 88


def explain(code_or_name: str) -> str:
    """The page of a code or name as plain text; raises ``KeyError`` for anything else (``catalogue.find`` helps)."""
    return page(entry(code_or_name))


def page(row: Entry) -> str:
    """The page as plain text, at most 88 columns wide where the text may be broken."""
    text = PAGES[row.code]
    parts = [
        f"{row.code} {row.name}",
        _facts(row, text),
        _section("What it means", text.what),
        _section("Why", f"{text.why}\n\nServes: {text.serves}."),
        f"Fix\n{_code(text.do)}\n\n{_wrapped(text.how)}",
        f"Before ({_title(text)})\n{_code(text.before)}",
        f"After\n{_code(text.after)}",
        _wrapped(rights(row)),
    ]
    return "\n\n".join(parts) + "\n"


def markdown(row: Entry) -> str:
    """The page as Markdown, with one heading of the first rank."""
    text = PAGES[row.code]
    language = "console" if text.where == SHELL else "toml"
    parts = [
        f"# {row.code} {row.name}",
        f"*{_facts(row, text)}*",
        text.what,
        "## Why",
        text.why,
        f"Serves: {text.serves}.",
        "## Fix",
        _fix_markdown(text),
        text.how,
        f"## Before and after ({_title(text)})",
        f"```{language}\n{text.before}\n```",
        f"```{language}\n{text.after}\n```",
        rights(row),
    ]
    return "\n\n".join(parts) + "\n"


def rights(row: Entry) -> str:
    """What a policy may do with a code, in one sentence or two."""
    lower = (
        "A policy may lower its severity (`[limits] lower_severity`)."
        if row.lowerable
        else "No policy can lower its severity."
    )
    waive = "It may be waived." if row.waivable else "It can't be waived."
    return f"{lower} {waive}"


def is_command(line: str) -> bool:
    """Whether a fix is something to type, rather than an edit to make."""
    return line.split(" ", 1)[0] in {"release-guard", "git", "hf", "python", "timedatectl"}


def _facts(row: Entry, text: Page) -> str:
    return f"{row.severity.word} · {text.status} · since {text.since}"


def _title(text: Page) -> str:
    return "in a shell" if text.where == SHELL else text.where


def _fix_markdown(text: Page) -> str:
    return f"```console\n$ {text.do}\n```" if is_command(text.do) else f"**{text.do[0].upper()}{text.do[1:]}.**"


def _section(title: str, prose: str) -> str:
    return f"{title}\n{_wrapped(prose)}"


def _wrapped(prose: str) -> str:
    paragraphs = (fill(paragraph, _WIDTH - 2, break_long_words=False) for paragraph in prose.split("\n\n"))
    return indent("\n\n".join(paragraphs), "  ")


def _code(text: str) -> str:
    return indent(text, "    ")
