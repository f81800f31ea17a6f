"""What is created: rewritten to private unless everything that the answers release is cleared (hub.md)."""

import pytest

from release_guard.ports import PolicyError, TreeError
from tests.support.hub_desk import Program

PLACE, NAME = "models/acme/digits", "hf:models/acme/digits"


@pytest.fixture
def program() -> Program:
    made = Program()
    made.answer(NAME)
    return made


def test_weights_that_nobody_reviewed_make_it_private_and_one_line_says_how_to_publish(program: Program) -> None:
    assert program.create("digits").status == 200
    assert program.repo(PLACE).visibility == "private"
    (line,) = program.told
    assert "RG301" in line
    assert "release-guard publish hf:models/acme/digits" in line


def test_what_the_owner_alone_decides_is_created_as_asked() -> None:
    program = Program("solo")
    program.answer(NAME)
    program.create("digits", visibility="public")
    assert program.repo(PLACE).visibility == "public"
    assert program.told == []


def test_words_alone_are_created_as_asked(program: Program) -> None:
    """The ceiling of documentation is public, so where the answers release nothing else nothing waits for anybody."""
    program.answer(NAME, release="[]")
    program.create("digits")
    assert program.repo(PLACE).visibility == "public"
    assert program.told == []


def test_words_come_to_a_place_that_is_private_because_of_what_may_follow(program: Program) -> None:
    """Nobody can tell at its making that only README.md will come, and what is public can't be taken back."""
    program.create("digits")
    assert program.upload(PLACE, {"README.md": b"# Digits\n"}).status == 200
    assert program.repo(PLACE).visibility == "private"


def test_a_review_of_known_bytes_says_nothing_of_those_to_come(program: Program) -> None:
    program.review(b"weights")
    program.create("digits")
    assert program.repo(PLACE).visibility == "private"


def test_a_ceiling_behind_a_gate_is_private_too() -> None:
    program = Program("solo")
    program.answer(NAME, tier="ask-for-access")
    program.create("digits", private=False)
    assert program.repo(PLACE).visibility == "private"


@pytest.mark.parametrize("policy", ["", "team"])
def test_without_any_answers_it_is_private_first(policy: str) -> None:
    program = Program(policy)
    program.create("digits")
    assert program.repo(PLACE).visibility == "private"
    assert "release-guard publish hf:models/acme/digits" in program.told[0]


def test_answers_in_the_working_tree_alone_are_none_yet() -> None:
    program = Program()
    program.uncommitted = True
    program.create("digits")
    assert program.repo(PLACE).visibility == "private"


@pytest.mark.parametrize("asked", [{"private": True}, {"visibility": "private"}])
def test_what_is_asked_to_be_private_passes_without_a_word(program: Program, asked: dict[str, object]) -> None:
    program.create("digits", **asked)
    assert program.told == []
    assert program.repo(PLACE).visibility == "private"


def test_a_place_that_no_policy_speaks_of_is_left_alone() -> None:
    machine = 'schema = "release-policy/1"\nname = "m"\n[scope]\ndestinations = ["github.com/**"]\n'
    program = Program("", machine + '[[requirement]]\nlevel = 1\nfrom = "gated-manual"\npeople = [{ role = "any" }]\n')
    program.create("digits")
    assert program.repo(PLACE).visibility == "public"
    assert program.told == []


def test_a_policy_that_blocks_refuses_instead(program: Program) -> None:
    program.files["release-policy.toml"] += b'\n[on_exceed]\nhub = "block"\n'
    report = program.refused(program.create, "digits")
    assert "RG401 public-not-cleared" in report
    assert program.told[0].startswith("release-guard: blocked: hf:models/acme/digits (public): nothing was published")


def test_a_policy_that_advises_says_so_and_lets_it_be(program: Program) -> None:
    policy = program.files["release-policy.toml"].decode()
    program.files["release-policy.toml"] = policy.replace('name = "team"', 'name = "team"\nmode = "advise"').encode()
    program.create("digits")
    assert program.repo(PLACE).visibility == "public"
    assert "only advises" in program.told[0]


def test_an_own_account_instead_of_the_organisation_is_named(program: Program) -> None:
    """hub.md: `organization: null` is the token's owner, and the policy knows the namespaces."""
    program.answer("hf:models/*/digits")
    program.files["release-policy.toml"] += b'\n[scope]\nnamespaces = ["acme"]\n'
    program.create("digits", organization=None)
    assert program.repo("models/ada/digits").visibility == "private"
    assert "RG430 wrong-namespace" in program.told[0]


def test_a_place_that_the_answers_do_not_name_is_private(program: Program) -> None:
    program.create("other")
    assert program.repo("models/acme/other").visibility == "private"
    assert "RG109 target-not-covered" in program.told[0]


def test_a_space_and_a_bucket_have_no_gate_and_become_private() -> None:
    program = Program()
    program.answer("hf:spaces/acme/demo", "hf:buckets/acme/b", release='["runnable-system"]')
    program.create("demo", type="space", sdk="gradio", visibility="protected")
    program.send("POST", "/api/buckets/acme/b", {})
    program.send("POST", "/api/buckets/me/c", b"")
    assert program.repo("spaces/acme/demo").visibility == "private"
    assert program.hub.buckets["acme/b"].visibility == "private"
    assert program.hub.buckets["ada/c"].visibility == "private"


@pytest.mark.parametrize("error", [TreeError("HEAD can't be read"), PolicyError("the policy can't be read")])
def test_what_cannot_be_looked_at_is_not_judged_and_refused(program: Program, error: TreeError) -> None:
    program.fails = error
    assert error.code in program.refused(program.create, "digits")


def test_an_existing_private_repository_stays_as_it_is(program: Program) -> None:
    program.has(PLACE, {}, "private")
    assert program.create("digits").status == 409
    assert program.told == []


def test_an_existing_public_repository_is_refused_before_a_run_naming_what_to_change(program: Program) -> None:
    program.has(PLACE, {"README.md": b"# Digits\n"})
    report = program.refused(program.create, "digits", private=True)
    assert "hub_model_id" in report
    assert "hub_private_repo" in report
    assert "RG301" in report


def test_an_existing_gated_repository_is_judged_as_gated(program: Program) -> None:
    program.has(PLACE, {"README.md": b"# Digits\n"}, gated="manual")
    assert program.create("digits").status == 409


def test_reviewed_bytes_that_are_not_there_yet_may_be_what_this_run_brings(program: Program) -> None:
    program.has(PLACE, {"model.safetensors": b"old weights"})
    program.review(b"old weights")
    program.refused(program.create, "digits")
    program.review(b"new weights", by="kim@example.org")
    assert program.create("digits").status == 409


def test_an_existing_public_repository_is_lowered_where_the_policy_says_so(program: Program) -> None:
    program.has(PLACE, {"README.md": b"# Digits\n"})
    program.files["release-policy.toml"] += b'\n[on_exceed]\nexisting_public = "lower"\n'
    assert program.create("digits").status == 409
    assert program.repo(PLACE).gated == "manual"
    assert "lowered: hf:models/acme/digits is gated-manual" in program.told[0]


def test_a_repository_of_nobody_who_opted_in_is_left_alone_when_it_exists() -> None:
    program = Program("")
    program.has(PLACE, {"README.md": b"# Digits\n"})
    assert program.create("digits").status == 409
    assert program.told == []
