"""Hard cases of git that the list of HC01 to HC38 lacks; each pushes with the real git through the installed hook."""

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from release_guard.git.install import install
from release_guard.git.remotes import destination
from tests.support.git_repo import Repo, run, version
from tests.support.guarded import weights
from tests.support.public_release import WEIGHTS, PublicRelease


@pytest.fixture
def release(tmp_path: Path) -> PublicRelease:
    return PublicRelease(tmp_path)


# --- hosts of the user's own naming -----------------------------------------------------------------------------------

CONFIG = """\
Host github.com-work
  HostName github.com
  User git
Host lab
  HostName altssh.gitlab.com
  Port 443
Host hub
  HostName hf.co
Host box
  HostName git.corp.example
Match host other exec "false"
  HostName github.com
"""


@pytest.fixture
def named_hosts(fence: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real ssh with a configuration that renames hosts; it reads that of the account, whatever HOME says."""
    program = shutil.which("ssh")
    if program is None:
        pytest.skip("OpenSSH is not installed")
    (fence / ".ssh").mkdir()
    (fence / ".ssh" / "config").write_text(CONFIG)
    tools = tmp_path / "tools"
    tools.mkdir()
    config = shlex.quote(str(fence / ".ssh" / "config"))
    (tools / "ssh").write_text(f'#!/bin/sh\necho "$*" >> {tools}/asked\nexec {program} -F {config} "$@"\n')
    (tools / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", str(tools), prepend=":")
    return tools


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("git@github.com-work:acme/digits.git", "github.com/acme/digits"),
        ("ssh://git@github.com-work:22/acme/digits", "github.com/acme/digits"),
        ("lab:acme/sub/digits.git", "gitlab.com/acme/sub/digits"),
        ("git@hub:datasets/acme/digits", "hf:datasets/acme/digits"),
        ("box:acme/digits", "box/acme/digits"),
        ("other:acme/digits", "other/acme/digits"),
        ("-oProxyCommand=x:acme/digits", "-oproxycommand=x/acme/digits"),
    ],
)
def test_host_of_the_users_own_naming_is_the_one_that_ssh_reaches(named_hosts: Path, address: str, place: str) -> None:
    assert str(destination(address, "/srv")) == place


def test_ssh_is_not_asked_about_hosts_that_everybody_knows(named_hosts: Path) -> None:
    for address in (
        "git@github.com:acme/x",
        "https://github.com-work/acme/x",
        "ssh://git@ssh.github.com:443/acme/x",
        "/x",
    ):
        destination(address, "/srv")
    assert not (named_hosts / "asked").exists()


def test_push_through_a_second_account_is_one_to_the_known_place(
    release: PublicRelease, named_hosts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two accounts on one host: the file names github.com, ssh's configuration calls it github.com-work."""
    script = release.folder / "carrier"
    script.write_text(f"#!/bin/sh\nexec git receive-pack {shlex.quote(str(release.public.path))}\n")
    script.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(script))
    monkeypatch.setenv("GIT_SSH_VARIANT", "ssh")
    rule = '\n[[place]]\nmatch = "github.com/acme/digits"\nvisibility = "public"\n'
    release.write("release-policy.toml", release.policy("solo") + rule)
    release.commit("Name the place")
    release.repo("config", "--global", "release-guard.private", "github.com-work/**")
    release.add_weights()
    said = release.refuses("push", "git@github.com-work:acme/digits.git", "main", code=WEIGHTS)
    assert "to github.com/acme/digits (public)" in said


# --- refs that nobody thinks of ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("untracked", [False, True])
def test_stash_that_is_pushed_is_judged(release: PublicRelease, untracked: bool) -> None:
    """What was put aside, never committed and perhaps never tracked; ``--mirror`` leaves the stash where it is."""
    release.write(WEIGHTS, weights())
    if not untracked:
        release.repo("add", WEIGHTS)
    release.repo("stash", "push", "-q", *(("-u",) if untracked else ()))
    release.refuses("push", "origin", "refs/stash:refs/heads/aside", code=WEIGHTS)
    release.refuses("push", "origin", "stash@{0}:refs/stash/mine", code=WEIGHTS)
    release.accepts("push", "-q", "--mirror", "origin")
    assert set(release.refs()) == {"refs/heads/main", "refs/remotes/origin/main"}


