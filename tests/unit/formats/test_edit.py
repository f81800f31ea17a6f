"""Changing one key of a file that people wrote leaves the rest of it byte for byte."""

import pytest
import tomli

from release_guard.formats.edit import EditError, confirm, set_keys

TEXT = """\
# who we are
schema = "release-considerations/1"   # keep
unconfirmed = ["release.title", "hazards.data"]  # guessed

[release]
title   = "Old"   # a comment
authors = ["a@x.example",   # first
           "b@x.example"]

[[threat]]
id = "T1"  # one
"""


def test_changed_key_keeps_comments_and_layout() -> None:
    assert set_keys(TEXT, {"release.title": "New"}) == TEXT.replace('"Old"', '"New"')


def test_elements_of_lists_are_reached_by_index() -> None:
    changed = set_keys(TEXT, {"threat.0.id": "T9", "release.authors.1": "c@x.example"})
    assert changed == TEXT.replace('"T1"', '"T9"').replace("b@x", "c@x")


def test_missing_tables_are_made() -> None:
    changed = set_keys(TEXT, {"decision.outcome": "go"})
    assert changed.startswith(TEXT)
    assert tomli.loads(changed)["decision"] == {"outcome": "go"}


def test_key_is_taken_away() -> None:
    assert "title" not in tomli.loads(set_keys(TEXT, {"release.title": None}))["release"]
    assert tomli.loads(set_keys(TEXT, {"release.authors.0": None}))["release"]["authors"] == ["b@x.example"]
    assert set_keys(TEXT, {"release.nothing": None}) == TEXT


@pytest.mark.parametrize("key", ["release.title.x", "threat.7.id", "threat.x", "release.authors.5", "schema.a.b"])
def test_key_that_leads_nowhere_is_refused(key: str) -> None:
    with pytest.raises(EditError, match=key.split(".", maxsplit=1)[0]):
        set_keys(TEXT, {key: "x"})


def test_confirmed_key_leaves_the_list_and_the_last_one_takes_the_list_along() -> None:
    once = confirm(TEXT, ["release.title"])
    assert tomli.loads(once)["unconfirmed"] == ["hazards.data"]
    assert 'title   = "Old"   # a comment' in once
    assert "unconfirmed" not in confirm(once, ["hazards.data"])


def test_key_that_nobody_guessed_cannot_be_confirmed() -> None:
    with pytest.raises(EditError, match=r"release\.owner isn't in unconfirmed"):
        confirm(TEXT, ["release.owner"])
    with pytest.raises(EditError, match="nothing"):
        confirm("a = 1\n", ["a"])


@pytest.mark.parametrize("text", ["a = ", "a = 1\na = 2", "[" * 100])
def test_text_that_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(EditError, match="not TOML"):
        set_keys(text, {"a": 1})
