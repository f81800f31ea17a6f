"""What a review is of, written down: digests of answers and bytes, what the code can do, and what it points to.

formats.md, "What a review is bound to". Finding the files is left to the channels, comparing to the judge, and telling
people what changed to ``changes``.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from types import MappingProxyType

from release_guard.model.attempt import Item
from release_guard.model.category import BOUND_BY_BYTES, HEAVY, Category
from release_guard.model.considerations import BOUND_SECTIONS, Considerations
from release_guard.model.record import Bound


def bound(
    file: Considerations,
    items: Iterable[Item],
    capabilities: Iterable[str] = (),
    policy: bytes | None = None,
    called: Mapping[str, Category] = MappingProxyType({}),
) -> Bound:
    """Bind a review to the answers of *file*, to the bytes of *items* and to the *capabilities* that were found.

    Config and tokenizer files of a model aren't bound, nor is code: it changes daily, and counts by what it can do.
    *policy* is the text of the policy at that time, kept to be shown. *called* says by sha256 what the reviewer knows
    bytes to be, where the guess was wrong.
    """
    every = tuple(items)
    heavy = tuple(item for item in every if by_bytes(item))
    return Bound(
        sections={section: file.digests[section] for section in BOUND_SECTIONS if section in file.digests},
        artifacts={item.sha256: called.get(item.sha256, item.category) for item in heavy},
        capabilities=frozenset(capabilities),
        references=frozenset(item.sha256 or item.path for item in every if item.reference and item.category in HEAVY),
        mitigation={mitigation.id: mitigation.status for mitigation in file.mitigations if mitigation.id},
        policy=f"sha256:{sha256(policy).hexdigest()}" if policy is not None else "",
        paths={item.sha256: item.path for item in reversed(heavy)},
    )


def by_bytes(item: Item) -> bool:
    """Whether a review binds *item* by its sha256: weights and data, not what goes along with them."""
    return item.category in BOUND_BY_BYTES and bool(item.sha256) and not item.companion and not item.reference
