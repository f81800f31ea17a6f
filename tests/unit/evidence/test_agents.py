"""Who is typing: a person, or a program that left its traces in the environment."""

import pytest

from release_guard.evidence.agents import agent_at_work, recorded_by
from release_guard.model.people import is_agent


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"CLAUDECODE": "1"}, "agent:claude-code"),
        ({"CURSOR_AGENT": "1"}, "agent:cursor"),
        ({"GEMINI_CLI": "1"}, "agent:gemini-cli"),
        ({"CODEX_SANDBOX": "seatbelt"}, "agent:codex"),
        ({"AI_AGENT": "Some Agent/2.1"}, "agent:some-agent-2-1"),
        ({"AGENT": "goose"}, "agent:goose"),
        ({"AGENT": "1"}, "agent:unnamed"),
        ({"AI_AGENT": "\x1b[31m"}, "agent:31m"),
        ({"GITHUB_ACTIONS": "true", "CI": "true"}, "agent:github-actions"),
        ({"GITHUB_ACTIONS": "true", "CLAUDECODE": "1"}, "agent:claude-code"),
        ({"CI": "1"}, "agent:ci"),
    ],
)
def test_program_that_leaves_a_trace_is_named(environment: dict[str, str], expected: str) -> None:
    assert agent_at_work(environment) == expected
    assert is_agent(expected)


@pytest.mark.parametrize(
    "environment",
    [{}, {"CI": "false"}, {"CLAUDECODE": "0"}, {"AGENT": " "}, {"CODEX_HOME": "/home/ada/.codex"}, {"EDITOR": "vi"}],
)
def test_person_at_a_terminal_is_left_alone(environment: dict[str, str]) -> None:
    assert agent_at_work(environment) == ""
    assert recorded_by("ada@example.org", environment) == "ada@example.org"


def test_agent_takes_the_place_of_the_person_it_works_for() -> None:
    assert recorded_by("ada@example.org", {"CLAUDECODE": "1"}) == "agent:claude-code"


def test_program_that_names_itself_keeps_its_name() -> None:
    assert recorded_by("dependabot[bot]", {"CI": "1"}) == "dependabot[bot]"


def test_long_name_is_cut() -> None:
    assert len(agent_at_work({"AI_AGENT": "a" * 500})) <= 50
