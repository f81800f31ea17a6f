"""``policy update``: pinned policies out of real repositories and from https addresses, and pins that move."""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from release_guard.evidence import policy_cache
from tests.support.commands import run
from tests.support.git_http import GitHost, says
from tests.support.git_repo import Repo
from tests.support.public_web import PublicWeb
from tests.support.terminal import converse

HOUSE = """\
schema = "release-policy/1"
name = "house"

[[requirement]]
level = 1
from = "gated-manual"
people = [{ role = "any" }]
"""
STRICTER = HOUSE.replace('[{ role = "any" }]', '[{ role = "any", count = 2 }]')


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def pin(source: str, text: str, rev: str = "", path: str = "release-policy.toml") -> str:
    rows = {"source": source, "rev": rev, "path": path if rev else "", "sha256": sha(text)}
    return "[extends]\n" + "".join(f'{key} = "{value}"\n' for key, value in rows.items() if value)


def own(extends: str = "") -> str:
    return f'# Ours.\nschema = "release-policy/1"\nname = "own"   # short\n\n{extends}'


def copies() -> "list[str]":
    folder = policy_cache.folder()
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


class World:
    """A repository whose policy extends one of the house's, which lives in a repository of its own."""

    def __init__(self, folder: Path) -> None:
        self.house = Repo(folder / "house")
        self.rev = self.house.commit("Say who reviews", **{"release-policy__toml": HOUSE})
        self.work = Repo(folder / "work")
        self.work.commit("Begin", README__md="# Work\n")

    @property
    def policy(self) -> Path:
        return self.work.path / "release-policy.toml"

    def extends(self, source: str = "", text: str = HOUSE, rev: str | None = None, **more: str) -> None:
        self.policy.write_text(own(pin(source or str(self.house.path), text, self.rev if rev is None else rev, **more)))

    def update(self, *arguments: str, stdin: str = "") -> Result:
        return run(self.work.path, "policy", "update", *arguments, stdin=stdin)

    def shown(self) -> Result:
        return run(self.work.path, "policy", "show", "--origins")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def host(tmp_path: Path, world: World) -> Iterator[GitHost]:
    with GitHost(tmp_path / "host") as host:
        host.repository("acme/policy")
        world.house("push", "-q", str(host.folder / "acme/policy.git"), "main")
        yield host


@pytest.fixture
def web(tmp_path: Path, host: GitHost, world: World) -> Iterator[PublicWeb]:
    """The same host as https://acme.example, for whoever trusts its certificate."""
    with PublicWeb(tmp_path / "tls", {"acme.example": host, "elsewhere.example": host}) as web:
        world.work("config", "--global", "http.proxy", web.url)
        world.work("config", "--global", "http.sslCAInfo", str(web.ca))
        yield web


def failed(done: Result, *words: str) -> str:
    """The finding of a failed update: its code, and one fix."""
    assert done.exit_code == 3, done.output
    assert "RG004" in done.output
    assert done.output.count("fix: ") == 1, done.output
    for word in words:
        assert word in done.output, done.output
    assert copies() == []
    return done.output


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_policy_comes_out_of_a_repository_on_this_machine(world: World, form: str) -> None:
    world.extends(form.format(world.house.path))
    before = world.shown()
    assert before.exit_code == 3
    assert "release-guard policy update" in before.stdout
    done = world.update()
    assert done.exit_code == 0, done.output
    assert "fetched" in done.stdout
    assert copies() == [f"{sha(HOUSE)}.toml"]
    assert '"house"' in world.shown().stdout
    again = world.update()
    assert again.stdout.startswith("here ")


def test_policy_comes_over_http_and_then_needs_no_network(world: World, host: GitHost) -> None:
    world.extends(f"{host.url}/acme/policy.git")
    assert world.update().exit_code == 0
    seen = len(host.requests)
    world.work.commit("Extend the house's")
    shown = world.shown()
    assert shown.exit_code == 0
    assert '"house"' in shown.stdout
    assert world.update().exit_code == 0
    assert len(host.requests) == seen


