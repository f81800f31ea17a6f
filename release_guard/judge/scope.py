"""Is this attempt anybody's business? (git.md, "Which repositories"; formats.md, [scope])"""

from release_guard.judge.case import Case
from release_guard.model.attempt import Item
from release_guard.model.category import Category

_WEIGHTS_FROM = 1 << 20
_DATA_FROM = 10 << 20


def in_scope(case: Case) -> bool:
    """Whether any policy wants this destination and this repository judged."""
    if case.private_files:
        return True
    if case.rules.destinations and not case.destination.matches(case.rules.destinations):
        return False
    if case.facts.opted_in or case.rules.repositories == "all":
        return True
    return case.rules.repositories == "model-content" and any(map(_is_model_content, case.attempt.items))


def _is_model_content(item: Item) -> bool:
    """New weights from 1 MiB, or data from 10 MiB; a reference has no size of its own and doesn't trigger."""
    if item.already:
        return False
    if item.category is Category.TRAINED_MODEL:
        return item.size >= _WEIGHTS_FROM
    return item.category is Category.TRAINING_DATA and item.size >= _DATA_FROM
