"""``confirm``: what can be confirmed, by whom, and that it opens what waited for it."""

from pathlib import Path

import pytest
import tomli

from tests.support.guarded import Guarded, weights

SAYS = ("--evidence", "https://lab.example/detector", "--statement", "The detector is online and finds our samples.")
STAGED = """
[timing]
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
event = "The detector is published"
event_confirmer = ["sam@example.org"]
"""
EVENTED = """
[timing]
mode = "evented"
event = "The paper is out"
event_confirmer = ["sam@example.org"]
"""
TIMED = """
[timing]
mode = "timed"
not_before = 2999-01-01T00:00:00+00:00
early_release_triggers = ["Somebody else publishes the same"]
"""
IMMEDIATE = '\n[timing]\nmode = "immediate"\n'


def planned(folder: Path, timing: str) -> Guarded:
    guarded = Guarded(folder, "team")
    file = guarded.repo.path / "release-considerations.toml"
    text = file.read_text()
    assert IMMEDIATE in text
    file.write_text(text.replace(IMMEDIATE, timing))
    guarded.commit(train__py="print(1)\n", model__safetensors=weights())
    guarded.record()
    return guarded


@pytest.mark.parametrize(
    ("timing", "subject", "by"),
    [
        (STAGED, "stage:weights", "sam@example.org"),
        (EVENTED, "event", "sam@example.org"),
        (TIMED, "trigger:1", "x@y.z"),
    ],
)
def test_confirmation_opens_what_waited_for_it(timing: str, subject: str, by: str, tmp_path: Path) -> None:
    guarded = planned(tmp_path, timing)
    assert guarded.push().returncode == 1
    done = guarded.guard("confirm", subject, *SAYS, "--by", by)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    guarded.repo.commit("Confirm")
    pushed = guarded.push()
    assert pushed.returncode == 0, pushed.stderr


def test_condition_is_confirmed_by_its_reviewer_however_the_record_is_spelled(tmp_path: Path) -> None:
    guarded = planned(tmp_path, IMMEDIATE)
    guarded.repo("rm", "-rq", "release-records")
    path = guarded.record("--condition", "trained-model=The detector is out", decision="approve-with-conditions")
    held = guarded.push()
    assert "RG311" in held.stderr
    name = path.rpartition("/")[2]
    done = guarded.guard("confirm", f"condition:{name.removesuffix('.toml')}#c1", *SAYS, "--by", "lin@example.org")
    assert done.returncode == 0, done.stderr
    (file,) = (guarded.repo.path / "release-records").glob("*confirmation*")
    assert tomli.loads(file.read_text())["confirms"] == f"condition:{name}#C1"
    guarded.repo.commit("Confirm")
    assert guarded.push().returncode == 0


def test_author_s_confirmation_is_recorded_with_a_warning_and_opens_nothing(tmp_path: Path) -> None:
    guarded = planned(tmp_path, EVENTED)
    done = guarded.guard("confirm", "event", *SAYS)
    assert done.returncode == 0
    assert "RG317" in done.stderr
    guarded.repo.commit("Confirm")
    assert guarded.push().returncode == 1


def test_somebody_who_isn_t_asked_is_told_so(tmp_path: Path) -> None:
    guarded = planned(tmp_path, STAGED)
    done = guarded.guard("confirm", "stage:weights", *SAYS, "--by", "kim@example.org")
    assert done.returncode == 0
    assert "isn't among those who may confirm this: sam@example.org" in done.stderr
    guarded.repo.commit("Confirm")
    assert guarded.push().returncode == 1


@pytest.mark.parametrize(
    ("timing", "subject", "words"),
    [
        (STAGED, "stage:weight", "did you mean weights"),
        (STAGED, "stage:code", "waits for no event"),
        (STAGED, "event", "waits for no event"),
        (EVENTED, "event:paper", "no name"),
        (TIMED, "trigger:2", "trigger:1 is Somebody else"),
        (TIMED, "trigger:0", "trigger:1 is Somebody else"),
        (TIMED, "condition:x#C1", "no review with conditions"),
        (TIMED, "condition:C1", "condition:FILE#ID"),
        (TIMED, "milestone:1", "stage:ID"),
    ],
)
def test_what_isn_t_there_can_t_be_confirmed(timing: str, subject: str, words: str, tmp_path: Path) -> None:
    guarded = planned(tmp_path, timing)
    done = guarded.guard("confirm", subject, *SAYS, "--by", "sam@example.org")
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert not list((guarded.repo.path / "release-records").glob("*confirmation*"))
