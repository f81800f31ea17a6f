"""The schemas in ``schemas/`` are the tables of keys, and agree with the readers on every example."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import tomli
from jsonschema import Draft202012Validator

from release_guard.formats import schema
from release_guard.model.fields import walk
from release_guard.model.fields_considerations import CONSIDERATIONS, UNBOUND

ROOT = Path(__file__).parents[3]
CONFORMANCE = ROOT / "tests" / "conformance"
EXAMPLES = ROOT / "tests" / "examples" / "considerations"
SHIPPED = ROOT / "schemas"
GOOD = sorted([*EXAMPLES.glob("good/*.toml"), *CONFORMANCE.glob("considerations/*.toml")])
#: What a schema can see: keys, types and words. The rest of the bad examples fail by their meaning.
FORMAL = """
    key-with-a-typo key-in-the-wrong-section key-that-belongs-to-the-top section-unknown key-missing hazard-missing
    decision-missing word-outside-the-list category-outside-the-list flag-as-text text-in-place-of-a-list
    number-in-place-of-text text-in-place-of-a-section level-out-of-range embargo-that-would-hold-nothing
    embargo-without-a-date event-that-nobody-may-confirm digest-malformed version-of-the-future version-missing
    everything-wrong-is-said-at-once empty-text empty-list
"""


def as_json(value: Any) -> Any:
    """The value as JSON carries it: dates and times are texts."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else value


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema.generate()[f"release-{name}.v1.json"])


@pytest.mark.parametrize("name", sorted(schema.generate()))
def test_shipped_schema_is_what_the_tables_say(name: str) -> None:
    text = (SHIPPED / name).read_text("utf-8")
    assert text == schema.text_of(schema.generate()[name]), "run: python -m release_guard.formats.schema"


def test_no_schema_is_shipped_that_nothing_generates() -> None:
    assert sorted(path.name for path in SHIPPED.glob("*.json")) == sorted(schema.generate())


def test_command_writes_every_schema(tmp_path: Path) -> None:
    schema.main(str(tmp_path / "new"))
    written = {path.name: json.loads(path.read_text("utf-8")) for path in (tmp_path / "new").iterdir()}
    assert written == schema.generate()


@pytest.mark.parametrize("name", sorted(schema.generate()))
def test_every_schema_is_valid_itself_and_describes_each_key(name: str) -> None:
    made = schema.generate()[name]
    Draft202012Validator.check_schema(made)
    assert made["additionalProperties"] is False
    assert all(item["description"] for item in made["properties"].values())


@pytest.mark.parametrize("path", GOOD, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_good_considerations_satisfy_the_schema(path: Path) -> None:
    table = tomli.loads(path.read_text("utf-8"))
    assert [error.message for error in validator("considerations").iter_errors(as_json(table))] == []


@pytest.mark.parametrize("name", FORMAL.split())
def test_considerations_of_a_wrong_form_fail_the_schema(name: str) -> None:
    table = tomli.loads((EXAMPLES / "bad" / f"{name}.toml").read_text("utf-8"))
    assert not validator("considerations").is_valid(as_json(table))


@pytest.mark.parametrize("path", sorted(CONFORMANCE.glob("policies/*.toml")), ids=lambda path: path.stem)
def test_conformance_policy_satisfies_the_schema(path: Path) -> None:
    table = tomli.loads(path.read_text("utf-8"))
    assert [error.message for error in validator("policy").iter_errors(as_json(table))] == []


def test_examples_in_the_table_of_keys_are_good_answers() -> None:
    """Each is shown in a fix: it must be TOML, and of the kind that its key asks for."""
    for name, field in walk(CONSIDERATIONS):
        if not field.example:
            continue
        value = tomli.loads(f"x = {field.example}")["x"]
        one = {"type": "object", "properties": {"x": schema.property_of(field)}}
        assert Draft202012Validator(one).is_valid(as_json({"x": value})), name


def test_table_of_keys_tells_what_no_review_binds() -> None:
    assert {"mitigation": {"status"}, "timing": {"review_by"}, "distribution": {"tier"}} == UNBOUND
