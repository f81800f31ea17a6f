"""One bucket: files without history, and no gate."""

from typing import NamedTuple

from release_guard.demo.hub.repos import Exposure


class Stored(NamedTuple):
    """A file in a bucket."""

    data: bytes
    xet_hash: str
    date: float


class Bucket:
    """A bucket. ``id`` is ``namespace/name``; ``exposures`` tells every visibility that it ever had, in order."""

    def __init__(self, id_: str, creator: str, visibility: str, date: float) -> None:
        self.id = id_
        self.creator = creator
        self.created = date
        self.exposures = [Exposure(visibility, False)]
        self.files: dict[str, Stored] = {}

    @property
    def namespace(self) -> str:
        return self.id.partition("/")[0]

    @property
    def visibility(self) -> str:
        return self.exposures[-1].visibility

    def expose(self, visibility: str) -> None:
        """Change who can see it."""
        self.exposures.append(Exposure(visibility, False))
