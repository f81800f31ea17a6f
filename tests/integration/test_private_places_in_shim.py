"""Stage one in the shim: which URLs it calls private by itself, and that every doubt goes to the judge."""

import os
import subprocess
from pathlib import Path

import pytest

from release_guard.git import hook_files
from release_guard.model import destination, globs
from tests.support.stub_python import stub_python

LINE = b"refs/heads/main " + b"a" * 40 + b" refs/heads/main " + b"0" * 40 + b"\n"
MARKED = [
    "https://git.corp.example/team/model",
    "https://git.corp.example/team/model.git",
    "https://git.corp.example/team/model.git/",
    "https://user:secret@git.corp.example/team/model.git",
    "http://git.corp.example/team/model",
    "ssh://git@git.corp.example/team/model.git",
    "git://git.corp.example/team/model.git",
    "git@git.corp.example:team/model.git",
    "git.corp.example:team/model",
    "git@git.corp.example:/team/model.git",
    "git@git.corp.example:team/sub/~group/model",
]
DOUBTFUL = [
    "https://github.com/team/model",
    "https://git.corp.example.evil.example/team/model",
    "https://evil.example/git.corp.example/team/model",
    "https://evil.example/@git.corp.example/team/model",
    "https://evil.example?@git.corp.example/team/model",
    "https://evil.example#@git.corp.example/team/model",
    "https://evil.example\\@git.corp.example/team/model",
    "https://a@evil.example@git.corp.example/team/model",
    "https://git.corp.example@evil.example/team/model",
    "https://git.corp.example:443@evil.example/team/model",
    "https://git.corp.example:8443/team/model",
    "ssh://git@git.corp.example:22/team/model",
    "https://git.corp.example/team/../../evil",
    "https://git.corp.example/./team/model",
    "https://git.corp.example//team/model",
    "https://git.corp.example/team//model",
    "https://git.corp.example/te%61m/model",
    "https://git.corp.example/te am/model",
    "https://git.corp.example/team/mod\nel",
    "https://GIT.corp.example/team/model",
    "https://git.corp.example./team/model",
    "https://git.corp.example",
    "ext::sh -c true git.corp.example/team/model",
    "ext::git.corp.example",
    "git.corp.example::team/model",
    "rg::https://git.corp.example/team/model",
    "ftp://git.corp.example/team/model",
    "file:///git.corp.example/team/model",
    "/git.corp.example/team/model",
    "./git.corp.example/team/model",
    "git.corp.example/team/model",
    "./git.corp.example:team/model",
    "-git.corp.example:team/model",
    "a/b@git.corp.example:team/model",
    "[git.corp.example]:team/model",
    "",
    "origin",
]


@pytest.fixture
def judged(fence: Path, tmp_path: Path) -> "Judged":
    return Judged(fence, tmp_path)


class Judged:
    """Runs the shim and tells whether Python was asked."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder
        self.python = stub_python(folder / "python")
        self.shim = folder / "pre-push"
        self.shim.write_bytes(hook_files.shim(str(self.python.path)))

    def mark(self, *patterns: str, scope: str = "--global") -> None:
        for pattern in patterns:
            subprocess.run(["git", "config", scope, "--add", "release-guard.private", pattern], check=True)

    def __call__(self, url: str, **variables: str) -> bool:
        before = self.python.judged
        done = subprocess.run(
            ["sh", str(self.shim), "origin", url],
            check=False,
            input=LINE,
            cwd=self.folder,
            capture_output=True,
            env={**os.environ, **variables},
        )
        asked = self.python.judged > before
        assert done.returncode == 0
        assert asked or (done.stdout, done.stderr) == (b"", b"")
        return asked


@pytest.mark.parametrize("url", MARKED)
def test_marked_place_needs_no_python(judged: Judged, url: str) -> None:
    judged.mark("other.example/**", "git.corp.example/**")
    assert not judged(url)


@pytest.mark.parametrize("url", MARKED)
def test_what_the_shim_calls_private_matches_the_pattern_by_the_book(url: str) -> None:
    assert globs.matches("git.corp.example/**", str(destination.parse(url)))


@pytest.mark.parametrize("url", DOUBTFUL)
def test_every_unusual_url_goes_to_the_judge(judged: Judged, url: str) -> None:
    judged.mark("git.corp.example/**", "git.corp.example", "**", "/**", "")
    assert judged(url)


@pytest.mark.parametrize(
    "host",
    ["github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co", "hf.co", "ssh.github.com"],
)
def test_known_public_hosts_are_never_private_by_configuration(judged: Judged, host: str) -> None:
    judged.mark(f"{host}/**", f"{host}/acme/model")
    assert judged(f"https://{host}/acme/model")


@pytest.mark.parametrize(
    ("pattern", "private"),
    [
        ("git.corp.example/team/model", True),
        ("git.corp.example/team/model/**", True),
        ("git.corp.example/team/**", True),
        ("git.corp.example/te/**", False),
        ("git.corp.example/team", False),
        ("git.corp.example/team/mod", False),
        ("git.corp.example/team/model/more", False),
        ("git.corp.example/*/model", False),
        ("git.corp.example/te?m/**", False),
        ("git.corp.example/[t]eam/**", False),
        ("*.corp.example/**", False),
        ("**", False),
    ],
)
def test_only_plain_patterns_are_answered_here(judged: Judged, pattern: str, private: bool) -> None:
    judged.mark(pattern)
    assert judged("git@git.corp.example:team/model.git") is not private


def test_repository_and_command_line_can_mark_nothing_private(judged: Judged) -> None:
    subprocess.run(["git", "init", "-q", str(judged.folder)], check=True)
    url = "https://git.corp.example/team/model"
    parameters = "'release-guard.private'='git.corp.example/**'"
    assert judged(url, GIT_CONFIG_PARAMETERS=parameters)
    subprocess.run(
        [
            "git",
            "-C",
            str(judged.folder),
            "config",
            "release-guard.private",
            "x\nglobal\trelease-guard.private git.corp.example/**",
        ],
        check=True,
    )
    assert judged(url)


def test_machine_with_a_policy_leaves_the_answer_to_it(judged: Judged) -> None:
    judged.mark("git.corp.example/**")
    url = "https://git.corp.example/team/model"
    assert not judged(url)
    assert judged(url, RELEASE_GUARD_POLICY="/some/policy.toml")
    subprocess.run(["git", "config", "--global", "release-guard.policy", "/some/policy.toml"], check=True)
    assert judged(url)


def test_system_configuration_marks_private_too(
    judged: Judged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "system"))
    judged.mark("git.corp.example/**", scope="--system")
    assert not judged("https://git.corp.example/team/model")


def test_earlier_hook_runs_with_its_input_after_a_private_answer(judged: Judged) -> None:
    judged.mark("git.corp.example/**")
    earlier = judged.folder / hook_files.EARLIER
    earlier.write_text(f"#!/bin/sh\ncat > '{judged.folder}/seen'\nexit 7\n")
    earlier.chmod(0o755)
    done = subprocess.run(
        ["sh", str(judged.shim), "origin", "git.corp.example:a/b"], check=False, input=LINE, cwd=judged.folder
    )
    assert (done.returncode, (judged.folder / "seen").read_bytes(), judged.python.judged) == (7, LINE, 0)
