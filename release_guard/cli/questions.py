"""The questions of ``init`` at a terminal: each with its reason in a line and a guess to accept.

What the answers mean, and what is done with them, is left to others; here people are asked and heard.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import click

from release_guard.content.capabilities import Hint
from release_guard.formats.placeholders import is_placeholder
from release_guard.formats.values import fault
from release_guard.model.considerations import HAZARDS
from release_guard.model.destination import DestinationError, parse
from release_guard.model.fields import Field, Kind
from release_guard.wiring.begin import FIELDS

#: What one types to leave a question open.
OPEN = "-"

_Answer = TypeVar("_Answer")


class Question(NamedTuple):
    """One question: its dotted key, its words, and the reason why it is asked."""

    key: str
    words: str
    why: str


_FIRST = (
    Question("release.title", "What is the release called?", "The name by which people and reviewers know it."),
    Question("release.summary", "What is it, and what does it do?", "One sentence; reviewers read it first."),
    Question(
        "release.owner", "Who answers for it?", "One e-mail address. This person decides, and reviews nothing here."
    ),
    Question("release.authors", "Who made it?", "E-mail addresses with spaces between. Nobody reviews their own work."),
    Question("release.contact", "Where do people report misuse?", "An address; it is published with the release."),
    Question(
        "release.targets", "Where does it go?", "github.com/owner/name, hf:models/owner/name, or a URL; all of them."
    ),
    Question("release.modalities", "What does it read or make?", ""),
    Question("release.synthetic_media", "Does it make or alter media?", "Voices, faces, pictures, films. yes or no."),
    Question("content.release", "What do you release?", "What isn't named here is held back from public places."),
    Question("timing.mode", "When?", ""),
    Question(
        "distribution.tier", "To whom?", "The widest circle; ask-for-access means that a person decides who gets it."
    ),
    Question("distribution.licence", "Under which licence?", "An SPDX id or a name."),
)
_HAZARDS = {
    "product": ("Could what it makes or does harm somebody?", "Deception, fraud, harassment, watching people."),
    "data": ("Could its data or weights reveal what they shouldn't?", "Private persons, secrets learnt by heart."),
    "attention": ("Could it do harm to draw attention to it?", "Hearing that a misuse is possible can be enough."),
}
_WHY = "Why do you think so?"
_SENTENCE = "One sentence that somebody else can follow."
_DECIDE = ("Does it go out?", "Nothing goes above private before somebody says go. go, no-go or later.")
_DECISION, _RATIONALE, _ACCOUNTABLE = "decision.outcome", "decision.rationale", "decision.accountable"
_HINTED = ("release.synthetic_media", "hazards.product.present")
_KEYS = (
    *(question.key for question in _FIRST),
    *(f"hazards.{name}.{part}" for name in HAZARDS for part in ("present", "rationale")),
    *(_DECISION, _RATIONALE, _ACCOUNTABLE),
)


def open_questions(answered: Mapping[str, object], guessed: Mapping[str, object]) -> tuple[str, ...]:
    """Which keys of a file that exists there is something to ask about: guesses, and what every release must say."""
    return tuple(key for key in _KEYS if key in guessed or (FIELDS[key].level == 1 and key not in answered))


class Interview:
    """One conversation about the keys in *todo* (all questions, where it is None) that aren't *answered* yet.

    *hints* are what the content may be able to do: said where it matters for an answer.
    ``given`` holds what was answered, by dotted key, ``asked`` the keys that somebody was asked about.
    """

    def __init__(
        self,
        guessed: Mapping[str, object],
        answered: Mapping[str, object],
        todo: "tuple[str, ...] | None" = None,
        hints: "tuple[Hint, ...]" = (),
    ) -> None:
        self.hints = hints
        self.guessed = guessed
        self.answered = answered
        self.todo = frozenset(_KEYS if todo is None else todo) - frozenset(answered)
        self.given: dict[str, object] = {}
        self.asked: set[str] = set()

    def hold(self) -> None:
        """Ask, in an order in which people think."""
        click.echo(
            "\nA few questions about this release. Enter takes what stands in [ ], "
            f"{OPEN} leaves a question open, Ctrl-C stops and writes nothing.",
            err=True,
        )
        for question in _FIRST:
            self._ask(*question)
        for name in HAZARDS:
            self._ask(f"hazards.{name}.present", *_HAZARDS[name], "unknown")
            answer = self._known(f"hazards.{name}.present")
            if answer:
                self._ask(f"hazards.{name}.rationale", _WHY, f"{_SENTENCE} The {name} hazard: {answer}.")
        self._decide()

    def _known(self, key: str) -> object:
        return self.given.get(key, self.answered.get(key))

    def _ask(self, key: str, words: str, why: str, guess: object = None) -> None:
        """Ask one question, where it is to be asked, and note the answer."""
        if key not in self.todo:
            return
        field = FIELDS[key]
        if key in _HINTED:
            why = " ".join([why, *(f"Here, {hint.reason}: {hint.capability}." for hint in self.hints)])
        choices = f" ({', '.join(field.values)})" if field.values else ""
        heard = ask(f"{words}{choices}", why, self._guess(key, guess), lambda text: _value(field, text))
        self.asked.add(key)
        if heard is not None:
            self.given[key] = heard

    def _guess(self, key: str, guess: object) -> str:
        found = self.guessed.get(key, guess)
        if key == "release.contact" and found in (None, self.guessed.get("release.owner")):
            found = self._known("release.owner")
        if isinstance(found, bool):
            return "yes" if found else "no"
        return " ".join(map(str, found)) if isinstance(found, (list, tuple)) else str(found or "")

    def _decide(self) -> None:
        """The decision can be taken at once where nothing speaks against it; else it waits for reviews."""
        if _DECISION not in self.todo:
            return
        if any(self._known(f"hazards.{name}.present") != "no" for name in HAZARDS):
            click.echo('\nA hazard that isn\'t "no" asks for more answers; the decision comes after them.', err=True)
            return
        heard = ask(*_DECIDE, "later", _one_of("go", "no-go", "later"))
        if heard not in ("go", "no-go"):
            return
        self.given[_DECISION] = heard
        if self._known("release.owner"):
            self.given[_ACCOUNTABLE] = self._known("release.owner")
        self._ask(_RATIONALE, "Why?", "What is gained, and why nothing speaks against it.")


def ask(words: str, why: str, guess: str, read: "Callable[[str], _Answer]") -> "_Answer | None":
    """Ask until *read* takes the answer (it raises ``click.UsageError`` for those it doesn't); None: left open."""
    click.echo(f"\n{click.style(words, bold=True)}", err=True)
    if why:
        click.echo(f"  {why}", err=True)

    def heard(text: str) -> "tuple[_Answer | None]":
        return (None if text.strip() in ("", OPEN) else read(text.strip()),)

    shown = f"  [{guess}]" if guess else ""
    answer: tuple[_Answer | None] = click.prompt(
        shown, default=guess, show_default=False, prompt_suffix=" > ", value_proc=heard, err=True
    )
    return answer[0]


def agreed(words: str, why: str, default: bool) -> bool:
    """A yes or no; a question that can't be left open."""
    yes = {"y": True, "yes": True, "n": False, "no": False}

    def read(text: str) -> bool:
        if text.lower() not in yes:
            raise click.UsageError("yes or no, please")
        return yes[text.lower()]

    while (heard := ask(words, why, "yes" if default else "no", read)) is None:
        pass
    return heard


def _one_of(*words: str) -> "Callable[[str], str]":
    def read(text: str) -> str:
        if text.lower() not in words:
            raise click.UsageError(f"one of: {', '.join(words)}")
        return text.lower()

    return read


def _value(field: Field, text: str) -> "bool | str | list[str]":
    """What was typed, as the value of *field*; ``click.UsageError`` where it can't be one."""
    if field.kind is Kind.FLAG:
        return _one_of("yes", "no", "y", "n")(text).startswith("y")
    if not field.many:
        return _sound(field, text)
    return [_sound(field, part) for part in text.replace(",", " ").split()]


def _sound(field: Field, text: str) -> str:
    if field.kind is Kind.DESTINATION:
        text = _place(text)
    elif field.kind is Kind.CHOICE:
        text = text.lower()
    wrong = fault(field, text)
    if wrong is not None:
        raise click.UsageError(wrong[1] if field.kind is Kind.CHOICE else f"that {wrong[0]}; {wrong[1]}")
    if is_placeholder(text, field.example):
        raise click.UsageError(f"that isn't an answer yet; {OPEN} leaves the question open")
    return text


def _place(text: str) -> str:
    """A place in canonical form; a pattern stays as it is, and what is none is left to the check."""
    if "*" in text:
        return text
    try:
        return str(parse(text))
    except DestinationError:
        return text
