"""Reading policies: the whole format, its defaults, and every fault at its line."""

import datetime as dt

import pytest

from release_guard.formats.extends import Extends
from release_guard.formats.policy import extends, parse
from release_guard.model.category import Category
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Severity
from release_guard.model.place import PlaceRule
from release_guard.model.policy import Cap, Key, Policy, Requirement, Reviewer, Slot, Waiver
from release_guard.model.visibility import Visibility

HEX = "0123456789abcdef" * 4
COMMIT = "4f0c2d9e" * 5
HEAD = 'schema = "release-policy/1"\nname = "acme"\n'
WHOLE = f"""\
schema = "release-policy/1"
name = "acme"
mode = "advise"
independence = "commits"
ledger = "required"

[extends]
source = "https://git.acme.example/policy.git"
rev = "{COMMIT}"
path = "release-policy.toml"
sha256 = "{HEX}"

[scope]
repositories = "all"
destinations = ["github.com/acme/**", "hf:**"]
namespaces = ["acme"]
internal = "gated-manual"

[[place]]
match = "git.acme.internal/**"
visibility = "private"

[on_exceed]
hub = "block"
existing_public = "lower"

[limits]
review_age_days = 365
embargo_days = 90
lower_severity = {{ RG107 = "note", RG424 = "warning" }}

[capabilities]
voice-cloning = 3

[[requirement]]
level = 1
from = "gated-manual"
people = [{{ role = "owner" }}]
[[requirement]]
level = 2
from = "public"
content = ["trained-model", "training-data"]
people = [{{ role = "domain-expert", external = true }}, {{ role = "any", count = 2 }}]
signed = true

[[cap]]
level = 4
content = ["training-data"]
at_most = "private"

[[reviewer]]
id = "okafor@uni.example"
roles = ["domain-expert"]
external = true
keys = [{{ key = "ssh-ed25519 AAAAC3Nz okafor@laptop", from = 2026-01-01, until = 2027-12-31, revoked = 2026-06-01 }}]

[[waiver]]
code = "RG412"
target = "github.com/acme/zoo"
paths = ["tests/fixtures/**"]
max_bytes = 65536
who = "sam@acme.example"
reason = "Test fixtures"
until = 2027-01-31

[override]
allowed_by = ["ciso@acme.example"]
max_hours = 12
"""


def read(text: str) -> Policy:
    policy = parse(text.encode(), "release-policy.toml")
    assert isinstance(policy, Policy), policy
    return policy


def complaints(text: str, code: str = "RG202") -> list[tuple[int, str]]:
    answer = parse(text.encode(), "release-policy.toml")
    assert isinstance(answer, Unreadable)
    assert {problem.finding.code for problem in answer.findings} == {code}
    assert all(problem.finding.fix and problem.finding.path for problem in answer.findings)
    return [(problem.finding.line, problem.finding.message) for problem in answer.findings]


def line(key: str) -> int:
    return next(number for number, text in enumerate(WHOLE.splitlines(), 1) if text.startswith(key))


def test_whole_format_is_read() -> None:
    assert read(WHOLE) == Policy(
        name="acme",
        mode="advise",
        independence="commits",
        ledger="required",
        repositories="all",
        destinations=("github.com/acme/**", "hf:**"),
        namespaces=("acme",),
        internal=Visibility.GATED_MANUAL,
        places=(PlaceRule("git.acme.internal/**", Visibility.PRIVATE),),
        on_exceed_hub="block",
        existing_public="lower",
        review_age_days=365,
        embargo_days=90,
        lower_severity={"RG107": Severity.NOTE, "RG424": Severity.WARNING},
        capabilities={"voice-cloning": 3},
        requirements=(
            Requirement(1, Visibility.GATED_MANUAL, (Slot("owner"),), None, False, line("[[requirement]]")),
            Requirement(
                2,
                Visibility.PUBLIC,
                (Slot("domain-expert", True), Slot("any"), Slot("any")),
                frozenset({Category.TRAINED_MODEL, Category.TRAINING_DATA}),
                True,
                line("[[requirement]]") + 4,
            ),
        ),
        caps=(Cap(4, frozenset({Category.TRAINING_DATA}), Visibility.PRIVATE, line("[[cap]]")),),
        reviewers=(
            Reviewer(
                "okafor@uni.example",
                frozenset({"domain-expert"}),
                True,
                (
                    Key(
                        "ssh-ed25519 AAAAC3Nz",
                        dt.date(2026, 1, 1),
                        dt.date(2027, 12, 31),
                        dt.date(2026, 6, 1),
                    ),
                ),
            ),
        ),
        waivers=(
            Waiver(
                "RG412",
                "github.com/acme/zoo",
                ("tests/fixtures/**",),
                "sam@acme.example",
                "Test fixtures",
                dt.date(2027, 1, 31),
                max_bytes=65536,
                line=line("[[waiver]]"),
            ),
        ),
        override_by=("ciso@acme.example",),
        override_hours=12,
    )


def test_two_lines_are_a_policy_with_the_usual_settings() -> None:
    assert read(HEAD) == Policy("acme")


def test_waiver_may_name_bytes_in_place_of_a_size() -> None:
    assert read(WHOLE.replace("max_bytes = 65536", f'sha256 = "{HEX}"')).waivers[0].sha256 == HEX


def test_requirement_for_nobody_is_kept() -> None:
    policy = read(HEAD + '[[requirement]]\nlevel = 1\nfrom = "public"\npeople = []\n')
    assert policy.requirements[0].people == ()


