"""The embedded Hub misbehaves as it is told, for the requests that are named and as often as is said."""

import sys
import time
from email.utils import parsedate_to_datetime
from http.client import BadStatusLine, HTTPException, IncompleteRead
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub, faults
from tests.support.hub_asks import ask, commit
from tests.support.hub_runs import environment, run

SETTINGS = "PUT /api/models/*/settings"


@pytest.fixture
def model(hub: EmbeddedHub) -> str:
    """The address of a public model in the API."""
    ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body={"name": "m", "organization": "acme"})
    return f"{hub.url}/api/models/acme/m"


def test_a_status_comes_as_often_as_it_is_planned(hub: EmbeddedHub, model: str) -> None:
    plan = hub.faults.plan(faults.status(503, "Back soon", retry_after=0), on=SETTINGS, times=2, skip=1)

    told = [ask(f"{model}/settings", "PUT", token=hub.token, body={"private": True}) for _ in range(4)]

    assert [each.status for each in told] == [200, 503, 503, 200]
    assert (told[1].json["error"], told[1].headers["retry-after"]) == ("Back soon", "0")
    assert plan.hits == 2
    assert ask(model, token=hub.token).status == 200


def test_nothing_is_done_where_an_answer_is_planned(hub: EmbeddedHub, model: str) -> None:
    hub.faults.plan(faults.too_many(), on=SETTINGS)

    told = ask(f"{model}/settings", "PUT", token=hub.token, body={"private": True})

    assert (told.status, told.headers["ratelimit"]) == (429, '"api";r=0;t=0')
    assert hub.repo("models", "acme/m").visibility == "public"


@pytest.mark.parametrize(
    ("forgotten", "visibility", "gated"),
    [((), "public", False), (("gated",), "private", False), (("visibility",), "public", "manual")],
)
def test_settings_can_be_accepted_and_forgotten(
    hub: EmbeddedHub, model: str, forgotten: "tuple[str, ...]", visibility: str, gated: object
) -> None:
    hub.faults.plan(faults.forget(*forgotten), on=SETTINGS)
    asked = {"visibility": "private", "gated": "manual"}

    told = ask(f"{model}/settings", "PUT", token=hub.token, body=asked)

    assert (told.status, told.json) == (200, asked)
    assert hub.repo("models", "acme/m").exposures[-1] == (visibility, gated)


def test_the_connection_can_close_before_anything_is_done(hub: EmbeddedHub, model: str) -> None:
    hub.faults.plan(faults.hang_up(after=10), on="POST *commit*", times=1)

    with pytest.raises((HTTPException, ConnectionError)):
        ask(f"{model}/commit/main", "POST", token=hub.token, body=commit("Add", a__txt="a"))

    assert "a.txt" not in hub.repo("models", "acme/m").files()
    assert (hub.requests[-1].size, hub.requests[-1].status) == (10, 0)


def test_an_answer_can_be_lost_after_all_was_done(hub: EmbeddedHub, model: str) -> None:
    hub.faults.plan(faults.lose_answer(), on="POST *commit*", times=1)

    with pytest.raises((BadStatusLine, ConnectionError)):
        ask(f"{model}/commit/main", "POST", token=hub.token, body=commit("Add", a__txt="a"))

    assert hub.repo("models", "acme/m").files()["a.txt"].data == b"a"


def test_a_body_can_be_cut(hub: EmbeddedHub, model: str) -> None:
    hub.faults.plan(faults.cut(after=7), on="GET *")

    with pytest.raises(IncompleteRead) as broken:
        ask(model)

    assert len(broken.value.partial) == 7


def test_an_answer_can_be_late(hub: EmbeddedHub, model: str) -> None:
    hub.faults.plan(faults.slow(0.3), on="GET *", times=1)
    start = time.monotonic()

    assert ask(model).status == 200
    assert time.monotonic() - start >= 0.3


def test_the_date_can_be_wrong(hub: EmbeddedHub, model: str) -> None:
    hub.faults.plan(faults.skewed(-7200), on="GET *", times=1)

    wrong, right = (parsedate_to_datetime(ask(model).headers["date"]).timestamp() for _ in range(2))

    assert 7190 < right - wrong < 7210


def test_a_proxy_can_speak_instead(hub: EmbeddedHub, model: str) -> None:
    hub.faults.plan(faults.says(b"<html>Log in</html>"), on="GET *", times=1)
    hub.faults.plan(faults.elsewhere("https://example.org/login"), on="GET *", times=1)

    assert (ask(model).body, ask(model).headers["location"]) == (b"<html>Log in</html>", "https://example.org/login")


def test_faults_can_be_taken_back(hub: EmbeddedHub, model: str) -> None:
    hub.faults.plan(faults.status(500))
    assert ask(model).status == 500

    hub.faults.clear()

    assert ask(model).status == 200


def test_closing_the_hub_does_not_wait_for_a_slow_answer() -> None:
    with EmbeddedHub() as hub:
        hub.faults.plan(faults.slow(60))
        watch = time.monotonic()
    assert time.monotonic() - watch < 5


def test_a_client_gets_through_a_bad_moment(hub: EmbeddedHub, tmp_path: Path, model: str) -> None:
    hub.faults.plan(faults.status(503), on="POST *preupload*", times=1)
    hub.faults.plan(faults.too_many(), on="PUT /lfs/*", times=1)
    hub.faults.plan(faults.cut(1000), on="GET /content/*", times=1)
    code = """
import huggingface_hub, random
data = random.Random(3).randbytes(200_000)
huggingface_hub.upload_file(path_or_fileobj=data, path_in_repo="w.bin", repo_id="acme/m")
assert open(huggingface_hub.hf_hub_download("acme/m", "w.bin"), "rb").read() == data
"""

    run(sys.executable, code, environment(tmp_path, hub.url, hub.token, xet=False))

    statuses = [each.status for each in hub.requests if "preupload" in each.path or each.method == "PUT"]
    assert statuses == [503, 200, 429, 200]
