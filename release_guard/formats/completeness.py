"""Whether the answers say something: one-word answers, copied ones, guesses nobody confirmed, sections that are due.

Missing keys and placeholders are found by ``fields_check``; answers that exclude each other by ``contradictions``.
"""

from collections.abc import Iterator

from release_guard.formats import shapes
from release_guard.formats.fields_check import Answer, Place, answers
from release_guard.formats.placeholders import is_placeholder, is_short, same_words
from release_guard.formats.shapes import Table
from release_guard.formats.values import plain
from release_guard.model.considerations import HAZARDS
from release_guard.model.fields import Kind
from release_guard.model.fields_considerations import CONSIDERATIONS
from release_guard.model.finding import Problem, Severity

#: Shorter answers agree by chance ("None.", "See above").
_LEAST_TO_COPY = 20
#: So many keys are named in one message.
_LISTED = 20


def incomplete(table: Table, place: Place) -> "Iterator[Problem]":
    """What is due and isn't there, or is there and says nothing."""
    prose = [answer for answer in answers(table, CONSIDERATIONS) if answer.field.kind is Kind.PROSE]
    said = [answer for answer in prose if isinstance(answer.value, str) and not is_placeholder(answer.value, "")]
    yield from _short(said, place)
    yield from _copied(said, place)
    yield from _threats_due(table, place)
    yield from _nothing_said_of_content(table, place)
    yield from _unconfirmed(table, place)


def _noted_then_due(problem: Problem) -> "Iterator[Problem]":
    """At level 1 a note, from level 2 (or its section's level) on an error: the same words with another weight."""
    if problem.from_level == 1:
        yield problem._replace(finding=problem.finding._replace(severity=Severity.NOTE))
    yield problem._replace(from_level=max(2, problem.from_level))


def _short(said: "list[Answer]", place: Place) -> "Iterator[Problem]":
    for answer in said:
        if is_short(str(answer.value), answer.field.words):
            message = f"{answer.key} is too short to be understood by somebody else: {answer.field.about}"
            fix = f"write a sentence such as {answer.field.example}"
            yield from _noted_then_due(place.problem("RG107", answer.key, message, fix, answer.level))


def _copied(said: "list[Answer]", place: Place) -> "Iterator[Problem]":
    """The same sentence under another question. One question asked of several threats may have one answer."""
    first: dict[str, str] = {}
    for answer in said:
        words = same_words(str(answer.value))
        other = first.setdefault(words, answer.key)
        if len(words) < _LEAST_TO_COPY or _question(other) == _question(answer.key):
            continue
        message = f"{answer.key} repeats {other} word for word"
        fix = f"answer the question of its own: {answer.field.about}"
        yield from _noted_then_due(place.problem("RG111", answer.key, message, fix, answer.level))


def _question(key: str) -> str:
    return ".".join(part for part in key.split(".") if not part.isdigit())


def _threats_due(table: Table, place: Place) -> "Iterator[Problem]":
    hazards = shapes.table(table, "hazards")
    open_ones = [name for name in HAZARDS if shapes.text(shapes.table(hazards, name), "present") in ("yes", "unknown")]
    if open_ones and "threat" not in table:
        message = f'no [[threat]] is named though a hazard is not "no": {", ".join(open_ones)}'
        fix = "add [[threat]] with who could do what to whom, how bad it is and how likely"
        yield place.problem("RG105", f"hazards.{open_ones[0]}", message, fix, 2)


def _nothing_said_of_content(table: Table, place: Place) -> "Iterator[Problem]":
    content = shapes.table(table, "content")
    if content.get("release") == [] and not content.get("withhold"):
        message = "content.release is empty and nothing is withheld: what is released"
        yield place.problem("RG105", "content.release", message, 'add release = ["source-code"] under [content]')


def _unconfirmed(table: Table, place: Place) -> "Iterator[Problem]":
    keys = shapes.texts(table, "unconfirmed")
    if keys:
        message = f"guessed and not confirmed by anybody yet: {', '.join(map(plain, keys[:_LISTED]))}"
        message += f" and {len(keys) - _LISTED} more" if len(keys) > _LISTED else ""
        fix = "read each answer, correct it where it is wrong, and take its key out of unconfirmed"
        yield place.problem("RG114", "unconfirmed", message, fix)
