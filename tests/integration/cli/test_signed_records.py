"""Records signed by people: with keys in files and in a real agent, and what is said of keys that nobody knows."""

import json
import os
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support import ssh_keys
from tests.support.guarded import Guarded, weights

LIN = ("--by", "lin@example.org")
WORDS = ("--role", "ml", "--decision", "approve", "--rationale", "I ran it.", *LIN)


class Signing(Guarded):
    """A team that asks for one signed review, and knows Lin's key."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "team")
        self.key = ssh_keys.new(folder / "lin")
        self.other = ssh_keys.new(folder / "other")
        self.asks()
        self.commit(train__py="print(1)\n", model__safetensors=weights())

    def asks(self, extra: str = "", signed: str = "true", key: str = "") -> None:
        """The policy: one person, signed; *extra* stands beside the key, which is Lin's unless *key* is given."""
        text = self.policy("team").replace(
            'people = [{ role = "any" }]', f'people = [{{ role = "any" }}]\nsigned = {signed}'
        )
        keys = f'keys = [{{ key = "{key or ssh_keys.public(self.key)}"{extra} }}]'
        self.write("release-policy.toml", f'{text}\n[[reviewer]]\nid = "lin@example.org"\nroles = ["ml"]\n{keys}\n')

    def sign(self, key: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return self.guard("review", "record", *WORDS, "--sign", key, **variables)

    def verify(self, *options: str) -> "tuple[int, dict[str, Any]]":
        done = self.guard("review", "verify", "--format", "json", *options)
        return done.returncode, json.loads(done.stdout)


@pytest.fixture
def team(tmp_path: Path) -> Signing:
    return Signing(tmp_path)


@pytest.mark.parametrize("kind", ssh_keys.KINDS)
def test_key_in_an_agent_signs_and_lets_the_push_through(team: Signing, tmp_path: Path, kind: str) -> None:
    key = ssh_keys.new(tmp_path / "held", kind)
    text = ssh_keys.public(key)
    team.asks(key=text)
    team.commit("Know the key")
    with ssh_keys.agent(key) as socket:
        key.unlink()
        done = team.sign(f"{key}.pub", SSH_AUTH_SOCK=socket)
    assert (done.returncode, done.stderr) == (0, "")
    code, report = team.verify()
    assert code == 0
    assert [row["known_key"] for row in report["records"]] == [True]
    team.commit("Record")
    assert team.push().returncode == 0


def test_key_that_the_policy_doesn_t_know_is_told_at_once(team: Signing) -> None:
    done = team.sign(str(team.other))
    assert done.returncode == 0
    assert "it doesn't count" in done.stderr
    assert "signed by a key that the policy doesn't know as lin@example.org's" in done.stderr
    assert team.verify()[0] == 1


def test_where_no_signature_is_asked_for_an_unknown_key_is_told_with_the_line_that_would_make_it_known(
    team: Signing,
) -> None:
    team.asks(signed="false")
    team.commit("Ask for less")
    done = team.sign(str(team.other))
    assert "it counts as an unsigned one does" in done.stderr
    assert f'keys = [{{ key = "{ssh_keys.public(team.other)}" }}]' in done.stderr
    team.commit("Record")
    pushed = team.push()
    assert pushed.returncode == 0
    assert "signed by a key that no policy gives them" in pushed.stderr


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (", from = {tomorrow}", "its key counts from"),
        (", until = {yesterday}", "its key ended on"),
        (", revoked = {yesterday}", "its key was revoked on"),
    ],
)
def test_key_out_of_its_time_is_told_at_once_and_holds_the_push(team: Signing, days: str, words: str) -> None:
    today = date.today()  # noqa: DTZ011 - a day's difference is all that matters
    team.asks(days.format(tomorrow=today + timedelta(days=2), yesterday=today - timedelta(days=2)))
    team.commit("Date the key")
    assert words in team.sign(str(team.key)).stderr
    team.commit("Record")
    pushed = team.push()
    assert pushed.returncode == 1
    assert "RG308" in pushed.stderr
    assert words in pushed.stderr


def test_confirmation_with_an_unknown_key_is_told_at_once(team: Signing) -> None:
    file = team.repo.path / "release-considerations.toml"
    event = 'mode = "evented"\nevent = "The detector is out"\nevent_confirmer = ["lin@example.org"]\n'
    file.write_text(file.read_text().replace('mode = "immediate"\n', event))
    team.commit("Wait for an event")
    given = ("confirm", "event", "--evidence", "https://lab.example", "--statement", "It is out.", *LIN)
    assert "RG308" in team.guard(*given, "--sign", str(team.other)).stderr
    for path in (team.repo.path / "release-records").iterdir():
        path.unlink()
    assert team.guard(*given, "--sign", str(team.key)).stderr == ""


