"""How somebody who may push, and has no reviewer's key, could still get a release through: every way, really tried.

The table in docs/trust.md is this one, and is compared with it. ``held`` and ``through`` are what became of the push;
the code beside it is what the push showed.
"""

import base64
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from release_guard.git.install import install
from tests.support.git_repo import Repo
from tests.support.guarded import weights
from tests.support.insider import WORLDS, Insider

Push = subprocess.CompletedProcess[str]
Route = Callable[[Insider], Push]
DOC = Path(__file__).parents[2] / "docs" / "trust.md"


def nothing(one: Insider) -> Push:
    one.add_weights()
    return one.push()


def record_in_anothers_name(one: Insider) -> Push:
    one.add_weights()
    one.forge()
    return one.push()


def record_with_her_own_key(one: Insider) -> Push:
    one.add_weights()
    one.forge(signed="own")
    return one.push()


def renamed_people(one: Insider) -> Push:
    """She strikes herself from the answers, and reviews under her own name."""
    one.edit("release-considerations.toml", ("ada@example.org", "bob@example.org"))
    one.add_weights()
    one.forge("--by", "ada@example.org")
    return one.push()


def answers_watered_down(one: Insider) -> Push:
    one.edit("release-considerations.toml", ("level   = 2\n", ""))
    one.add_weights()
    return one.push()


def _loosened(one: Insider) -> None:
    one.write(
        "release-policy.toml",
        one.policy("solo").replace('people = [{ role = "any" }]', 'people = [{ role = "owner" }]'),
    )
    one.commit("Simplify the policy")


def policy_loosened_in_the_push(one: Insider) -> Push:
    _loosened(one)
    one.add_weights()
    return one.push()


def policy_loosened_before(one: Insider) -> Push:
    _loosened(one)
    one.push()
    one.add_weights()
    return one.push()


_NEW = (("zoe", "security", "own"), ("kim", "ml", "second"))


def _roster(one: Insider) -> None:
    one.new_key("second")
    mine = "".join(one.reviewer(*row) for row in _NEW)
    one.write("release-policy.toml", one.policy(one.preset) + mine)
    one.commit("Welcome two reviewers")


def _as_the_new_ones(one: Insider) -> None:
    for who, role, key in _NEW:
        words = ("--role", role, "--decision", "approve", "--rationale", "Looks fine.", "--by", f"{who}@example.org")
        assert one.guard("review", "record", *words, "--sign", str(one.keys[key])).returncode == 0
    one.commit("Record reviews")


def roster_edited_in_the_push(one: Insider) -> Push:
    _roster(one)
    one.add_weights()
    _as_the_new_ones(one)
    return one.push()


def roster_edited_before(one: Insider) -> Push:
    _roster(one)
    one.push()
    one.add_weights()
    _as_the_new_ones(one)
    return one.push()


def objection_deleted(one: Insider) -> Push:
    one.add_weights()
    one.genuine()
    path = one.objection()
    (one.repo.path / path).unlink()
    one.commit("Tidy up", model__safetensors=weights(1))
    return one.push()


def objection_lifted_in_its_name(one: Insider) -> Push:
    path = one.objection()
    one.add_weights()
    one.genuine_by("lin")
    assert one.guard("review", "withdraw", path, "--by", "sam@example.org").returncode == 0
    one.commit("Withdraw")
    return one.push()


def objection_lifted_as_the_board(one: Insider) -> Push:
    path = one.objection()
    one.add_weights()
    one.genuine_by("lin")
    words = ("--role", "release-board", "--decision", "approve", "--rationale", "We went through it.")
    lifting = ("--by", "board@example.org", "--supersedes", path)
    assert one.guard("review", "record", *words, *lifting).returncode == 0
    one.commit("Lift")
    return one.push()


def approval_dated_back(one: Insider) -> Push:
    """A genuine approval is about to end; she gives its record a later last day."""
    one.add_weights()
    for path in one.genuine("--expires", "2999-01-01"):
        one.edit(path, ("expires = 2999-01-01", "expires = 3999-01-01"))
    return one.push()


_STAGES = """\
mode = "staged"
review_by = 2999-01-01
[[timing.stage]]
id = "code"
content = ["source-code"]
tier = "public"
[[timing.stage]]
id = "weights"
content = ["trained-model"]
tier = "public"
after = "code"
min_observation_days = 60
"""


