"""The release level, 1 to 4, computed from the answers as biosafety levels are (judge.md, "Level").

Nothing lowers a level; people and policies can only raise it.
"""

from collections.abc import Mapping

from release_guard.model.category import Category
from release_guard.model.considerations import HAZARDS, Considerations, Threat
from release_guard.model.lean import NamedTuple

_SEVERITY = {"low": 1, "moderate": 2, "high": 3, "critical": 4}
#: Content through which a system that makes media reaches others.
_MEDIA_CARRIERS = frozenset({Category.TRAINED_MODEL, Category.RUNNABLE_SYSTEM})


class Level(NamedTuple):
    """The number, and for every rule that set a floor its number and its words, the highest first."""

    number: int
    reasons: tuple[tuple[int, str], ...]


def level_of(file: Considerations, capabilities: frozenset[str], floors: Mapping[str, int]) -> Level:
    """Compute the level of *file*, given the *capabilities* seen in the content and the policies' *floors* for them."""
    reasons = [(1, "every release is at least level 1"), *_hazards(file), *map(_threat, file.threats), *_media(file)]
    reasons += [
        (floors[name], f"the policy puts {name} at level {floors[name]} or higher")
        for name in sorted(capabilities)
        if name in floors
    ]
    if file.level:
        reasons.append((file.level, f"the file itself asks for level {file.level}"))
    reasons.sort(key=lambda reason: -reason[0])
    return Level(min(4, reasons[0][0]), tuple(reasons))


def without_capabilities(file: Considerations) -> int:
    """The level that the answers alone give."""
    return level_of(file, frozenset(), {}).number


def answered(file: Considerations) -> Considerations:
    """*file* with every hazard that nobody answered yet taken for "no".

    An open question counts as unknown for the level, but asks for its own answer alone, not for the sections that an
    answer might bring.
    """
    return file._replace(hazards={hazard: file.hazards.get(hazard, "no") for hazard in HAZARDS})


def _hazards(file: Considerations) -> list[tuple[int, str]]:
    answers = [(hazard, file.hazards.get(hazard, "unknown")) for hazard in HAZARDS]
    return [(2, f"the {hazard} hazard is answered {answer!r}") for hazard, answer in answers if answer != "no"]


def _threat(threat: Threat) -> tuple[int, str]:
    number = _SEVERITY.get(threat.severity, 4)
    if threat.likelihood == "low":
        number = max(1, number - 1)
    return number, f"threat {threat.id} is of {threat.severity} severity and {threat.likelihood} likelihood"


def _media(file: Considerations) -> list[tuple[int, str]]:
    if file.synthetic_media and file.released & _MEDIA_CARRIERS:
        return [(2, "it makes or alters media, and the model or a running system is released")]
    return []
