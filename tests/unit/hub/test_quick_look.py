"""What passes without the judge: reads, upkeep, and content for a place that the Hub calls private."""

import subprocess
import sys

import pytest

from release_guard.hub import quick
from release_guard.hub.outgoing import Outgoing, Reply
from release_guard.hub.state import States
from release_guard.model.destination import parse

HUB = "https://huggingface.co"
CONTENT = {
    "/api/models/acme/x/preupload/main": b'{"files": []}',
    "/api/models/acme/x/commit/main": b'{"key": "header", "value": {"summary": "Upload"}}',
    "/acme/x.git/info/lfs/objects/batch": b'{"operation": "upload", "objects": []}',
}
PREUPLOAD, COMMIT, _ = CONTENT


class Asked:
    """A Hub that says of every place whether it is private, and counts how often it was asked."""

    def __init__(self, *, private: bool = True) -> None:
        self.private, self.urls = private, list[str]()

    def __call__(self, method: str, url: str, body: bytes | None) -> Reply:
        self.urls.append(url)
        return Reply(200, {}, b'{"private": true}' if self.private else b'{"private": false}')


def post(path: str, method: str = "POST") -> Outgoing:
    return Outgoing(method, f"{HUB}{path}", "application/json", CONTENT.get(path, b"whatever"))


@pytest.mark.parametrize("path", CONTENT)
def test_content_passes_where_the_hub_says_private(path: str) -> None:
    assert quick.passes(post(path), Asked(private=True), States())
    assert not quick.passes(post(path), Asked(private=False), States())


@pytest.mark.parametrize("path", CONTENT)
def test_content_that_cannot_be_read_is_for_somebody_who_says_so(path: str) -> None:
    hub = Asked(private=True)
    assert not quick.passes(post(path)._replace(body=b"{broken"), hub, States())
    assert not quick.passes(post(path), hub, States(), limit=5)


def test_leave_to_store_by_xet_is_content_too() -> None:
    token = post("/api/models/acme/x/xet-write-token/main", "GET")
    assert quick.passes(token, Asked(private=True), States())
    assert not quick.passes(token, Asked(private=False), States())


def test_hub_without_an_answer_passes_nothing() -> None:
    assert not quick.passes(post(PREUPLOAD), lambda *_: Reply(404), States())
    assert not quick.passes(post(PREUPLOAD), lambda *_: Reply(200, {}, b"{}"), States())


def test_hub_is_asked_once_until_something_changes() -> None:
    states, hub = States(), Asked()
    for path in CONTENT:
        assert quick.passes(post(path), hub, states)
    assert len(hub.urls) == 1
    states.forget(parse("hf:models/acme/x"))
    hub.private = False
    assert not quick.passes(post(COMMIT), hub, states)


def test_answer_that_a_change_overtook_is_not_remembered() -> None:
    states, hub = States(), Asked()

    def overtaken(method: str, url: str, body: bytes | None) -> Reply:
        states.forget(parse("hf:models/acme/x"))
        return hub(method, url, body)

    assert quick.passes(post(COMMIT), overtaken, states)
    hub.private = False
    assert not quick.passes(post(COMMIT), hub, states)


@pytest.mark.parametrize(
    "path", ["/api/validate-yaml", "/acme/x.git/info/lfs/objects/verify", "/api/models/acme/x/like"]
)
def test_reads_and_upkeep_pass_unasked(path: str) -> None:
    hub = Asked(private=False)
    assert quick.passes(post(path), hub, States())
    assert hub.urls == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/repos/create"),
        ("PUT", "/api/models/acme/x/settings"),
        ("POST", "/api/repos/move"),
        ("POST", "/api/models/acme/x/duplicate"),
        ("DELETE", "/api/repos/delete"),
        ("POST", "/acme/x.git/git-receive-pack"),
        ("POST", "/api/models/acme/x/discussions/1/merge"),
        ("POST", "/api/nobody/knows/this"),
    ],
)
def test_all_else_is_for_the_guard(method: str, path: str) -> None:
    assert not quick.passes(post(path, method), Asked(private=True), States())


def test_a_private_upload_imports_no_judge() -> None:
    code = "import sys, release_guard.wiring.guard; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout
    assert "release_guard.hub.quick" in loaded.split()
    rooms = ("release_guard.judge", "release_guard.formats", "release_guard.content", "release_guard.gate")
    assert not [name for name in loaded.split() if name.startswith(rooms)]