def stage_dated_back(one: Insider) -> Push:
    """The weights wait sixty days after the code; she writes that the code went out long ago."""
    one.edit("release-considerations.toml", ('mode = "immediate"\n', _STAGES))
    one.add_weights()
    one.genuine()
    text = 'schema = "release-record/1"\nkind = "stage"\nby = "lin@example.org"\nrecorded_by = "lin@example.org"\n'
    text += f'date = 2025-01-01\nstage = "code"\ndestination = "{one.place}"\nvisibility = "public"\n'
    one.write("release-records/2025-01-01-lin-stage-000000.toml", text)
    one.commit("Record the stage")
    return one.push()


def glass_broken(one: Insider) -> Push:
    one.add_weights()
    done = one.guard("override", "--target", one.place, "--reason", "The conference starts tomorrow.")
    if done.returncode == 0:
        one.commit("Break the glass")
    return one.push()


def glass_broken_in_anothers_name(one: Insider) -> Push:
    one.add_weights()
    words = ("--reason", "The conference starts tomorrow.", "--by", "sam@example.org")
    if one.guard("override", "--target", one.place, *words).returncode == 0:
        one.commit("Break the glass")
    return one.push()


def no_verify(one: Insider) -> Push:
    one.add_weights()
    return one.push("--no-verify", "main")


def reviewed_file_changed(one: Insider) -> Push:
    one.add_weights()
    one.genuine()
    one.add_weights(1)
    return one.push()


def wider_than_approved(one: Insider) -> Push:
    one.add_weights()
    one.genuine("--visibility", "gated-manual")
    return one.push()


def records_of_another_repository(one: Insider) -> Push:
    """The reviewers approved the same bytes for another place; she copies their words, signatures and all."""
    one.add_weights()
    one.genuine("--target", "github.com/example/internal-digits")
    return one.push()


def signed_record_edited(one: Insider) -> Push:
    one.add_weights()
    for path in one.genuine("--visibility", "gated-manual"):
        one.edit(path, ('visibility = "gated-manual"', 'visibility = "public"'))
    return one.push()


def another_target(one: Insider) -> Push:
    other, _ = one.another()
    one.add_weights()
    return one.repo.run("push", str(other.path), "main")


def first_push_to_an_empty_place(one: Insider) -> Push:
    """A new place, answers that name it, and a policy of her own that comes along."""
    other, name = one.another()
    _loosened(one)
    one.write("release-considerations.toml", one.answers(name))
    one.add_weights()
    return one.repo.run("push", str(other.path), "main")


def split_in_parts(one: Insider) -> Push:
    """The weights in pieces that look like small binaries."""
    data = weights(7, 40_000)
    for number in range(4):
        one.write(f"assets/part{number}.dat", data[number * 40_000 : (number + 1) * 40_000])
    one.commit("Add assets")
    return one.push()


def written_as_text(one: Insider) -> Push:
    """The weights in base64, in a module of Python."""
    noise = base64.b64encode(random.Random(3).randbytes(90_000)).decode()
    one.commit("Add constants", constants__py=f'DATA = "{noise}"\n')
    return one.push()


def made_public_afterwards(one: Insider) -> Push:
    """To a place that is private today; whoever owns it opens it tomorrow, on the host."""
    other, _ = one.another("private.git")
    one.add_weights()
    done = one.repo.run("push", str(other.path), "main")
    assert "release-guard" not in done.stderr, "a push to a private place is silent"
    return done


def repository_without_our_files(one: Insider) -> Push:
    """The weights move to a repository that never heard of releases, with the hook in place all the same."""
    other, _ = one.another()
    fresh = Repo(one.folder / "fresh")
    install(folder=str(fresh.path), python=sys.executable)
    (fresh.path / "model.safetensors").write_bytes(weights())
    fresh.commit("Add weights")
    return fresh.run("push", str(other.path), "main")


HELD, THROUGH = "held", "through"


def each(solo: str, team: str, organisation: str, machine: str) -> dict[str, str]:
    """What comes of it in each world: ``held`` or ``through``, then the codes that the push must show."""
    return dict(zip(WORLDS, (solo, team, organisation, machine), strict=True))


def everywhere(outcome: str) -> dict[str, str]:
    return each(outcome, outcome, outcome, outcome)


def unless_signed(shown: str, held: str) -> dict[str, str]:
    return each(f"through {shown}", f"through {shown}", f"held {held}", f"held {held}")


