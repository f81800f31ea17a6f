"""What a server's hook says: few lines, in any case."""

from hypothesis import given
from hypothesis import strategies as st

from release_guard.judge.catalogue import entry
from release_guard.model import destination
from release_guard.model.attempt import Attempt
from release_guard.model.decision import Decision, Outcome
from release_guard.model.finding import Finding, Severity
from release_guard.model.visibility import Visibility
from release_guard.reports import server
from release_guard.wiring.server import too_late

ATTEMPT = Attempt(destination.parse("git.acme.example/acme/digits"), Visibility.PUBLIC)


def decision(*findings: Finding, outcome: Outcome = Outcome.BLOCK, release: str = "Digits") -> Decision:
    return Decision(release, ATTEMPT, 1, Visibility.PRIVATE, {}, outcome, None, findings=findings)


def many(number: int) -> tuple[Finding, ...]:
    return tuple(Finding("RG301", f"nobody looked at part {part}", fix="ask") for part in range(number))


def test_report_ends_with_the_verdict_and_counts_what_is_left_out() -> None:
    lines = server.render([decision(*many(50))]).splitlines()
    assert len(lines) == server.SHORT
    assert lines[0].startswith("release-guard: blocked")
    assert lines[-2].startswith("release-guard: blocked; nothing was published")
    assert lines[-1].startswith("release-guard: 83 more lines: git push -o release-guard.verbose")


def test_whole_report_gives_reasons() -> None:
    lines = server.render([decision(*many(50))], whole=True).splitlines()
    assert len(lines) > 100
    assert f"    why: {entry('RG301').why}" in lines


def test_what_is_held_stands_before_what_passes() -> None:
    passing = decision(outcome=Outcome.ALLOW, release="Free")
    assert server.render([passing, decision(*many(1))]).splitlines()[0].startswith('release-guard: blocked: "Digits"')


def test_notes_on_what_passes_are_left_to_the_whole_report() -> None:
    passing = decision(Finding("RG314", "1 approval, unsigned", severity=Severity.NOTE), outcome=Outcome.ALLOW)
    assert len(server.render([passing]).splitlines()) == 1
    assert len(server.render([passing], whole=True).splitlines()) == 2


def test_folders_of_the_server_stay_on_the_server() -> None:
    said = server.render([decision(Finding("RG205", "the cap is private", "/srv/secret/policy.toml", 7))])
    assert "the server's policy.toml:7: RG205" in said
    assert "/srv" not in said


@given(
    st.lists(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=30), max_size=30),
    st.lists(st.text(), max_size=5),
    st.sampled_from(["", "GL-HOOK-ERR: "]),
)
def test_no_report_is_longer_than_it_may_be(
    found: list[list[tuple[str, str, str]]], said: list[str], prefix: str
) -> None:
    decisions = [decision(*(Finding("RG301", *words[:2], fix=words[2]) for words in each)) for each in found]
    lines = server.render(decisions, said=said, prefix=prefix).split("\n")
    assert lines.pop() == ""
    assert len(lines) <= server.SHORT
    assert all(line.startswith(prefix) and len(line) <= 500 and line.isprintable() for line in lines)


def test_words_at_the_deadline_are_those_of_the_catalogue() -> None:
    assert too_late(4)[0].startswith(f"release-guard: RG006 {entry('RG006').name}: ")
