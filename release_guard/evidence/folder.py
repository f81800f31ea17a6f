"""A folder as an attempt: every file in it on its way to one place, as an upload would take it.

Answers, records and policy are the folder's own; where it has none, those of the project it belongs to (``project``).
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator

from release_guard.content import capabilities, derivation, files, references
from release_guard.content.digest import attempt_digest
from release_guard.content.files import File
from release_guard.evidence import digests, parent_records
from release_guard.evidence.digests import FileDigest
from release_guard.model.attempt import Attempt, Context, Item
from release_guard.model.category import Category
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Bytes, Evidence, FileReader, TreeError

_CONSIDERATIONS, _POLICY, _RECORDS = "release-considerations.toml", "release-policy.toml", "release-records"
_READ_AT_MOST = (1 << 20) + 1
_HEAD = 256 << 10


class FolderSource:
    """Implements ``ports.Source`` for the files below *folder*; the destination is taken to hold nothing yet.

    ``elsewhere`` tells which categories are public at other targets and complete the items, as ``git.source`` has it.
    """

    def __init__(self, folder: str, destination: Destination, project: Evidence) -> None:
        self.destination = destination
        self._folder = folder
        self._project = project
        self.elsewhere: Callable[[tuple[str, ...], tuple[Item, ...]], frozenset[Category]] = lambda _targets, _items: (
            frozenset()
        )

    def evidence(self) -> Evidence:
        answers = tuple(_there(_read(self._folder, path) for path in _considerations(self._folder)))
        policy = _read(self._folder, _POLICY)
        records = {file.path: file for file in (*self._project.records, *records_in(self._folder))}
        origin = f"the folder {self._folder}"
        return Evidence(
            origin if answers else f"{origin}, with the answers of {self._project.origin}",
            considerations=answers or self._project.considerations,
            records=tuple(records[path] for path in sorted(records)),
            policy=policy or self._project.policy,
            read=self._read_beside(),
        )

    def _read_beside(self) -> FileReader:
        """Files that the answers name lie in the folder, or in the project that it belongs to."""
        here, project = parent_records.InFolder(self._folder), self._project.read
        return here if project is None else parent_records.AnyOf((here, project))

    def standing(self) -> Evidence | None:
        return None

    def fallbacks(self) -> tuple[Evidence, ...]:
        return ()

    def removed(self) -> bool:
        return False

    def dropped(self) -> frozenset[str]:
        return frozenset()

    def uncommitted(self) -> bool:
        return False

    def attempt(self, context: Context, wanted: Visibility, answer: Answer) -> Attempt:
        """Read and hash every file. Raises ``TreeError`` where one can't be read."""
        found = tuple(_file(self._folder, one) for one in digests.of_folder(self._folder))
        items = files.classify(found, context)
        referred = dict.fromkeys(item for file in found for item in references.of_file(file, context))
        return Attempt(
            self.destination,
            wanted,
            items=(*items, *referred),
            capabilities=capabilities.hints(found) | capabilities.of_loaded(referred),
            now=answer.visibility,
            now_unknown="" if answer.visibility is not None else answer.reason or answer.how,
            digest=attempt_digest(items),
            label=self._folder,
            origins=derivation.origins(found),
            public_elsewhere=self.elsewhere(context.targets, items),
        )


def _file(folder: str, known: FileDigest) -> File:
    place = os.path.join(folder, known.path)
    try:
        with open(place, "rb") as file:  # noqa: PTH123 - the evidence room has no pathlib
            head = file.read(_HEAD)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise TreeError(f"{known.path} can't be read: {error.strerror}") from error

    def whole() -> bytes:
        with open(place, "rb") as file:  # noqa: PTH123
            return file.read()

    return File(known.path, size, head, sha256=known.sha256, whole=None if len(head) == size else whole)


def _considerations(folder: str) -> list[str]:
    return [_CONSIDERATIONS, *_listed(folder, _CONSIDERATIONS.removesuffix(".toml"), (".toml",))]


def records_in(folder: str) -> tuple[Bytes, ...]:
    """The records and signatures that lie in *folder* itself, committed or not. Raises ``TreeError``."""
    return tuple(_there(_read(folder, path) for path in _listed(folder, _RECORDS, (".toml", ".sig"))))


def _listed(folder: str, below: str, endings: tuple[str, ...]) -> list[str]:
    try:
        return [
            f"{below}/{name}"
            for name in sorted(os.listdir(os.path.join(folder, below)))
            if name.lower().endswith(endings)
        ]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise TreeError(f"{below} can't be listed: {error.strerror}") from error


def _read(folder: str, path: str) -> Bytes | None:
    place = os.path.join(folder, path)
    try:
        if not stat.S_ISREG(os.stat(place).st_mode):  # a pipe would keep us waiting
            raise TreeError(f"{path} is no file")
        with open(place, "rb") as file:  # noqa: PTH123
            return Bytes(path, file.read(_READ_AT_MOST))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TreeError(f"{path} can't be read: {error.strerror}") from error


def _there(files: Iterable[Bytes | None]) -> Iterator[Bytes]:
    return (file for file in files if file is not None)
