"""``policy show`` and ``policy lint``: the layers, where each value comes from, and what could never work."""

import json
from pathlib import Path

import pytest

from release_guard.formats import presets
from tests.support.commands import run
from tests.support.git_repo import Repo

HOUSE = """\
schema = "release-policy/1"
name = "house"
independence = "commits"

[limits]
review_age_days = 180

[capabilities]
voice-cloning = 4
"""
OWN = """\
schema = "release-policy/1"
name = "own"

[limits]
review_age_days = 365

[capabilities]
voice-cloning = 3

[[requirement]]
level = 1
from = "gated-manual"
people = [{ role = "owner" }]

[[requirement]]
level = 2
from = "public"
content = ["trained-model"]
people = [{ role = "any", count = 2 }]
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "work")
    (repo.path / "release-policy.toml").write_text(OWN)
    repo.commit()
    return repo


@pytest.fixture
def house(repo: Repo) -> Path:
    """A policy of the machine."""
    path = repo.path.parent / "house.toml"
    path.write_text(HOUSE)
    repo("config", "--global", "release-guard.policy", str(path))
    return path


def values(repo: Repo) -> dict[str, tuple[object, list[tuple[str, int]]]]:
    report = json.loads(run(repo.path, "policy", "show", "--format", "json").stdout)
    return {
        one["key"]: (one["value"], [(origin["path"], origin["line"]) for origin in one["origins"]])
        for one in report["values"]
    }


def lint(repo: Repo, policy: str) -> "tuple[int, str]":
    (repo.path / "release-policy.toml").write_text(policy)
    done = run(repo.path, "policy", "lint")
    return done.exit_code, done.stdout


def test_each_value_names_the_layer_that_made_it_so(repo: Repo, house: Path) -> None:
    shown = values(repo)
    assert shown["limits.review_age_days"] == (180, [(str(house), 6)])
    assert shown["capabilities.voice-cloning"] == (4, [(str(house), 9)])
    assert shown["independence"] == ("commits", [(str(house), 3)])
    assert shown["mode"] == ("enforce", [])


def test_layers_stand_in_their_order(repo: Repo, house: Path) -> None:
    report = json.loads(run(repo.path, "policy", "show", "--format", "json").stdout)
    assert [(layer["name"], layer["machine"]) for layer in report["layers"]] == [("house", True), ("own", False)]
    assert report["built_in"] is False


def test_requirements_are_shown_in_words_with_their_lines(repo: Repo) -> None:
    done = run(repo.path, "policy", "show", "--origins")
    assert done.exit_code == 0
    row = next(line for line in done.stdout.splitlines() if "trained-model" in line)
    assert "2 other people" in row
    assert "release-policy.toml:15" in row
    assert "limits.review_age_days" in done.stdout


def test_built_in_policy_is_shown_where_none_is_found(tmp_path: Path) -> None:
    done = run(Repo(tmp_path / "bare-of-policies").path, "policy", "show", "--origins")
    assert "No policy was found." in done.stdout
    assert "built-in policy" in done.stdout
    assert "domain-expert" in done.stdout


def test_policy_that_is_not_committed_is_shown_and_said_so(repo: Repo) -> None:
    (repo.path / "release-policy.toml").write_text(OWN.replace("365", "30"))
    done = run(repo.path, "policy", "show")
    assert "differs from HEAD" in done.stdout
    assert "365" in done.stdout


def test_policy_of_the_machine_that_cannot_be_read_is_exit_3(repo: Repo, house: Path) -> None:
    house.unlink()
    done = run(repo.path, "policy", "show")
    assert done.exit_code == 3
    assert "RG004" in done.stdout


def test_place_of_git_config_in_the_repository_is_told_to_count_for_nothing(repo: Repo) -> None:
    repo("config", "release-guard.private", "git.example.org/**")
    assert "RG203" in run(repo.path, "policy", "show").stdout


def test_sound_policy_passes(repo: Repo) -> None:
    assert lint(repo, OWN) == (0, "release-guard: nothing wrong in 1 policy layer\n")


def test_policy_on_disk_is_checked_before_it_is_committed(repo: Repo) -> None:
    status, said = lint(repo, OWN.replace("count = 2", "cuont = 2"))
    assert status == 1
    assert "did you mean count?" in said


def test_content_that_no_requirement_names_is_told_by_level(repo: Repo) -> None:
    one = OWN.replace('people = [{ role = "owner" }]', 'content = ["source-code"]\npeople = [{ role = "owner" }]')
    status, said = lint(repo, one)
    assert status == 0
    assert "at level 1 no requirement speaks of trained-model, training-data" in said
    assert "at levels 2 to 4 no requirement speaks of training-data" in said


@pytest.mark.parametrize(
    ("people", "signed", "why"),
    [
        ('{ role = "domain-expert", external = true }', "false", "from outside"),
        ('{ role = "any" }', "true", "no [[reviewer]] has a key"),
    ],
)
def test_requirement_that_needs_a_list_of_reviewers_fails_without_one(
    repo: Repo, people: str, signed: str, why: str
) -> None:
    policy = OWN.replace('{ role = "owner" }', people).replace('from = "gated', f'signed = {signed}\nfrom = "gated')
    status, said = lint(repo, policy)
    assert status == 1
    assert why in said


def test_requirement_that_asks_for_more_people_than_are_listed_fails(repo: Repo) -> None:
    reviewer = '\n[[reviewer]]\nid = "{}"\nroles = ["ml"]\n'
    one = OWN + reviewer.format("lin@example.org")
    status, said = lint(repo, one)
    assert status == 1
    assert "2 x person asked for, 1 on the list" in said
    assert lint(repo, one + reviewer.format("sam@example.org"))[0] == 0


WAIVER = """
[[waiver]]
code = "RG412"
target = "github.com/acme/zoo"
paths = ["{paths}"]
max_bytes = {size}
who = "sam@example.org"
reason = "Random bytes that a test needs."
until = {until}
"""


@pytest.mark.parametrize(
    ("paths", "size", "code"),
    [("fixtures/**", 100, ""), ("other/**", 100, "RG208"), ("fixtures/**", 5, "RG208")],
)
def test_waiver_that_matches_no_file_is_told(repo: Repo, paths: str, size: int, code: str) -> None:
    from datetime import date, timedelta

    (repo.path / "fixtures").mkdir()
    (repo.path / "fixtures" / "noise.bin").write_bytes(b"0123456789")
    repo.commit()
    until = date.today() + timedelta(days=30)  # noqa: DTZ011 - a day a month away, wherever one is
    status, said = lint(repo, OWN + WAIVER.format(paths=paths, size=size, until=until))
    assert status == 0
    assert (code in said) if code else ("nothing wrong" in said)


def test_waiver_that_has_ended_is_told_at_its_line(repo: Repo) -> None:
    _, said = lint(repo, OWN + WAIVER.format(paths="**", size=10, until="2020-01-01"))
    assert f"release-policy.toml:{len(OWN.splitlines()) + 2}: RG206" in said


def test_private_place_in_a_repository_s_policy_is_told_to_have_no_effect(repo: Repo) -> None:
    _, said = lint(repo, OWN + '\n[[place]]\nmatch = "git.example.org/**"\nvisibility = "private"\n')
    assert "RG203" in said


def test_nothing_to_check_is_said(tmp_path: Path) -> None:
    done = run(Repo(tmp_path / "empty").path, "policy", "lint")
    assert done.exit_code == 0
    assert "no policy here" in done.stdout


def remarks(repo: Repo, more: str, head: str = OWN) -> list[str]:
    (repo.path / "release-policy.toml").write_text(head + more)
    report = json.loads(run(repo.path, "policy", "lint", "--format", "json").stdout)
    return [f"{one['code']} {one['message']} | {one['fix']}" for one in report["findings"]]


@pytest.mark.parametrize(
    ("lowered", "said"),
    [
        ('RG401 = "note"', "RG401, whose severity no policy can lower"),
        ('RG142 = "note"', "RG142, which is no code; did you mean"),
        ('RG425 = "warning"', "weighs no more than a warning anyway"),
        ('RG107 = "note"', ""),
    ],
)
def test_severity_that_is_not_lowered_is_told(repo: Repo, lowered: str, said: str) -> None:
    found = remarks(repo, "", OWN.replace("[limits]", f"[limits]\nlower_severity = {{ {lowered} }}"))
    assert said in found[0] if said else found == []


def test_severity_that_another_layer_keeps_is_told(repo: Repo, house: Path) -> None:
    (one,) = remarks(repo, "", OWN.replace("[limits]", '[limits]\nlower_severity = { RG107 = "note" }'))
    assert f"no effect while {house} doesn't lower it too" in one


@pytest.mark.parametrize(
    ("name", "said"), [("voice-clonning", "did you mean voice-cloning?"), ("time-travel", "no file is ever found")]
)
def test_capability_that_nothing_hints_at_is_told(repo: Repo, name: str, said: str) -> None:
    (one,) = remarks(repo, "", OWN.replace("voice-cloning", name))
    assert said in one
    assert "voice-cloning" in one


CAP = '\n[[cap]]\nlevel = {}\ncontent = ["trained-model"]\nat_most = "{}"\n'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (CAP.format(2, "public"), "a cap at public caps nothing"),
        (CAP.format(2, "private") + CAP.format(3, "private"), "another cap of this policy says all"),
        (CAP.format(3, "gated-auto") + CAP.format(2, "private"), "another cap of this policy says all"),
        (CAP.format(2, "private") * 2, "another cap of this policy says all"),
        (CAP.format(2, "gated-auto") + CAP.format(3, "private"), ""),
        ('[[requirement]]\nlevel = 3\nfrom = "public"\npeople = [{ role = "owner" }]\n', "asks for all that this one"),
        ('[[requirement]]\nlevel = 3\nfrom = "public"\npeople = [{ role = "any", count = 3 }]\n', ""),
    ],
)
def test_rule_that_another_one_covers_is_told(repo: Repo, more: str, said: str) -> None:
    found = remarks(repo, more)
    assert len(found) == bool(said), found
    assert not said or said in found[0]


@pytest.mark.parametrize("name", ["solo", "team"])
def test_presets_have_nothing_to_remark(repo: Repo, name: str) -> None:
    assert remarks(repo, "", presets.text(name).decode()) == []


def test_role_that_nobody_holds_is_named_with_what_to_add(repo: Repo) -> None:
    asked = OWN.replace('{ role = "any", count = 2 }', '{ role = "domain-expert" }')
    (one,) = (
        one for one in remarks(repo, '\n[[reviewer]]\nid = "lin@x.example"\nroles = ["ml"]\n', asked) if "met" in one
    )
    assert "1 x domain-expert asked for, 0 on the list" in one
    assert 'edit release-policy.toml: add a [[reviewer]] with roles = ["domain-expert"]' in one


def test_release_board_without_members_is_told(repo: Repo) -> None:
    people = '\n[[reviewer]]\nid = "{}@x.example"\nroles = ["ml"]\n'
    (one,) = remarks(repo, people.format("lin") + people.format("sam"))
    assert "nobody on the list is of the release-board" in one
    assert remarks(repo, people.format("lin") + people.format("sam").replace("ml", "release-board")) == []


def test_glass_that_nobody_could_sign_for_is_told(repo: Repo) -> None:
    signed = OWN.replace('from = "public"', 'from = "public"\nsigned = true')
    key = 'keys = [{ key = "ssh-ed25519 AAAAC3Nz" }]\n'
    people = "".join(
        f'\n[[reviewer]]\nid = "{who}@x.example"\nroles = ["release-board"]\n{key}' for who in ("lin", "sam")
    )
    override = '\n[override]\nallowed_by = ["{}@x.example"]\n'
    (one,) = remarks(repo, people + override.format("ciso"), signed)
    assert "ciso@x.example may break the glass, but no list of reviewers has a key" in one
    assert remarks(repo, people + override.format("Lin"), signed) == []


def test_waiver_of_a_house_for_other_repositories_is_no_mistake(repo: Repo, house: Path) -> None:
    from datetime import date, timedelta

    until = date.today() + timedelta(days=30)  # noqa: DTZ011 - a day a month away, wherever one is
    house.write_text(HOUSE + WAIVER.format(paths="fixtures/**", size=10, until=until))
    assert remarks(repo, "") == []


def test_machine_s_policy_that_everybody_may_write_is_told(repo: Repo, house: Path) -> None:
    house.chmod(0o666)
    (one,) = remarks(repo, "")
    assert "RG203" in one
    assert "everybody on this machine may write it" in one
    assert f"chmod o-w {house}" in one
    assert "everybody on this machine may write it" in run(repo.path, "doctor", "--offline").stdout


def shadows(repo: Repo) -> dict[str, list[tuple[str, int, str]]]:
    report = json.loads(run(repo.path, "policy", "show", "--format", "json").stdout)
    return {
        one["key"]: [(each["path"], each["line"], each["value"]) for each in one["shadows"]] for one in report["values"]
    }


def test_value_names_what_it_takes_the_place_of(repo: Repo, house: Path) -> None:
    found = shadows(repo)
    assert found["limits.review_age_days"] == [("release-policy.toml", 5, "365")]
    assert found["capabilities.voice-cloning"] == [("release-policy.toml", 8, "3")]
    assert found["mode"] == []
    shown = run(repo.path, "policy", "show", "--origins").stdout
    row = next(line for line in shown.splitlines() if "review_age_days" in line)
    assert row.split() == ["limits.review_age_days", "180", f"{house}:6", "365", "in", "release-policy.toml:5"]


def test_requirement_that_another_layer_asks_for_too_says_so(repo: Repo, house: Path) -> None:
    house.write_text(
        HOUSE + '[[requirement]]\nlevel = 1\nfrom = "gated-manual"\npeople = [{ role = "any", count = 2 }]\n'
    )
    report = json.loads(run(repo.path, "policy", "show", "--format", "json").stdout)
    assert [(one["path"], one["also"]) for one in report["requirements"]] == [
        (str(house), []),
        ("release-policy.toml", []),
        ("release-policy.toml", [str(house)]),
    ]
    assert "as much in" in run(repo.path, "policy", "show", "--origins").stdout


def test_cap_that_another_layer_keeps_too_says_so(repo: Repo, house: Path) -> None:
    house.write_text(
        HOUSE + CAP.format(1, "private").replace('["trained-model"]', '["trained-model", "training-data"]')
    )
    (repo.path / "release-policy.toml").write_text(OWN + CAP.format(2, "gated-manual"))
    repo.commit()
    report = json.loads(run(repo.path, "policy", "show", "--format", "json").stdout)
    assert [(one["path"], one["also"]) for one in report["caps"]] == [
        (str(house), []),
        ("release-policy.toml", [str(house)]),
    ]


LISTED = """
[scope]
namespaces = ["acme", "{name}"]
destinations = ["github.com/{name}/**"]

