"""JSON Schemas of our files, for editors and other tools: of what people write, generated from the tables of keys.

``python -m release_guard.formats.schema`` writes them into ``schemas/``. A schema says what a file may hold; whether
its answers mean something is for the readers of each format. TOML dates and times are texts there, as JSON has none.
"""

from collections.abc import Mapping

from release_guard.formats.decision_schema import decision
from release_guard.model.fields import Condition, Field, Kind
from release_guard.model.fields_considerations import CONSIDERATIONS
from release_guard.model.fields_policy import POLICY
from release_guard.model.fields_policy_tests import TESTS
from release_guard.model.fields_records import RECORD
from release_guard.model.lean import Any

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: File name in ``schemas/`` -> the title of the file, and its table of keys.
TABLES: "Mapping[str, tuple[str, tuple[Field, ...]]]" = {
    "release-considerations.v1.json": ("release-considerations.toml", CONSIDERATIONS),
    "release-record.v1.json": ("a file of release-records/", RECORD),
    "release-policy.v1.json": ("release-policy.toml", POLICY),
    "release-policy-tests.v1.json": ("release-policy-tests.toml", TESTS),
}

_VALUES: "Mapping[Kind, Schema]" = {
    Kind.FLAG: {"type": "boolean"},
    Kind.NUMBER: {"type": "integer"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.TIME: {"type": "string", "format": "date-time"},
    Kind.MOMENT: {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]},
    Kind.DIGEST: {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    Kind.SHA256: {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}


def generate() -> "dict[str, Schema]":
    """Every schema by its file name."""
    made = {name: _file(name, title, fields) for name, (title, fields) in TABLES.items()}
    return {**made, "release-decision.v1.json": decision()}


def text_of(schema: Schema) -> str:
    """The schema as it stands in its file."""
    import json

    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _file(name: str, title: str, fields: "tuple[Field, ...]") -> Schema:
    return {"$schema": _DIALECT, "$id": _id(name), "title": title, **_table(fields, 1)}


def _id(name: str) -> str:
    return f"urn:release-guard:{name.removesuffix('.json').replace('.', ':')}"


def _table(fields: "tuple[Field, ...]", level: int) -> Schema:
    """A table: its keys, which of them it can't be without at *level*, and what depends on the keys beside them."""
    asked = [field for field in fields if 0 < field.level <= level]
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.key: property_of(field, level) for field in fields},
    }
    if required := [field.key for field in asked if field.when is None]:
        schema["required"] = required
    rules = [_if(field.when, {"required": [field.key]}) for field in asked if field.when is not None]
    rules += [_unless(field.only, field.key) for field in fields if field.only is not None]
    if rules:
        schema["allOf"] = rules
    return schema


def _if(condition: Condition, then: Schema) -> Schema:
    return {"if": _holds(condition), "then": then}


def _unless(condition: Condition, key: str) -> Schema:
    return {"if": {"not": _holds(condition)}, "then": {"properties": {key: False}}}


def _holds(condition: Condition) -> Schema:
    return {"required": [condition.key], "properties": {condition.key: {"enum": list(condition.values)}}}


def property_of(field: Field, level: int = 1) -> Schema:
    """The schema of one key's value, with its description."""
    one = _one(field, level)
    if field.many:
        one = {"type": "array", "items": one}
        if field.level and not field.emptiable:
            one["minItems"] = 1
    return {"description": field.about, **one}


def _one(field: Field, level: int) -> Schema:
    if field.kind is Kind.TABLE:
        return _table(field.fields, max(level, field.level))
    if field.kind is Kind.MAP:
        return {"type": "object", "additionalProperties": _one(field.fields[0], level)}
    if field.kind is Kind.CHOICE:
        return {"type": "string", "enum": list(field.values)}
    schema: Schema = dict(_VALUES.get(field.kind, {"type": "string"}))
    if field.level and field.kind in (Kind.TEXT, Kind.PROSE) and field.when is None and not field.many:
        schema["minLength"] = 1
    if field.span is not None:
        schema["minimum"], schema["maximum"] = field.span
    return schema


def main(folder: str = "schemas") -> None:
    """Write every schema into *folder*."""
    from pathlib import Path

    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, schema in generate().items():
        Path(folder, name).write_text(text_of(schema), encoding="utf-8")


if __name__ == "__main__":
    main()
