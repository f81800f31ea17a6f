"""What would become visible, where, and at which visibility: the thing that is judged, and the facts around it."""

from collections.abc import Mapping
from datetime import datetime

from release_guard.model.category import Category
from release_guard.model.considerations import Absent, Considerations, Parent, Unread, Unreadable
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.lean import NamedTuple
from release_guard.model.policy import Layer, Policy
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility


class Item(NamedTuple):
    """One file or reference that would become visible.

    ``path`` is the path in the repository, or the URL of a reference. ``sha256`` (hex) identifies the bytes of
    weights and data, for a reference the pinned revision or the URL. ``oid`` is the git blob id where there is one.
    ``companion`` marks the config and tokenizer files of a model: they go with the weights and aren't bound by digest.
    ``unclassified`` marks a binary that counts as a model because nothing tells what it is (RG412).
    ``removed`` marks bytes that are gone at the tip but stay in the history (RG413).
    ``already`` marks bytes that the destination holds at the same or a wider visibility.
    ``undeclared`` marks a reference to foreign weights that the file doesn't name (RG414).
    """

    path: str
    category: Category
    sha256: str = ""
    size: int = 0
    oid: str = ""
    reference: bool = False
    companion: bool = False
    unclassified: bool = False
    removed: bool = False
    already: bool = False
    undeclared: bool = False
    why: str = ""


class Origin(NamedTuple):
    """A release from which the content itself says that it was made: a model card, a config, the recipe of a merge.

    ``relation`` is a word of ``[[derived_from]]``, "" for a data set that the model was trained on; ``path`` is the
    file that says so.
    """

    repo: str
    relation: str
    path: str


class Attempt(NamedTuple):
    """Content on its way to a destination.

    ``now`` is the destination's visibility today: None where it doesn't exist yet, or could not be learned (then
    ``now_unknown`` says why, and public is assumed). ``present`` holds the categories that the destination has.
    ``public_elsewhere`` holds those known to be public at another target of the release. ``digest`` identifies all
    new content except records (``sha256:...``). ``committers`` are the git authors of commits with more than records.
    ``gate_opens`` says that the destination's gate lets in whoever clicks, be it in use or not.
    ``past_records`` are files like records, path and bytes, that the history brings and the tip no longer holds as one.
    ``origins`` are the releases from which the content says that it was made.
    """

    destination: Destination
    wanted: Visibility
    items: tuple[Item, ...] = ()
    now: Visibility | None = None
    now_unknown: str = ""
    present: frozenset[Category] = frozenset()
    public_elsewhere: frozenset[Category] = frozenset()
    capabilities: frozenset[str] = frozenset()
    digest: str = ""
    committers: tuple[str, ...] = ()
    label: str = ""
    gate_opens: bool = False
    past_records: tuple[tuple[str, bytes], ...] = ()
    origins: tuple[Origin, ...] = ()


#: Stands for the digest of private answers that are here and can't be read.
UNREADABLE = "unreadable"


class Facts(NamedTuple):
    """All that ``decide`` looks at.

    ``layers`` are outermost first; ``built_in`` is the policy where none of them asks for people. ``noted`` holds what
    the gate found; an error among it of the family RG0xx means that something could not be looked at.
    ``opted_in`` says whether the repository has a considerations file
    anywhere that counts. ``several`` is true where the repository holds several releases. ``moment`` has an offset;
    ``host_moment`` is the ``Date`` of a host that was asked. ``private_digest`` is that of the private answers that lie
    here (formats.md, [private]), "" where none do and nobody can compare, ``UNREADABLE`` where they can't be read.
    ``parents`` tells by name who sees the parents of the release now, ``lineage`` what their own records say.
    """

    attempt: Attempt
    considerations: Considerations | Absent | Unreadable
    moment: datetime
    built_in: Policy
    records: tuple[Record, ...] = ()
    layers: tuple[Layer, ...] = ()
    host_moment: datetime | None = None
    opted_in: bool = True
    several: bool = False
    noted: tuple[Finding, ...] = ()
    parents: Mapping[str, Visibility] = {}
    evidence: tuple[str, ...] = ()
    private_digest: str = ""
    lineage: Mapping[Parent, Considerations | Unread] = {}


class Context(NamedTuple):
    """What the reading of content needs to know of the release: its destination, and the file's own declarations.

    ``targets`` and ``references`` are patterns of the considerations file, empty where there is none.
    ``opted_in`` decides whether an unknown binary counts as a model (RG412), ``committers`` whether the git authors
    are needed (a layer with ``independence = "commits"``); finding them costs a walk through what is new.
    """

    destination: Destination
    targets: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    synthetic_media: bool = False
    opted_in: bool = True
    committers: bool = False
