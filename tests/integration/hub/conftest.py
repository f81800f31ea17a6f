"""An embedded Hub for each test that asks for one."""

from collections.abc import Iterator

import pytest

from release_guard.demo.hub import EmbeddedHub


@pytest.fixture
def hub() -> Iterator[EmbeddedHub]:
    """A running Hub with the person "ada" and her organisation "acme"."""
    with EmbeddedHub() as running:
        yield running
