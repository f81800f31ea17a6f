"""What the judge says."""

from collections.abc import Mapping
from enum import Enum

from release_guard.model.attempt import Attempt
from release_guard.model.category import Category
from release_guard.model.finding import Finding
from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility


class Outcome(str, Enum):
    """What happens to an attempt."""

    ALLOW = "allow"
    OVERRIDDEN = "overridden"
    LOWER = "lower"
    BLOCK = "block"
    NOT_JUDGED = "not-judged"

    def __str__(self) -> str:
        return self.value

    @property
    def exit_code(self) -> int:
        """The exit code of a command whose worst answer this is (architecture.md)."""
        return _EXIT[self]


_EXIT = {Outcome.ALLOW: 0, Outcome.BLOCK: 1, Outcome.NOT_JUDGED: 3, Outcome.LOWER: 4, Outcome.OVERRIDDEN: 5}
_STRICTNESS = (Outcome.ALLOW, Outcome.OVERRIDDEN, Outcome.LOWER, Outcome.BLOCK, Outcome.NOT_JUDGED)


def worst(outcomes: "tuple[Outcome, ...]") -> Outcome:
    """The strictest of several answers; none at all is ``ALLOW``."""
    return max(outcomes, key=_STRICTNESS.index, default=Outcome.ALLOW)


class Decision(NamedTuple):
    """The judgement of one attempt.

    ``ceiling`` is the widest visibility that the evidence allows, ``visibility`` the one at which the content would
    go out: the wanted one, a narrower one where it is lowered, None where it stays here. ``level`` is None where no
    answers could be read. ``enforced`` is false under a policy that only advises, ``on_record`` true where one asks
    that every decision is kept in the ledger.
    """

    release: str
    attempt: Attempt
    level: int | None
    ceiling: Visibility
    by_category: Mapping[Category, Visibility]
    outcome: Outcome
    visibility: Visibility | None
    enforced: bool = True
    findings: tuple[Finding, ...] = ()
    next_steps: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    on_record: bool = False