def test_verify_reads_the_working_tree_a_commit_and_a_folder(team: Signing, tmp_path: Path) -> None:
    assert team.sign(str(team.key)).returncode == 0
    (path,) = (team.repo.path / "release-records").glob("*.toml")
    first = team.commit("Record")
    path.write_text(path.read_text().replace("I ran it.", "I read it."))
    assert team.verify()[0] == 1
    assert team.verify("--rev", first)[0] == 0
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "release-records").mkdir(parents=True)
    text = team.repo("show", f"HEAD:release-records/{path.name}") + "\n"
    (elsewhere / "release-records" / path.name).write_text(text)
    code, report = team.verify("--folder", str(elsewhere))
    assert code == 1
    assert "not signed" in report["records"][0]["message"]
    signature = path.with_name(path.name + ".sig").read_bytes()
    (elsewhere / "release-records" / f"{path.name}.sig").write_bytes(signature)
    assert team.verify("--folder", str(elsewhere))[0] == 0
    both = team.guard("review", "verify", "--folder", str(elsewhere), "--rev", "HEAD")
    assert both.returncode == 2


def test_verify_names_what_it_can_t_read(team: Signing) -> None:
    team.write("release-records/x.toml", b"\xff\xfeb\x00y\x00")
    code, report = team.verify()
    assert code == 1
    assert [row["path"] for row in report["unreadable"]] == ["release-records/x.toml"]


def test_push_names_a_record_that_lies_in_the_working_tree_only(team: Signing) -> None:
    assert team.sign(str(team.key)).returncode == 0
    held = team.push()
    assert held.returncode == 1
    assert "RG110" in held.stderr
    assert "a record lies in the working tree only (" in held.stderr
    assert "git add release-records/ && git commit" in held.stderr
    team.commit("Record")
    pushed = team.push()
    assert pushed.returncode == 0
    assert "RG110" not in pushed.stderr


def test_line_ends_that_git_converts_break_no_signature_in_commits(team: Signing) -> None:
    team.repo("config", "core.autocrlf", "true")
    assert team.sign(str(team.key)).returncode == 0
    team.commit("Record")
    team.repo("rm", "-q", "--cached", "-r", ".")
    team.repo("reset", "-q", "--hard")
    (path,) = (team.repo.path / "release-records").glob("*.toml")
    assert b"\r\n" in path.read_bytes()
    assert team.push().returncode == 0
    assert team.verify("--rev", "HEAD")[0] == 0
    code, report = team.verify()
    assert code == 1
    assert "CRLF" in str(report["records"][0]["message"])


def test_symbolic_link_is_no_record_in_a_commit(team: Signing) -> None:
    assert team.sign(str(team.key)).returncode == 0
    (path,) = (team.repo.path / "release-records").glob("*.toml")
    path.rename(team.repo.path / "word.txt")
    path.symlink_to("../word.txt")
    team.commit("Link it")
    held = team.push()
    assert held.returncode == 1
    assert f"release-records/{path.name}" in held.stderr
    assert "RG005" in held.stderr


def test_same_record_under_two_names_counts_once(team: Signing) -> None:
    text = (team.repo.path / "release-policy.toml").read_text()
    team.write("release-policy.toml", text.replace('[{ role = "any" }]', '[{ role = "any", count = 2 }]'))
    team.commit("Ask for two")
    assert team.sign(str(team.key)).returncode == 0
    (path,) = (team.repo.path / "release-records").glob("*.toml")
    for suffix in ("", ".sig"):
        copy = path.with_name("2026-01-01-lin-ml-000000.toml" + suffix)
        copy.write_bytes(path.with_name(path.name + suffix).read_bytes())
    team.commit("Record twice")
    held = team.push()
    assert held.returncode == 1
    assert "RG302" in held.stderr


def test_key_file_that_only_its_owner_may_read_is_asked_for(team: Signing) -> None:
    os.chmod(team.key, 0o644)
    done = team.sign(str(team.key))
    assert done.returncode == 1
    assert "did not sign" in done.stderr
    assert not list((team.repo.path / "release-records").glob("*.toml"))
