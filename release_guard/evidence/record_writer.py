"""Puts a record into ``release-records/``, with its signature beside it; records are only ever added.

The text and the name are made in the formats room, the signature by OpenSSH; this module writes files.
"""

import os

from release_guard.evidence import signing
from release_guard.formats import record_text, records
from release_guard.model.considerations import Unreadable
from release_guard.model.record import Record

FOLDER = "release-records"


class WriteError(Exception):
    """The record was not written; the message says why and what to do."""


def write(root: str, record: Record, key: str = "") -> tuple[str, ...]:
    """Write *record* below the folder *root*, signed with *key* if there is one; the paths written, relative to *root*.

    Nothing is written where the record would not be read again as it is, where it is there already, or where it can't
    be signed. Raises ``WriteError`` and ``signing.SigningError``.
    """
    data = record_text.render(record).encode()
    path = f"{FOLDER}/{record_text.file_name(record)}"
    _check(data, path)
    signature = signing.sign(data, key) if key else b""
    _folder(root)
    _new(root, path, data)
    if not signature:
        return (path,)
    _new(root, f"{path}.sig", signature)
    return path, f"{path}.sig"


def _check(data: bytes, path: str) -> None:
    if len(data) > records.MAX_BYTES:
        raise WriteError(
            f"the record would have {len(data)} bytes, and no push reads more than {records.MAX_BYTES}: "
            "speak for less content at a time (--content), or keep the files in fewer archives"
        )
    found = records.parse(data, path)
    if isinstance(found, Unreadable):
        finding = found.findings[0].finding
        raise WriteError(f"{finding.message}; {finding.fix}")


def _folder(root: str) -> None:
    place = os.path.join(root, FOLDER)
    if os.path.islink(place):
        raise WriteError(f"{FOLDER} is a symbolic link, which no push is judged by; make it a folder")
    try:
        os.makedirs(place, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{FOLDER} can't be made: {error.strerror}") from error


def _new(root: str, path: str, data: bytes) -> None:
    try:
        with open(os.path.join(root, path), "xb") as file:  # noqa: PTH123 - the evidence room has no pathlib
            file.write(data)
    except FileExistsError:
        message = f"this very record is there already: {path}; to sign it anew, delete it first while only you have it"
        raise WriteError(message) from None
    except OSError as error:
        raise WriteError(f"{path} can't be written: {error.strerror}") from error
