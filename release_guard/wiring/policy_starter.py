"""The first table of policy tests: what the present policy says of simple releases, level by level, to be corrected.

It passes as it is written; what it is for are the changes that come after.
"""

from collections.abc import Iterator
from typing import NamedTuple

from release_guard.formats import policy_tests
from release_guard.formats.policy_tests import Example, Suite
from release_guard.model.fields_policy_tests import SCHEMA
from release_guard.model.policy import Layer
from release_guard.wiring.policy_trial import Table, judged

_HEAD = """\
# Examples of releases, and what our policy must say of each: run them with `release-guard policy test`.
# The verdicts below are those of the policy as it was when this file was written. Correct what isn't meant, and add
# your own releases: in place of a level, `considerations = "answers/voice.toml"` names a file with real answers.

schema = "{schema}"
now = 2026-11-23T20:00:00+00:00
"""
_EXAMPLE = """
[[attempt]]
name = "{name}"
level = {level}
destination = "{place}"
wanted = "public"
content = [{content}]
verdict = {verdict}
because = "{because}"
"""
_RECORD = """\
[[attempt.record]]
kind = "review"
by = "{by}"
role = "{role}"
decision = "approve"
content = ["trained-model"]
visibility = "public"
artifacts = ["weights"]
"""
_WEIGHTS = '{ path = "model.safetensors", category = "trained-model", sha256 = "weights" }'
_CODE = '{ path = "train.py", category = "source-code" }'
_WEIGHTS_TO, _CODE_TO = "hf:models/example/model", "github.com/example/code"


class _Row(NamedTuple):
    name: str
    level: int
    place: str
    content: str
    because: str
    record: str = ""


def text(layers: tuple[Layer, ...]) -> str:
    """The whole file for the policy of *layers*."""
    rows = tuple(_rows(layers))
    draft = _HEAD.format(schema=SCHEMA) + "".join(_shown(row, '{ outcome = "allow" }') for row in rows)
    suite = policy_tests.parse(draft.encode(), "the draft")
    assert isinstance(suite, Suite), suite
    table = Table("", suite, "")
    verdicts = (_verdict(table, example, layers) for example in suite.examples)
    shown = (_shown(row, verdict) for row, verdict in zip(rows, verdicts, strict=True))
    return _HEAD.format(schema=SCHEMA) + "".join(shown)


def _rows(layers: tuple[Layer, ...]) -> Iterator[_Row]:
    for level in (1, 2, 3, 4):
        name = f"weights-of-level-{level}-that-nobody-reviewed"
        yield _Row(name, level, _WEIGHTS_TO, _WEIGHTS, "What the policy asks of weights at this level.")
        name = f"code-of-level-{level}-that-nobody-reviewed"
        yield _Row(name, level, _CODE_TO, _CODE, "What the policy asks of code at this level.")
    person, role = _reviewer(layers)
    record = _RECORD.format(by=person, role=role)
    yield _Row(
        "weights-of-level-1-that-somebody-reviewed", 1, _WEIGHTS_TO, _WEIGHTS, "What one review is worth.", record
    )


def _reviewer(layers: tuple[Layer, ...]) -> tuple[str, str]:
    """Somebody whose review could count: the first on the policy's list, else anybody."""
    listed = (one for layer in layers for one in layer.policy.reviewers if one.roles)
    found = next(listed, None)
    return ("lin@release.example", "ml") if found is None else (found.id, min(found.roles))


def _shown(row: _Row, verdict: str) -> str:
    return _EXAMPLE.format(**row._asdict(), verdict=verdict) + row.record


def _verdict(table: Table, example: Example, layers: tuple[Layer, ...]) -> str:
    decision = judged(table, example, layers)
    return f'{{ outcome = "{decision.outcome}", ceiling = "{decision.ceiling.word}" }}'
