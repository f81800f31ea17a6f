"""The handler that guarded programs call: light until something is written, closed where we ourselves fail."""

import subprocess
import sys
from pathlib import Path

import pytest

from release_guard.hub.outgoing import Outgoing, Pass, ReleaseBlocked, Reply
from release_guard.wiring.guard import concerns, handler, needs_body

CREATE = Outgoing("POST", "https://huggingface.co/api/repos/create", "application/json", b'{"name": "a/x"}')
_LOADED = """
import sys
from release_guard.wiring.guard import concerns, needs_body
assert not concerns("GET", "https://huggingface.co/api/models/acme/x")
assert concerns("POST", "https://huggingface.co/api/repos/create")
print(*sorted(name for name in sys.modules if name.startswith("release_guard.")))
"""


def test_a_program_that_writes_nothing_never_imports_the_judge() -> None:
    done = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)
    assert not [name for name in done.stdout.split() if name.startswith(("release_guard.judge", "release_guard.gate"))]


def test_only_writes_to_the_hub_concern_us() -> None:
    assert concerns("POST", CREATE.url)
    assert needs_body("POST", CREATE.url)
    assert not concerns("POST", "https://example.org/api/repos/create")
    assert not concerns("GET", "https://huggingface.co/acme/x/resolve/main/README.md")


def test_a_failure_of_our_own_refuses_and_shows_nothing_of_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    def ask(method: str, url: str, body: bytes | None) -> Reply:
        raise ZeroDivisionError("hf_secret")

    with pytest.raises(ReleaseBlocked, match="RG001 internal-error") as found:
        handler(CREATE, ask)
    said = str(found.value) + capsys.readouterr().err
    assert "RG001" in said
    assert "hf_secret" not in said
    assert "a/x" not in said
    assert found.value.__cause__ is None


def test_a_hub_that_is_out_of_reach_is_no_failure_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An upload there would fail as well; what is created is made private all the same."""

    def ask(method: str, url: str, body: bytes | None) -> Reply:
        return Reply(403, {"x-error-message": "no"})

    monkeypatch.chdir(tmp_path)
    answer = handler(CREATE, ask)
    assert not isinstance(answer, Pass)
    assert b'"private": true' in answer.body
    assert "release-guard publish hf:models/a/x" in capsys.readouterr().err
