"""What the Hub is told when a repository is published or lowered, and what happens when it is ill or doesn't obey.

``exposures`` holds everything that the repository ever was: nothing in it may be wider than what was cleared.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.demo.hub import Asked, EmbeddedHub, faults
from release_guard.demo.hub.accounts import EVERY_RIGHT
from release_guard.demo.hub.repos import Repo
from release_guard.hub import listing, lowering, publish
from release_guard.hub.api import Hub
from release_guard.hub.journal import Journal
from release_guard.hub.lowering import Done
from release_guard.model.destination import parse
from release_guard.model.visibility import Visibility, of_hub
from release_guard.ports import PortError
from tests.support.guarded import weights
from tests.support.hub_shelf import api, shelve

PLACE = parse("hf:models/acme/digits")
PRIVATE, MANUAL, AUTO, PUBLIC = Visibility
SETTINGS = "PUT */settings"


@pytest.fixture
def remote(hub: EmbeddedHub) -> Repo:
    return shelve(hub, "models/acme/digits", {"model.safetensors": weights()})


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Journal]:
    with Journal(PLACE, tmp_path) as journal:
        yield journal


def raised(on: Hub, to: Visibility, book: Journal) -> Done:
    return publish.publish(on, on.info(PLACE), to, listing.refs(on, PLACE), book)


def widest(remote: Repo) -> Visibility:
    return max(of_hub(private=one.visibility == "private", gated=one.gated) for one in remote.exposures)


def codes(done: Done) -> list[str]:
    return [one.code for one in done.findings]


@pytest.mark.parametrize("to", [MANUAL, AUTO])
def test_the_gate_is_closed_before_anybody_can_come_to_it(
    hub: EmbeddedHub, remote: Repo, book: Journal, to: Visibility
) -> None:
    done = raised(api(hub), to, book)

    gate = to.word.removeprefix("gated-")
    assert [tuple(one) for one in remote.exposures] == [("private", False), ("private", gate), ("public", gate)]
    assert done.info.visibility is to
    assert not done.findings


def test_public_is_one_call_also_where_a_gate_was_set(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    remote.expose("private", "manual")

    raised(api(hub), PUBLIC, book)

    assert [tuple(one) for one in remote.exposures[1:]] == [("private", "manual"), ("public", False)]
    assert sum(asked.method == "PUT" for asked in hub.requests) == 1


def test_a_gate_is_opened_for_everybody(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    remote.expose("public", "manual")

    assert raised(api(hub), PUBLIC, book).info.visibility is PUBLIC


def test_a_space_is_told_nothing_of_gates(hub: EmbeddedHub, tmp_path: Path) -> None:
    place = parse("hf:spaces/acme/show")
    shelve(hub, "spaces/acme/show", {"app.py": b"print(1)\n"})
    on = api(hub)
    with Journal(place, tmp_path) as journal:
        done = publish.publish(on, on.info(place), PUBLIC, listing.refs(on, place), journal)

    assert not done.findings
    assert hub.repo("spaces", "acme/show").visibility == "public"


def test_an_ignored_gate_stops_the_raise(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    hub.faults.plan(faults.forget("gated"), on=SETTINGS)

    done = raised(api(hub), MANUAL, book)

    assert codes(done) == ["RG405"]
    assert widest(remote) is PRIVATE


def test_a_gate_that_is_dropped_by_the_raise_is_answered_with_private(
    hub: EmbeddedHub, remote: Repo, book: Journal
) -> None:
    def drop(asked: Asked) -> None:
        if asked.method == "PUT" and remote.visibility == "public":
            remote.expose(None, False)

    hub.watch(drop)
    done = raised(api(hub), MANUAL, book)

    assert codes(done) == ["RG405"]
    assert remote.visibility == "private"


def test_an_ignored_raise_is_said(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    hub.faults.plan(faults.forget("visibility", "private"), on=SETTINGS)

    done = raised(api(hub), PUBLIC, book)

    assert codes(done) == ["RG405"]
    assert "shows something else" in done.findings[0].message
    assert widest(remote) is PRIVATE


@pytest.mark.parametrize(
    "fault", [faults.status(503), faults.too_many(), faults.hang_up(), faults.lose_answer(), faults.cut(3)]
)
@pytest.mark.parametrize("skip", [0, 1])
def test_a_hub_that_is_ill_for_a_moment_ends_up_where_it_should(
    hub: EmbeddedHub, remote: Repo, book: Journal, fault: faults.Fault, skip: int
) -> None:
    hub.faults.plan(fault, on=SETTINGS, times=1, skip=skip)

    done = raised(api(hub), MANUAL, book)

    assert not done.findings
    assert widest(remote) is MANUAL


def test_a_hub_that_stays_ill_leaves_it_private(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    hub.faults.plan(faults.status(500), on=SETTINGS)

    assert codes(raised(api(hub), MANUAL, book)) == ["RG405"]
    assert widest(remote) is PRIVATE


def test_an_older_hub_is_told_in_its_own_word(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    hub.faults.plan(faults.status(400, "unknown field: visibility"), on=SETTINGS, times=1)

    assert raised(api(hub), PUBLIC, book).info.visibility is PUBLIC


def test_a_commit_after_the_judgement_stops_the_raise(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    on = api(hub)
    judged = listing.refs(on, PLACE)
    shelve(hub, "models/acme/digits", {"other.safetensors": weights(9)})

    done = publish.publish(on, on.info(PLACE), PUBLIC, judged, book)

    assert codes(done) == ["RG408"]
    assert widest(remote) is PRIVATE


def test_a_commit_during_the_raise_takes_it_back(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    def commit(asked: Asked) -> None:
        if asked.method == "PUT":
            shelve(hub, "models/acme/digits", {"other.safetensors": weights(9)})

    hub.watch(commit)
    done = raised(api(hub), PUBLIC, book)

    assert codes(done) == ["RG408"]
    assert remote.visibility == "private"


def test_a_raise_without_the_rights_says_why(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    hub.organisation("acme", ada="admin", ben="write").private_only = True

    done = raised(api(hub, hub.person("ben")), PUBLIC, book)

    assert codes(done) == ["RG405"]
    assert "forbids" in done.findings[0].message
    assert widest(remote) is PRIVATE


def test_lowering_is_one_setting_and_a_look(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    remote.expose("public", False)
    on = api(hub)

    assert lowering.lower(on, on.info(PLACE), MANUAL, book).info.visibility is MANUAL
    assert lowering.lower(on, on.info(PLACE), PRIVATE, book).info.visibility is PRIVATE
    assert sum(asked.method == "PUT" for asked in hub.requests) == 2


def test_where_private_has_no_room_it_is_gated_at_least(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    remote.expose("public", False)
    hub.fill_private_storage("acme")
    on = api(hub)

    done = lowering.lower(on, on.info(PLACE), PRIVATE, book)

    assert codes(done) == ["RG404"]
    assert "storage limit reached" in done.findings[0].message
    assert done.info.visibility is MANUAL


def test_a_space_that_cannot_be_private_stays_and_it_is_said(hub: EmbeddedHub, tmp_path: Path) -> None:
    place = parse("hf:spaces/acme/show")
    shelve(hub, "spaces/acme/show", {"app.py": b"print(1)\n"}, visibility="public")
    hub.fill_private_storage("acme")
    on = api(hub)
    with Journal(place, tmp_path) as journal:
        done = lowering.lower(on, on.info(place), PRIVATE, journal)

    assert codes(done) == ["RG404"]
    assert "it is public now" in done.findings[0].message


def test_lowering_without_the_rights_is_refused_in_words(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    remote.expose("public", False)
    on = api(hub, hub.person("ada", EVERY_RIGHT - {"settings"}))

    done = lowering.lower(on, on.info(PLACE), PRIVATE, book)

    assert codes(done) == ["RG404"]
    assert remote.visibility == "public"


def test_a_lowering_that_the_hub_forgets_is_not_believed(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    remote.expose("public", False)
    hub.faults.plan(faults.forget("visibility", "private", "gated"), on=SETTINGS)
    on = api(hub)

    assert codes(lowering.lower(on, on.info(PLACE), PRIVATE, book)) == ["RG405"]


class Killed(BaseException):
    """The process is gone at this point: nothing catches it."""


def dying(hub: EmbeddedHub, at: int) -> Hub:
    """Ada's Hub for somebody who is gone once request number *at* is done: its answer never arrives."""
    sound = api(hub)
    count = itertools.count()

    def ask(method: str, url: str, body: bytes | None) -> "object":
        answer = sound._ask(method, url, body)
        if next(count) == at:
            raise Killed
        return answer

    return Hub(ask, hub.url, pause=lambda _: None)  # type: ignore[arg-type]


