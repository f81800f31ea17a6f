"""The pre-receive hook with little around it: no home, no disk to write on, no time, and servers of every kind."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import NAME, Server, said, weights

ZERO = "0" * 40
READ_ONLY = 'mount -o remount,bind,ro / && exec "$@"'


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """The server has the objects of a push already, as in its quarantine, and no ref."""
    server = Server(tmp_path)
    server.commit(train__py="print(1)\n", model__safetensors=weights())
    server.bare("fetch", "-q", str(server.repo.path), "main:refs/x")
    server.bare("update-ref", "-d", "refs/x")
    return server


def line(server: Server, ref: str = "refs/heads/main", *, end: str = "\n") -> bytes:
    return f"{ZERO} {server.repo('rev-parse', 'HEAD')} {ref}{end}".encode()


def everything(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file below *folder* with its size and the time of its last change."""
    found = {path: path.lstat() for path in folder.rglob("*")}
    return {str(path): (one.st_size, one.st_mtime_ns) for path, one in found.items() if not stat.S_ISDIR(one.st_mode)}


def test_hook_needs_no_home_and_writes_nothing(server: Server) -> None:
    before = everything(server.bare.path)
    done = server.call(line(server))
    assert done.returncode == 1
    assert "RG301" in done.stderr
    assert done.stdout == ""
    assert everything(server.bare.path) == before


def test_hook_judges_on_a_disk_that_cannot_be_written(server: Server) -> None:
    inside = ["unshare", "-m" if os.geteuid() == 0 else "-rm", "sh", "-c", READ_ONLY, "sh"]
    trial = subprocess.run([*inside, "touch", str(server.bare.path / "x")], check=False, capture_output=True, text=True)
    if "Read-only file system" not in trial.stderr:
        pytest.skip("a disk can't be made read-only for one process here")
    command = [*inside, sys.executable, "-I", "-m", "release_guard.wiring.hook", "pre-receive"]
    environ = {"PATH": os.environ["PATH"], "GIT_DIR": "."}
    done = subprocess.run(
        command, cwd=server.bare.path, input=line(server), check=False, capture_output=True, env=environ
    )
    assert done.returncode == 1
    assert b"RG301" in done.stderr


def test_ledger_is_kept_where_there_is_a_place_for_it_and_demanded_where_the_policy_wants_it(
    server: Server, tmp_path: Path
) -> None:
    server.record()
    data = line(server, end="\n")
    server.bare("fetch", "-q", str(server.repo.path), "main:refs/x")
    server.bare("update-ref", "-d", "refs/x")
    server.policy.write_text(server.policy.read_text().replace('name = "team"', 'name = "team"\nledger = "required"'))
    done = server.call(data)
    assert (done.returncode, "RG009" in done.stderr) == (3, True)
    kept = tmp_path / "ledger.jsonl"
    assert server.call(data, RELEASE_GUARD_LEDGER=str(kept)).returncode == 0
    assert '"server"' in kept.read_text()


def test_no_ref_is_nothing_to_do(server: Server) -> None:
    assert server.call(b"").returncode == 0


@pytest.mark.parametrize("data", [b"garbage\n", b"0 0 main\n", b"refs/heads/main " + b"a" * 40 + b"\n", b"\0\n"])
def test_garbage_on_stdin_refuses(server: Server, data: bytes) -> None:
    done = server.call(data)
    assert (done.returncode, "RG007" in done.stderr) == (3, True)


@pytest.mark.parametrize("wrong", [["--polcy", "x"], ["--policy"], ["extra"], ["--policy="]])
def test_options_that_make_no_sense_are_misuse(server: Server, wrong: list[str]) -> None:
    done = server.call(line(server), *wrong)
    assert done.returncode == 2
    assert "usage: release-guard hook pre-receive" in done.stderr


def test_deadline_refuses_and_says_how_long_it_was(server: Server) -> None:
    server.says("deadline", "0.001")
    done = server.call(line(server))
    assert done.returncode == 3
    assert done.stderr.startswith(
        "release-guard: RG006 time-budget-spent: the judgement took more than 0.001 seconds\n"
    )
    assert server.call(line(server), "--deadline", "60").returncode == 1


def test_what_never_comes_back_to_python_is_ended_by_the_system() -> None:
    spin = (
        "from release_guard.wiring.server import Watch\n"
        "Watch('').ends_after(0.01)\n"
        "import signal; signal.setitimer(signal.ITIMER_REAL, 0)\n"
        "while True: pass\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", spin], check=False, timeout=120)
    assert done.returncode == -signal.SIGPROF


@pytest.mark.parametrize(
    ("key", "value"), [("visibility", "pubic"), ("deadline", "soon"), ("deadline", "-1"), ("destination", "nowhere:")]
)
def test_setting_that_makes_no_sense_refuses_and_names_itself(server: Server, key: str, value: str) -> None:
    server.says(key, value)
    done = server.call(line(server))
    assert done.returncode == 3
    assert "RG004" in done.stderr
    assert value in done.stderr or key in done.stderr


def test_policy_that_is_not_there_refuses(server: Server) -> None:
    server.policy.unlink()
    done = server.call(line(server))
    assert done.returncode == 3
    assert "RG004" in done.stderr
    server.says("visibility", "private")
    assert server.call(line(server)).returncode == 3, "it may be the policy that calls the place public"


def test_policy_can_come_with_the_hooks_command(server: Server, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(f'schema = "release-policy/1"\nname = "x"\n[[place]]\nmatch = "{NAME}"\nvisibility = "private"\n')
    server.says("visibility", "")
    assert server.call(line(server)).returncode == 1
    assert server.call(line(server), "--policy", str(other)).returncode == 0


def test_word_of_the_command_line_and_the_environments_configuration_count_for_nothing(server: Server) -> None:
    tricks = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "release-guard.visibility", "GIT_CONFIG_VALUE_0": "private"}
    assert server.call(line(server), **tricks).returncode == 1


