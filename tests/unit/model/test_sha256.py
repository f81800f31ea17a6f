import hashlib

import pytest

from release_guard.model.sha256 import LONG, hex_digest


@pytest.mark.parametrize("size", [0, 1, 1000, LONG - 1, LONG, LONG + 1])
def test_digest_is_the_same_on_both_sides_of_the_limit(size: int) -> None:
    data = b"weights " * (size // 8 + 1)
    assert hex_digest(data[:size]) == hashlib.sha256(data[:size]).hexdigest()
