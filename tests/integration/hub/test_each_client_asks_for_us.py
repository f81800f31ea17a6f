"""Our own questions to the Hub go through whichever huggingface_hub is there, of each generation."""

import hashlib
import sys
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub, faults
from tests.support import hub_clients
from tests.support.guarded import weights
from tests.support.hub_runs import environment, run
from tests.support.hub_shelf import fill_bucket, shelve

ROOT = Path(__file__).parents[3]
LARGE = b"large" * 3_000_000
RAISE = """
import sys
from pathlib import Path
from release_guard.hub import asking, bucket_files, listing, publish
from release_guard.hub.api import Hub
from release_guard.hub.journal import Journal
from release_guard.model.destination import parse
from release_guard.model.visibility import Visibility

hub, place = Hub(asking.ask, asking.endpoint(), stream=asking.stream), parse("hf:models/acme/digits")
bucket = parse("hf:buckets/acme/b")
held = listing.over_all(hub, place)
print(sorted(one.path for one in held.versions))
print(hub.file(place, held.tip, "README.md"))
print([bucket_files.read(hub, bucket, one).sha256 for one in bucket_files.entries(hub, bucket)])
with Journal(place, Path("journal")) as book:
    print(publish.publish(hub, hub.info(place), Visibility.GATED_MANUAL, held.refs, book).info.visibility.word)
"""


def must_raise(hub: EmbeddedHub, python: Path | str, home: Path) -> None:
    """One release raised behind a gate, on a Hub that is ill for a moment, by the client of *python*."""
    repo = shelve(hub, "models/acme/digits", {"model.safetensors": weights(), "README.md": b"# Digits\n"})
    fill_bucket(hub, "acme/b", {"large.bin": LARGE})
    hub.faults.plan(faults.status(503, retry_after=0), on="PUT *", times=1)
    hub.faults.plan(faults.cut(5), on="GET */tree/*", times=1)
    hub.faults.plan(faults.cut(3 << 20), on="GET /bucket-content/*", times=1)

    said = run(python, RAISE, {**environment(home, hub.url, hub.token), "PYTHONPATH": str(ROOT)}).stdout

    digest = hashlib.sha256(LARGE).hexdigest()
    assert said.splitlines() == [
        "['README.md', 'model.safetensors']",
        "b'# Digits\\n'",
        f"['{digest}']",
        "gated-manual",
    ]
    assert [tuple(one) for one in repo.exposures] == [("private", False), ("private", "manual"), ("public", "manual")]
    assert {asked.account for asked in hub.requests if not asked.storage} == {"ada"}
    assert {asked.account for asked in hub.requests if asked.storage} == {None}


def test_the_installed_client_asks(hub: EmbeddedHub, tmp_path: Path) -> None:
    must_raise(hub, sys.executable, tmp_path)


@pytest.mark.clients
@pytest.mark.parametrize("line", hub_clients.LINES)
def test_each_generation_asks(hub: EmbeddedHub, tmp_path: Path, line: str) -> None:
    try:
        client = hub_clients.client(line)
    except hub_clients.ClientMissingError as missing:
        pytest.skip(str(missing))
    must_raise(hub, client.python, tmp_path)


@pytest.mark.parametrize(
    ("url", "said"), [("http://127.0.0.1:9", "can't be reached"), ("nonsense", "can't be reached")]
)
def test_a_hub_that_is_not_there_is_an_error_in_words(hub: EmbeddedHub, tmp_path: Path, url: str, said: str) -> None:
    code = RAISE.replace("asking.endpoint(),", f"{url!r}, lambda _: None,")

    done = run(
        sys.executable, code, {**environment(tmp_path, hub.url, hub.token), "PYTHONPATH": str(ROOT)}, check=False
    )

    assert done.returncode == 1
    assert f"HostError: the Hub {said}" in done.stderr
    assert hub.token not in done.stderr
