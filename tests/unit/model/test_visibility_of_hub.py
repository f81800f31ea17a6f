"""The Hub's two settings as one visibility."""

import pytest

from release_guard.model.visibility import Visibility, of_hub


@pytest.mark.parametrize(
    ("private", "gated", "visibility"),
    [
        (True, False, Visibility.PRIVATE),
        (True, "auto", Visibility.PRIVATE),
        (False, "manual", Visibility.GATED_MANUAL),
        (False, "auto", Visibility.GATED_AUTO),
        (False, False, Visibility.PUBLIC),
        (False, None, Visibility.PUBLIC),
        (False, "a word of tomorrow", Visibility.PUBLIC),
    ],
)
def test_settings_are_one_visibility(private: bool, gated: object, visibility: Visibility) -> None:
    assert of_hub(private=private, gated=gated) is visibility
