"""The plan of a release on one day: what is out, what may go, what each stage waits for, and until when."""

from datetime import date, datetime, timezone

from release_guard.formats import considerations, presets
from release_guard.judge.case import Case
from release_guard.judge.plan import REST, WHOLE, plan_of
from release_guard.model.attempt import Attempt, Facts
from release_guard.model.considerations import Considerations
from release_guard.model.destination import parse
from release_guard.model.plan import Plan, State, Step
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility
from tests.support.guarded import FILE

CODE, SMALL, LARGE = "github.com/acme/kestrel", "hf:models/acme/kestrel-small", "hf:models/acme/kestrel-large"
STAGED = """
[timing]
mode = "staged"
review_by = 2027-05-01
[[timing.stage]]
id = "large"
content = ["trained-model"]
targets = ["hf:models/acme/kestrel-large"]
tier = "ask-for-access"
not_before = 2026-12-20T09:00:00+00:00
after = "small"
min_observation_days = 60
event = "The detector is published"
event_confirmer = ["okafor@uni.example"]
[[timing.stage]]
id = "code"
content = ["source-code"]
tier = "public"
[[timing.stage]]
id = "small"
content = ["trained-model"]
targets = ["hf:models/acme/*-small"]
tier = "ask-for-access"
after = "code"
min_observation_days = 30
"""


def plan(timing: str, *records: Record, day: date = date(2026, 11, 24), release: str = '["source-code"]') -> Plan:
    text = FILE.format(place=f'{CODE}", "{SMALL}", "{LARGE}', release=release)
    text = text.replace('\n[timing]\nmode = "immediate"\n', timing)
    file = considerations.parse(text.encode(), "release-considerations.toml")
    assert isinstance(file, Considerations), file
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc)
    attempt = Attempt(parse(CODE), Visibility.PUBLIC)
    return plan_of(Case(Facts(attempt, file, moment, presets.policy("team"), records)), file)


def out(stage: str, place: str, day: date, by: str = "ada@example.org") -> Record:
    name = f"{day}-{stage}-{place.rpartition('/')[2]}.toml"
    return Record("stage", name, by, day, recorded_by=by, stage=stage, destination=place, visibility=Visibility.PUBLIC)


def confirmed(subject: str, by: str) -> Record:
    return Record("confirmation", f"c-{by}.toml", by, date(2026, 11, 1), recorded_by=by, confirms=subject)


def taken_back(record: Record, by: str) -> Record:
    return Record("withdrawal", f"w-{by}.toml", by, date(2026, 11, 23), recorded_by=by, withdraws=record.file)


def step(found: Plan, name: str) -> Step:
    return next(one for one in found.steps if one.stage.id == name)


ALL = '["source-code", "trained-model"]'
WENT = out("code", CODE, date(2026, 11, 1))


def test_stages_keep_the_order_of_the_file() -> None:
    found = plan(STAGED, release=ALL)
    assert [one.stage.id for one in found.steps] == ["large", "code", "small"]
    assert (found.mode, found.review_by) == ("staged", date(2027, 5, 1))


def test_stage_without_conditions_may_go_now() -> None:
    code = step(plan(STAGED, release=ALL), "code")
    assert (code.state, code.waits_for, code.to_do) == (State.OPEN, "", "release-guard advance code")
    assert code.due == (CODE, SMALL, LARGE)


def test_waiting_stage_tells_everything_that_it_waits_for() -> None:
    large = step(plan(STAGED, release=ALL), "large")
    assert large.state is State.WAITING
    for reason in ("2026-12-20 09:00 UTC", "The detector is published", "after stage small"):
        assert reason in large.waits_for
    assert "okafor@uni.example runs: release-guard confirm stage:large" in large.to_do


def test_first_possible_day_adds_up_the_observation_windows() -> None:
    found = plan(STAGED, release=ALL)
    assert (step(found, "small").begins, step(found, "small").sure) == (date(2026, 12, 24), False)
    assert (step(found, "large").begins, step(found, "large").sure) == (date(2027, 2, 22), False)


