"""The hard cases of git (HC11 to HC13, HC36 to HC38): where a push goes, under whatever name, and who can read there.

Every test pushes with the real git through the installed hook: to a path, over ``git http-backend`` on loopback, or
through a stand-in for ssh that hands every address to the same repository.
"""

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.hosts.cache import PRIVATE_SECONDS, Cache
from tests.support.git_http import GitHost, Handler, Script, says
from tests.support.git_repo import Repo
from tests.support.public_release import WEIGHTS, PublicRelease

PLACE = "git.example.org/acme/digits"


@pytest.fixture
def release(tmp_path: Path) -> PublicRelease:
    return PublicRelease(tmp_path)


@pytest.fixture
def host(release: PublicRelease) -> Iterator[GitHost]:
    """Serves the public repository over http, as ``/public.git``."""
    release.public("config", "http.receivepack", "true")
    with GitHost(release.folder) as host:
        yield host


@pytest.fixture
def ssh(release: PublicRelease, monkeypatch: pytest.MonkeyPatch) -> PublicRelease:
    """Every ssh address leads to the public repository; the policy calls ``PLACE`` public."""
    script = release.folder / "ssh"
    serve = f"git receive-pack {shlex.quote(str(release.public.path))}"
    script.write_text(
        f"#!/bin/sh\nfor last; do :; done\ncase $last in git-receive-pack*) exec {serve} ;; esac\nexit 1\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(script))
    monkeypatch.setenv("GIT_SSH_VARIANT", "ssh")
    _say_public(release, PLACE)
    return release


def _say_public(release: PublicRelease, *places: str) -> None:
    rules = "".join(f'\n[[place]]\nmatch = "{place}"\nvisibility = "public"\n' for place in places)
    release.write("release-policy.toml", release.policy("solo") + rules)
    release.commit("Name the place")


def _mark_private(release: PublicRelease, pattern: str) -> None:
    release.repo("config", "--global", "release-guard.private", pattern)


def for_strangers(answer: Script) -> Script:
    """A host that serves pushes, and gives *answer* to whoever asks who can read."""

    def script(handler: Handler) -> None:
        if "service=git-upload-pack" in handler.path:
            answer(handler)
        else:
            handler._run_git({name.lower(): value for name, value in handler.headers.items()})

    return script


# --- by address -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelled", ["{path}", "file://{path}", "../public.git", "../public", "{path}/", "{path}/."])
def test_hc11_push_by_address_is_judged(release: PublicRelease, spelled: str) -> None:
    """HC11: no remote is named, so both arguments of the hook are the address as it was typed."""
    address = spelled.format(path=release.public.path)
    release.repo("remote", "remove", "origin")
    release.add_weights()
    release.refuses("push", address, "main", code=WEIGHTS)
    release.repo("reset", "-q", "--hard", "HEAD~1")
    tip = release.add_code()
    release.accepts("push", "-q", address, "main")
    assert release.refs()["refs/heads/main"] == tip


@pytest.mark.parametrize("setting", ["insteadOf", "pushInsteadOf"])
def test_hc12_rewritten_address_is_judged_by_where_it_leads(release: PublicRelease, setting: str) -> None:
    """HC12: ``insteadOf`` and ``pushInsteadOf`` make a public place of a name that looks private, and the reverse."""
    elsewhere = Repo(release.folder / "private.git", "--bare")
    release.repo("config", f"url.{release.public.path}.{setting}", str(elsewhere.path))
    release.add_weights()
    release.refuses("push", str(elsewhere.path), "main", code=WEIGHTS)
    release.repo("remote", "add", "alias", str(elsewhere.path))
    release.refuses("push", "alias", "main", code=WEIGHTS)
    release.repo("config", "--remove-section", f"url.{release.public.path}")
    release.repo("config", f"url.{elsewhere.path}.{setting}", str(release.public.path))
    before = release.refs()
    assert "release-guard:" not in release.accepts("push", "origin", "main")
    assert release.refs() == before
    assert elsewhere("rev-parse", "main") == release.repo("rev-parse", "main")


SPELLINGS = (
    "ssh://git@git.example.org/acme/digits.git",
    "ssh://git@git.example.org:22/acme/digits",
    "ssh://GIT.Example.ORG/acme/digits/",
    "ssh://ada:s3cret@git.example.org/acme/digits.git",
    "ssh://git@git.example.org./acme//digits.git",
    "ssh://git@git.example.org/acme/d%69gits.git",
    "git@git.example.org:acme/digits.git",
    "git@git.example.org:/acme/digits.git/",
    "git.example.org:acme/digits",
    "[git@git.example.org:22]:acme/digits.git",
    "[git.example.org]:acme/digits.git",
    "git+ssh://git@git.example.org/acme/digits.git",
)


@pytest.mark.parametrize("address", SPELLINGS)
def test_hc12_every_spelling_is_one_place(ssh: PublicRelease, address: str) -> None:
    """HC12: scp-like, ssh, port, case, ``.git``, slashes, escapes, user and password: one canonical form."""
    ssh.add_weights()
    said = ssh.refuses("push", address, "main", code=WEIGHTS)
    assert f"to {PLACE} (public)" in said
    assert "s3cret" not in said
    _mark_private(ssh, PLACE)
    assert "release-guard" not in ssh.accepts("push", address, "main")
    assert ssh.refs()["refs/heads/main"] == ssh.repo("rev-parse", "main")


def test_hc12_name_in_other_letters_is_its_ascii_form(ssh: PublicRelease) -> None:
    """HC12: an internationalised host name is the place that DNS knows it as."""
    address = "ssh://git@m\N{LATIN SMALL LETTER U WITH DIAERESIS}nchen.example/acme/x.git"
    _say_public(ssh, "xn--mnchen-3ya.example/acme/x")
    ssh.add_weights()
    assert "to xn--mnchen-3ya.example/acme/x (public)" in ssh.refuses("push", address, "main", code=WEIGHTS)


@pytest.mark.parametrize(
    "address",
    [
        "ssh://git@huggingface.co/acme/digits",
        "git@hf.co:acme/digits",
        "ssh://git@www.huggingface.co/models/acme/digits.git",
    ],
)
def test_hc12_the_hub_is_one_place_under_all_its_names(ssh: PublicRelease, address: str) -> None:
    """HC12: the Hub's git addresses are its repositories; nobody can mark them private by configuration."""
    _say_public(ssh, "hf:models/acme/digits")
    _mark_private(ssh, "hf:models/acme/**")
    ssh.add_weights()
    assert "to hf:models/acme/digits (public)" in ssh.refuses("push", address, "main", code=WEIGHTS)


def test_hc12_credentials_in_an_address_are_never_shown(release: PublicRelease, host: GitHost) -> None:
    """HC12: user and token stay out of everything that is said, and out of what is remembered."""
    release.add_weights()
    address = host.url.replace("//", "//ada:t0ken@") + "/public.git"
    said = release.refuses("push", address, "main", code=WEIGHTS)
    assert "t0ken" not in "".join(line for line in said.splitlines() if "release-guard" in line or "RG" in line)
    cache = Path(Cache().path)
    assert "t0ken" not in cache.read_text()
    assert all("authorization" not in request.headers for request in host.requests if "upload-pack" in request.path)


@pytest.mark.parametrize("public_first", [False, True])
def test_hc13_each_push_address_is_judged_by_itself(release: PublicRelease, public_first: bool) -> None:
    """HC13: git runs the hook once for each ``pushurl``; a refusal at one of them says nothing of the others."""
    elsewhere = Repo(release.folder / "private.git", "--bare")
    addresses = [str(release.public.path), str(elsewhere.path)]
    for address in addresses if public_first else reversed(addresses):
        release.repo("config", "--add", "remote.origin.pushurl", address)
    tip = release.add_weights()
    release.refuses("push", "origin", "main", code=WEIGHTS)
    assert elsewhere("rev-parse", "main") == tip


def test_hc13_each_member_of_a_group_is_judged_by_itself(release: PublicRelease) -> None:
    """HC13: newer git pushes to every remote of a group; older git refuses the name."""
    elsewhere = Repo(release.folder / "private.git", "--bare")
    release.repo("remote", "add", "private", str(elsewhere.path))
    release.repo("config", "remotes.both", "private origin")
    release.add_weights()
    before = release.refs()
    done = release.repo.run("push", "both", "main")
    assert done.returncode != 0
    assert release.refs() == before
    if "does not appear to be a git repository" not in done.stderr:
        assert WEIGHTS in done.stderr
        assert elsewhere("rev-parse", "main") == release.repo("rev-parse", "main")


# --- who can read there -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_hc36_place_that_nobody_can_tell_is_public(release: PublicRelease, host: GitHost, status: int) -> None:
    """HC36: a lookup that fails leaves the visibility unknown, and unknown is treated as public."""
    address = host.script("public", for_strangers(says(status)))
    release.add_weights()
    said = release.refuses("push", address, "main", code=WEIGHTS)
    assert "RG407" in said
    assert "git config --global --add release-guard.private" in said


def test_hc36_host_that_breaks_off_or_is_gone_is_public(release: PublicRelease, host: GitHost) -> None:
    """HC36: a connection that ends in the middle, and a proxy at which nobody answers."""

    def breaks(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0")
        handler.close_connection = True

    address = host.script("public", for_strangers(breaks))
    release.add_weights()
    release.refuses("push", address, "main", code="RG407")
    del host.scripts["public"]
    hook = release.repo.path / ".git" / "hooks" / "pre-push"
    release.accepts("config", "http.proxy", "http://127.0.0.1:9")
    line = f"refs/heads/main {release.repo('rev-parse', 'main')} refs/heads/main {'0' * 40}\n"
    command = [str(hook), address, address]
    done = subprocess.run(command, cwd=release.repo.path, input=line, text=True, capture_output=True, check=False)
    assert done.returncode == 1
    assert "RG407" in done.stderr


def test_hc37_old_address_of_a_renamed_repository_is_the_new_one(release: PublicRelease, host: GitHost) -> None:
    """HC37: hosts redirect the old name of a repository; strangers who can read the new one can read the old one."""

    def moved(handler: Handler) -> None:
        handler.say(301, Location=f"{host.url}/public.git/{handler.path.partition('.git/')[2]}")

    address = host.script("secret-plans", moved)
    _mark_private(release, "nothing.example/**")
    release.add_weights()
    release.refuses("push", address, "main", code=WEIGHTS)
    release.repo("reset", "-q", "--hard", "HEAD~1")
    tip = release.add_code()
    release.accepts("push", "-q", address, "main")
    assert release.refs()["refs/heads/main"] == tip


def test_hc37_upstream_says_nothing_of_what_a_fork_holds(release: PublicRelease) -> None:
    """HC37: weights that another repository has, under a remote of the same clone, are new to the fork."""
    upstream = Repo(release.folder / "upstream.git", "--bare")
    release.repo("remote", "add", "upstream", str(upstream.path))
    release.add_weights()
    assert "release-guard" not in release.accepts("push", "upstream", "main")
    release.accepts("fetch", "-q", "upstream")
    release.refuses("push", "origin", "main", code=WEIGHTS)
    release.refuses("push", "origin", "refs/remotes/upstream/main:refs/heads/theirs", code=WEIGHTS)


def test_hc38_private_verdict_ends_soon_after_a_place_turned_public(release: PublicRelease, host: GitHost) -> None:
    """HC38: "private" is remembered for minutes (documented); after that the host is asked again."""
    host.private.add("public")
    address = host.url.replace("//", "//ada:t0ken@") + "/public.git"
    release.add_weights()
    assert "release-guard" not in release.accepts("push", address, "main")
    host.private.clear()
    release.add_weights(fill=1)
    assert "release-guard" not in release.accepts("push", address, "main"), "remembered for minutes"
    _age_cache(PRIVATE_SECONDS + 1)
    release.add_weights(fill=2)
    release.refuses("push", address, "main", code=WEIGHTS)


def _age_cache(seconds: int) -> None:
    path = Path(Cache().path)
    lines = [line.split("\t") for line in path.read_text().splitlines()]
    path.write_text("".join(f"{kind}\t{name}\t{word}\t{int(at) - seconds}\n" for kind, name, word, at in lines))
