"""How widely a destination lets its content be seen, and the paper's distribution options mapped to it."""

from enum import IntEnum


class Visibility(IntEnum):
    """Who can read the content, from narrowest to widest; comparison is by width.

    The words are the Hugging Face Hub's. A forge's "internal" counts as ``PRIVATE`` unless a policy says otherwise.
    """

    PRIVATE = 0
    GATED_MANUAL = 1
    GATED_AUTO = 2
    PUBLIC = 3

    @property
    def word(self) -> str:
        """The spelling used in files, messages and JSON: ``gated-manual``."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def parse(cls, word: str) -> "Visibility":
        """Read the spelling used in files; raises ``ValueError`` for any other word."""
        try:
            return _BY_WORD[word]
        except KeyError:
            raise ValueError(f"not a visibility: {word!r}; one of {', '.join(_BY_WORD)}") from None


_BY_WORD = {visibility.word: visibility for visibility in Visibility}

#: The distribution options of Ovadya & Whittlestone (2019, section 3.3) and the widest visibility that each allows.
#: A click-through registration is not a review, so it is wider than asking for access.
TIERS: dict[str, Visibility] = {
    "private": Visibility.PRIVATE,
    "access-community": Visibility.PRIVATE,
    "safety-level": Visibility.GATED_MANUAL,
    "ask-for-access": Visibility.GATED_MANUAL,
    "registration": Visibility.GATED_AUTO,
    "public": Visibility.PUBLIC,
}


def of_hub(*, private: bool, gated: object) -> Visibility:
    """The Hub's two settings as one visibility: who isn't let in by ``private`` meets the gate ("auto", "manual").

    A gate with a word that isn't known counts as none, so that it never makes a place look narrower than it is.
    """
    if private:
        return Visibility.PRIVATE
    return {"manual": Visibility.GATED_MANUAL, "auto": Visibility.GATED_AUTO}.get(str(gated), Visibility.PUBLIC)
