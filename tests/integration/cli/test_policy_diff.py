"""``policy diff``: rules in words, and the known releases that a new policy would judge otherwise."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from release_guard.formats import presets
from release_guard.wiring.policy_effect import roots
from tests.support.commands import run
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, weights

NOBODY = (
    'schema = "release-policy/1"\nname = "shut"\n\n[[requirement]]\nlevel = 1\nfrom = "gated-manual"\npeople = []\n'
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name in presets.NAMES:
        (tmp_path / f"{name}.toml").write_bytes(presets.text(name))
    return tmp_path


def diff(folder: Path, *arguments: str) -> Result:
    return run(folder, "policy", "diff", *arguments)


def report(folder: Path, *arguments: str) -> Any:
    return json.loads(diff(folder, *arguments, "--format", "json").stdout)


def checkout(path: Path, place: str, *, policy: str = "", **files: str) -> Repo:
    repo = Repo(path)
    text = FILE.format(place=place, release='["source-code", "trained-model"]')
    (path / "release-considerations.toml").write_text(text)
    if policy:
        (path / "release-policy.toml").write_text(policy)
    repo.commit(train__py="print(1)\n", **files)
    return repo


def test_rules_are_told_in_words(house: Path) -> None:
    done = diff(house, "solo.toml", "team.toml")
    assert done.exit_code == 0, done.output
    stricter, looser = done.stdout.split("Looser:")
    assert "Stricter:" in stricter
    assert "at level 1, to be gated-auto or wider" in stricter
    assert "the owner's decision" in stricter
    assert "never" in looser
    assert done.stdout.endswith("release-guard: 4 stricter, 1 looser\n")


def test_same_policy_changes_nothing(house: Path) -> None:
    done = diff(house, "team.toml", "team.toml")
    assert done.stdout == "No rule changes.\nrelease-guard: no rule changes\n"


def test_examples_that_change_are_named(house: Path) -> None:
    run(house, "policy", "test", "--init", "--policy", "team.toml", "t.toml")
    done = diff(house, "team.toml", "solo.toml", "--table", "t.toml")
    assert done.exit_code == 0
    rows = [line for line in done.stdout.splitlines() if "->" in line and "hf:models/example/model" in line]
    first = next(row for row in rows if "weights-of-level-1-that-nobody-reviewed" in row)
    assert "level 1: lower to gated-manual, ceiling gated-manual" in first
    assert "level 1: allow, ceiling public" in first
    assert first.endswith("wider")
    assert "of 9 known releases would be judged otherwise" in done.stdout
    assert diff(house, "team.toml", "solo.toml", "--table", "t.toml", "--exit-code").exit_code == 1
    assert diff(house, "team.toml", "team.toml", "--table", "t.toml", "--exit-code").exit_code == 0


def test_releases_of_checkouts_are_judged_under_both(house: Path) -> None:
    for owner in ("acme", "zoo"):
        checkout(house / "checkouts" / owner / "digits", f"github.com/{owner}/digits")
    heavy = house / "checkouts" / "acme" / "model"
    heavy.mkdir(parents=True)
    (heavy / "model.safetensors").write_bytes(weights())
    checkout(heavy, "hf:models/acme/model")
    found = report(house, "solo.toml", "team.toml", "--releases", "checkouts")
    assert [(one["name"], one["place"], one["changes"]) for one in found["releases"]] == [
        ("checkouts/acme/digits: Digit classifier", "github.com/acme/digits", False),
        ("checkouts/acme/model: Digit classifier", "hf:models/acme/model", True),
        ("checkouts/zoo/digits: Digit classifier", "github.com/zoo/digits", False),
    ]
    changed = found["releases"][1]
    assert changed["old"]["outcome"] == "allow"
    assert changed["new"] == {
        "outcome": "lower",
        "ceiling": "gated-manual",
        "visibility": "gated-manual",
        "level": 1,
    }
    assert found["findings"] == []


def test_folder_that_no_git_keeps_is_judged_as_it_is(house: Path) -> None:
    folder = house / "upload"
    folder.mkdir()
    (folder / "release-considerations.toml").write_text(
        FILE.format(place="hf:models/acme/model", release='["trained-model"]')
    )
    (folder / "model.safetensors").write_bytes(weights())
    (one,) = report(house, "solo.toml", "team.toml", "--releases", "upload")["releases"]
    assert (one["place"], one["changes"]) == ("hf:models/acme/model", True)


def test_release_s_own_policy_stays_in_force(house: Path) -> None:
    checkout(house / "shut", "github.com/acme/digits", policy=NOBODY)
    checkout(house / "open", "github.com/acme/digits")
    shut, free = (
        report(house, "organisation.toml", "solo.toml", "--releases", name)["releases"][0] for name in ("shut", "open")
    )
    assert (shut["new"]["outcome"], shut["changes"]) == ("block", False)
    assert (free["new"]["outcome"], free["changes"]) == ("allow", True)


def test_policy_that_is_compared_is_not_also_the_release_s_own(house: Path) -> None:
    """A repository that looks at the next state of its own policy isn't held by the present one."""
    repo = checkout(house / "work", "github.com/acme/digits", policy=NOBODY)
    (repo.path / "next.toml").write_bytes(presets.text("solo"))
    found = report(repo.path, "HEAD:release-policy.toml", "next.toml", "--releases", ".")
    (one,) = found["releases"]
    assert (one["old"]["outcome"], one["new"]["outcome"]) == ("block", "allow")