GITHUB = {"GITHUB_REPO_NAME": "acme/digits", "GITHUB_USER_LOGIN": "ada"}
GITLAB = {"GL_PROJECT_PATH": "acme/digits", "GL_REPOSITORY": "project-7", "GL_USERNAME": "ada", "GL_ID": "user-1"}
GITEA = {"GITEA_REPO_USER_NAME": "acme", "GITEA_REPO_NAME": "digits", "GITEA_PUSHER_NAME": "ada"}
GITOLITE = {"GL_REPO": "acme/digits", "GL_USER": "ada", "GL_BINDIR": "/usr/share/gitolite3"}


@pytest.mark.parametrize("variables", [GITHUB, GITLAB, GITEA, GITOLITE], ids=["github", "gitlab", "gitea", "gitolite"])
def test_every_server_names_its_repository_and_the_configuration_its_host(
    server: Server, variables: dict[str, str]
) -> None:
    server.says("destination", "")
    server.says("host", "git.acme.example")
    done = server.call(line(server), **variables)
    assert done.returncode == 1
    assert f"to {NAME} (public)" in done.stderr
    assert "RG109" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({**GITHUB, "GITHUB_REPO_PUBLIC": "true"}, 1),
        ({**GITHUB, "GITHUB_REPO_PUBLIC": "false"}, 0),
        ({**GITHUB, "GITHUB_REPO_PUBLIC": "maybe"}, 1),
        ({"GITHUB_REPO_PUBLIC": "false"}, 1),
    ],
)
def test_github_enterprise_tells_who_can_read(server: Server, variables: dict[str, str], code: int) -> None:
    server.says("visibility", "")
    assert server.call(line(server), **variables).returncode == code


def test_servers_own_policy_is_heard_where_it_says_public(server: Server) -> None:
    place = f'\n[[place]]\nmatch = "{NAME}"\nvisibility = "public"\n'
    server.policy.write_text(server.policy.read_text() + place)
    assert server.call(line(server), **GITHUB, GITHUB_REPO_PUBLIC="false").returncode == 1
    server.says("visibility", "private")
    assert server.call(line(server)).returncode == 1


def test_repository_exported_by_git_daemon_is_public(server: Server) -> None:
    server.says("visibility", "")
    assert "RG407" in server.call(line(server)).stderr
    (server.bare.path / "git-daemon-export-ok").touch()
    done = server.call(line(server))
    assert (done.returncode, "RG407" in done.stderr) == (1, False)


def test_no_configuration_makes_a_place_on_a_public_host_private(server: Server) -> None:
    server.says("destination", "github.com/acme/digits")
    server.says("visibility", "private")
    assert server.call(line(server)).returncode == 1


def test_server_without_a_name_says_so(server: Server) -> None:
    server.says("destination", "")
    done = server.call(line(server))
    assert done.returncode == 1
    assert "RG003" in done.stderr
    assert "git config release-guard.destination HOST/OWNER/NAME" in done.stderr


def test_every_line_for_gitlab_has_the_prefix_that_its_web_pages_show(server: Server) -> None:
    done = server.call(line(server), **GITLAB, GL_PROTOCOL="web")
    assert done.returncode == 1
    assert done.stderr.startswith("GL-HOOK-ERR: release-guard: blocked: ")
    assert all(text.startswith("GL-HOOK-ERR: ") for text in done.stderr.splitlines())


@pytest.mark.parametrize("failing", ["deadline", "garbage"])
def test_prefix_is_there_also_where_nothing_was_judged(server: Server, failing: str) -> None:
    if failing == "deadline":
        server.says("deadline", "0.001")
    done = server.call(b"garbage\n" if failing == "garbage" else line(server), **GITLAB)
    assert done.returncode == 3
    assert all(text.startswith("GL-HOOK-ERR: ") for text in done.stderr.splitlines())


def test_push_option_asks_for_the_whole_report_and_loosens_nothing(server: Server) -> None:
    server.bare("config", "receive.advertisePushOptions", "true")
    short = said(server.push("main"))
    whole = said(server.push("-o", "release-guard.verbose", "main"))
    assert not any(text.startswith("    why: ") for text in short)
    assert any(text.startswith("    why: ") for text in whole)
    assert (
        whole[-1] == "release-guard: 1 ref pushed by somebody; who can read it was told by: the server's configuration"
    )
    done = server.push("-o", "release-guard.skip", "-o", "ci.skip", "main")
    assert done.returncode == 1
    assert "'release-guard.skip' is no push option of release-guard" in done.stderr
    assert "ci.skip" not in done.stderr


def test_signed_push_says_who_pushed_and_is_no_review(server: Server, tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("OpenSSH is not installed")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    signers = tmp_path / "signers"
    signers.write_text(f'lin@example.org namespaces="git" {key.with_suffix(".pub").read_text()}')
    server.bare("config", "receive.certNonceSeed", "seed")
    server.bare("config", "gpg.format", "ssh")
    server.bare("config", "gpg.ssh.allowedSignersFile", str(signers))
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key))):
        server.repo("config", name, value)
    done = server.push("--signed", "main")
    assert done.returncode == 1, "a signature of the push is no review"
    told = [text for text in said(done) if "signed by" in text]
    assert len(told) == 1
    assert "signed by lin@example.org with SHA256:" in told[0]
    assert told[0].endswith("(signature good); that says who pushed, and is no review")
    signers.write_text("")
    assert "of a key that nobody here vouches for" in server.push("--signed", "main").stderr
