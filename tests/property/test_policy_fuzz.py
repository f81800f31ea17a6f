"""Random and damaged policies are refused with a reason or read; nothing raises."""

from hypothesis import given
from hypothesis import strategies as st

from release_guard.formats import presets
from release_guard.formats.policy import extends, parse
from release_guard.model.considerations import Unreadable
from release_guard.model.policy import Policy

SCALARS = st.one_of(
    st.integers(), st.booleans(), st.sampled_from(['""', '"x"', "2026-01-01", "[]", "{}", "[1]", "[[]]"])
)
TABLES = (
    "extends",
    "scope",
    "place",
    "on_exceed",
    "limits",
    "capabilities",
    "requirement",
    "cap",
    "reviewer",
    "waiver",
)
KEYS = st.sampled_from(("name", "mode", *TABLES, "override"))


@given(st.binary(max_size=400))
def test_random_bytes_are_refused_with_a_reason(data: bytes) -> None:
    answer = parse(data, "p")
    assert isinstance(answer, Unreadable)
    assert answer.findings
    assert isinstance(extends(data, "p"), Unreadable)


@given(st.sampled_from(presets.NAMES), st.data())
def test_damaged_preset_is_refused_with_a_reason_or_read(name: str, data: st.DataObject) -> None:
    text = bytearray(presets.text(name))
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    answer = parse(bytes(text), "p")
    assert isinstance(answer, Policy) or answer.findings


@given(st.dictionaries(KEYS, SCALARS.map(lambda value: str(value).replace("True", "true").replace("False", "false"))))
def test_values_of_any_type_at_any_key_are_answered(table: dict[str, str]) -> None:
    text = 'schema = "release-policy/1"\n' + "".join(f"{key} = {value}\n" for key, value in table.items())
    answer = parse(text.encode(), "p")
    assert isinstance(answer, Policy) or answer.findings
