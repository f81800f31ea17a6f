"""What the gate needs from outside, as small protocols; each failure is an exception declared beside its port."""

from release_guard.model.destination import Destination
from release_guard.model.lean import NamedTuple, Protocol
from release_guard.model.visibility import Visibility

TYPE_CHECKING = False
if TYPE_CHECKING:  # a push to a private place needs the errors alone
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from release_guard.model.attempt import Attempt, Context
    from release_guard.model.considerations import Considerations, Parent, Unread
    from release_guard.model.finding import Finding
    from release_guard.model.record import Record


class PortError(Exception):
    """The outside world failed: the message says what was tried, ``fix`` what helps, where something does.

    ``code`` is the catalogue code that it turns into.
    """

    code = "RG002"

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix


class TreeError(PortError):
    """A tree, commit or folder could not be read."""

    code = "RG002"


class NotFetchedError(TreeError):
    """It is known which commit the destination holds, and a fetch would bring it here."""


class HostError(PortError):
    """A host could not be asked, or answered something that can't be understood."""

    code = "RG003"


class PolicyError(PortError):
    """A policy layer could not be read."""

    code = "RG004"


class Bytes(NamedTuple):
    """One file as it is, with its path in the repository."""

    path: str
    data: bytes


class FileReader(Protocol):
    """Reads one file of the place where evidence is from; None where there is none of that path.

    Raises ``PortError``.
    """

    def __call__(self, path: str, /) -> "bytes | None": ...


class Evidence(NamedTuple):
    """The files of ours that one place holds: ``origin`` names the place in words ("commit 1a2b3c4, pushed").

    ``records`` holds the files of release-records/, signatures included. ``policy_origin`` names the place of the
    policy where that is another one. ``read`` reads other files beside the considerations, where they can be read.
    """

    origin: str
    considerations: tuple[Bytes, ...] = ()
    records: tuple[Bytes, ...] = ()
    policy: Bytes | None = None
    policy_origin: str = ""
    read: "FileReader | None" = None


class PolicyFile(NamedTuple):
    """A policy file outside the push, with the words that name where it came from; outermost first."""

    origin: str
    path: str
    data: bytes


class Answer(NamedTuple):
    """A host's word on a destination: its visibility, or None with the reason why it isn't known.

    ``host_moment`` is the host's own clock. ``how`` names the way it was learned ("policy place", "probe").
    ``missing`` is true where the host says that there is no such repository (RG407); ``fix`` says what would make the
    answer known, where something would. ``internal`` is true where every signed-in member can read it: what that counts
    as is for policies to say. ``place`` is the destination's name today where the host calls it another one.
    """

    visibility: Visibility | None
    how: str
    reason: str = ""
    host_moment: "datetime | None" = None
    missing: bool = False
    fix: str = ""
    internal: bool = False
    place: "Destination | None" = None


class Source(Protocol):
    """One attempt as its channel sees it: a group of pushed refs, an upload, a folder.

    ``evidence`` is what the attempt itself brings, ``fallbacks`` where else a considerations file may stand, in order
    (git: the destination's default branch as last seen, then HEAD). ``standing`` is what the destination holds now:
    its policy is the trust base and its records still speak; None means that it holds nothing yet, and ``TreeError``
    is raised where that can't be seen. ``removed`` says whether the attempt takes the considerations file away from a
    place that had it, ``dropped`` names the records that it takes away or changes there, ``uncommitted`` says whether
    a considerations file lies in the working tree alone. ``attempt`` reads the content, which may be costly: it is
    asked for last.
    """

    destination: Destination

    def evidence(self) -> Evidence: ...

    def standing(self) -> Evidence | None: ...

    def fallbacks(self) -> tuple[Evidence, ...]: ...

    def removed(self) -> bool: ...

    def dropped(self) -> frozenset[str]: ...

    def uncommitted(self) -> bool: ...

    def attempt(self, context: "Context", wanted: Visibility, answer: Answer) -> "Attempt": ...


class RecordReader(Protocol):
    """Begins to read the records of the attempt and of the destination as one union.

    What it returns gives them, and says which couldn't be read. It has to be called, since processes may be at work.
    """

    def __call__(
        self, tip: Evidence | None, standing: Evidence | None
    ) -> "Callable[[], tuple[tuple[Record, ...], tuple[Finding, ...]]]": ...


class ParentReader(Protocol):
    """Tells how widely each of the named releases can be seen now (``derived_from``); what it can't tell it omits."""

    def __call__(self, names: tuple[str, ...], /) -> "Mapping[str, Visibility]": ...


class LineageReader(Protocol):
    """Reads what is at hand of the records of *parents* and of those behind them; *beside* reads this release's files.

    Never raises, and asks nobody over a network: what isn't at hand is ``Unread``.
    """

    def __call__(
        self, parents: "tuple[Parent, ...]", beside: "FileReader | None", /
    ) -> "Mapping[Parent, Considerations | Unread]": ...


def know_no_lineage(
    parents: "tuple[Parent, ...]", beside: "FileReader | None", /
) -> "Mapping[Parent, Considerations | Unread]":
    """Implements ``LineageReader`` where there are no records to be had."""
    del parents, beside
    return {}


def ask_nobody(names: tuple[str, ...], /) -> "Mapping[str, Visibility]":
    """Implements ``ParentReader`` where nobody may be asked."""
    del names
    return {}
