"""What changed since somebody's review, in words: answer by answer with both texts, file by file with both sizes.

The old text of the answers is looked for in git's history by the digests to which the review is bound, so what is shown
as reviewed is what was reviewed, whatever was committed in between.
"""

from collections.abc import Iterable, Iterator, Mapping

from release_guard.cli.review_build import in_scope
from release_guard.evidence import answers, changes
from release_guard.evidence.answers import Difference
from release_guard.evidence.binding import bound
from release_guard.evidence.changes import Changes
from release_guard.git.plumbing import Git
from release_guard.judge.case import Case
from release_guard.model.attempt import Facts, Item
from release_guard.model.considerations import Considerations
from release_guard.model.record import Bound, Record
from release_guard.ports import TreeError
from release_guard.wiring.desk import Desk

#: So many versions of the answers are looked through for the one that was reviewed.
_VERSIONS = 300
_ANSWERS_AT_MOST = 1 << 20
_KIB = 1024


def of_each_reviewer(git: Git, found: Desk) -> tuple[tuple[Record, tuple[str, ...]], ...]:
    """Each reviewer's last approval that still is their word, with what changed since, in the order of their names.

    Of several on one day the one counts of which the least changed: it was of the latest state.
    """
    last: dict[tuple[str, str], list[tuple[Facts, Record]]] = {}
    for facts in found.facts:
        for approval in Case(facts).approvals:
            if approval.record.at_tip and all(fault.renewable for fault in approval.faults):
                last.setdefault((approval.person, approval.record.scope.release), []).append((facts, approval.record))
    told = (_least_changed(git, found, last[key]) for key in sorted(last))
    return tuple(told)


def _least_changed(git: Git, found: Desk, given: list[tuple[Facts, Record]]) -> tuple[Record, tuple[str, ...]]:
    latest = max(record.date for _, record in given)
    told = [(record, since(git, found, facts, record)) for facts, record in given if record.date == latest]
    return min(told, key=lambda one: (len(one[1]), one[0].file))


def since(git: Git, found: Desk, facts: Facts, last: Record) -> tuple[str, ...]:
    """What changed since *last*, within what it was a review of."""
    file = facts.considerations
    if not isinstance(file, Considerations):
        return ()
    called = last.bound.artifacts
    items = in_scope(facts.attempt.items, last.scope.content, called)
    now = bound(file, items, facts.attempt.capabilities, None, called)
    return lines(last, now, reviewed_text(git, file.path, last.bound), found.text_of(file.path), facts.attempt.items)


def lines(last: Record, now: Bound, then_text: bytes, now_text: bytes, items: Iterable[Item]) -> tuple[str, ...]:
    """Each kind of change in a line, each answer and each file below it; nothing where nothing changed.

    *then_text* is the answers file that was reviewed, b"" where it can't be had; *items* tell sizes.
    """
    found = changes.between(last.bound, now)
    sizes = {item.sha256: item.size for item in items if item.sha256}
    told = []
    for line in changes.in_words(found):
        told.append(line)
        if line.startswith(changes.SECTIONS):
            told += [f"  {each}" for each in _answers(found, then_text, now_text)]
        elif line.startswith((changes.CHANGED, changes.NEW)):
            paths = found.changed_files if line.startswith(changes.CHANGED) else found.new_files
            told += [f"  {each}" for path in paths for each in _file(path, last.bound, now, sizes)]
    return tuple(told)


def reviewed_text(git: Git, path: str, binding: Bound) -> bytes:
    """The version of the answers at *path* in HEAD's history that *binding* is of; b"" where there is none."""
    status, output = git.ask("log", "--format=%H", f"--max-count={_VERSIONS}", "HEAD", "--", path)
    for commit in output.decode("ascii", "replace").split() if status == 0 else ():
        text = _text_at(git, commit, path)
        if text and answers.sections(text) == dict(binding.sections):
            return text
    return b""


def _text_at(git: Git, commit: str, path: str) -> bytes:
    try:
        found = git.read(f"{commit}:{path}", _ANSWERS_AT_MOST)
    except TreeError:
        return b""
    return found.data if found is not None else b""


def _answers(found: Changes, then: bytes, now: bytes) -> Iterator[str]:
    if not then:
        yield "the text that was reviewed isn't in the history here, so only the digests can be compared"
        return
    yield from map(_difference, answers.between(then, now, found.sections))


def _difference(one: Difference) -> str:
    if not one.then:
        return f"{one.key} is new: {one.now!r}"
    return f"{one.key} was {one.then!r}, is {one.now!r}" if one.now else f"{one.key} is gone; it was {one.then!r}"


def _file(path: str, then: Bound, now: Bound, sizes: Mapping[str, int]) -> Iterator[str]:
    old = [_bytes(digest, sizes) for digest, place in then.paths.items() if place == path]
    fresh = (digest for digest, place in now.paths.items() if place == path and digest not in then.artifacts)
    new = " and ".join(_bytes(digest, sizes) for digest in fresh)
    yield f"{path}: {' and '.join(old)} then, {new} now" if old else f"{path}: {new}"


def _bytes(digest: str, sizes: Mapping[str, int]) -> str:
    known = f"{size(sizes[digest])}, " if digest in sizes else ""
    return f"{known}sha256 {digest[:12]}..."


def size(number: int) -> str:
    """A number of bytes as people read it."""
    if number < _KIB:
        return f"{number} B"
    amount = float(number)
    for unit in ("KiB", "MiB", "GiB"):
        amount /= _KIB
        if amount < _KIB:
            return f"{amount:.1f} {unit}"
    return f"{amount / _KIB:.1f} TiB"
