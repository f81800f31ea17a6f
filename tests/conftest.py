"""The fence around every test: an own home, an own git configuration, no proxies, and no network but loopback.

``RELEASE_GUARD_TEST_GIT=/opt/git/bin`` runs the suite against the git in that folder instead of the one on PATH.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from release_guard.evidence.agents import agent_at_work

#: The suite tries the same examples each time, on however slow a machine; ``make test-sweep`` tries many others.
settings.register_profile("short", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("sweep", settings.get_profile("short"), derandomize=False, max_examples=5000)
settings.load_profile("short")

#: Variables that would let the machine of the developer speak in a test.
LEAKY = (
    "all_proxy",
    "ci",
    "curl_ca_bundle",
    "ftp_proxy",
    "http_proxy",
    "https_proxy",
    "netrc",
    "no_color",
    "no_proxy",
    "requests_ca_bundle",
    "ssl_cert_dir",
    "ssl_cert_file",
    "xdg_config_dirs",
)
LEAKY_PREFIXES = (
    "BITBUCKET_",
    "CI_",
    "FORGEJO_",
    "GH_",
    "GITEA_",
    "GITHUB_",
    "GITLAB_",
    "GIT_",
    "GL_",
    "HF_",
    "HUGGING_FACE_",
    "PRE_COMMIT",
    "RELEASE_GUARD_",
    "SSH_",
)
if "RELEASE_GUARD_TEST_GIT" in os.environ:
    os.environ["PATH"] = os.pathsep.join([os.environ["RELEASE_GUARD_TEST_GIT"], os.environ["PATH"]])
GIT_CONFIG = "[user]\n\tname = Ada Example\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a background job of a shell, whose children inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> str:
    """Name the git that the suite runs against."""
    return subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(autouse=True)
def fence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the test a scratch home and a scratch environment; the value is that home."""
    home = tmp_path_factory.mktemp("home")
    (home / "gitconfig").write_text(GIT_CONFIG)
    with pytest.MonkeyPatch.context() as patch:
        for name in tuple(os.environ):
            if name.startswith(LEAKY_PREFIXES) or name.lower() in LEAKY or agent_at_work({name: os.environ[name]}):
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        for kind in ("config", "cache", "data", "state"):
            patch.setenv(f"XDG_{kind.upper()}_HOME", str(home / f".{kind}"))
        patch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("GIT_TERMINAL_PROMPT", "0")
        patch.setenv("GIT_AUTHOR_NAME", "Ada Example")
        patch.setenv("GIT_COMMITTER_NAME", "Ada Example")
        _fence_sockets(patch)
        yield home


def _fence_sockets(patch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect
    resolve = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None) and not _is_loopback(address[0]):
            raise OSError(f"the tests' fence keeps {address[0]!r} out of reach")
        connect(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_loopback(host):
            raise socket.gaierror(f"the tests' fence keeps {host!r} out of reach")
        return resolve(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket, "getaddrinfo", guarded_resolve)


def _is_loopback(host: Any) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    return name in ("localhost", "::1") or name.endswith(".localhost") or name.startswith("127.")
