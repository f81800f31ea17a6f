"""What the guard of one program remembers and says: places, uploads on their way, lines that were told.

Who is right about a request is for the modules that use this; the report comes from ``reports``, through `Tools`.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import partial
from typing import NamedTuple, NoReturn

from release_guard.evidence import records_folder
from release_guard.gate import Setting
from release_guard.hub.api import Hub
from release_guard.hub.elsewhere import Elsewhere
from release_guard.hub.outgoing import ReleaseBlocked
from release_guard.hub.parents import Parents
from release_guard.hub.source import Shown, Surroundings, with_what_is_there
from release_guard.hub.state import State, States, asked
from release_guard.hub.uploads import Upload
from release_guard.hub.verdicts import Verdict
from release_guard.judge import catalogue
from release_guard.judge.steps import said_of
from release_guard.model.category import Category
from release_guard.model.decision import Decision, Outcome
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility
from release_guard.ports import Evidence, PortError

#: Seconds in which a place that was to be made private must show that it is.
_JUST_MADE = 600.0


def show_nothing(_here: Destination, _targets: tuple[str, ...]) -> frozenset[Category]:
    """Implements ``Shown`` where nothing is known."""
    return frozenset()


class Machine(NamedTuple):
    """What this machine brings: the working project's files, and whether it has answers that aren't committed.

    ``forges`` tells what of a release is public at its targets on git hosts.
    """

    project: Evidence
    setting: Setting
    uncommitted: bool = False
    forges: Shown = show_nothing


class Tools(NamedTuple):
    """What the guard is given: ``look`` may raise ``PortError``, ``render`` writes reports, ``say`` tells a line.

    ``in_command`` says that the program is the Hub's own command line, which does one thing and ends. ``keep`` writes
    decisions into the ledger before they are carried out; one that had to be kept and couldn't be comes back as not
    judged. ``remember`` takes note of a place that was seen to be public, for pushes that ask nobody.
    """

    look: Callable[[], Machine]
    render: Callable[[Iterable[Decision]], str]
    say: Callable[[str], None]
    in_command: bool = False
    keep: Callable[[tuple[Decision, ...]], tuple[Decision, ...]] = tuple
    remember: Callable[[Destination], None] = lambda _: None


class Session:
    """The memory of one program's guard."""

    def __init__(self, tools: Tools, states: States | None = None) -> None:
        self.states = States() if states is None else states
        self.uploads: dict[tuple[Destination, str], Upload] = {}
        self._tools = tools
        self._parents = Parents(self.states)
        self._elsewhere = Elsewhere()
        self._hub: Hub | None = None
        self._told: set[str] = set()
        self._made: dict[Destination, float] = {}

    @property
    def in_command(self) -> bool:
        """Whether what was begun is done within a moment, and not after a night of training."""
        return self._tools.in_command

    def around(self, state: State, hub: Hub | None = None) -> Surroundings:
        """What there is to judge by at the place of *state*; with *hub* also what the place holds. Never raises."""
        try:
            machine = self._tools.look()
        except PortError as error:
            setting = Setting((), datetime.now(timezone.utc), records_folder.begin_union, lambda _: ())
            return Surroundings(state, Evidence("the working project"), setting, problem=error)
        setting = machine.setting._replace(parents=self.parents)
        if state.visibility is Visibility.PUBLIC:
            self._tools.remember(state.place)
        shown = partial(self._shown, machine.forges)
        found = Surroundings(state, machine.project, setting, uncommitted=machine.uncommitted, shown=shown)
        return with_what_is_there(found, hub) if hub is not None else found

    @contextmanager
    def asking(self, hub: Hub) -> Iterator[None]:
        """While one request is decided: questions that nobody hands a Hub to go to *hub*, which holds a token."""
        self._hub = hub
        try:
            yield
        finally:
            self._hub = None

    def parents(self, names: tuple[str, ...], /) -> Mapping[str, Visibility]:
        """Implements ``ports.ParentReader`` with the token of whoever sends the request at hand."""
        return self._parents.seen(self._hub, names) if self._hub is not None and names else {}

    def _shown(self, forges: Shown, here: Destination, targets: tuple[str, ...]) -> frozenset[Category]:
        """What of a release is public at its other targets: the Hub is asked, of git hosts what is known here."""
        on_hub = self._elsewhere.shown(self._hub, here, targets) if self._hub is not None else frozenset()
        return on_hub | forges(here, targets)

    def forget(self, *places: Destination, opening: bool = False) -> None:
        """Something about *places* changes now: look again at the next request. *opening*: more will be able to see."""
        (self.states.opening if opening else self.states.forget)(*places)
        self._elsewhere.forget()
        for key in [key for key in self.uploads if key[0] in places]:
            del self.uploads[key]

    def forget_all(self) -> None:
        """Some place goes away now."""
        self.states.forget_all()
        self.uploads.clear()

    def made_private(self, place: Destination) -> None:
        """*place* is being made, private by our own word."""
        self.forget(place)
        self._made[place] = time.monotonic()

    def was_just_made(self, place: Destination) -> bool:
        """Whether *place* was made private a moment ago, and should be; said once."""
        return time.monotonic() - self._made.pop(place, float("-inf")) < _JUST_MADE

    def say(self, line: str) -> None:
        """Tell *line*, once in the life of the program."""
        if line not in self._told:
            self._told.add(line)
            self._tools.say(f"release-guard: {line}")

    def say_lowered(self, place: Destination, to: Visibility, why: str) -> None:
        """Tell that content goes out, less visible than asked for, and how it gets further."""
        self.say(
            f"lowered: {place} is {to.word}, because more isn't cleared ({why}); later: release-guard publish {place}"
        )

    def concluded(self, verdict: Verdict) -> Verdict:
        """Keep what is about to be carried out, and tell what is to be told of it; what it is then."""
        kept = Verdict(self._tools.keep(verdict.decisions))
        self.advise(kept)
        self._say_overridden(kept)
        return kept

    def advise(self, verdict: Verdict) -> None:
        """Tell what a policy that only advises would have held."""
        for decision in verdict.advice:
            what = f"{decision.attempt.destination} ({decision.attempt.wanted.word})"
            self.say(f"would be held, but the policy only advises: {what}: {reasons((decision,))}")

    def _say_overridden(self, verdict: Verdict) -> None:
        """Tell of what goes out although it isn't cleared: who broke the glass, and what stays open."""
        for one in verdict.decisions:
            if one.outcome is Outcome.OVERRIDDEN:
                broken = next((found.message for found in one.findings if found.code == "RG506"), "")
                place = f"{one.attempt.destination} ({one.attempt.wanted.word})"
                self.say(f"overridden: {place} goes out although it isn't cleared: {broken}; open: {reasons((one,))}")

    def refuse(self, verdict: Verdict, first: str = "") -> NoReturn:
        """Raise the whole report of *verdict*, and tell one line of it, because futures swallow exceptions.

        *first* is the next step to name before all others.
        """
        held = tuple(_said_there(one, first) for one in verdict.decisions if one.enforced)
        report = self._tools.render(held).rstrip("\n")
        place = f"{held[0].attempt.destination} ({held[0].attempt.wanted.word})"
        step = next((step for one in held for step in one.next_steps), "")
        told = f"; next: {step}" if step else ""
        self._tools.say(f"release-guard: blocked: {place}: nothing was published: {reasons(held)}{told}")
        raise ReleaseBlocked(report)


