"""The presets mean what the design's tables say, and read as files that people can start from."""

import re
from pathlib import Path

import pytest
import tomli

from release_guard.formats import policy, presets
from release_guard.model.category import HEAVY
from release_guard.model.policy import Policy, Slot
from release_guard.model.visibility import Visibility

G, A = Visibility.GATED_MANUAL, Visibility.GATED_AUTO
ANY, OWNER, EXPERT, SECURITY = Slot("any"), Slot("owner"), Slot("domain-expert"), Slot("security")

EXPECTED = {
    "solo": (
        [(1, G, None, (OWNER,)), (2, A, "heavy", (ANY,)), (2, G, "data", (ANY,)), (3, G, "heavy", (ANY, ANY))],
        Visibility.PRIVATE,
    ),
    "team": (
        [(1, G, None, (OWNER,)), (1, A, "heavy", (ANY,)), (2, G, None, (ANY,)), (3, G, "heavy", (EXPERT, ANY))],
        Visibility.GATED_MANUAL,
    ),
    "organisation": (
        [
            (1, G, None, (ANY,)),
            (2, G, None, (SECURITY, ANY)),
            (3, G, "heavy", (Slot("domain-expert", True), SECURITY, ANY)),
        ],
        Visibility.PRIVATE,
    ),
}

#: Lines of TOML behind a comment mark.
SHOWN = {"solo": 0, "team": 4, "organisation": 14}


def content_of(requirement_content: object) -> str | None:
    return None if requirement_content is None else "heavy" if requirement_content == HEAVY else "data"


@pytest.mark.parametrize("name", presets.NAMES)
def test_preset_asks_for_the_people_of_the_design(name: str) -> None:
    requirements, cap = EXPECTED[name]
    preset = presets.policy(name)
    found = [(each.level, each.start, content_of(each.content), each.people) for each in preset.requirements]
    assert found == requirements
    assert [(each.level, each.content, each.at_most) for each in preset.caps] == [(4, HEAVY, cap)]
    assert {each.signed for each in preset.requirements} == {name == "organisation"}
    assert preset.name == name


@pytest.mark.parametrize("name", presets.NAMES)
def test_preset_passes_the_checks_that_its_own_reader_leaves_out(name: str) -> None:
    checked = policy.parse(presets.text(name), f"{name}.toml")
    assert isinstance(checked, Policy)
    bare = checked._replace(
        requirements=tuple(each._replace(line=0) for each in checked.requirements),
        caps=tuple(each._replace(line=0) for each in checked.caps),
    )
    assert bare == presets.policy(name)


@pytest.mark.parametrize("name", presets.NAMES)
def test_settings_that_are_only_shown_can_be_switched_on(name: str) -> None:
    """Commented TOML must be valid once the marks are taken away."""
    marked = re.compile(r"^# (?=\[|[a-z_]+ = )", re.MULTILINE)
    text, switched = marked.subn("", presets.text(name).decode().replace("AAAA...", "AAAAC3Nz"))
    assert switched == SHOWN[name]
    assert isinstance(policy.parse(text.encode(), "p"), Policy)


@pytest.mark.parametrize("name", presets.NAMES)
def test_preset_explains_itself(name: str) -> None:
    text = presets.text(name).decode()
    assert text.count("#") > 5
    assert tomli.loads(text)["schema"] == "release-policy/1"
    assert max(len(line) for line in text.splitlines()) <= 120


def test_unknown_preset_is_told_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="solo, team, organisation"):
        presets.text("large")


def test_folder_holds_no_other_preset() -> None:
    assert presets.__file__ is not None
    assert {path.stem for path in Path(presets.__file__).parent.glob("*.toml")} == set(presets.NAMES)
