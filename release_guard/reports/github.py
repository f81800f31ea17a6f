"""The verdict as GitHub's workflow commands, so that findings stand at the lines of a pull request; text for the log.

Source: GitHub Docs, "Workflow commands for GitHub Actions". Whatever comes from the repository is escaped: a file name
must not become a command.
"""

from collections.abc import Sequence

from release_guard.model.decision import Decision
from release_guard.model.finding import Severity
from release_guard.reports import text
from release_guard.reports.annotations import Annotation, annotations

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(decisions: Sequence[Decision]) -> str:
    """One command for each finding, then verdict and next step of each decision in plain words."""
    commands = "".join(f"{_command(one)}\n" for one in annotations(decisions))
    return commands + _harmless(text.short(decisions, tried=False))


def _command(one: Annotation) -> str:
    properties = [f"title={_property(f'{one.code} {one.name}')}"]
    if one.file:
        properties.insert(0, f"file={_property(one.file)}")
        properties[1:1] = [f"line={one.line}"] if one.line else []
    words = [one.text, *([f"why: {one.why}"] if one.severity is not Severity.NOTE else [])]
    words += [f"fix: {one.fix}"] if one.fix else []
    return f"::{_COMMANDS[one.severity]} {','.join(properties)}::{_data(chr(10).join(words))}"


def _data(words: str) -> str:
    return _harmless(words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


def _harmless(words: str) -> str:
    """Words that the runner takes for words: it obeys "##[...]" anywhere, and "::...::" where a line begins."""
    return words.replace("##[", "## [")
