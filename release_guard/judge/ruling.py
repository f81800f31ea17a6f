"""What a rule says: how wide something may become at most, why, and what would help."""

from release_guard.judge.groups import Group
from release_guard.model.finding import Finding
from release_guard.model.lean import NamedTuple
from release_guard.model.policy import Slot
from release_guard.model.visibility import Visibility


class Ruling(NamedTuple):
    """One rule's word on some groups.

    ``at_most`` is the widest visibility that the rule leaves them; ``PUBLIC`` holds nothing: its finding is a remark.
    ``groups`` None means everything in the attempt, documentation included. ``reason`` is one line for
    ``explain --ceiling``. ``steps`` are what a person can do about it, as commands or edits; ``needs`` are the places
    of one requirement that somebody else must fill.
    """

    at_most: Visibility
    reason: str
    groups: tuple[Group, ...] | None = None
    finding: Finding | None = None
    steps: tuple[str, ...] = ()
    needs: tuple[Slot, ...] = ()

    def touches(self, group: Group) -> bool:
        """Whether the ruling is about *group*."""
        return self.groups is None or any(group is one for one in self.groups)


def remark(finding: Finding) -> Ruling:
    """A ruling that only says something."""
    return Ruling(Visibility.PUBLIC, finding.message, (), finding)


def hold(groups: tuple[Group, ...] | None, finding: Finding, *steps: str) -> Ruling:
    """A ruling that keeps *groups* private."""
    return Ruling(Visibility.PRIVATE, finding.message, groups, finding, steps)
