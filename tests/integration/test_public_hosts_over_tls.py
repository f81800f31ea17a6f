"""github.com itself, as far as loopback can show it: its API and its git under their own names, over TLS."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.forges import GitHub, Holder
from tests.support.git_http import GitHost, Handler, says
from tests.support.git_repo import Repo, run
from tests.support.guarded import FILE, Guarded, weights
from tests.support.public_web import PublicWeb

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate is made with openssl")

TOKEN = "tok-home-44"
FORK, UPSTREAM = "https://github.com/ada/model.git", "https://github.com/lab/model.git"


class Home:
    """github.com with lab/model, which holds weights, and ada/model, a fork that is still empty.

    The working repository is a clone of the first with a file that releases code alone to the second.
    """

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        self.site, self.api = GitHost(folder / "site"), GitHost(folder / "api")
        self.intranet = GitHost(folder / "intranet")
        self.forge = GitHub(self.site)
        for path in ("lab/model", "ada/model"):
            self.forge.repository(path)
        self.forge.holders[TOKEN] = Holder(("repo",))
        self.api.api = self._below_its_prefix
        names = {"github.com": self.site, "api.github.com": self.api, "git.corp.example": self.intranet}
        self.web = PublicWeb(folder / "web", names)
        self.upstream = Repo(folder / "upstream")
        (self.upstream.path / "model.safetensors").write_bytes(weights())
        (self.upstream.path / "train.py").write_text("print('teh model')\n")
        self.upstream.commit("Release the model")
        self.upstream("push", "-q", str(self.site.folder / "lab" / "model.git"), "main")
        self.fork = self._cloned()

    def _below_its_prefix(self, handler: Handler) -> bool:
        handler.path = f"/api/v3{handler.path}"
        return self.forge._serve(handler)

    def _cloned(self) -> Guarded:
        guarded = Guarded(self.folder / "fork", release='["source-code"]')
        repo = guarded.repo
        repo("config", "--global", "http.proxy", self.web.url)
        repo("config", "--global", "http.sslCAInfo", str(self.web.ca))
        repo("pull", "-q", str(self.upstream.path), "main")
        repo("remote", "set-url", "origin", FORK)
        guarded.write(
            "release-considerations.toml", FILE.format(place="github.com/ada/model", release='["source-code"]')
        )
        guarded.write("release-policy.toml", guarded.policy("solo").partition("[[place]]")[0])
        guarded.commit("Say what is released", train__py="print('the model')\n")
        return guarded

    def knows(self, url: str, name: str = "upstream") -> None:
        """Add a remote."""
        self.fork.repo("remote", "add", name, url)

    def arrived(self) -> bool:
        return bool(run(self.site.folder / "ada" / "model.git", "for-each-ref").stdout)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    home = Home(tmp_path, monkeypatch)
    with home.site, home.api, home.intranet, home.web:
        yield home


def test_the_token_for_github_goes_to_its_api_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    home.forge.show("ada/model", "private")
    home.site.private.discard("ada/model")
    done = home.fork.push("-q", "main")
    assert (done.returncode, done.stderr) == (0, "")
    assert [path for _, path, _ in home.forge.asked] == ["/api/v3/repos/ada/model"]
    assert {request.headers.get("authorization") for request in home.api.requests} == {f"Bearer {TOKEN}"}
    assert not any("authorization" in request.headers for request in home.site.requests)


def test_a_host_with_a_wrong_certificate_is_shown_no_token(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    home.fork.repo("config", "--global", "--unset", "http.sslCAInfo")
    line = f"refs/heads/main {home.fork.repo('rev-parse', 'main')} refs/heads/main {'0' * 40}\n"
    hook = str(home.fork.repo.path / ".git" / "hooks" / "pre-push")
    done = subprocess.run(
        [hook, "origin", FORK], cwd=home.fork.repo.path, input=line, text=True, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert "RG407" in done.stderr
    assert "certificate" in done.stderr
    assert home.api.requests == home.site.requests == []


def test_a_typing_error_mended_in_a_fork_is_no_release_of_the_model(home: Home) -> None:
    held = home.fork.push()
    assert held.returncode == 1, "without the upstream nobody knows that these weights are out"
    assert "RG410" in held.stderr
    home.knows(UPSTREAM)
    done = home.fork.push()
    assert done.returncode == 0, done.stderr
    assert "model.safetensors" not in done.stderr
    assert home.arrived()


def test_an_upstream_that_is_reached_by_ssh_is_asked_by_https(home: Home) -> None:
    home.knows("git@github.com:lab/model.git")
    assert home.fork.push().returncode == 0


def test_new_weights_in_a_fork_are_new(home: Home) -> None:
    home.knows(UPSTREAM)
    home.fork.commit(tuned__safetensors=weights(1))
    held = home.fork.push()
    assert held.returncode == 1
    assert "tuned.safetensors" in held.stderr
    assert "model.safetensors" not in held.stderr, "and those of the upstream aren't"
    assert not home.arrived()


def test_a_hidden_upstream_makes_nothing_old(home: Home) -> None:
    home.knows(UPSTREAM)
    home.forge.show("lab/model", "private")
    assert home.fork.push().returncode == 1


def test_tracking_refs_under_a_public_address_make_nothing_old(home: Home) -> None:
    """They outlive ``git remote set-url``: what was fetched from a private place isn't what the public one shows."""
    home.knows(str(home.upstream.path))
    home.fork.repo("fetch", "-q", "upstream")
    empty = "https://github.com/lab/empty.git"
    home.forge.repository("lab/empty")
    home.fork.repo("remote", "set-url", "upstream", empty)
    assert home.fork.push().returncode == 1