def test_machine_s_layers_are_left_out(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (house / "shut.toml").write_text(NOBODY)
    monkeypatch.setenv("RELEASE_GUARD_POLICY", str(house / "shut.toml"))
    checkout(house / "work", "github.com/acme/digits")
    (one,) = report(house, "solo.toml", "team.toml", "--releases", "work")["releases"]
    assert one["new"]["outcome"] == "allow"


def test_records_of_a_release_count(house: Path) -> None:
    """Under a policy that asks for another person, a colleague's review is what makes the difference."""
    repo = checkout(house / "work", "github.com/acme/digits")
    (house / "one.toml").write_text(NOBODY.replace("people = []", 'people = [{ role = "any" }]'))
    before = report(house, "one.toml", "solo.toml", "--releases", "work")["releases"][0]
    assert before["old"]["outcome"] == "block"
    words = ["--role", "ml", "--decision", "approve", "--rationale", "I have read it.", "--by", "lin@example.org"]
    assert run(repo.path, "review", "record", *words).exit_code == 0
    repo.commit("Review")
    after = report(house, "one.toml", "solo.toml", "--releases", "work")["releases"][0]
    assert after["old"]["outcome"] == "allow"


def test_policies_at_revisions_are_compared(house: Path) -> None:
    repo = Repo(house / "rules")
    repo.commit("Team", **{"release-policy__toml": presets.text("team").decode()})
    repo.commit("Solo", **{"release-policy__toml": presets.text("solo").decode()})
    done = diff(repo.path, "HEAD~1:release-policy.toml", "HEAD:release-policy.toml")
    assert done.stdout.endswith("release-guard: 1 stricter, 4 looser\n")
    assert done.stdout == diff(repo.path, "HEAD~1:release-policy.toml", "release-policy.toml").stdout
    (repo.path / "sub").mkdir()
    assert diff(repo.path / "sub", "HEAD~1:release-policy.toml", "HEAD:./../release-policy.toml").exit_code == 0


def test_outer_policy_that_moved_is_compared_too(house: Path) -> None:
    def pinned(outer: str) -> str:
        sha = hashlib.sha256((house / outer).read_bytes()).hexdigest()
        return f'schema = "release-policy/1"\nname = "ours"\n[extends]\nsource = "{outer}"\nsha256 = "{sha}"\n'

    (house / "old.toml").write_text(pinned("solo.toml"))
    (house / "new.toml").write_text(pinned("team.toml"))
    done = diff(house, "old.toml", "new.toml")
    assert "old.toml -> new.toml\nNo rule changes." in done.stdout
    assert "Stricter:" in done.stdout
    assert done.stdout.endswith("release-guard: 4 stricter, 1 looser\n")


def test_outer_policy_in_the_same_repository_is_found_at_its_commit(house: Path) -> None:
    repo = Repo(house / "rules")
    (repo.path / "base.toml").write_bytes(presets.text("solo"))
    sha = hashlib.sha256(presets.text("solo")).hexdigest()
    text = f'schema = "release-policy/1"\nname = "ours"\n[extends]\nsource = "base.toml"\nsha256 = "{sha}"\n'
    (repo.path / "ours.toml").write_text(text)
    repo.commit("Rules")
    (repo.path / "base.toml").unlink()
    done = diff(repo.path, "HEAD:ours.toml", "HEAD:ours.toml")
    assert done.exit_code == 0, done.output


def test_broken_release_keeps_no_other_back(house: Path) -> None:
    checkout(house / "all" / "good", "github.com/acme/digits")
    checkout(house / "all" / "bad", "github.com/acme/digits")
    (house / "all" / "bad" / ".git" / "HEAD").write_text("nonsense")
    done = diff(house, "solo.toml", "team.toml", "--releases", "all")
    assert done.exit_code == 3
    assert "RG002" in done.stdout
    assert "0 of 1 known release" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone.toml", "team.toml"], "gone.toml"),
        (["HEAD:gone.toml", "team.toml"], "neither a file HEAD:gone.toml nor such a commit"),
        (["team.toml", "bad.toml"], "did you mean name?"),
        (["team.toml", "solo.toml", "--releases", "empty"], "no considerations file is in empty"),
        (["team.toml", "solo.toml", "--table", "gone.toml"], "gone.toml can't be read"),
    ],
)
def test_what_is_not_there_is_named(house: Path, arguments: list[str], said: str) -> None:
    (house / "bad.toml").write_text('schema = "release-policy/1"\nnmae = "x"\n')
    (house / "empty").mkdir()
    done = diff(house, *arguments)
    assert done.exit_code == 3, done.output
    assert said in done.output


def test_checkouts_are_found_a_few_folders_deep(tmp_path: Path) -> None:
    for name in ("a/b/c/one", "a/two", "a/two/inside", "a/.hidden", "1/2/3/4/5/deep"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "release-considerations.toml").touch()
    (tmp_path / "a" / "link").symlink_to(tmp_path / "a" / "two")
    assert list(roots(str(tmp_path))) == [str(tmp_path / "a/b/c/one"), str(tmp_path / "a/two")]