def test_nobody_may_override_where_the_list_is_empty() -> None:
    assert read(HEAD + "[override]\nallowed_by = []\n").override_by == ()
    assert read(HEAD).override_by is None


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('mode = "advise"', 'mode = "advice"', "mode", "none of: enforce, advise"),
        ('mode = "advise"', 'mod = "advise"', "mode", "not a key of this format"),
        ("level = 1", "level = 7", "level", "outside 1 to 4"),
        ("level = 1", "level = true", "level", "must be a whole number"),
        ('from = "gated-manual"', 'from = "private"', "from", "none of: gated-manual, gated-auto, public"),
        ('[{ role = "owner" }]', '[{ role = "owner", count = 2 }]', "people", "can't be asked of the owner"),
        ('[{ role = "owner" }]', '[{ role = "owner", external = true }]', "people", "can't be asked of the owner"),
        ('[{ role = "owner" }]', '[{ role = "boss" }]', "people", "none of"),
        ('code = "RG412"', 'code = "unclassified"', "code", "no code of the catalogue"),
        ('RG107 = "note"', 'RG107 = "error"', "lower_severity", "none of: note, warning"),
        ('RG107 = "note"', 'placeholder = "note"', "lower_severity", "no code of the catalogue"),
        ('"ssh-ed25519 AAAAC3Nz okafor@laptop"', '"SHA256:abc"', "keys", "no public SSH key"),
        ("until = 2027-12-31", "until = 2025-12-31", "keys", "before the key's first day"),
        ('id = "okafor@uni.example"', 'id = "agent:reviewer"', "id", "one e-mail address or handle is needed"),
        ('match = "git.acme.internal/**"', 'match = "https://git.acme.internal"', "match", ""),
        ("voice-cloning = 3", "voice-cloning = 9", "voice-cloning", "outside 1 to 4"),
        ('namespaces = ["acme"]', 'namespaces = ["acme/zoo"]', "namespaces", "no name of a Hub account"),
        (f'sha256 = "{HEX}"', 'sha256 = "abc"', "sha256", "is no sha256"),
        ("max_hours = 12", "max_hours = 48", "max_hours", "outside 1 to 24"),
        ("review_age_days = 365", "review_age_days = 0", "review_age_days", "outside"),
        ('content = ["training-data"]', "content = []", 'content = ["training', "is empty"),
    ],
)
def test_fault_is_told_at_its_line(old: str, new: str, key: str, said: str) -> None:
    assert old in WHOLE
    found = complaints(WHOLE.replace(old, new, 1))
    assert found[0][0] == line(key)
    assert said in found[0][1]


@pytest.mark.parametrize("key", ["level", "from", "people"])
def test_requirement_is_whole_or_refused(key: str) -> None:
    rows = {"level": "1", "from": '"public"', "people": '[{ role = "any" }]'}
    text = HEAD + "[[requirement]]\n" + "".join(f"{name} = {value}\n" for name, value in rows.items() if name != key)
    assert complaints(text)[0][1].startswith(f"requirement.0.{key} is missing")


def test_requirement_for_no_category_is_refused() -> None:
    text = HEAD + '[[requirement]]\nlevel = 1\nfrom = "public"\npeople = [{ role = "any" }]\ncontent = []\n'
    assert "would never apply" in complaints(text)[0][1]


def test_person_stands_in_the_roster_once() -> None:
    again = '[[reviewer]]\nid = "Okafor+x@uni.example"\nroles = []\n'
    assert "stands in the roster already" in complaints(WHOLE + again)[0][1]


def test_all_faults_are_told_together_in_order() -> None:
    text = WHOLE.replace("level = 1", "level = 0").replace('mode = "advise"', "mode = 1").replace("[[cap]]", "[[capp]]")
    lines = [number for number, _ in complaints(text)]
    assert lines == [line("mode"), line("level"), line("[[cap]]")]


@pytest.mark.parametrize("text", ["", 'name = "x"', 'schema = "release-policy/2"\nnonsense = 1\n'])
def test_unknown_version_stands_alone(text: str) -> None:
    found = complaints(text)
    assert len(found) == 1
    assert found[0][1].startswith("schema is")


@pytest.mark.parametrize("text", ["[", "a = 1.5", "a = 1\na = 2"])
def test_text_that_is_no_toml_is_unreadable(text: str) -> None:
    complaints(text, "RG004")


def test_origin_is_named_in_messages() -> None:
    answer = parse(b"", "/etc/release-guard/policy.toml", "the machine's policy")
    assert isinstance(answer, Unreadable)
    assert answer.findings[0].finding.message == "the machine's policy: schema is missing"


def test_outer_layer_is_told_with_its_pin() -> None:
    assert extends(WHOLE.encode(), "p") == Extends(
        "https://git.acme.example/policy.git", HEX, COMMIT, "release-policy.toml"
    )
    assert extends(HEAD.encode(), "p") is None
    assert isinstance(extends(b"[", "p"), Unreadable)


@pytest.mark.parametrize("source", ["https://git.acme.example/policy.git", "git@git.acme.example:policy.git"])
def test_outer_layer_in_git_is_pinned_by_commit(source: str) -> None:
    text = HEAD + f'[extends]\nsource = "{source}"\nsha256 = "{HEX}"\n'
    assert [message.split(":")[0] for _, message in complaints(text)] == [
        "extends.rev is missing",
        "extends.path is missing",
    ]


@pytest.mark.parametrize("source", ["/etc/acme/policy.toml", "../policy.toml", "file:///etc/acme/policy.toml"])
def test_outer_layer_in_a_file_needs_no_commit(source: str) -> None:
    assert read(HEAD + f'[extends]\nsource = "{source}"\nsha256 = "{HEX}"\n')


def test_outer_layer_without_a_pin_is_refused() -> None:
    assert "extends.sha256 is missing" in complaints(HEAD + '[extends]\nsource = "/etc/p.toml"\n')[0][1]
