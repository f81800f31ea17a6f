"""What a policy asks of some content at some level and visibility, apart from any attempt (judge.md, "Ceiling" 2)."""

from release_guard.model.category import Category
from release_guard.model.policy import Policy, Requirement, Slot
from release_guard.model.visibility import Visibility

#: What a policy speaks about: documentation needs no listing, tier, requirement or review.
JUDGED = tuple(category for category in Category if category is not Category.DOCUMENTATION)
LEVELS = (1, 2, 3, 4)
#: The visibilities that have to be earned, the narrowest first.
EARNED = (Visibility.GATED_MANUAL, Visibility.GATED_AUTO, Visibility.PUBLIC)

#: One set of people that has to be found: their places in order, and whether their words must be signed.
People = tuple[tuple[Slot, ...], bool]


def applies(asked: Requirement, level: int, category: Category) -> bool:
    """Whether *asked* speaks at *level* about *category*."""
    if asked.level > level:
        return False
    if asked.content is None:
        return category is not Category.DOCUMENTATION
    return category in asked.content


def speaking(asked: tuple[Requirement, ...], visibility: Visibility) -> tuple[Requirement, ...]:
    """Those of *asked* that speak for *visibility*; where none does, those of the next wider one."""
    here = tuple(one for one in asked if one.start <= visibility)
    if here or not asked:
        return here
    nearest = min(one.start for one in asked)
    return tuple(one for one in asked if one.start == nearest)


def capped(policy: Policy, level: int, category: Category) -> Visibility:
    """The widest visibility that the caps of *policy* leave to *category* at *level*."""
    caps = (cap.at_most for cap in policy.caps if cap.level <= level and category in cap.content)
    return min(caps, default=Visibility.PUBLIC)


def people(policy: Policy, level: int, category: Category, visibility: Visibility) -> frozenset[People] | None:
    """The sets of people that *policy* wants behind *category* at *level* before it is *visibility*; None: never.

    What another set covers is left out. A policy that states no requirement wants nobody: another layer does.
    """
    if visibility > capped(policy, level, category):
        return None
    asked = tuple(one for one in policy.requirements if applies(one, level, category))
    if policy.requirements and not asked:
        return None
    here = speaking(asked, visibility)
    if any(not one.people for one in here):
        return None
    found = frozenset((tuple(sorted(one.people)), one.signed) for one in here)
    return frozenset(one for one in found if not any(other != one and covers(other, one) for other in found))


def covers(more: People, fewer: People) -> bool:
    """Whether whoever meets *more* meets *fewer* too: each place of *fewer* has one of its own in *more*."""
    if fewer[1] and not more[1]:
        return False
    taken: dict[int, int] = {}
    return all(_find(fewer[0], number, more[0], taken, set()) for number in range(len(fewer[0])))


def _find(
    places: tuple[Slot, ...], number: int, offered: tuple[Slot, ...], taken: dict[int, int], tried: set[int]
) -> bool:
    """Find a place in *offered* for one of *places*, moving others where that helps (Kuhn's augmenting path)."""
    for index, slot in enumerate(offered):
        if index in tried or not _fills(slot, places[number]):
            continue
        tried.add(index)
        if index not in taken or _find(places, taken[index], offered, taken, tried):
            taken[index] = number
            return True
    return False


def _fills(offered: Slot, place: Slot) -> bool:
    """Whether whoever takes the place *offered* could take *place*; the owner's decision is nobody's review."""
    if "owner" in (offered.role, place.role):
        return offered.role == place.role
    return (offered.external or not place.external) and place.role in ("any", offered.role)
