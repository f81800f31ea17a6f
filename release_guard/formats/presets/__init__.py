"""The policies that come with the package: three to start from, of which ``team`` also stands in where none is found.

Each is a commented file of its own that people copy and change; this module only finds and reads them.
"""

import os
from functools import lru_cache

from release_guard.formats import toml_source
from release_guard.formats.policy import build
from release_guard.formats.toml_source import Document
from release_guard.model.policy import Policy

NAMES = ("solo", "team", "organisation")


def text(name: str) -> bytes:
    """The file of the preset *name*, comments included. Raises ``ValueError`` for a name that isn't in ``NAMES``."""
    if name not in NAMES:
        raise ValueError(f"no preset is called {name!r}; there are {', '.join(NAMES)}")
    descriptor = os.open(os.path.join(os.path.dirname(__file__), f"{name}.toml"), os.O_RDONLY)
    try:
        return os.read(descriptor, toml_source.MAX_BYTES)
    finally:
        os.close(descriptor)


@lru_cache(maxsize=len(NAMES))
def policy(name: str) -> Policy:
    """The preset *name* as a policy. Every push needs ``team``, so a test does the checks of ``policy.parse``."""
    document = toml_source.read(text(name), f"{name}.toml", unparsable="RG004")
    assert isinstance(document, Document), "the package's own files are sound"
    return build(Document(document.table, {}))
