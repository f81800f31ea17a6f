"""The JSON Schema of what ``check`` writes: decisions, version 1 (formats.md, "Decision").

Written by hand, because a decision is ours and no person types one; ``reports.json_report`` is held against it by test.
"""

from release_guard.model.category import Category
from release_guard.model.decision import Outcome
from release_guard.model.finding import Severity
from release_guard.model.lean import Any
from release_guard.model.visibility import Visibility

Schema = dict[str, Any]

_OUTCOMES = [outcome.value for outcome in Outcome]
_CATEGORIES = [category.value for category in Category]
_VISIBILITIES = [visibility.word for visibility in Visibility]


def decision() -> Schema:
    """The schema of the whole report: one object, however many decisions and however verbose the command."""
    about = "what release-guard decided about each attempt"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:release-guard:release-decision:v1",
        "title": "the answer of release-guard check",
        **_object(
            about,
            {
                "schema": {"description": "the version of this format", "const": "release-decision/1"},
                "tool": _text("name and version of the tool that decided"),
                "at": {"description": "the moment of the judgement", "type": "string", "format": "date-time"},
                "worst": _one_of("the strictest of the outcomes", _OUTCOMES),
                "decisions": _list("one for each attempt", _decision()),
            },
        ),
    }


def _decision() -> Schema:
    return _object(
        "the judgement of one attempt",
        {
            "release": _text("which release of the repository; empty where it holds one"),
            "attempt": _attempt(),
            "level": {"description": "the release level; null where it is unknown", "enum": [1, 2, 3, 4, None]},
            "ceiling": _one_of("the widest visibility that the evidence allows", _VISIBILITIES),
            "ceiling_by_category": {
                "description": "the same for each content category in the attempt",
                "type": "object",
                "propertyNames": {"enum": _CATEGORIES},
                "additionalProperties": {"enum": _VISIBILITIES},
            },
            "outcome": _one_of("what happens", _OUTCOMES),
            "visibility": _one_of("at which visibility it goes out; null where it stays", [*_VISIBILITIES, None]),
            "enforced": {"description": "false under a policy that only advises", "type": "boolean"},
            "findings": _list("what people should know or mend", _finding()),
            "next_steps": _list("the smallest steps to what was wanted", {"type": "string"}),
            "policy": _object("by what it was judged", {"layers": _list("outermost first", {"type": "string"})}),
            "evidence": _list("where the answers and records were read", {"type": "string"}),
        },
    )


def _attempt() -> Schema:
    return _object(
        "what would become visible, and where",
        {
            "destination": _text("in canonical form"),
            "wanted": _one_of("the visibility that was asked for", _VISIBILITIES),
            "now": _one_of("the destination's visibility; null where it is new or unknown", [*_VISIBILITIES, None]),
            "content": _list("each file and reference", _item()),
            "digest": _text("identifies all new content except records; empty where nothing was read"),
        },
    )


def _item() -> Schema:
    return _object(
        "one file or reference",
        {
            "path": _text("in the repository, or the URL of a reference"),
            "category": _one_of("what it is", _CATEGORIES),
            "sha256": _text("of its bytes, where they are bound; of a reference its revision or URL"),
            "size": {"description": "in bytes", "type": "integer", "minimum": 0},
            "reference": {"description": "whether the content lies elsewhere", "type": "boolean"},
            "already": {"description": "whether the destination has these bytes", "type": "boolean"},
            "removed": {"description": "whether it is only in the history", "type": "boolean"},
        },
    )


def _finding() -> Schema:
    return _object(
        "one fact that matters",
        {
            "code": {"description": "number in the catalogue", "type": "string", "pattern": "^RG[0-9]{3}$"},
            "name": _text("name in the catalogue"),
            "severity": _one_of("only errors hold back", [severity.word for severity in Severity]),
            "message": _text("what was found"),
            "path": _text("the file or destination; empty where there is none"),
            "line": {"description": "from 1; 0 where none is known", "type": "integer", "minimum": 0},
            "why": _text("why it matters"),
            "fix": _text("one command or edit; empty where nothing is to be done"),
        },
    )


def _object(about: str, properties: Schema) -> Schema:
    """An object that always has all of its keys and no others."""
    return {
        "description": about,
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def _text(about: str) -> Schema:
    return {"description": about, "type": "string"}


def _one_of(about: str, values: "list[Any]") -> Schema:
    return {"description": about, "enum": values}


def _list(about: str, items: Schema) -> Schema:
    return {"description": about, "type": "array", "items": items}
