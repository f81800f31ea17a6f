"""Two spellings of one person, and names that aren't people's."""

import pytest

from release_guard.model.people import canonical_id, is_agent, same_person


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  Ada@Example.ORG ", "ada@example.org"),
        ("ada+reviews@example.org", "ada@example.org"),
        ("ada+a+b@example.org", "ada@example.org"),
        ("+only@example.org", "+only@example.org"),
        ("Ada", "ada"),
        ("ada+lin", "ada+lin"),
        ("1234+Octocat@users.noreply.github.com", "octocat@users.noreply.github.com"),
        ("octocat@users.noreply.github.com", "octocat@users.noreply.github.com"),
        ("ＡＤＡ@example.org", "ada@example.org"),
        ("E\u0301va@example.org", "\u00e9va@example.org"),
        ("\u0430d\u0430@example.org", "ada@example.org"),
        ("ad\u200ba@example.org\u2060", "ada@example.org"),
        ("ada@example.org.", "ada@example.org"),
        ("ada+work@example.org.", "ada@example.org"),
        ("", ""),
    ],
)
def test_spelling_is_made_one(text: str, expected: str) -> None:
    assert canonical_id(text) == expected
    assert canonical_id(expected) == expected


def test_tag_and_case_do_not_make_another_person() -> None:
    assert same_person("Ada+work@example.org", "ada@example.org")


def test_other_domain_is_another_person() -> None:
    assert not same_person("ada@example.org", "ada@example.com")


def test_empty_ids_are_nobody() -> None:
    assert not same_person("", " ")


@pytest.mark.parametrize(
    "text",
    [
        "agent:reviewer",
        "Agent:Reviewer",
        "dependabot[bot]",
        "49699333+dependabot[bot]@users.noreply.github.com",
        "198982749+Copilot@users.noreply.github.com",
        "noreply@anthropic.com",
    ],
)
def test_program_is_recognised(text: str) -> None:
    assert is_agent(text)


@pytest.mark.parametrize("text", ["ada@example.org", "agentha@example.org", "bot@example.org", "[bot]ada", ""])
def test_person_is_not_taken_for_a_program(text: str) -> None:
    assert not is_agent(text)
