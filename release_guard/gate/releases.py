"""Which release of a repository speaks for which files (judge.md, "Evidence"; formats.md, ``release.paths``)."""

from release_guard.formats import considerations as answers
from release_guard.model.attempt import Attempt, Item
from release_guard.model.considerations import Absent, Considerations, Unreadable
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding, Problem
from release_guard.model.globs import matches_any
from release_guard.ports import Bytes, Evidence

Answers = Considerations | Unreadable
Share = tuple[Answers | Absent, tuple[Item, ...]]
_ONE_FILE = "release-considerations.toml"


def read(place: Evidence) -> tuple[Answers, ...]:
    """Every considerations file of *place*: one release in the file, or several in the folder."""
    files = tuple(_answers(file, place) for file in place.considerations)
    paths = [file.path for file in place.considerations]
    if len(paths) < 2 or _ONE_FILE not in paths:
        return files
    message = f"there is both {_ONE_FILE} and a folder release-considerations/; keep one of them"
    finding = Finding("RG108", message, _ONE_FILE, fix=f"git rm {_ONE_FILE}, or the folder")
    return (*files, Unreadable((Problem(finding),), _ONE_FILE))


def _answers(file: Bytes, place: Evidence) -> Answers:
    name = file.path.rsplit("/", 1)[-1].removesuffix(".toml") if "/" in file.path else ""
    return answers.parse(file.data, file.path, origin=place.origin, name=name)


def shares(files: tuple[Answers, ...], attempt: Attempt, looked: str, *, uncommitted: bool) -> tuple[Share, ...]:
    """Each file that speaks with the items that it claims, and the items that nobody claims.

    A file without paths speaks for everything, and so does the one that names a place on the Hub: that place is the
    release's own, and its files lie otherwise there. Items that several claim are judged by each, so the narrowest
    counts.
    """
    if not files:
        return ((Absent(looked, uncommitted=uncommitted), attempt.items),)
    speaking = _speaking(files, attempt.destination)
    if len(speaking) == 1 and (not _paths(speaking[0]) or _is_at_home(speaking[0], attempt.destination)):
        return ((speaking[0], attempt.items),)
    claimed: list[Share] = [(file, tuple(one for one in attempt.items if _claims(file, one))) for file in speaking]
    left = tuple(one for one in attempt.items if not any(_claims(file, one) for file in speaking))
    return (*claimed, *(((Absent(looked, unclaimed=True), left),) if left else ()))


def _speaking(files: tuple[Answers, ...], destination: Destination) -> tuple[Answers, ...]:
    """The files that name the destination; where none does, all of them. Unreadable ones always speak."""
    naming = tuple(file for file in files if isinstance(file, Considerations) and destination.matches(file.targets))
    unreadable = tuple(file for file in files if isinstance(file, Unreadable))
    return (*(naming or tuple(file for file in files if isinstance(file, Considerations))), *unreadable)


def _is_at_home(file: Answers, destination: Destination) -> bool:
    """Whether *destination* is a place on the Hub that *file* names."""
    return destination.is_hub and isinstance(file, Considerations) and destination.matches(file.targets)


def _paths(file: Answers) -> tuple[str, ...]:
    return file.paths if isinstance(file, Considerations) else ()


def _claims(file: Answers, item: Item) -> bool:
    paths = _paths(file)
    return not paths or matches_any(paths, item.path)
