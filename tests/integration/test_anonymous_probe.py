"""The anonymous probe against a real git host on loopback, and against hosts that misbehave."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from release_guard.hosts import anonymous
from release_guard.hosts.probe import Look, for_hub, look
from release_guard.hosts.web import Reach
from release_guard.model.visibility import Visibility
from release_guard.ports import HostError
from tests.support.git_http import GitHost, Handler, says
from tests.support.git_repo import Repo

ADVERTISED = "application/x-git-upload-pack-advertisement"
QUICK = Reach(seconds=3)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[GitHost]:
    with GitHost(tmp_path / "host") as host:
        yield host


@pytest.fixture
def filled(host: GitHost, tmp_path: Path) -> Repo:
    """A repository pushed to the host as acme/model."""
    host.repository("acme/model")
    repo = Repo(tmp_path / "work")
    repo.commit(readme="text")
    repo("tag", "-a", "v1", "-m", "first")
    repo("push", "-q", str(host.folder / "acme/model.git"), "main", "v1")
    return repo


def ask(url: str, *known: str, reach: Reach = QUICK) -> Look:
    return look(url, reach, known.__contains__)


def seen(url: str, *known: str) -> "Visibility | None":
    return ask(url, *known).answer.visibility


def test_a_repository_shown_to_strangers_is_public(host: GitHost, filled: Repo) -> None:
    found = ask(f"{host.url}/acme/model.git")
    assert found.answer.visibility is Visibility.PUBLIC
    assert found.answer.how == "probe"
    assert found.host == host.name


def test_one_plain_get_is_all_that_is_sent(host: GitHost, filled: Repo) -> None:
    ask(f"{host.url}/acme/model.git")
    (request,) = host.requests
    assert (request.method, request.path) == ("GET", "/acme/model.git/info/refs?service=git-upload-pack")
    assert request.headers["user-agent"].startswith("git/")
    assert set(request.headers) <= {"host", "user-agent", "accept", "accept-encoding", "pragma", "connection"}


def test_what_the_repository_holds_comes_along(host: GitHost, filled: Repo) -> None:
    held = ask(f"{host.url}/acme/model.git").advertisement
    assert held is not None
    tip = filled("rev-parse", "main")
    assert held.head == "refs/heads/main"
    assert held.refs == {
        "HEAD": tip,
        "refs/heads/main": tip,
        "refs/tags/v1": filled("rev-parse", "v1"),
        "refs/tags/v1^{}": tip,
    }


def test_an_empty_repository_holds_nothing(host: GitHost) -> None:
    host.repository("acme/empty")
    held = ask(f"{host.url}/acme/empty.git").advertisement
    assert held is not None
    assert not held.refs


def test_fifty_thousand_refs_are_read(host: GitHost, filled: Repo) -> None:
    tip = filled("rev-parse", "main")
    bare = host.folder / "acme/model.git"
    lines = "".join(f"{tip} refs/heads/branch-{number}\n" for number in range(50_000))
    (bare / "packed-refs").write_text(f"# pack-refs with: peeled fully-peeled sorted \n{lines}")
    held = ask(f"{host.url}/acme/model.git").advertisement
    assert held is not None
    assert len(held.refs) > 50_000


def test_a_question_for_a_name_means_not_public(host: GitHost) -> None:
    host.repository("acme/secret", private=True)
    found = ask(f"{host.url}/acme/secret.git")
    assert found.answer.visibility is Visibility.PRIVATE
    assert found.host == host.name


def test_a_401_that_asks_for_nothing_is_no_answer(host: GitHost) -> None:
    assert seen(host.script("odd", says(401))) is None


def test_a_missing_repository_is_missing_and_public_on_a_host_nobody_knows(host: GitHost) -> None:
    found = ask(f"{host.url}/acme/nothing.git")
    assert (found.answer.visibility, found.answer.missing) == (Visibility.PUBLIC, True)
    assert found.host == ""


@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_by_a_known_git_host_means_not_public(host: GitHost, status: int) -> None:
    url = host.script("hidden", says(status))
    assert seen(url, host.name) is Visibility.PRIVATE
    assert seen(url, "another.example") is not Visibility.PRIVATE


@pytest.mark.parametrize("status", [204, 400, 403, 407, 410, 429, 451, 500, 502, 503])
def test_any_other_answer_is_unknown_with_a_reason(host: GitHost, status: int) -> None:
    found = ask(host.script("odd", says(status)))
    assert found.answer.visibility is None
    assert str(status) in found.answer.reason
    assert found.host == ""


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "", "application/x-git-receive-pack-advertisement"])
def test_a_page_that_is_no_repository_says_nothing(host: GitHost, kind: str) -> None:
    url = host.script("page", says(200, b"<h1>log in</h1>", Content_Type=kind))
    assert seen(url) is None


def test_a_lying_body_is_public_and_tells_nothing_of_refs(host: GitHost) -> None:
    for body in (b"", b"<html>", b"001e# service=git-upload-pack\n0000", b"zzzz", b"0003"):
        found = ask(host.script("liar", says(200, body, Content_Type=ADVERTISED)))
        assert found.answer.visibility is Visibility.PUBLIC
        assert found.advertisement is None


def test_a_huge_body_is_cut_and_still_public(host: GitHost) -> None:
    def flood(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", ADVERTISED)
        handler.send_header("Content-Length", str(1 << 40))
        handler.end_headers()
        while not handler.host.closing.is_set():
            handler.wfile.write(b"0" * (1 << 20))

    found = ask(host.script("flood", flood), reach=Reach(seconds=30))
    assert found.answer.visibility is Visibility.PUBLIC
    assert found.advertisement is None


def hang(handler: Handler) -> None:
    handler.host.closing.wait(30)


def reset(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(2)


def stop_halfway(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", ADVERTISED)
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b"001e# service=git-upload-pack\n0000")
    reset(handler)


def drip_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.host.closing.wait(0.05):
        handler.wfile.write(b"X")


def drip_body(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", ADVERTISED)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not handler.host.closing.wait(0.05):
        handler.wfile.write(b"0")


def garbage(handler: Handler) -> None:
    handler.wfile.write(b"\x00\xff not http at all\r\n\r\n")
    handler.close_connection = True


@pytest.mark.parametrize("script", [hang, drip_headers, drip_body])
def test_a_host_that_never_finishes_is_given_up_in_time(host: GitHost, script: "Callable[[Handler], None]") -> None:
    start = time.monotonic()
    found = ask(host.script("slow", script), reach=Reach(seconds=0.5))
    assert found.answer.visibility is None
    assert time.monotonic() - start < 5
    assert "0.5 s" in found.answer.reason or "timed out" in found.answer.reason


@pytest.mark.parametrize("script", [reset, stop_halfway, garbage])
def test_a_broken_answer_is_unknown(host: GitHost, script: "Callable[[Handler], None]") -> None:
    found = ask(host.script("broken", script))
    assert found.answer.visibility is None
    assert host.name in found.answer.reason


def test_nobody_at_home_is_unknown() -> None:
    assert seen("http://127.0.0.1:9/acme/model.git") is None
    assert seen("https://no-such-host.invalid/acme/model.git") is None
    assert seen("ftp://127.0.0.1/acme/model.git") is None
    assert seen("http://[bad/acme/model.git") is None


def test_a_moved_repository_is_judged_where_it_is_now(host: GitHost, filled: Repo) -> None:
    target = f"{host.url}/acme/model.git/info/refs?service=git-upload-pack"
    url = host.script("old", says(301, Location=target))
    assert seen(url) is Visibility.PUBLIC
    host.private.add("acme/model")
    assert seen(url) is Visibility.PRIVATE


def test_a_redirect_to_another_host_can_only_show_never_hide(host: GitHost, filled: Repo, tmp_path: Path) -> None:
    with GitHost(tmp_path / "other") as other:
        other.repository("acme/shown")
        other.repository("acme/hidden", private=True)
        for name, visibility in (("shown", Visibility.PUBLIC), ("hidden", None), ("nothing", None)):
            target = f"{other.url}/acme/{name}.git/info/refs?service=git-upload-pack"
            url = host.script(f"to-{name}", says(302, Location=target))
            assert seen(url, host.name, other.name) is visibility


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "/odd", "//", "http://[bad", ""])
def test_an_odd_redirect_is_unknown(host: GitHost, target: str) -> None:
    assert seen(host.script("odd", says(302, Location=target))) is None


def test_the_hosts_own_clock_comes_along(host: GitHost, filled: Repo) -> None:
    moment = ask(f"{host.url}/acme/model.git").answer.host_moment
    assert moment is not None
    assert abs(datetime.now(timezone.utc) - moment) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Mon, 99 Jan 99999 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 +999999"]
)
def test_a_date_that_is_none_is_left_out(host: GitHost, date: str) -> None:
    def answer(handler: Handler) -> None:
        handler.wfile.write(f"HTTP/1.1 503 Gone\r\nDate: {date}\r\nContent-Length: 0\r\n\r\n".encode())

    assert ask(host.script("clock", answer)).answer.host_moment is None


def test_no_credential_of_any_kind_is_sent(
    host: GitHost, fence: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.repository("acme/secret", private=True)
    repo = Repo(tmp_path / "repo")
    secret = "open-sesame"
    netrc = fence / ".netrc"
    netrc.write_text(f"machine 127.0.0.1\nlogin ada\npassword {secret}\ndefault\nlogin ada\npassword {secret}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    helper = tmp_path / "helper ran"
    for setting, value in {
        "credential.helper": f"!touch '{helper}'; echo username=ada; echo password={secret}; :",
        "http.extraHeader": f"Authorization: Basic {secret}",
        "http.cookieFile": str(fence / "cookies"),
    }.items():
        subprocess.run(["git", "config", "--global", setting, value], check=True)
    (fence / "cookies").write_text(f"127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\t{secret}\n")
    monkeypatch.chdir(repo.path)
    url = f"http://ada:{secret}@{host.name}/acme/secret.git"
    assert seen(url) is Visibility.PRIVATE
    repo.run("ls-remote", url.replace(f"ada:{secret}@", ""))
    ours, *gits = host.requests
    assert secret not in repr(ours)
    assert not {"authorization", "cookie", "git-protocol", "proxy-authorization"} & set(ours.headers)
    assert any("authorization" in request.headers for request in gits), "the traps would have worked on git itself"
    assert helper.exists() or any(secret in repr(request) for request in gits)


def test_cookies_and_users_set_on_the_way_are_not_carried_on(host: GitHost) -> None:
    target = f"http://ada:secret@{host.name}/next.git/info/refs"
    url = host.script("first", says(302, Location=target, Set_Cookie="s=1; Path=/"))
    host.script("next", says(503))
    found = ask(url)
    assert not {"cookie", "authorization"} & set(host.requests[1].headers)
    assert "secret" not in found.answer.reason


def test_proxies_are_taken_from_git_and_from_the_environment(
    host: GitHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.repository("acme/model")
    with GitHost(tmp_path / "proxy") as proxy:
        proxy.scripts["acme/model"] = says(502)
        assert ask(f"{host.url}/acme/model.git", reach=Reach(proxy=proxy.name, seconds=3)).answer.visibility is None
        monkeypatch.setenv("http_proxy", proxy.url)
        assert seen(f"{host.url}/acme/model.git") is None
        assert len(proxy.requests) == 2
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert seen(f"{host.url}/acme/model.git") is Visibility.PUBLIC
        assert ask(f"{host.url}/acme/model.git", reach=Reach(proxy=proxy.name)).answer.visibility is Visibility.PUBLIC
        assert len(proxy.requests) == 2


def test_the_hub_can_show_but_its_refusal_says_nothing(host: GitHost, filled: Repo) -> None:
    shown = ask(f"{host.url}/acme/model.git")
    assert for_hub(shown) is shown
    host.repository("acme/gated", private=True)
    refused = for_hub(ask(f"{host.url}/acme/gated.git"))
    assert refused.answer.visibility is None
    assert "gated" in refused.answer.reason
    assert for_hub(ask(f"{host.url}/acme/nothing.git")).answer.visibility is None


def test_threads_left_behind_end_by_themselves(host: GitHost) -> None:
    before = threading.active_count()
    with pytest.raises(HostError):
        anonymous.get(host.script("slow", hang), Reach(seconds=0.2))
    for _ in range(100):
        if threading.active_count() <= before + 1:
            break
        time.sleep(0.05)
    assert threading.active_count() <= before + 1
