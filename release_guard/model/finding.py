"""A finding: one thing a person should know or mend, with its place, its reason and one fix."""

from enum import IntEnum

from release_guard.model.lean import NamedTuple


class Severity(IntEnum):
    """How much a finding weighs. Only ``ERROR`` holds content back."""

    NOTE = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        return self.name.lower()


class Finding(NamedTuple):
    """One fact about the release that its people should know.

    ``code`` is a catalogue code ("RG302"); name, reason and default severity stand there. ``path`` is a path in the
    repository or a destination, ``line`` is 1-based and 0 where no line is known. ``severity`` None means: as the
    catalogue says.
    """

    code: str
    message: str
    path: str = ""
    line: int = 0
    fix: str = ""
    severity: "Severity | None" = None


class Problem(NamedTuple):
    """A finding about an answer, which counts from a release level on (1 = always)."""

    finding: Finding
    from_level: int = 1
