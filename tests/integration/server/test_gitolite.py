"""The recipe for Gitolite, with Debian's own package: one hook for all repositories, settings in gitolite.conf."""

from pathlib import Path

import pytest

from release_guard.formats import presets
from tests.support.git_repo import Repo
from tests.support.gitolite import Gitolite
from tests.support.guarded import FILE, weights
from tests.support.pushing import commit
from tests.support.server import said

CONF = """
repo gitolite-admin
    RW+ = admin

repo acme/digits
    RW+ = ada
    R   = daemon

repo acme/secret
    RW+ = ada
    config release-guard.visibility = private

repo acme/asked
    RW+ = ada
"""


@pytest.fixture
def gitolite(tmp_path: Path) -> Gitolite:
    gitolite = Gitolite(tmp_path / "gitolite")
    gitolite.allow(r"release-guard\\..*")
    gitolite.guard()
    policy = tmp_path / "policy.toml"
    policy.write_bytes(presets.text("team"))
    gitolite.says("policy", str(policy))
    gitolite.says("host", "git.acme.example")
    gitolite.conf(CONF)
    return gitolite


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "work")
    text = FILE.format(place="git.acme.example/acme/digits", release='["source-code", "trained-model"]')
    commit(repo, {"train.py": "print(1)\n", "release-considerations.toml": text})
    return repo


def test_weights_are_refused_and_code_passes(gitolite: Gitolite, repo: Repo) -> None:
    assert gitolite.push(repo, "acme/digits").returncode == 0
    commit(repo, {"model.safetensors": weights()})
    done = gitolite.push(repo, "acme/digits")
    assert done.returncode == 1
    lines = said(done)
    assert lines[0].startswith('release-guard: blocked: "Digit classifier" to git.acme.example/acme/digits (public)')
    assert not any("GL-HOOK-ERR" in line or "RG407" in line for line in lines)


def test_repository_that_gitolite_conf_calls_private_takes_them(gitolite: Gitolite, repo: Repo) -> None:
    commit(repo, {"model.safetensors": weights()})
    done = gitolite.push(repo, "acme/secret")
    assert (done.returncode, said(done)) == (0, [])


def test_repository_of_which_nothing_is_said_counts_as_public(gitolite: Gitolite, repo: Repo) -> None:
    commit(repo, {"model.safetensors": weights()})
    done = gitolite.push(repo, "acme/asked")
    assert done.returncode == 1
    assert "RG407" in done.stderr


def test_who_may_not_write_is_still_refused_by_gitolite(gitolite: Gitolite, repo: Repo) -> None:
    done = gitolite.push(repo, "acme/digits", user="mallory")
    assert done.returncode != 0
    assert "DENIED by fallthru" in done.stderr


def test_new_repositories_get_the_hook_too(gitolite: Gitolite, repo: Repo) -> None:
    gitolite.conf(CONF + "\nrepo acme/new\n    RW+ = ada\n")
    commit(repo, {"model.safetensors": weights()})
    assert gitolite.push(repo, "acme/new").returncode == 1


def test_hook_whose_program_is_gone_refuses(gitolite: Gitolite, repo: Repo) -> None:
    hook = gitolite.home / ".gitolite" / "hooks" / "common" / "pre-receive"
    hook.write_text("#!/bin/sh\nexec /nowhere/bin/release-guard hook pre-receive\n")
    assert gitolite.push(repo, "acme/digits").returncode == 1
