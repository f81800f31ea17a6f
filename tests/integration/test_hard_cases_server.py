"""The hard cases of git (HC30 to HC32) on the receiving side; more of them stand in the folder ``server``."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.git_repo import Repo
from tests.support.public_release import objects
from tests.support.server import NAME, Server, said, weights


@pytest.fixture
def server(tmp_path: Path) -> Server:
    server = Server(tmp_path)
    server.commit(train__py="print(1)\n")
    return server


def test_hc30_quarantined_objects_are_read_and_gone_after_a_refusal(server: Server) -> None:
    """HC30: the pushed objects lie in quarantine when they are judged; nothing of a refused push is kept."""
    done = server.push()
    assert done.returncode == 0, done.stderr
    server.commit(model__safetensors=weights())
    before = (server.refs(), objects(server.bare))
    done = server.push()
    assert done.returncode == 1
    assert "RG301" in done.stderr
    assert (server.refs(), objects(server.bare)) == before


def test_hc30_deletion_comes_without_quarantine(server: Server) -> None:
    """HC30: a push that only deletes has no quarantine variables."""
    assert server.push("main", "main:old").returncode == 0
    done = server.push(":old")
    assert done.returncode == 0, done.stderr
    assert set(server.refs()) == {"refs/heads/main"}


def test_hc30_push_options_loosen_nothing(server: Server) -> None:
    """HC30: options of the pushing side reach the hook, and no option opens it."""
    server.bare("config", "receive.advertisePushOptions", "true")
    server.commit(model__safetensors=weights())
    assert server.push("-o", "release-guard.reason=trust me", "main").returncode == 1
    assert server.refs() == {}


def test_hc30_edit_on_a_web_page_is_judged_and_read_there(server: Server) -> None:
    """HC30: GitLab shows lines with its prefix on the page where somebody edits a file."""
    server.commit(model__safetensors=weights())
    done = server.push("main", GL_ID="user-1", GL_PROTOCOL="web", GL_PROJECT_PATH="acme/digits")
    assert done.returncode == 1
    lines = said(done)
    assert lines
    assert all(line.startswith("GL-HOOK-ERR: ") for line in lines)


def test_hc30_time_that_runs_out_refuses(server: Server) -> None:
    """HC30: a server kills slow hooks; ours gives up before, and closed."""
    server.says("deadline", "0.001")
    done = server.push()
    assert (done.returncode, "RG006" in done.stderr, server.refs()) == (1, True, {})


DIVERT = """\
import sys

def read():
    length = int(sys.stdin.buffer.read(4), 16)
    return sys.stdin.buffer.read(length - 4) if length else None

def write(data=None):
    sys.stdout.buffer.write(b"0000" if data is None else b"%04x" % (len(data) + 4) + data)

read(), read()
write(b"version=1\\0atomic"), write()
sys.stdout.buffer.flush()
commands = []
while (line := read()) is not None:
    commands.append(line.rstrip(b"\\n").split(b" "))
import subprocess
for old, new, ref in commands:
    held = ref.replace(b"refs/heads/", b"refs/held/")
    subprocess.run(["git", "update-ref", held, new], check=True)
    write(b"ok " + ref), write(b"option refname " + held), write(b"option new-oid " + new)
write()
sys.stdout.buffer.flush()
"""


def test_hc31_diverted_ref_is_judged_before_it_is_diverted(server: Server, tmp_path: Path) -> None:
    """HC31: a proc-receive hook takes main elsewhere; the gate comes before it, and other refs keep their way."""
    hook = server.bare.path / "hooks" / "proc-receive"
    (tmp_path / "divert.py").write_text(DIVERT)
    hook.write_text(f"#!/bin/sh\nexec {shutil.which('python3')} {tmp_path}/divert.py\n")
    hook.chmod(0o755)
    server.bare("config", "receive.procReceiveRefs", "refs/heads/main")
    server.bare("config", "transfer.hideRefs", "refs/held")
    clean = server.repo("rev-parse", "HEAD")
    bad = server.commit(model__safetensors=weights())
    server.repo("switch", "-q", "-c", "side", clean)
    done = server.push("main", "side")
    assert done.returncode == 1
    assert server.refs() == {}
    done = server.push(f"{clean}:refs/heads/main", "side")
    assert done.returncode == 0, done.stderr
    assert server.refs() == {"refs/held/main": clean, "refs/heads/side": clean}
    done = server.push(f"{bad}:refs/heads/main")
    assert done.returncode == 1
    assert server.refs()["refs/held/main"] == clean


def test_hc32_signature_of_a_push_names_who_pushed_and_opens_nothing(server: Server, tmp_path: Path) -> None:
    """HC32: ``git push --signed``; the signer is told, and is no reviewer."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("OpenSSH is not installed")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (tmp_path / "signers").write_text(f'lin@example.org namespaces="git" {key.with_suffix(".pub").read_text()}')
    server.bare("config", "receive.certNonceSeed", "seed")
    for repo, settings in (
        (server.bare, {"gpg.format": "ssh", "gpg.ssh.allowedSignersFile": str(tmp_path / "signers")}),
        (server.repo, {"gpg.format": "ssh", "user.signingKey": str(key)}),
    ):
        for name, value in settings.items():
            repo("config", name, value)
    server.commit(model__safetensors=weights())
    done = server.push("--signed", "main")
    assert done.returncode == 1
    assert "signed by lin@example.org" in done.stderr
    assert server.refs() == {}
    server.record()
    assert server.push("--signed", "main").returncode == 0


def test_hc14_hidden_deletions_of_a_mirror_push_reach_the_server(server: Server) -> None:
    """HC14: what no client hook is told of, pre-receive sees: a default branch with answers doesn't go away unseen."""
    assert server.push("main", "main:old").returncode == 0
    other = Repo(server.folder / "other")
    other.commit(readme="text")
    other("branch", "-q", "-m", "elsewhere")
    done = other.run("push", "--mirror", str(server.bare.path))
    assert done.returncode != 0
    assert {"refs/heads/main", "refs/heads/old"} <= set(server.refs())
    assert NAME in done.stderr
