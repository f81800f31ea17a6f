"""The facts, prepared once for all rules: policies put together, level computed, records weighed, items grouped."""

from functools import cached_property

from release_guard.judge import groups as grouping
from release_guard.judge.groups import Binders, Group
from release_guard.judge.layers import Rules, combine
from release_guard.judge.level import Level, level_of
from release_guard.judge.reviews import Approval, approvals
from release_guard.judge.waivers import Waivers
from release_guard.judge.words import Words, hear
from release_guard.model.attempt import Attempt, Facts
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations
from release_guard.model.destination import Destination

_NOTHING = Considerations()


class Case:
    """One attempt on the judge's desk. ``file`` is None where no answers could be read."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.seatings: dict[tuple[int, int], object] = {}

    @cached_property
    def rules(self) -> Rules:
        return combine(self.facts.layers, self.facts.built_in)

    @cached_property
    def file(self) -> Considerations | None:
        considerations = self.facts.considerations
        return considerations if isinstance(considerations, Considerations) else None

    @property
    def attempt(self) -> Attempt:
        return self.facts.attempt

    @property
    def destination(self) -> Destination:
        return self.facts.attempt.destination

    @cached_property
    def level(self) -> Level | None:
        if self.file is None:
            return None
        return level_of(self.file, self.attempt.capabilities, self.rules.floors)

    @property
    def number(self) -> int:
        """The level; where there are no answers, the one that asks for everything."""
        return self.level.number if self.level is not None else 4

    @cached_property
    def signed(self) -> bool:
        """Whether any requirement at this level asks for signatures; then no unsigned word is heard."""
        return any(
            asked.signed and asked.level <= self.number
            for layer in self.rules.judged
            for asked in layer.policy.requirements
        )

    @cached_property
    def words(self) -> Words:
        return hear(self.facts, self.rules, self.file or _NOTHING, self.signed)

    @cached_property
    def approvals(self) -> tuple[Approval, ...]:
        if self.file is None:
            return ()
        return approvals(self.facts, self.rules, self.file, self.words)

    @cached_property
    def waivers(self) -> Waivers:
        return Waivers.of(self.rules.waivers, self.destination, self.facts.moment.date())

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return grouping.group(self.attempt, self.file, self._binders(), self.waivers.leaves_out, self._reviewed())

    @cached_property
    def heavy_or_code(self) -> tuple[Group, ...]:
        """All groups but documentation: those for which the file, the policy and the people must speak."""
        return tuple(group for group in self.groups if group.category is not Category.DOCUMENTATION)

    def _reviewed(self) -> dict[str, frozenset[Category]]:
        """What valid reviews say that bytes are, by sha256."""
        said: dict[str, frozenset[Category]] = {}
        for approval in self.approvals:
            for digest, category in approval.record.bound.artifacts.items() if not approval.faults else ():
                said[digest] = said.get(digest, frozenset()) | {category}
        return said

    def _binders(self) -> Binders:
        numbers: dict[tuple[str, Category] | str, set[int]] = {}
        for number, approval in enumerate(self.approvals):
            for digest, category in approval.record.bound.artifacts.items():
                numbers.setdefault((digest, category), set()).add(number)
            for reference in approval.record.bound.references:
                numbers.setdefault(reference, set()).add(number)
        return {key: frozenset(found) for key, found in numbers.items()}
