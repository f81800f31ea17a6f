"""Brings here the records of parents that considerations pin, so that judgements never need a network: ``fetch``.

The repository's answers are looked at wherever a push may be judged by them: on disk, at HEAD, and at the default
branches of remotes as last seen. What a record says is for the judge.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from release_guard.evidence import parent_records
from release_guard.evidence.parent_records import InFolder
from release_guard.formats import considerations as answers
from release_guard.formats.extends import Extends
from release_guard.git import tree
from release_guard.git.plumbing import Git
from release_guard.hub.api import Hub
from release_guard.model.considerations import Considerations, Parent, Unread
from release_guard.model.destination import DestinationError, parse
from release_guard.model.finding import Finding
from release_guard.ports import Bytes, Evidence, FileReader, PolicyError
from release_guard.wiring import desk, policy_fetch, policy_update

#: What is wrong is told of the answers that somebody can mend: those on disk.
_HERE = "the working tree"


class Had(NamedTuple):
    """One parent's record that is here now: where it is pinned, its title, and whether it was fetched just now."""

    parent: Parent
    title: str
    fetched: bool


class Brought(NamedTuple):
    """Every record once, and what is wrong with those that couldn't be had."""

    here: tuple[Had, ...]
    findings: tuple[Finding, ...]


def of_repository(git: Git, top: str, hub: Callable[[], Hub], cache: str = "") -> Brought:
    """The records that the repository's answers name, fetching what isn't here; what fails keeps no other back."""
    found: dict[Parent, Had] = {}
    findings: list[Finding] = []
    for place in (_on_disk(top), desk.project(git), *_last_seen(git)):
        for file in place.considerations:
            fetched: set[str] = set()
            for parent, read in _known(file, place.read, cache, hub, fetched).items():
                if isinstance(read, Considerations):
                    found.setdefault(parent, Had(parent, read.title, parent.record_sha256 in fetched))
                elif place.origin == _HERE:
                    findings.append(Finding("RG431", read.reason, file.path, fix=read.fix))
    return Brought(tuple(found.values()), tuple(dict.fromkeys(findings)))


def _known(
    file: Bytes, reader: FileReader | None, cache: str, hub: Callable[[], Hub], fetched: set[str]
) -> dict[Parent, Considerations | Unread]:
    read = answers.parse(file.data, file.path)
    if not isinstance(read, Considerations):
        return {}

    def fetch(named: Extends) -> bytes:
        data = bytes_of(named, hub)
        fetched.add(named.sha256)
        return data

    return parent_records.known(read.parents, reader, cache=cache, fetch=fetch)


def bytes_of(named: Extends, hub: Callable[[], Hub]) -> bytes:
    """What stands where *named* leads to; the Hub is asked with this machine's token. Raises ``PortError``."""
    if not parent_records.is_on_hub(named):
        return policy_fetch.pinned(named)
    try:
        place = parse(named.source)
    except DestinationError as error:
        raise PolicyError(f"{named.source} names no repository: {error}") from None
    return hub().file(place, named.rev, named.path)


def _last_seen(git: Git) -> Iterator[Evidence]:
    """The answers at the default branches of remotes."""
    for branch in policy_update.remote_branches(git):
        if git.find([f"{branch}^{{commit}}"])[0] is not None:
            found = tree.evidence_at(git, branch, branch.removeprefix("refs/remotes/"), strict=False)
            yield found._replace(read=tree.AtRevision(git.folder, branch))


def _on_disk(top: str) -> Evidence:
    single = Path(top, tree.CONSIDERATIONS)
    paths = [single, *sorted(Path(top, tree.CONSIDERATIONS_FOLDER).glob("*.toml"))]
    files = (Bytes(str(path.relative_to(top)), _head(path)) for path in paths if path.is_file())
    return Evidence(_HERE, considerations=tuple(files), read=InFolder(top))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(tree.READ_AT_MOST)
