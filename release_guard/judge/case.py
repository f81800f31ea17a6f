"""The facts, prepared once for all rules: policies put together, level computed, records weighed, items grouped."""

from functools import cached_property

from release_guard.judge import groups as grouping
from release_guard.judge.groups import Binders, Group
from release_guard.judge.layers import Rules, combine
from release_guard.judge.level import Level, level_of
from release_guard.judge.reviews import Approval, approvals
from release_guard.judge.waivers import Waivers
from release_guard.judge.words import Words, hear
from release_guard.model.attempt import Attempt, Facts, Item
from release_guard.model.category import Category
from release_guard.model.considerations import PRIVATE_FILE, Considerations
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

    @cached_property
    def private_files(self) -> tuple[Item, ...]:
        """The private considerations among the items, in whatever folder."""
        named = [item for item in self.attempt.items if item.path.endswith(PRIVATE_FILE)]
        return tuple(item for item in named if item.path.rpartition("/")[2] == PRIVATE_FILE)

    @cached_property
    def _new_bytes(self) -> frozenset[str]:
        """What the new items are bound by. Of all that reviews were ever of, only this is looked at."""
        new = [item for item in self.attempt.items if (item.sha256 or item.reference) and not item.already]
        return frozenset([*(item.sha256 for item in new), *(item.path for item in new if item.reference)])

    def _reviewed(self) -> dict[str, frozenset[Category]]:
        """What valid reviews in whose scope that lies say that bytes are, by sha256."""
        said: dict[str, frozenset[Category]] = {}
        for approval in self.approvals:
            artifacts = approval.record.bound.artifacts
            for digest in self._new_bytes.intersection(artifacts) if not approval.faults else ():
                if approval.counts_for(frozenset({artifacts[digest]}), self.attempt.wanted):
                    said[digest] = said.get(digest, frozenset()) | {artifacts[digest]}
        return said

    def _binders(self) -> Binders:
        numbers: dict[tuple[str, Category] | str, set[int]] = {}
        for number, approval in enumerate(self.approvals):
            bound = approval.record.bound
            for digest in self._new_bytes.intersection(bound.artifacts):
                numbers.setdefault((digest, bound.artifacts[digest]), set()).add(number)
            for reference in self._new_bytes & bound.references:
                numbers.setdefault(reference, set()).add(number)
        return {key: frozenset(found) for key, found in numbers.items()}
