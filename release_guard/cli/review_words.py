"""What a review says and is bound to, in words, for the person whose name stands under it."""

from collections.abc import Iterable, Iterator

from release_guard.cli.shared import count
from release_guard.model.attempt import Facts, Item
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations
from release_guard.model.fields_records import OBJECTIONS
from release_guard.model.people import same_person
from release_guard.model.record import Record
from release_guard.reports.text import clean
from release_guard.wiring.desk import Desk


def gone(item: Item, items: Iterable[Item]) -> str:
    """Why bytes are reviewed that aren't at the tip."""
    older = any(one.path == item.path and not one.removed for one in items)
    return f"{'an earlier version' if older else 'deleted again'}, but in the history that becomes visible"


def _files(word: Record, facts: Facts) -> Iterator[str]:
    """The files that a record binds, those first that people see at the tip."""
    items = facts.attempt.items
    removed = {item.sha256: item for item in items if item.removed}
    current = {item.sha256 for item in items if not item.removed}
    for digest, category in sorted(word.bound.artifacts.items(), key=lambda pair: pair[0] not in current):
        path = word.bound.paths.get(digest, "a file")
        past = f", {gone(removed[digest], items)}" if digest in removed and digest not in current else ""
        yield f"{path} ({category}, sha256 {digest[:12]}...{past})"


_SAYS = {
    "approve": "approves",
    "approve-with-conditions": "approves, on conditions,",
    "defer": "says not yet to",
    "disapprove": "says no to",
}


def in_words(word: Record, found: Desk, facts: Facts) -> str:
    """What was recorded and what it is bound to, for the person who said it."""
    title = facts.considerations.title if isinstance(facts.considerations, Considerations) else ""
    content = ", ".join(sorted(word.scope.content)) or "everything"
    lines = [f"{word.by} ({word.role}) {_SAYS[word.decision]} {content} of {title!r} at {found.origin}"]
    lines += _objection(word) if word.decision in OBJECTIONS else _approval(word, facts)
    if not same_person(word.by, word.recorded_by):
        lines.append(f"recorded by {word.recorded_by} for {word.by}")
    return "".join(f"{clean(line)}\n" for line in (*lines, f"written: {word.path}"))


def _objection(word: Record) -> list[str]:
    place = ", ".join(word.scope.targets) or "every place"
    if word.decision == "defer":
        return [f"  for {place}; it counts as nothing, and tells the others why"]
    how = f"release-guard review withdraw {word.file}"
    return [
        f"  for {place}, whatever bytes change, until the same person takes it back or the release-board lifts it",
        f"  to take it back: {how}",
    ]


def _approval(word: Record, facts: Facts) -> list[str]:
    scope, binding = word.scope, word.bound
    files = list(_files(word, facts))
    lines = [
        f"  up to {scope.visibility.word} at {', '.join(scope.targets)}, until {word.expires}",
        f"bound to the answers ({', '.join(name.replace('_', ' ') for name in binding.sections)})",
        f"bound to {count(len(files), 'weight or data file')}{':' if files else ''}",
        *(f"  - {each}" for each in files),
    ]
    if scope.content & {Category.SOURCE_CODE, Category.RUNNABLE_SYSTEM}:
        able = ", ".join(sorted(binding.capabilities)) or "nothing that asks for care was found"
        lines.append(f"bound to what the code can do: {able}")
    lines += [f"bound to the reference {one}" for one in sorted(binding.references)]
    for one in word.conditions:
        lines.append(f"condition {one.id}, for {', '.join(sorted(one.content))}: {one.text}")
        subject = f"condition:{word.file}#{one.id}"
        lines.append(
            f"  once that is so: release-guard confirm {subject} --evidence URL --statement TEXT --by {word.by}"
        )
    return lines