def test_policy_comes_over_https(world: World, web: PublicWeb) -> None:
    world.extends("https://acme.example/acme/policy.git")
    assert world.update().exit_code == 0, world.update().output
    assert copies() == [f"{sha(HOUSE)}.toml"]
    assert web.tunnels


@pytest.mark.parametrize("form", ["git@git.acme.example:{}", "ssh://git@git.acme.example{}"])
def test_policy_comes_over_ssh_as_git_is_set_up_for_it(world: World, tmp_path: Path, form: str) -> None:
    """The user's own ssh command, which here leads back to this machine."""
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nfor last; do :; done\necho "$*" > "$0.asked"\nexec sh -c "$last"\n')
    ssh.chmod(0o755)
    world.work("config", "--global", "core.sshCommand", str(ssh))
    world.extends(form.format(world.house.path))
    done = world.update()
    assert done.exit_code == 0, done.output
    assert "git.acme.example" in (tmp_path / "ssh.asked").read_text()
    assert copies() == [f"{sha(HOUSE)}.toml"]


def test_repository_that_names_its_objects_by_sha256_is_understood(world: World, tmp_path: Path) -> None:
    world.house = Repo(tmp_path / "modern", "--object-format=sha256")
    world.rev = world.house.commit("Say who reviews", **{"release-policy__toml": HOUSE})
    assert len(world.rev) == 64
    world.extends()
    assert world.update().exit_code == 0, world.update().output
    world.house.commit("Two look", **{"release-policy__toml": STRICTER})
    assert world.update("--latest", "--yes").exit_code == 0
    assert sha(STRICTER) in world.policy.read_text()
    assert run(world.work.path, "lint").exit_code == 0


def test_commit_that_is_no_tip_is_fetched(world: World, host: GitHost) -> None:
    world.house.commit("Two look", **{"release-policy__toml": STRICTER})
    world.house("push", "-q", str(host.folder / "acme/policy.git"), "main")
    world.extends(f"{host.url}/acme/policy.git")
    assert world.update().exit_code == 0
    assert copies() == [f"{sha(HOUSE)}.toml"]


def test_server_that_hands_out_branches_only_is_asked_for_those(world: World, host: GitHost) -> None:
    """A folder of plain files behind a web server: git's oldest way, which knows no single commits."""
    world.house.commit("Two look", **{"release-policy__toml": STRICTER})
    bare = host.folder / "acme/policy.git"
    world.house("push", "-q", str(bare), "main")
    world.house("-C", str(bare), "update-server-info")

    def plain(handler: object) -> None:
        path = host.folder / handler.path.partition("?")[0].lstrip("/")  # type: ignore[attr-defined]
        found = path.read_bytes() if path.is_file() else None
        handler.say(404 if found is None else 200, found or b"")  # type: ignore[attr-defined]

    host.scripts["acme/policy"] = plain
    world.extends(f"{host.url}/acme/policy.git")
    done = world.update()
    assert done.exit_code == 0, done.output
    assert copies() == [f"{sha(HOUSE)}.toml"]


def test_git_brings_its_own_credentials_and_nobody_sees_them(world: World, host: GitHost) -> None:
    host.private.add("acme/policy")
    helper = world.work.path.parent / "helper"
    helper.write_text("#!/bin/sh\necho username=ann\necho password=hunter2\n")
    helper.chmod(0o755)
    world.extends(f"{host.url}/acme/policy.git")
    failed(world.update(), "can't be fetched")
    world.work("config", "--global", "credential.helper", str(helper))
    done = world.update()
    assert done.exit_code == 0, done.output
    assert "hunter2" not in done.output


def test_address_rewritten_with_a_secret_is_not_shown(world: World, host: GitHost) -> None:
    secret = f"http://ann:hunter2@{host.name}/"
    world.work("config", "--global", f"url.{secret}.insteadOf", "https://git.acme.example/")
    host.script("acme/gone", says(403))
    world.extends("https://git.acme.example/acme/gone.git")
    assert "hunter2" not in failed(world.update(), "https://git.acme.example/acme/gone.git")


