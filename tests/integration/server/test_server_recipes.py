"""The recipes of docs/server.md as they stand there, around real git: over ssh, over http, and under other programs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.git_http import GitHost
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, weights
from tests.support.pushing import commit
from tests.support.server import CODE, NAME, Server, said

DOCS = Path(__file__).parents[3] / "docs" / "server.md"
SCRIPTS = re.findall(r"^```sh\n(.*?)^```", DOCS.read_text("utf-8"), re.MULTILINE | re.DOTALL)
SSH = """#!/bin/sh
for words do :; done
exec env -i PATH="$PATH" sh -c "$words"
"""


def script(marker: str, path: Path) -> Path:
    """The script of the docs that holds *marker*, with the interpreter of these tests, as an executable at *path*."""
    (text,) = (one for one in SCRIPTS if marker in one)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("/opt/release-guard/bin/release-guard", f"{sys.executable} -I -m release_guard"))
    path.chmod(0o755)
    return path


@pytest.fixture
def server(tmp_path: Path) -> Server:
    server = Server(tmp_path)
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    server.commit(model__safetensors=weights())
    return server


def test_push_over_ssh_meets_the_gate(server: Server, tmp_path: Path) -> None:
    ssh = tmp_path / "ssh"
    ssh.write_text(SSH)
    ssh.chmod(0o755)
    server.repo("remote", "set-url", "origin", f"git@git.acme.example:{server.bare.path}")
    done = server.push("main", GIT_SSH_COMMAND=str(ssh), GIT_SSH_VARIANT="simple")
    assert done.returncode == 1
    assert "RG301" in done.stderr


def test_push_over_http_meets_the_gate_and_the_path_names_the_repository(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "work")
    commit(repo, {"release-considerations.toml": FILE.format(place=NAME, release=CODE), "model.bin": weights()})
    with GitHost(tmp_path / "host") as host:
        bare = host.repository("acme/digits")
        script("--host git.acme.example", bare / "hooks" / "pre-receive")
        done = repo.run("push", f"{host.url}/acme/digits.git", "main")
    assert done.returncode == 1
    lines = said(done)
    assert lines[0].startswith(f'release-guard: blocked: "Digit classifier" to {NAME} (public)')
    assert not any("RG109" in line for line in lines)


def test_hook_in_a_folder_of_hooks_refuses_as_under_gitea(server: Server) -> None:
    """Gitea's own hook hands its input to every file of ``pre-receive.d`` and fails where one of them does."""
    server.hook.write_text(
        "#!/bin/sh\ninput=$(cat)\n"
        'for hook in "$GIT_DIR"/hooks/pre-receive.d/*; do echo "$input" | "$hook" || exit $?; done\n'
    )
    script("--host git.acme.example", server.bare.path / "hooks" / "pre-receive.d" / "release-guard")
    server.says("destination", "")
    told = {"GITEA_REPO_USER_NAME": "acme", "GITEA_REPO_NAME": "digits", "GITEA_PUSHER_NAME": "ada"}
    done = server.push("main", **told)
    assert done.returncode == 1
    assert f"to {NAME} (public)" in done.stderr
    server.repo("reset", "-q", "--hard", "HEAD~1")
    server.commit(train__py="print(2)\n")
    assert server.push("main", **told).returncode == 0


class Proxy:
    """GitProxy's working copy of a repository, and the call of its hook (src/proxy/processors/push-action)."""

    def __init__(self, server: Server, tmp_path: Path) -> None:
        self.server = server
        self.copy = tmp_path / "proxy" / "digits.git"
        server.repo("clone", "-q", f"file://{server.bare.path}", str(self.copy))
        self.hook = script("GitProxy", tmp_path / "hooks" / "pre-receive.sh")

    def status(self, branch: str = "refs/heads/main") -> int:
        """Bring the pushed objects into the copy, and call the hook with the line that GitProxy writes."""
        old, new = self.server.bare("rev-parse", "main"), self.server.repo("rev-parse", "HEAD")
        fetch = ["git", "fetch", "-q", str(self.server.repo.path), new]
        subprocess.run(fetch, cwd=self.copy, check=True, capture_output=True)
        data = f"{old} {new} {branch} \n"
        done = subprocess.run([str(self.hook)], cwd=self.copy, input=data, text=True, capture_output=True, check=False)
        return done.returncode


@pytest.fixture
def proxy(server: Server, tmp_path: Path) -> Proxy:
    server.repo("reset", "-q", "--hard", "HEAD~1")
    server.write("release-considerations.toml", FILE.format(place="github.com/acme/digits", release=CODE))
    server.commit()
    server.hook.unlink()
    assert server.push().returncode == 0
    return Proxy(server, tmp_path)


def test_gitproxy_rejects_what_the_guard_holds_and_asks_its_own_people_about_the_rest(proxy: Proxy) -> None:
    proxy.server.commit(train__py="print(3)\n")
    assert proxy.status() == 2
    proxy.server.commit(model__safetensors=weights())
    assert proxy.status() == 1


def test_gitproxy_rejects_what_the_guard_could_not_judge(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy.server.commit(train__py="print(3)\n")
    assert proxy.status("no ref at all") == 1
    monkeypatch.setenv("RELEASE_GUARD_POLICY", "/nowhere/policy.toml")
    assert proxy.status() == 1
