"""An attempt out of a git repository: one group of tips with the same files of ours, as the gate asks for it.

How tips come together is left to ``pre_push`` and ``revision``; what files are, to ``items``.
"""

import os
from collections.abc import Callable, Iterator, Sequence

from release_guard.content import pointers
from release_guard.git import blobs, items, push_range, tree
from release_guard.git.blobs import Read
from release_guard.git.held import Held, standing_tip
from release_guard.git.plumbing import Git
from release_guard.git.push_range import Blob
from release_guard.git.tree import Outline
from release_guard.model.attempt import Attempt, Context, Item
from release_guard.model.category import Category
from release_guard.model.destination import Destination
from release_guard.model.lean import NamedTuple
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Bytes, Evidence


class Tips(NamedTuple):
    """What is published together: ``oids`` whose trees hold the same files of ours.

    ``replaced`` are the oids that stood in the same places, as far as they are here; ``name`` is the first tip's
    place ("refs/heads/main"), ``label`` says all in words.
    """

    oids: tuple[str, ...]
    outline: Outline
    name: str
    label: str
    replaced: tuple[str, ...] = ()


class GitSource:
    """Implements ``ports.Source`` for *tips* on their way to *destination*, which holds *held*.

    *list_blobs* lists the files that are judged. *git* has to stay open while the source is asked. Nothing is read
    before it is asked for, and evidence only once.

    Where ``thorough`` is unset, heavy files count as new though they may lie elsewhere in the destination's history:
    to look through that takes the longer the older it is, and can only let more through. ``elsewhere`` tells which
    categories are public at other targets of the release and complete what the items bring, given those targets; where
    nobody sets it, none are.
    """

    def __init__(
        self, git: Git, destination: Destination, tips: Tips, held: Held, list_blobs: Callable[[], Iterator[Blob]]
    ) -> None:
        self.destination = destination
        self.label = tips.label
        self.thorough = True
        self.elsewhere: Callable[[tuple[str, ...], tuple[Item, ...]], frozenset[Category]] = _nothing
        self._git = git
        self._tips = tips
        self._held = held
        self._list_blobs = list_blobs
        self._evidence: Evidence | None = None

    def without(self, public: Sequence[str]) -> "GitSource":
        """The same push, but for what is reachable from the commits *public*, which anybody can download elsewhere.

        Where a pointer of LFS is among that, the push stays as it is: the bytes behind it may be on this machine alone.
        """
        held = self._held._replace(oids=(*self._held.oids, *public))
        tips, git = self._tips.oids, self._git
        kept = {blob.oid for blob in push_range.new_blobs(git, tips, held.oids)}
        left = (blob for blob in self._list_blobs() if blob.size <= pointers.LONGEST and blob.oid not in kept)
        if any(pointers.lfs_pointer(one.data) is not None for one in blobs.read(git, left)):
            return self
        made = GitSource(git, self.destination, self._tips, held, lambda: push_range.new_blobs(git, tips, held.oids))
        made.elsewhere = self.elsewhere
        return made

    def evidence(self) -> Evidence:
        if self._evidence is None:
            origin = f"commit {self._tips.oids[0][:7]}, {self._tips.name.removeprefix('refs/heads/')}"
            found = tree.evidence(self._git, self._tips.outline, origin)
            self._evidence = found._replace(read=tree.AtRevision(self._git.folder, self._tips.oids[0]))
        return self._evidence

    def standing(self) -> Evidence | None:
        tip = standing_tip(self._git, self._held)
        if tip is None:
            return None
        found = self._lenient(tip, self._words(tip))
        return found._replace(records=self._also_replaced(found.records, tip))

    def _also_replaced(self, records: tuple[Bytes, ...], tip: str) -> tuple[Bytes, ...]:
        """*records*, and those on the very refs of this push: deleting them there doesn't end them either."""
        known = {record.path: record for record in records}
        for oid in self._tips.replaced:
            for record in self._lenient(oid, oid[:7]).records if oid != tip else ():
                known.setdefault(record.path, record)
        return tuple([known[path] for path in sorted(known)])

    def fallbacks(self) -> tuple[Evidence, ...]:
        """The destination's default branch where it is here, then HEAD."""
        found = self._git.find([self._held.tip, "HEAD^{commit}"])
        words = (self._words(self._held.tip), "HEAD")
        return tuple(self._lenient(one.oid, origin) for one, origin in zip(found, words, strict=True) if one)

    def removed(self) -> bool:
        """Whether a ref of the push had a considerations file and has none now."""
        if _has_answers(self._tips.outline):
            return False
        return any(_has_answers(tree.outline(self._git, oid)) for oid in self._tips.replaced)

    def dropped(self) -> frozenset[str]:
        """The names of records that a ref of the push had and has no longer, or has otherwise."""
        now = tree.record_entries(self._git, self._tips.outline)
        before = (tree.record_entries(self._git, tree.outline(self._git, oid)) for oid in self._tips.replaced)
        return frozenset(entry.name for entries in before for entry in entries - now)

    def uncommitted(self) -> bool:
        """Whether a considerations file lies in the working tree; asked where no commit has one."""
        names = (tree.CONSIDERATIONS, tree.CONSIDERATIONS_FOLDER)
        return any(os.path.exists(os.path.join(self._git.folder, name)) for name in names)

    def attempt(self, context: Context, wanted: Visibility, answer: Answer) -> Attempt:
        """Read all content. Raises ``TreeError`` where some of it isn't here."""
        held = self._held.oids
        present = "" if self._held.unseen else self._held.tip
        scope = items.Scope(self._tips.oids, self._tips.replaced, held, present, self._tips.name, self.thorough)
        found = items.read(self._git, self._list_blobs(), scope, context)
        return Attempt(
            self.destination,
            wanted,
            items=found.items,
            now=answer.visibility,
            now_unknown="" if answer.visibility is not None else answer.reason or answer.how,
            present=found.present,
            public_elsewhere=self.elsewhere(context.targets, found.items),
            capabilities=found.capabilities,
            digest=found.digest,
            committers=push_range.authors(self._git, self._tips.oids, held) if context.committers else (),
            label=self.label,
            past_records=self._past(found.records),
            origins=found.origins,
        )

    def _past(self, records: Sequence[Read]) -> tuple[tuple[str, bytes], ...]:
        """Those of the pushed *records* that the tip has no longer, or has otherwise."""
        kept = {entry.oid for entry in tree.record_entries(self._git, self._tips.outline)} if records else ()
        return tuple((one.blob.path, one.data) for one in records if one.blob.oid not in kept)

    def _lenient(self, revision: str, origin: str) -> Evidence:
        found = tree.evidence_at(self._git, revision, origin, strict=False)
        return found._replace(read=tree.AtRevision(self._git.folder, revision))

    def _words(self, oid: str) -> str:
        branch = self._held.branch.removeprefix("refs/heads/")
        return f"commit {oid[:7]}, {branch} of the destination" if branch else f"commit {oid[:7]} of the destination"


def _nothing(_targets: tuple[str, ...], _items: tuple[Item, ...]) -> frozenset[Category]:
    return frozenset()


def _has_answers(outline: Outline) -> bool:
    return any(outline.named(name) for name in (tree.CONSIDERATIONS, tree.CONSIDERATIONS_FOLDER))