def test_a_host_inside_a_company_makes_nothing_old(home: Home) -> None:
    home.intranet.repository("lab/model")
    home.upstream("push", "-q", str(home.intranet.folder / "lab" / "model.git"), "main")
    home.knows("https://git.corp.example/lab/model.git")
    assert home.fork.push().returncode == 1
    assert "git.corp.example" not in home.web.tunnels


def test_a_public_host_that_sends_us_elsewhere_makes_nothing_old(home: Home) -> None:
    home.intranet.repository("lab/model")
    home.upstream("push", "-q", str(home.intranet.folder / "lab" / "model.git"), "main")
    to = "https://git.corp.example/lab/model.git/info/refs?service=git-upload-pack"
    home.site.script("lab/model", says(302, Location=to))
    home.knows(UPSTREAM)
    assert home.fork.push().returncode == 1


def test_an_address_without_tls_makes_nothing_old(home: Home) -> None:
    home.knows("http://github.com/lab/model.git")
    assert home.fork.push().returncode == 1


def test_weights_behind_a_pointer_are_judged_wherever_the_pointer_is(home: Home) -> None:
    """Git shows the pointer; whether strangers can have the bytes that it names, nobody has said."""
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 400000000\n"
    (home.upstream.path / "large.safetensors").write_text(pointer)
    home.upstream.commit("Point at large weights")
    home.upstream("push", "-q", str(home.site.folder / "lab" / "model.git"), "main")
    home.fork.repo("pull", "-q", "--no-rebase", "--no-edit", str(home.upstream.path), "main")
    home.knows(UPSTREAM)
    held = home.fork.push()
    assert held.returncode == 1
    assert "safetensors" in held.stderr


def test_only_what_would_be_held_asks_anybody_else(home: Home) -> None:
    home.knows(UPSTREAM)
    home.fork.repo("checkout", "-q", "--orphan", "fresh")
    home.fork.repo("rm", "-q", "--cached", "model.safetensors")
    (home.fork.repo.path / "model.safetensors").unlink()
    home.fork.commit("Code alone")
    assert home.fork.push("fresh:main").returncode == 0
    assert not any("lab/model" in request.path for request in home.site.requests)