def test_left_over_refs_of_rewritten_histories_are_judged(release: PublicRelease) -> None:
    """Tools that rewrite histories leave names behind (``refs/original/``): they hold what was removed."""
    bad = release.add_weights()
    release.repo("reset", "-q", "--hard", "HEAD~1")
    release.repo("update-ref", "refs/original/refs/heads/main", bad)
    release.refuses("push", "--mirror", "origin", code=WEIGHTS)
    release.repo("update-ref", "-d", "refs/original/refs/heads/main")
    release.repo("update-ref", f"refs/replace/{release.repo('rev-parse', 'HEAD')}", bad)
    release.refuses("push", "origin", "refs/replace/*:refs/replace/*", code=WEIGHTS)


def test_negative_refspec_leaves_out_what_it_names_and_nothing_else(release: PublicRelease) -> None:
    release.add_weights("secret")
    release.repo("switch", "-q", "main")
    release.add_code("clean")
    release.accepts("push", "-q", "origin", "refs/heads/*:refs/heads/*", "^refs/heads/secret")
    assert set(release.refs()) == {"refs/heads/main", "refs/heads/clean"}
    release.refuses("push", "origin", "refs/heads/*:refs/heads/*", "^refs/heads/clean", code=WEIGHTS)


# --- repositories of other kinds --------------------------------------------------------------------------------------


@pytest.mark.skipif(version() < (2, 45), reason="reftable needs git 2.45")
def test_refs_in_a_reftable_are_read_like_any_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DEFAULT_REF_FORMAT", "reftable")
    release = PublicRelease(tmp_path)
    assert release.repo("rev-parse", "--show-ref-format") == "reftable"
    release.add_weights()
    release.refuses("push", "origin", "main", code=WEIGHTS)
    release.repo("reset", "-q", "--hard", "HEAD~1")
    tip = release.add_code()
    release.accepts("push", "-q", "origin", "main")
    assert release.refs() == {"refs/heads/main": tip}


def test_bare_repositories_that_git_only_opens_by_name_are_looked_at(release: PublicRelease) -> None:
    """``safe.bareRepository=explicit``: the destination is one, and its refs say what it holds."""
    release.repo("config", "--global", "safe.bareRepository", "explicit")
    release.add_weights()
    release.repo.run("push", "--no-verify", "-q", "origin", "main:held")
    release.accepts("push", "-q", "origin", "main")
    release.add_weights(fill=2)
    done = release.repo.run("push", "origin", "main")
    assert done.returncode == 1
    assert WEIGHTS in done.stderr


def test_repository_inside_another_one_is_judged_by_its_own_words(release: PublicRelease) -> None:
    """A clone that lies in the work tree of a guarded one is neither its submodule nor guarded by its hook."""
    inner = Repo(release.repo.path / "inner")
    inner("remote", "add", "origin", str(release.public.path))
    install(folder=str(inner.path), python=sys.executable)
    (inner.path / "release-policy.toml").write_text(release.policy("solo"))
    (inner.path / WEIGHTS).write_bytes(b"")
    inner.commit("Nothing said here")
    done = run(inner.path, "push", "origin", "main:inner")
    assert "RG001" not in done.stderr
    assert done.returncode == 0, "it never opted in"


def test_program_of_the_users_own_on_the_other_side_changes_no_verdict(release: PublicRelease) -> None:
    """``--receive-pack`` names another program over there; the place is the one of the address."""
    release.add_weights()
    release.refuses("push", "--receive-pack=git-receive-pack", "origin", "main", code=WEIGHTS)
    release.refuses("-c", "remote.origin.receivepack=git receive-pack", "push", "origin", "main", code=WEIGHTS)


@pytest.mark.parametrize(
    "setting",
    [
        "diff.orderFile=/nowhere",
        "diff.renameLimit=1",
        "diff.algorithm=histogram",
        "core.ignoreCase=true",
        "core.precomposeUnicode=true",
        "core.commitGraph=false",
        "core.abbrev=4",
        "core.bigFileThreshold=1",
        "core.alternateRefsCommand=false",
        "pack.useBitmaps=false",
        "feature.experimental=true",
        "feature.manyFiles=true",
        "i18n.logOutputEncoding=utf-16",
        "log.showSignature=true",
        "submodule.recurse=true",
        "fetch.recurseSubmodules=true",
        "extensions.objectFormat=sha1",
        "blame.ignoreRevsFile=/nowhere",
        "alias.rev-list=!false",
        "alias.cat-file=!false",
        "protocol.version=0",
        "push.useForceIfIncludes=true",
        "gc.auto=1",
        "maintenance.auto=true",
    ],
)
def test_setting_of_git_changes_no_verdict(release: PublicRelease, setting: str) -> None:
    release.add_weights()
    release.refuses("-c", setting, "push", "origin", "main", code=WEIGHTS)