[[reviewer]]
id = "{name}@x.example"
roles = ["ml"]
[[reviewer]]
id = "both@x.example"
roles = ["ml"]

[[place]]
match = "git.{name}.example/**"
visibility = "private"

[override]
allowed_by = ["both@x.example", "{name}@x.example"]
"""


def test_lists_of_several_layers_say_what_of_them_counts(repo: Repo, house: Path) -> None:
    from datetime import date, timedelta

    ended = WAIVER.format(paths="**", size=10, until="2020-01-01")
    good = WAIVER.format(paths="x/**", size=10, until=date.today() + timedelta(days=9))  # noqa: DTZ011
    house.write_text(HOUSE + LISTED.format(name="house"))
    lowered = OWN.replace("[limits]", '[limits]\nlower_severity = { RG107 = "note" }')
    (repo.path / "release-policy.toml").write_text(lowered + LISTED.format(name="own") + ended + good)
    repo.commit()
    report = json.loads(run(repo.path, "policy", "show", "--format", "json").stdout)
    shown = {one["key"]: (one["value"], one["remark"]) for one in report["values"]}
    assert shown["scope.namespaces"] == (["acme"], "")
    assert shown["scope.destinations"][0] == ["github.com/house/**", "github.com/own/**"]
    assert shown["override.allowed_by"] == (["both@x.example"], "")
    assert shown["reviewer both@x.example"] == (["ml"], "")
    assert shown["reviewer own@x.example"] == (["ml"], f"isn't on the list of {house}")
    assert shown["reviewer house@x.example"] == (["ml"], "isn't on the list of release-policy.toml")
    assert shown["place git.house.example/**"] == ("private", "")
    assert shown["place git.own.example/**"] == ("private", "only the machine may say so")
    assert shown["limits.lower_severity.RG107"] == ("as usual", "")
    assert shadows(repo)["limits.lower_severity.RG107"] == [("release-policy.toml", 5, "note")]
    waivers = [one["remark"] for one in report["values"] if one["key"].startswith("waiver")]
    assert "ended on 2020-01-01" in waivers[0]
    assert waivers[1] == ""
    assert "(no effect: only the machine may say so)" in run(repo.path, "policy", "show").stdout


@pytest.fixture
def three(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """A policy at each place of a machine that a test may write to; each caps the weights at its own level."""
    paths = {}
    for level, name in enumerate(("system", "global", "variable"), 2):
        paths[name] = tmp_path / f"{name}.toml"
        paths[name].write_text(f'schema = "release-policy/1"\nname = "{name}"\n' + CAP.format(level, "private"))
    config = tmp_path / "system-config"
    config.write_text(f"[release-guard]\n\tpolicy = {paths['system']}\n")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(config))
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
    repo("config", "--global", "release-guard.policy", str(paths["global"]))
    monkeypatch.setenv("RELEASE_GUARD_POLICY", str(paths["variable"]))
    return paths


def test_each_place_of_the_machine_is_a_layer_in_its_order(repo: Repo, three: dict[str, Path]) -> None:
    report = json.loads(run(repo.path, "policy", "show", "--format", "json").stdout)
    assert [(one["name"], one["machine"]) for one in report["layers"]] == [
        ("system", True),
        ("global", True),
        ("variable", True),
        ("own", False),
    ]
    origins = [one["origin"] for one in report["layers"]]
    assert origins[0] == f"the policy of git config release-guard.policy, system ({three['system']})"
    assert origins[1] == f"the policy of git config release-guard.policy, global ({three['global']})"
    assert origins[2] == f"the policy of RELEASE_GUARD_POLICY ({three['variable']})"
    assert [(one["level"], one["path"]) for one in report["caps"]] == [
        (level, str(path)) for level, path in enumerate(three.values(), 2)
    ]


@pytest.mark.parametrize("broken", ["system", "global", "variable"])
@pytest.mark.parametrize("how", ["gone", "folder", "no policy", "huge"])
def test_no_layer_of_the_machine_is_passed_over(repo: Repo, three: dict[str, Path], broken: str, how: str) -> None:
    path = three[broken]
    path.unlink()
    if how == "folder":
        path.mkdir()
    elif how == "no policy":
        path.write_text("nonsense")
    elif how == "huge":
        path.write_text("#" * (2 << 20))
    done = run(repo.path, "policy", "show")
    assert done.exit_code == 3
    assert "RG004" in done.stdout
    assert str(path) in done.stdout
    assert run(repo.path, "policy", "lint").exit_code == 1
