"""The smallest set of answers, records and dates that lifts the ceiling to what was wanted, as commands."""

from release_guard.judge.ruling import Ruling
from release_guard.model.decision import Decision
from release_guard.model.policy import Slot

_REQUEST = "release-guard review request"


def next_steps(holding: tuple[Ruling, ...]) -> tuple[str, ...]:
    """What to do, each once: first what the rules say for themselves, then the fewest people who must still review."""
    own = dict.fromkeys(step for ruling in holding for step in ruling.steps)
    return (*own, *(request(slot) for slot in fewest([ruling.needs for ruling in holding if ruling.needs])))


def request(slot: Slot) -> str:
    """The command that asks somebody to fill *slot*."""
    role = "" if slot.role == "any" else f" --role {slot.role}"
    return f"{_REQUEST}{role}{' (of somebody from outside)' if slot.external else ''}"


def said_of(decision: Decision, what: str) -> Decision:
    """*decision* with the commands that ask for a review said of *what*, an option that says what is to be reviewed.

    Without one they speak of a commit here, which is the wrong thing where the content stands elsewhere.
    """
    there = f"{_REQUEST} {what}"
    return decision._replace(
        findings=tuple(one._replace(fix=one.fix.replace(_REQUEST, there)) for one in decision.findings),
        next_steps=tuple(step.replace(_REQUEST, there) for step in decision.next_steps),
    )


#: The commands that ask which of several releases is meant.
_ASKING = (_REQUEST, "release-guard advance", "release-guard confirm")


def named(command: str, release: str) -> str:
    """*command* with the name of the *release* that it is about, where a repository holds several."""
    word = release if release.replace("-", "").replace("_", "").replace(".", "").isalnum() else f"'{release}'"
    for begin in _ASKING:
        command = command.replace(begin, f"{begin} --release {word}")
    return command


def of_release(decision: Decision, release: str) -> Decision:
    """*decision* with its commands said of one of several releases."""
    return decision._replace(
        findings=tuple(one._replace(fix=named(one.fix, release)) for one in decision.findings),
        next_steps=tuple(named(step, release) for step in decision.next_steps),
    )


def fewest(needs: list[tuple[Slot, ...]]) -> list[Slot]:
    """The fewest people who meet every one of *needs*: within one each place needs another person, but the same
    person may serve in several, and whoever has a particular role also is "any" person.
    """
    particular: dict[Slot, int] = {}
    for need in needs:
        for slot in need:
            if slot.role != "any" or slot.external:
                particular[slot] = max(particular.get(slot, 0), need.count(slot))
    people = [slot for slot in sorted(particular) for _ in range(particular[slot])]
    anyone = max((len(need) for need in needs), default=0) - len(people)
    return people + [Slot("any")] * max(0, anyone)