def test_first_possible_day_is_sure_once_the_stage_before_is_out() -> None:
    small = step(plan(STAGED, WENT, release=ALL), "small")
    assert (small.state, small.begins, small.sure) == (State.WAITING, date(2026, 12, 1), True)


def test_stage_opens_when_its_observation_is_over() -> None:
    assert step(plan(STAGED, WENT, release=ALL, day=date(2026, 12, 1)), "small").state is State.OPEN


def test_places_of_a_stage_are_those_that_its_pattern_covers() -> None:
    assert step(plan(STAGED, release=ALL), "small").targets == (SMALL,)


def test_stage_that_went_out_is_due_where_it_did_not_go() -> None:
    code = step(plan(STAGED, WENT, release=ALL), "code")
    assert (code.state, code.begins, code.due) == (State.OUT, date(2026, 11, 1), (SMALL, LARGE))


def test_stage_taken_back_by_the_same_person_is_not_out_and_closes_what_came_after() -> None:
    found = plan(STAGED, WENT, taken_back(WENT, "ada@example.org"), release=ALL, day=date(2026, 12, 24))
    assert step(found, "code").state is State.OPEN
    assert step(found, "small").state is State.WAITING


def test_stage_taken_back_by_somebody_else_stays_out() -> None:
    found = plan(STAGED, WENT, taken_back(WENT, "eve@example.org"), release=ALL)
    assert step(found, "code").state is State.OUT


def test_confirmed_event_leaves_the_date() -> None:
    records = (WENT, out("small", SMALL, date(2026, 12, 1)), confirmed("stage:large", "okafor@uni.example"))
    large = step(plan(STAGED, *records, release=ALL, day=date(2026, 12, 2)), "large")
    assert (large.begins, large.sure) == (date(2027, 1, 30), True)
    assert "detector" not in large.waits_for


def test_what_no_stage_names_is_a_step_of_its_own() -> None:
    rest = step(plan(STAGED, release='["source-code", "trained-model", "sample-outputs"]'), REST)
    assert (sorted(rest.stage.content), rest.stage.tier) == (["sample-outputs"], "public")


def test_immediate_release_is_one_open_step() -> None:
    (whole,) = plan('\n[timing]\nmode = "immediate"\n').steps
    assert (whole.stage.id, whole.state) == (WHOLE, State.OPEN)


def test_embargo_is_a_step_that_waits_for_its_day() -> None:
    timed = '\n[timing]\nmode = "timed"\nnot_before = 2027-01-10T08:00:00+00:00\nreason = "The vendor mends it."\n'
    (whole,) = plan(timed).steps
    assert (whole.state, whole.begins, whole.sure) == (State.WAITING, date(2027, 1, 10), True)


def test_event_has_no_day() -> None:
    (whole,) = plan('\n[timing]\nmode = "evented"\nevent = "The paper is out"\nevent_confirmer = ["x@y.z"]\n').steps
    assert (whole.state, whole.begins, whole.sure) == (State.WAITING, date(2026, 11, 24), False)


def test_period_counts_from_the_last_time() -> None:
    periodic = '\n[timing]\nmode = "periodic"\ninterval_days = 30\n'
    records = (out(WHOLE, CODE, date(2026, 10, 1)), out(WHOLE, CODE, date(2026, 11, 10)))
    (whole,) = plan(periodic, *records).steps
    assert (whole.state, whole.begins, whole.due) == (State.OUT, date(2026, 10, 1), (SMALL, LARGE))
    assert "next on 2026-12-10" in whole.waits_for
    (again,) = plan(periodic, *records, day=date(2026, 12, 10)).steps
    assert (again.state, again.due) == (State.OPEN, (CODE, SMALL, LARGE))


def test_record_taken_back_does_not_shorten_a_period() -> None:
    periodic = '\n[timing]\nmode = "periodic"\ninterval_days = 30\n'
    record = out(WHOLE, CODE, date(2026, 11, 10))
    (whole,) = plan(periodic, record, taken_back(record, "ada@example.org")).steps
    assert whole.state is State.WAITING