def _said_there(decision: Decision, first: str) -> Decision:
    """*decision* in the words of its place, where that is there to be looked at; *first* before its own steps."""
    attempt = decision.attempt
    there = said_of(decision, f"--at {attempt.destination}") if attempt.now is not None else decision
    return there._replace(next_steps=(first, *there.next_steps)) if first else there


def reasons(decisions: Iterable[Decision]) -> str:
    """The codes of what holds, with their names; the headlines of lowering and blocking say nothing of their own."""
    errors = (one for decision in decisions for one in decision.findings if one.severity is Severity.ERROR)
    codes = dict.fromkeys(one.code for one in errors if one.code != "RG401")
    return ", ".join(f"{code} {catalogue.entry(code).name}" for code in codes) or "RG401 public-not-cleared"


def narrower(place: Destination, to: Visibility) -> tuple[Visibility, ...]:
    """The visibilities of *place* that are no wider than *to*, the widest first."""
    return tuple(sorted((one for one in place.holds if one <= to), reverse=True))


def lowered(hub: Hub, state: State, to: Visibility) -> tuple[Finding, ...]:
    """Make the place of *state* no wider than *to*: settings, then a look. What stood in the way, nothing where it is.

    Narrower ones are tried where one can't be had. What this leaves is shown by the Hub alone: ask it again.
    """
    from release_guard.hub import journal, lowering

    if state.info is None:
        return (Finding("RG404", f"nobody knows who sees {state.place}: {state.reason}", str(state.place)),)
    found: tuple[Finding, ...] = ()
    for visibility in narrower(state.place, to):
        try:
            with journal.Journal(state.place, journal.folder()) as written:
                found = lowering.lower(hub, state.info, visibility, written).findings
        except PortError as error:
            return (Finding("RG404", f"{visibility.word} could not be set: {error}", str(state.place), fix=error.fix),)
        if not found:
            return _still_open(hub, state) if state.protected else ()
    return found


def _still_open(hub: Hub, state: State) -> tuple[Finding, ...]:
    """A protected Space looks like a private one to whoever only asks for its settings."""
    if not asked(hub, state.place).protected:
        return ()
    message = f"the Hub accepted private and shows {state.place} as protected: its app is still open"
    return (Finding("RG405", message, str(state.place), fix="set it on the Space's settings page, and look again"),)
