"""Real pushes through the hook to forges on loopback: their APIs say who reads there, and git serves the rest."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.forges import KINDS, Forge, Holder, Kind
from tests.support.git_http import GitHost
from tests.support.guarded import FILE, Guarded, weights

TOKEN = "tok-push-91"


class World:
    """A guarded repository that releases code alone, and a forge that it pushes to with a token in the address."""

    def __init__(self, folder: Path, host: GitHost, kind: Kind) -> None:
        self.host, self.kind = host, kind
        self.forge: Forge = kind.make(host)
        self.forge.repository(kind.path)
        self.forge.holders[TOKEN] = Holder(kind.looks)
        self.release = Guarded(folder, release='["source-code"]')
        self.names(kind.path)
        self.release.repo(
            "remote", "set-url", "origin", host.url.replace("//", f"//ada:{TOKEN}@") + f"/{kind.path}.git"
        )
        self.release.write("release-policy.toml", self.release.policy("solo").partition("[[place]]")[0])

    def names(self, path: str) -> None:
        """Make *path* the one target."""
        place = f"{self.host.name}/{path}"
        self.release.write("release-considerations.toml", FILE.format(place=place, release='["source-code"]'))

    def push(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        done = self.release.push(*arguments)
        ours = "".join(line for line in done.stderr.splitlines() if "release-guard" in line or "RG" in line)
        assert TOKEN not in ours
        return done

    def arrived(self, path: str = "") -> bool:
        bare = self.host.folder / f"{path or self.kind.path}.git"
        listed = subprocess.run(["git", "-C", str(bare), "for-each-ref"], capture_output=True, text=True, check=True)
        return bool(listed.stdout)


@pytest.fixture(params=sorted(KINDS))
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    kind = KINDS[request.param]
    with GitHost(tmp_path / "host") as host:
        server = kind.variables[1]
        monkeypatch.setenv(server, host.url)
        yield World(tmp_path, host, kind)


@pytest.fixture
def gitlab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with GitHost(tmp_path / "host") as host:
        monkeypatch.setenv("GITLAB_HOST", host.url)
        yield World(tmp_path, host, KINDS["gitlab"])


def test_a_private_repository_takes_everything_in_silence(world: World) -> None:
    world.forge.show(world.kind.path, "private")
    world.release.commit(model__safetensors=weights())
    done = world.push("-q", "main")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert world.arrived()
    assert world.forge.asked != []


def test_a_public_repository_is_judged(world: World) -> None:
    world.release.commit(model__safetensors=weights())
    held = world.push()
    assert held.returncode == 1
    assert "RG410" in held.stderr
    assert not world.arrived()
    (world.release.repo.path / "model.safetensors").unlink()
    world.release.repo("commit", "-q", "--amend", "-a", "-m", "Code alone")
    world.release.write("train.py", "print(1)\n")
    world.release.commit()
    done = world.push()
    assert done.returncode == 0, done.stderr
    assert f"to {world.host.name}/{world.kind.path} (public)" in done.stderr


def test_a_repository_that_turned_public_is_judged_after_its_minutes(world: World, fence: Path) -> None:
    world.forge.show(world.kind.path, "private")
    world.release.commit(train__py="print(1)\n")
    assert world.push().returncode == 0
    world.forge.show(world.kind.path, "public")
    remembered = fence / ".cache" / "release-guard" / "visibility"
    remembered.write_text("".join(f"{line.rpartition(chr(9))[0]}\t1\n" for line in remembered.read_text().splitlines()))
    world.release.commit(model__safetensors=weights())
    assert world.push().returncode == 1


def test_a_renamed_repository_is_judged_and_named_by_its_name_of_today(world: World) -> None:
    today = f"{world.kind.path}-2"
    world.forge.rename(world.kind.path, today)
    world.names(today)
    world.release.commit(train__py="print(1)\n")
    done = world.push()
    assert done.returncode == 0, done.stderr
    assert "RG406 repository-renamed" in done.stderr
    assert f"is called {world.host.name}/{today} now" in done.stderr
    assert f"to {world.host.name}/{today} (public)" in done.stderr
    world.release.commit(train__py="print(2)\n")
    again = world.push()
    assert "RG406" in again.stderr, "the cache knows the name too"
    assert world.arrived(today)


def test_internal_is_private_until_a_policy_calls_it_gated(gitlab: World) -> None:
    gitlab.forge.show(gitlab.kind.path, "internal")
    gitlab.release.commit(model__safetensors=weights())
    assert gitlab.push("-q", "main").stderr == ""
    policy = (gitlab.release.repo.path / "release-policy.toml").read_text()
    gitlab.release.write("release-policy.toml", policy + '\n[scope]\ninternal = "gated-manual"\n')
    gitlab.release.commit(model__safetensors=weights(1))
    held = gitlab.push()
    assert held.returncode == 1, held.stderr
    assert "(gated-manual)" in held.stderr
    assert "RG410" in held.stderr


def test_a_machine_policy_says_what_internal_counts_as(
    gitlab: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text('schema = "release-policy/1"\nname = "machine"\n\n[scope]\ninternal = "gated-manual"\n')
    monkeypatch.setenv("RELEASE_GUARD_POLICY", str(machine))
    gitlab.forge.show(gitlab.kind.path, "internal")
    gitlab.release.commit(model__safetensors=weights())
    assert gitlab.push().returncode == 1


def test_an_override_is_for_the_name_of_today(world: World) -> None:
    today = f"{world.kind.path}-2"
    world.forge.rename(world.kind.path, today)
    world.release.commit(model__safetensors=weights())
    address = f"https://{world.host.name}/{world.kind.path}"
    done = world.release.guard("override", "--target", address, "--reason", "Security fix; review follows.")
    assert done.returncode == 0, done.stdout + done.stderr
    world.release.repo.commit("Break the glass")
    pushed = world.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "RG506" in pushed.stderr