def test_machine_s_policy_is_fetched_for_too(world: World, host: GitHost) -> None:
    machine = world.work.path.parent / "machine.toml"
    machine.write_text(own(pin(f"{host.url}/acme/policy.git", HOUSE, world.rev)))
    world.work("config", "--global", "release-guard.policy", str(machine))
    assert world.update().exit_code == 0
    shown = world.shown().stdout
    assert shown.index('"house"') < shown.index('"own"')
    assert "git config release-guard.policy, global" in shown


def test_machine_s_policy_is_fetched_for_outside_of_repositories(world: World, host: GitHost, tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text(own(pin(f"{host.url}/acme/policy.git", HOUSE, world.rev)))
    world.work("config", "--global", "release-guard.policy", str(machine))
    (tmp_path / "nowhere").mkdir()
    assert run(tmp_path / "nowhere", "policy", "update").exit_code == 0
    assert copies()


def test_policies_of_head_and_of_the_remote_are_fetched_for(world: World, host: GitHost) -> None:
    """A push is judged by what the destination has, and by what is committed, whatever lies on disk."""
    world.extends()
    world.work.commit("Extend the house's")
    world.work("update-ref", "refs/remotes/origin/main", "HEAD")
    world.work("remote", "add", "origin", host.url)
    world.policy.write_text(own())
    assert world.update().exit_code == 0
    assert copies() == [f"{sha(HOUSE)}.toml"]


def test_row_of_policies_in_one_repository_comes_whole(world: World) -> None:
    team = f'schema = "release-policy/1"\nname = "team"\n{pin("../release-policy.toml", HOUSE)}'
    (world.house.path / "org").mkdir()
    (world.house.path / "org" / "team.toml").write_text(team)
    world.rev = world.house.commit("Teams extend the house's")
    world.extends(text=team, path="org/team.toml")
    done = world.update()
    assert done.exit_code == 0, done.output
    shown = world.shown().stdout
    assert shown.index('"house"') < shown.index('"team"') < shown.index('"own"')


def test_other_bytes_than_pinned_are_refused(world: World) -> None:
    world.extends(text=STRICTER)
    failed(world.update(), "other bytes than the pinned ones", sha(HOUSE))


def test_missing_commit_is_named(world: World, host: GitHost) -> None:
    for source in (str(world.house.path), f"{host.url}/acme/policy.git"):
        world.extends(source, rev="0123456789" * 4)
        failed(world.update(), "has no commit 0123456789")


def test_missing_file_is_named(world: World) -> None:
    world.extends(path="gone.toml")
    failed(world.update(), "there is no gone.toml in", "correct path")


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_odd_thing_in_place_of_the_file_is_named(world: World, kind: str) -> None:
    if kind == "link":
        (world.house.path / "odd").symlink_to("release-policy.toml")
    else:
        (world.house.path / "odd").mkdir()
        (world.house.path / "odd" / "a").write_text("a")
    world.rev = world.house.commit("Odd")
    world.extends(path="odd")
    failed(world.update(), "is a symbolic link" if kind == "link" else "is a folder")


def test_huge_file_is_not_taken(world: World) -> None:
    world.rev = world.house.commit("Huge", **{"release-policy__toml": "#" * (10 << 20)})
    world.extends()
    failed(world.update(), f"has {10 << 20} bytes")


def test_host_that_cannot_be_reached_is_named(world: World) -> None:
    world.extends("http://127.0.0.1:9/acme/policy.git")
    failed(world.update(), "http://127.0.0.1:9/acme/policy.git can't be fetched", "git ls-remote")


def test_place_that_is_no_repository_is_named(world: World, tmp_path: Path) -> None:
    world.extends(str(tmp_path / "gone.git"))
    failed(world.update(), "can't be fetched")


def test_one_failure_keeps_no_other_policy_back(world: World, host: GitHost, tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text(own(pin("http://127.0.0.1:9/policy.git", HOUSE, world.rev)))
    world.work("config", "--global", "release-guard.policy", str(machine))
    world.extends()
    done = world.update()
    assert done.exit_code == 3
    assert copies() == [f"{sha(HOUSE)}.toml"]


def test_fetched_file_that_is_no_policy_is_told(world: World) -> None:
    broken = 'schema = "release-policy/1"\nnmae = "house"\n'
    world.rev = world.house.commit("Slip", **{"release-policy__toml": broken})
    world.extends(text=broken)
    done = world.update()
    assert done.exit_code == 1
    assert "RG202" in done.output
    assert "did you mean name?" in done.output


BOMB = 'schema = "release-policy/1"\nname = ' + "[" * 100_000


def test_hostile_toml_is_told_in_time(world: World) -> None:
    world.rev = world.house.commit("Deep", **{"release-policy__toml": BOMB})
    world.extends(text=BOMB)
    done = world.update()
    assert done.exit_code == 3
    assert "RG004" in done.output


def test_hooks_of_the_user_do_not_run_in_the_scratch_repository(world: World, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    hook = hooks / "reference-transaction"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    world.work("config", "--global", "core.hooksPath", str(hooks))
    world.extends()
    assert world.update().exit_code == 0
    assert world.update("--latest").exit_code == 0
    assert not (tmp_path / "ran").exists()


def test_nothing_extends_nothing_to_do(world: World) -> None:
    assert "nothing to fetch" in world.update().stdout


def test_report_for_programs(world: World) -> None:
    world.extends()
    report = json.loads(world.update("--format", "json").stdout)
    assert report["schema"] == "release-guard-policy-update/1"
    assert [(one["fetched"], one["path"]) for one in report["policies"]] == [
        (True, policy_cache.place(policy_cache.folder(), sha(HOUSE)))
    ]
    assert report["findings"] == []


# addresses


def address(world: World, host: GitHost, text: str = HOUSE, status: int = 200, **headers: str) -> None:
    host.scripts["policy.toml"] = says(status, text.encode(), **headers)
    world.extends("https://acme.example/policy.toml", rev="")


def test_policy_comes_from_an_address(world: World, host: GitHost, web: PublicWeb) -> None:
    address(world, host)
    assert world.update().exit_code == 0, world.update().output
    assert copies() == [f"{sha(HOUSE)}.toml"]
    assert "authorization" not in host.requests[-1].headers


def test_relative_name_behind_an_address_is_beside_it(world: World, host: GitHost, web: PublicWeb) -> None:
    team = f'schema = "release-policy/1"\nname = "team"\n{pin("base.toml", HOUSE)}'
    host.scripts["org/policy.toml"] = says(200, team.encode())
    host.scripts["org/base.toml"] = says(200, HOUSE.encode())
    world.extends("https://acme.example/org/policy.toml", text=team, rev="")
    assert world.update().exit_code == 0
    assert copies() == sorted([f"{sha(HOUSE)}.toml", f"{sha(team)}.toml"])


@pytest.mark.parametrize(
    ("status", "body", "headers", "said"),
    [
        (404, "gone", {}, "HTTP 404"),
        (200, STRICTER, {}, "other bytes than the pinned ones"),
        (200, "\ufeff" + HOUSE, {}, "other bytes than the pinned ones"),
        (200, "#" * (10 << 20), {}, "more than 1048576 bytes"),
        (302, "", {"Location": "http://acme.example/policy.toml"}, "redirects from https to something weaker"),
        (302, "", {"Location": "https://acme.example/policy.toml"}, "redirects more than"),
    ],
)
def test_address_that_shows_something_else_is_refused(
    world: World, host: GitHost, web: PublicWeb, status: int, body: str, headers: dict[str, str], said: str
) -> None:
    address(world, host)
    host.scripts["policy.toml"] = says(status, body.encode(), **headers)
    failed(world.update(), said)


def test_address_may_move_while_its_bytes_stay(world: World, host: GitHost, web: PublicWeb) -> None:
    address(world, host, "", 301, Location="https://elsewhere.example/new.toml")
    host.scripts["new.toml"] = says(200, HOUSE.encode())
    assert world.update().exit_code == 0


def test_certificate_that_nobody_vouches_for_is_refused(world: World, host: GitHost, web: PublicWeb) -> None:
    world.work("config", "--global", "--unset", "http.sslCAInfo")
    address(world, host)
    failed(world.update(), "could not be asked")
    world.extends("https://acme.example/acme/policy.git")
    failed(world.update(), "can't be fetched")


def test_query_of_an_address_is_not_shown(world: World, host: GitHost, web: PublicWeb) -> None:
    host.scripts["raw"] = says(404)
    world.extends("https://acme.example/raw?token=hunter2", rev="")
    assert "hunter2" not in failed(world.update(), "https://acme.example/raw")


# pins that move


def test_newest_is_shown_with_what_it_changes_and_pinned_on_yes(world: World) -> None:
    world.extends()
    new = world.house.commit("Two look", **{"release-policy__toml": STRICTER})
    shown = world.update("--latest")
    assert shown.exit_code == 2
    assert f"at {new[:12]}" in shown.output
    assert "Ada Example: Two look" in shown.output
    assert "Stricter:" in shown.output
    assert "1 other person" in shown.output
    assert "--yes" in shown.output
    assert world.rev in world.policy.read_text()
    done = world.update("--latest", "--yes")
    assert done.exit_code == 0, done.output
    text = world.policy.read_text()
    assert new in text
    assert sha(STRICTER) in text
    assert text == own(pin(str(world.house.path), STRICTER, new))
    assert '"house"' in world.shown().stdout


def test_pin_stays_where_somebody_says_no(world: World) -> None:
    world.extends()
    world.house.commit("Two look", **{"release-policy__toml": STRICTER})
    before = world.policy.read_text()
    ask = ("policy", "update", "--latest")
    session = converse(world.work.path, ask, ["n"], prompt=b"[y/N]: ")
    assert "pin this in release-policy.toml?" in session.screen
    assert session.status == 130
    assert world.policy.read_text() == before
    assert converse(world.work.path, ask, ["y"], prompt=b"[y/N]: ").status == 0
    assert sha(STRICTER) in world.policy.read_text()


def test_looser_rule_is_called_looser(world: World) -> None:
    world.rev = world.house.commit("Two look", **{"release-policy__toml": STRICTER})
    world.extends(text=STRICTER)
    world.house.commit("One looks", **{"release-policy__toml": HOUSE})
    assert "Looser:" in world.update("--latest").output


def test_newest_that_is_pinned_already_changes_nothing(world: World) -> None:
    world.extends()
    assert "pins the newest already" in world.update("--latest").stdout
    before = world.policy.read_text()
    moved = world.house.commit("Say hello", README__md="hello")
    assert f"{moved[:12]} didn't change it" in world.update("--latest", "--yes").stdout
    assert world.policy.read_text() == before


def test_rewritten_history_is_told(world: World) -> None:
    world.extends()
    world.update()
    world.house("checkout", "-q", "--orphan", "other")
    world.house.commit("Begin anew", **{"release-policy__toml": STRICTER})
    world.house("branch", "-M", "other", "main")
    done = world.update("--latest")
    assert "isn't in the history of this one" in done.output
    assert "Stricter:" in done.output


def test_newest_of_a_branch_may_be_asked_for(world: World) -> None:
    world.extends()
    world.house("checkout", "-q", "-b", "next")
    new = world.house.commit("Two look", **{"release-policy__toml": STRICTER})
    world.house("checkout", "-q", "main")
    assert "pins the newest already" in world.update("--latest").output
    assert new[:12] in world.update("--latest", "--branch", "next").output
    failed(world.update("--latest", "--branch", "gone"), "can't be fetched")


def test_newest_that_is_no_policy_is_never_pinned(world: World) -> None:
    world.extends()
    before = world.policy.read_text()
    world.house.commit("Slip", **{"release-policy__toml": "mode = 1\n"})
    done = world.update("--latest", "--yes")
    assert done.exit_code == 1
    assert "RG202" in done.output
    assert world.policy.read_text() == before


def test_old_policy_that_is_gone_is_said_to_be(world: World) -> None:
    world.extends(text="gone")
    done = world.update("--latest")
    assert "nothing can be compared" in done.output


def test_first_pin_is_written_for_a_source(world: World) -> None:
    done = world.update("--from", str(world.house.path), "--yes")
    assert done.exit_code == 0, done.output
    text = world.policy.read_text()
    assert text.startswith('schema = "release-policy/1"\nname = "work"\n')
    assert world.rev in text
    assert 'path = "release-policy.toml"' in text
    assert '"house"' in world.shown().stdout
    assert run(world.work.path, "lint").exit_code == 0


def test_first_pin_goes_into_the_policy_that_is_there(world: World) -> None:
    world.policy.write_text(own())
    assert world.update("--from", str(world.house.path), "--yes").exit_code == 0
    text = world.policy.read_text()
    assert text.startswith("# Ours.\n")
    assert "# short" in text
    assert sha(HOUSE) in text


def test_half_a_pin_is_filled_in(world: World) -> None:
    world.policy.write_text(own(f'[extends]\nsource = "{world.house.path}"\npath = "release-policy.toml"\n'))
    assert world.update("--latest", "--yes").exit_code == 0
    assert world.rev in world.policy.read_text()


def test_source_that_was_a_repository_may_become_an_address(world: World, host: GitHost, web: PublicWeb) -> None:
    world.extends()
    host.scripts["policy.toml"] = says(200, STRICTER.encode())
    done = world.update("--from", "https://acme.example/policy.toml", "--yes")
    assert done.exit_code == 0, done.output
    text = world.policy.read_text()
    assert "rev" not in text
    assert "path" not in text
    assert sha(STRICTER) in text


def test_pin_of_a_plain_file_moves_with_it(world: World, tmp_path: Path) -> None:
    outer = tmp_path / "outer.toml"
    outer.write_text(HOUSE)
    assert world.update("--from", str(outer), "--yes").exit_code == 0
    outer.write_text(STRICTER)
    failing = world.shown()
    assert "other bytes than the pinned ones" in failing.stdout
    shown = world.update("--latest")
    assert "Stricter:" in shown.output
    assert world.update("--latest", "--yes").exit_code == 0
    assert sha(STRICTER) in world.policy.read_text()


def test_policy_of_the_machine_is_moved_by_its_name(world: World, tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text(own(pin("house", HOUSE, world.rev)))
    machine.chmod(0o640)
    world.house.commit("Two look", **{"release-policy__toml": STRICTER})
    done = world.update("--latest", "--yes", str(machine))
    assert done.exit_code == 0, done.output
    assert sha(STRICTER) in machine.read_text()
    assert stat.S_IMODE(machine.stat().st_mode) == 0o640


def test_link_to_the_policy_stays_a_link(world: World, tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text(own(pin(str(world.house.path), HOUSE, world.rev)))
    (tmp_path / "machine.toml").symlink_to(real)
    world.house.commit("Two look", **{"release-policy__toml": STRICTER})
    assert world.update("--latest", "--yes", str(tmp_path / "machine.toml")).exit_code == 0
    assert (tmp_path / "machine.toml").is_symlink()
    assert sha(STRICTER) in real.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--latest"], "there is no release-policy.toml"),
        (["--from", "../house"], "no other machine can follow"),
        (["--from", "https://ann:hunter2@acme.example/policy.git"], "user or password"),
        (["--from", "ext::sh -c true"], "runs a program"),
    ],
)
def test_source_that_nobody_can_follow_is_refused(world: World, arguments: list[str], said: str) -> None:
    done = world.update(*arguments)
    assert done.exit_code == 3
    assert said in done.output
    assert "hunter2" not in done.output
    assert not world.policy.exists()


def test_options_of_pins_need_a_pin_to_move(world: World) -> None:
    assert world.update("--yes").exit_code == 2


def test_rules_of_a_copy_are_told_by_its_digest(world: World) -> None:
    world.extends()
    world.update()
    shown = world.shown().stdout
    copy = f"copy {sha(HOUSE)[:8]}"
    assert copy in shown.partition("Who must")[0]
    row = next(line for line in shown.splitlines() if "1 other person" in line)
    assert row.endswith(f"{copy}:4")
