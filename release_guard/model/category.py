"""The content categories: the paper's "what" of a release (Ovadya & Whittlestone 2019, section 3.3)."""

from enum import Enum


class Category(str, Enum):
    """What a file is, as far as releasing it goes."""

    SOURCE_CODE = "source-code"
    TRAINED_MODEL = "trained-model"
    TRAINING_DATA = "training-data"
    RUNNABLE_SYSTEM = "runnable-system"
    MODIFIABLE_SYSTEM = "modifiable-system"
    PAPER = "paper"
    SAMPLE_OUTPUTS = "sample-outputs"
    DOCUMENTATION = "documentation"

    def __str__(self) -> str:
        return self.value


#: Categories whose bytes carry the capability itself.
HEAVY = frozenset(
    {Category.TRAINED_MODEL, Category.TRAINING_DATA, Category.RUNNABLE_SYSTEM, Category.MODIFIABLE_SYSTEM}
)

#: Categories whose files a review binds by sha256; the others it binds by capabilities and references.
BOUND_BY_BYTES = frozenset({Category.TRAINED_MODEL, Category.TRAINING_DATA})

#: Categories that together with source code make a system that others can modify.
MODIFIABLE_PARTS = frozenset({Category.TRAINED_MODEL, Category.TRAINING_DATA})

#: Categories that nobody lists by hand: derived from others, or free of any duty.
NEVER_LISTED = frozenset({Category.DOCUMENTATION, Category.MODIFIABLE_SYSTEM})