@pytest.mark.parametrize("was", [("private", False), ("private", "auto"), ("public", "manual")])
@pytest.mark.parametrize("to", [MANUAL, AUTO, PUBLIC])
def test_stopped_after_any_request_it_is_never_wider_and_the_next_run_finishes(
    hub: EmbeddedHub, tmp_path: Path, to: Visibility, was: "tuple[str, object]"
) -> None:
    if of_hub(private=was[0] == "private", gated=was[1]) >= to:
        return
    done = None
    for at in itertools.count():
        hub.world.repos.clear()
        remote = shelve(hub, "models/acme/digits", {"model.safetensors": weights()})
        remote.exposures[:] = [remote.exposures[0]._replace(visibility=was[0], gated=was[1])]  # type: ignore[arg-type]
        on = dying(hub, at)
        try:
            with Journal(PLACE, tmp_path / f"{at}") as book:
                done = raised(on, to, book)
        except Killed:
            assert widest(remote) <= to, at
            finish(hub, tmp_path / f"{at}", to)
            assert widest(remote) == to, at
            continue
        break
    assert done is not None
    assert at >= 6


def finish(hub: EmbeddedHub, folder: Path, to: Visibility) -> None:
    """What the next run does: it looks what was left, and publishes again where that isn't there yet."""
    on = api(hub)
    with Journal(PLACE, folder) as book:
        assert lowering.settle(on, on.info(PLACE), book) is None
        if on.info(PLACE).visibility < to:
            assert not raised(on, to, book).findings
    with Journal(PLACE, folder) as book:
        assert book.unfinished == ()