#: The routes in the words and the order of docs/trust.md.
ROUTES: dict[str, tuple[Route, dict[str, str]]] = {
    "simply push": (nothing, everywhere("held RG301")),
    "write the reviews in the reviewers' names": (record_in_anothers_name, unless_signed("RG314", "RG308")),
    "sign them with a key of one's own": (record_with_her_own_key, unless_signed("RG314", "RG308")),
    "strike oneself from the authors, then review": (renamed_people, unless_signed("RG314", "RG306")),
    "answer so that the level falls": (
        answers_watered_down,
        each("through", "held RG301", "held RG301", "held RG301"),
    ),
    "loosen the policy in the same push": (policy_loosened_in_the_push, everywhere("held RG203 RG301")),
    "loosen the policy in an earlier push": (
        policy_loosened_before,
        each("through", "through", "through", "held RG301"),
    ),
    "put new names and keys on the roster in the same push": (
        roster_edited_in_the_push,
        unless_signed("RG314", "RG306"),
    ),
    "put new names and keys on the roster in an earlier push": (
        roster_edited_before,
        each("through", "through", "through", "held RG306"),
    ),
    "delete an objection": (objection_deleted, everywhere("held RG313")),
    "take an objection back in its author's name": (
        objection_lifted_in_its_name,
        unless_signed("RG314 RG318", "RG307 RG308"),
    ),
    "lift an objection as the release board": (
        objection_lifted_as_the_board,
        unless_signed("RG314 RG318", "RG307"),
    ),
    "give a review a later last day": (approval_dated_back, unless_signed("RG314", "RG308")),
    "date a stage record back": (stage_dated_back, unless_signed("RG314", "RG308")),
    "break the glass": (
        glass_broken,
        each("through RG506", "through RG506", "held RG301", "held RG301"),
    ),
    "break the glass in another's name": (
        glass_broken_in_anothers_name,
        each("through RG506", "through RG506", "held RG301", "held RG301"),
    ),
    "change a file after its review": (reviewed_file_changed, everywhere("held RG304")),
    "go wider than the reviews": (wider_than_approved, everywhere("held RG312")),
    "copy the reviews of another place": (records_of_another_repository, everywhere("held RG312")),
    "edit a review": (signed_record_edited, unless_signed("RG314", "RG308")),
    "push to a place that the answers don't name": (another_target, everywhere("held RG109")),
    "push from a repository without our files": (repository_without_our_files, everywhere("through")),
    "push first to an empty place, with a policy of one's own": (
        first_push_to_an_empty_place,
        each("through RG209", "through RG209", "through RG209", "held RG301"),
    ),
    "split the weights into small files": (split_in_parts, everywhere("held RG301")),
    "write the weights as text": (written_as_text, everywhere("held RG301")),
    "push to a private place, and open it on the host": (made_public_afterwards, everywhere("through")),
    "skip the hook with --no-verify": (no_verify, everywhere("through")),
}


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", ROUTES)
def test_route_ends_as_the_documentation_says(name: str, world: str, tmp_path: Path) -> None:
    route, outcomes = ROUTES[name]
    outcome, *codes = outcomes[world].split()
    done = route(Insider(tmp_path, world))
    assert "RG001" not in done.stderr, done.stderr
    assert (THROUGH if done.returncode == 0 else HELD) == outcome, done.stderr
    assert [code for code in codes if code not in done.stderr] == [], done.stderr


def test_machine_that_asks_for_model_content_finds_it_in_any_repository(tmp_path: Path) -> None:
    one = Insider(tmp_path, WORLDS[-1])
    file = tmp_path / "machine.toml"
    file.write_text(f'{one.rules()}\n[scope]\nrepositories = "all"\n')
    done = repository_without_our_files(one)
    assert done.returncode != 0
    assert "RG101" in done.stderr


def _table() -> dict[str, tuple[str, ...]]:
    """The rows of the table in the documentation: the route, and a cell for each world."""
    rows = (line.strip("| \n").split(" | ") for line in DOC.read_text("utf-8").splitlines() if line.startswith("| "))
    return {row[0]: tuple(row[1:]) for row in rows if row[0] in ROUTES}


def test_documentation_has_every_route_and_outcome() -> None:
    expected = {name: tuple(outcomes[world] for world in WORLDS) for name, (_, outcomes) in ROUTES.items()}
    assert _table() == expected
