"""The private answers that lie beside the public ones, on the machine of whoever wrote or reviews them."""

import os
from contextlib import suppress

from release_guard.model.attempt import UNREADABLE
from release_guard.model.considerations import PRIVATE_FILE, Unreadable

_READ_AT_MOST = (1 << 20) + 1


def digest_in(folder: str) -> str:
    """The digest of the private answers in *folder*: "" without any, ``UNREADABLE`` where they can't be read."""
    with suppress(FileNotFoundError, NotADirectoryError):
        try:
            with open(os.path.join(folder, PRIVATE_FILE), "rb") as file:  # noqa: PTH123 - the hook has no pathlib
                return _digest(file.read(_READ_AT_MOST))
        except (PermissionError, IsADirectoryError, UnicodeError):
            return UNREADABLE
    return ""


def _digest(data: bytes) -> str:
    from release_guard.formats import private_answers

    found = private_answers.parse(data)
    return UNREADABLE if isinstance(found, Unreadable) else found.digest