def test_a_raise_that_went_wrong_unseen_is_taken_back_by_the_next_run(
    hub: EmbeddedHub, remote: Repo, tmp_path: Path
) -> None:
    with Journal(PLACE, tmp_path) as book:
        book.write("begin", command="publish", to="gated-manual")
        book.write("raise", to="gated-manual")
    remote.expose("public", False)

    on = api(hub)
    with Journal(PLACE, tmp_path) as book:
        done = lowering.settle(on, on.info(PLACE), book)

    assert done is not None
    assert done.info.visibility is PRIVATE
    with Journal(PLACE, tmp_path) as book:
        assert book.unfinished == ()


def test_a_lowering_that_was_stopped_is_finished_by_the_next_run(
    hub: EmbeddedHub, remote: Repo, tmp_path: Path
) -> None:
    remote.expose("public", False)
    with Journal(PLACE, tmp_path) as book:
        book.write("begin", command="lower", to="gated-manual")
        book.write("lower", to="gated-manual")

    on = api(hub)
    with Journal(PLACE, tmp_path) as book:
        done = lowering.settle(on, on.info(PLACE), book)

    assert done is not None
    assert done.info.visibility is MANUAL


def test_what_others_opened_is_theirs(hub: EmbeddedHub, remote: Repo, tmp_path: Path) -> None:
    with Journal(PLACE, tmp_path) as book:
        book.write("begin", command="publish", to="gated-manual")
        book.write("gate", gate="manual")
    remote.expose("public", False)

    on = api(hub)
    with Journal(PLACE, tmp_path) as book:
        assert lowering.settle(on, on.info(PLACE), book) is None
    assert remote.visibility == "public"


def test_without_a_journal_nothing_is_raised(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    book.__exit__(None, None, None)

    with pytest.raises(PortError) as found:
        raised(api(hub), PUBLIC, book)

    assert found.value.code == "RG009"
    assert len(remote.exposures) == 1


def test_without_a_journal_it_is_lowered_all_the_same(hub: EmbeddedHub, remote: Repo, book: Journal) -> None:
    remote.expose("public", False)
    book.__exit__(None, None, None)

    on = api(hub)
    assert lowering.lower(on, on.info(PLACE), PRIVATE, book).info.visibility is PRIVATE
