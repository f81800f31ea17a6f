"""``lower`` for a repository on a forge: said before, set, read back, and what stands in its way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from release_guard.hosts import lowering
from release_guard.hosts.cache import Cache
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from tests.support.commands import run
from tests.support.forges import KINDS, Forge, Holder, Kind
from tests.support.git_http import GitHost, Handler, says
from tests.support.git_repo import Repo

TOKEN, WEAK = "tok-able-77", "tok-weak-12"


class World:
    """One forge with a public repository, and somebody who may change it."""

    def __init__(self, folder: Path, host: GitHost, kind: Kind, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.host, self.kind, self.patch = folder, host, kind, patch
        self.forge: Forge = kind.make(host)
        self.forge.repository(kind.path)
        self.forge.holders[TOKEN] = Holder(kind.changes)
        self.forge.holders[WEAK] = Holder(kind.looks)
        self.signed_in(TOKEN)

    def signed_in(self, token: str) -> None:
        for name, value in self.kind.environment(self.host, token).items():
            self.patch.setenv(name, value)

    @property
    def url(self) -> str:
        return f"{self.host.url}/{self.kind.path}.git"

    @property
    def place(self) -> Destination:
        return Destination(self.host.name, self.kind.path)

    @property
    def shows(self) -> str:
        return next(iter(self.forge.repositories.values())).visibility

    def lower(self, *options: str, dest: str = "") -> Result:
        return run(self.folder, "lower", dest or self.url, *options)

    def changes(self) -> list[str]:
        return [method for method, _, _ in self.forge.asked if method != "GET"]


@pytest.fixture(params=sorted(KINDS))
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(lowering, "_PAUSES", (0.0, 0.0))
    with GitHost(tmp_path / "host") as host:
        yield World(tmp_path, host, KINDS[request.param], monkeypatch)


@pytest.fixture
def one(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(lowering, "_PAUSES", (0.0, 0.0))
    with GitHost(tmp_path / "host") as host:
        yield World(tmp_path, host, KINDS[request.param], monkeypatch)


on = pytest.mark.parametrize
GITHUB, GITLAB, GITEA = (on("one", [name], indirect=True) for name in ("github", "gitlab", "gitea"))


def test_it_says_what_is_lost_makes_it_private_and_looks(world: World) -> None:
    done = world.lower("--yes")
    assert done.exit_code == 0, done.output
    assert world.shows == "private"
    assert f"{world.place} is public now and would be private:" in done.output
    assert "clones, caches, package registries and archives keep what they have" in done.output
    assert f"{world.place} is private, as" in done.output
    assert [method for method, _, _ in world.forge.asked][-1] == "GET", "the API is read after the change"
    assert any("/info/refs" in request.path for request in world.host.requests), "and so are strangers' eyes"


def test_an_address_without_its_ending_is_looked_at_with_it(world: World) -> None:
    done = world.lower("--yes", dest=world.url.removesuffix(".git"))
    assert done.exit_code == 0, done.output


def test_nothing_is_changed_before_somebody_agrees(world: World) -> None:
    done = world.lower()
    assert done.exit_code == 2
    assert "would be private" in done.output
    assert "--yes" in done.stderr
    assert (world.shows, world.changes()) == ("public", [])


def test_what_is_private_already_stays_as_it_is(world: World) -> None:
    world.forge.show(world.kind.path, "private")
    done = world.lower("--yes")
    assert (done.exit_code, world.changes()) == (0, [])
    assert "is private already; nothing was changed" in done.output


@GITHUB
def test_github_tells_of_stars_watchers_and_forks(one: World) -> None:
    done = one.lower("--yes")
    assert "12 stars and 5 watchers are erased for good" in done.output
    assert "3 public forks stay public and are detached from it" in done.output


@GITLAB
def test_gitlab_tells_of_forks_and_knows_internal(one: World) -> None:
    done = one.lower("--to", "internal", "--yes")
    assert done.exit_code == 0, done.output
    assert one.shows == "internal"
    assert "only people with an account on this GitLab can see it" in done.output
    assert "3 forks stay as visible as before" in done.output
    assert one.lower("--to", "internal", "--yes").output.endswith("is internal already; nothing was changed\n")
    assert one.lower("--yes").exit_code == 0
    assert one.shows == "private"


@GITEA
def test_gitea_tells_that_forks_follow(one: World) -> None:
    done = one.lower("--yes")
    assert "12 stars are erased for good" in done.output
    assert "3 forks on this server become private as well" in done.output


@on("one", ["gitea", "bitbucket"], indirect=True)
def test_internal_is_refused_where_a_forge_has_none(one: World) -> None:
    done = one.lower("--to", "internal", "--yes")
    assert done.exit_code == 2
    assert "is private or public; internal is no way to narrow it there" in done.stderr
    assert one.changes() == []


@GITHUB
def test_internal_without_an_enterprise_is_the_hosts_no(one: World) -> None:
    done = one.lower("--to", "internal", "--yes")
    assert done.exit_code == 1
    assert "RG404" in done.output
    assert "HTTP 422: Validation Failed" in done.output


@on("word", ["gated-manual", "gated-auto"])
def test_no_forge_has_a_gate(world: World, word: str) -> None:
    done = world.lower("--to", word, "--yes")
    assert done.exit_code == 1
    assert "RG418 destination-has-no-gate" in done.output
    assert "on the Hub" in done.output
    assert world.forge.asked == []


SCOPES = {
    "github": "the token lacks the scope repo (it has public_repo)",
    "gitlab": "the token lacks the scope api",
    "gitea": "required scope(s): [write:repository]",
    "bitbucket": "the token lacks the scope repository:admin (it has repository)",
}


def test_a_token_without_the_scope_is_told_which(world: World, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["world"]
    world.forge.holders[WEAK] = Holder(("public_repo",) if name == "github" else world.kind.looks)
    world.signed_in(WEAK)
    done = world.lower("--yes")
    assert done.exit_code == 1
    assert "RG404 lowering-not-possible" in done.output
    assert SCOPES[name] in done.output
    assert "is public still" in done.output
    assert WEAK not in done.output


@GITHUB
def test_a_fine_grained_token_is_told_the_permission(one: World) -> None:
    fault = says(
        403,
        b'{"message": "Resource not accessible by personal access token"}',
        X_Accepted_GitHub_Permissions="administration=write",
    )

    def changes_only(handler: Handler) -> None:
        if handler.command == "PATCH":
            fault(handler)
            return
        one.forge.fault = None
        handler.say(200, b'{"full_name": "acme/model", "private": false}')
        one.forge.fault = changes_only

    one.forge.fault = changes_only
    done = one.lower("--yes")
    assert "the token needs the permission administration=write" in done.output


def test_somebody_who_is_no_administrator_is_told(world: World) -> None:
    world.forge.holders[TOKEN] = Holder(world.kind.changes, admin=False)
    done = world.lower("--yes")
    assert done.exit_code == 1
    assert "RG404" in done.output
    assert "let an administrator of it do this" in done.output


def test_another_token_at_hand_has_its_turn(world: World) -> None:
    world.signed_in(WEAK)
    done = world.lower("--yes", dest=world.url.replace("//", f"//ada:{TOKEN}@"))
    assert done.exit_code == 0, done.output
    world.forge.show(world.kind.path, "public")
    world.signed_in(TOKEN)
    done = world.lower("--yes", dest=world.url.replace("//", f"//ada:{WEAK}@"))
    assert done.exit_code == 0, done.output
    assert world.shows == "private"
    assert TOKEN not in done.output
    assert WEAK not in done.output


def test_a_host_that_only_says_yes_is_found_out(world: World) -> None:
    world.forge.ignores = True
    done = world.lower("--yes")
    assert done.exit_code == 1
    assert "RG405 read-back-differs" in done.output
    assert "shows as public afterwards" in done.output


def test_a_host_whose_git_still_shows_it_is_found_out(world: World) -> None:
    def change(repository: object, visibility: str) -> None:
        world.forge.repositories[world.kind.path].visibility = visibility

    world.forge.change = change  # type: ignore[method-assign,assignment]
    done = world.lower("--yes")
    assert done.exit_code == 1
    assert "RG405" in done.output


def test_without_a_token_it_says_how_to_sign_in(world: World) -> None:
    world.patch.delenv(world.kind.variables[0])
    done = world.lower("--yes")
    assert done.exit_code == 1
    assert "RG404" in done.output
    assert f"no token for {world.host.name} is at hand" in done.output
    assert world.changes() == []


def test_a_repository_that_isnt_there_is_named(world: World) -> None:
    done = world.lower("--yes", dest=f"{world.host.url}/acme/typo")
    assert done.exit_code == 1
    assert f"{world.host.name}/acme/typo" in done.output
    assert "look at the name" in done.output


def test_a_renamed_repository_is_changed_under_its_name_of_today(world: World) -> None:
    today = f"{world.kind.path}-2"
    world.forge.rename(world.kind.path, today)
    done = world.lower("--yes")
    assert done.exit_code == 0, done.output
    assert f"is called {world.host.name}/{today} now" in done.output
    assert world.shows == "private"


def test_pushes_forget_what_was_known(world: World) -> None:
    cache = Cache()
    cache.put(world.place, Visibility.PUBLIC)
    world.lower("--yes")
    assert cache.get(world.place) is None


def test_a_remote_of_the_working_repository_names_the_address(world: World) -> None:
    repo = Repo(world.folder / "work")
    repo("remote", "add", "origin", world.url)
    done = run(repo.path, "lower", f"https://{world.place}", "--yes")
    assert done.exit_code == 3, "an https address is asked under https, whatever the remote says"
    repo("config", "--global", f"url.{world.host.url}/.insteadOf", "forge:")
    repo("remote", "set-url", "origin", f"forge:{world.kind.path}.git")
    assert run(repo.path, "lower", "origin", "--yes").exit_code == 2, "a remote's name is no destination"


@GITHUB
def test_an_unanswered_change_is_looked_at_all_the_same(one: World) -> None:
    """The request may have done its work before the connection broke."""
    serve = one.host.api
    assert serve is not None

    def breaks(handler: Handler) -> bool:
        if handler.command != "PATCH":
            return serve(handler)
        one.forge.show("acme/model", "private")
        handler.close_connection = True
        handler.connection.shutdown(2)
        return True

    one.host.api = breaks
    done = one.lower("--yes")
    assert done.exit_code == 0, done.output


@on("status", [500, 503])
def test_a_host_that_breaks_down_leaves_it_as_it_is(world: World, status: int) -> None:
    serve = world.host.api
    assert serve is not None

    def down(handler: Handler) -> bool:
        if handler.command in ("PUT", "PATCH"):
            handler.say(status)
            return True
        return serve(handler)

    world.host.api = down
    done = world.lower("--yes")
    assert done.exit_code == 1
    assert "RG404" in done.output
    assert f"HTTP {status}" in done.output


def test_a_host_that_nobody_knows_names_the_setting(tmp_path: Path) -> None:
    with GitHost(tmp_path / "host") as host:
        host.repository("acme/model")
        done = run(tmp_path, "lower", f"{host.url}/acme/model", "--yes")
    assert done.exit_code == 3
    assert "nothing tells which forge runs at" in done.stderr
    assert f"git config --global release-guard.{host.name}.host-kind" in done.stderr


@GITEA
def test_the_setting_is_enough(one: World) -> None:
    one.patch.delenv("GITEA_SERVER_URL")
    repo = Repo(one.folder / "work")
    repo("config", "--global", f"release-guard.{one.host.name}.host-kind", "forgejo")
    done = run(repo.path, "lower", one.url.replace("//", f"//ada:{TOKEN}@"), "--yes")
    assert done.exit_code == 0, done.output
    assert one.shows == "private"


def test_a_local_repository_has_nobody_to_hide_from(tmp_path: Path) -> None:
    done = run(tmp_path, "lower", str(tmp_path), "--yes")
    assert done.exit_code == 2
    assert "is on this machine" in done.stderr


def test_the_hub_knows_no_internal(tmp_path: Path) -> None:
    done = run(tmp_path, "lower", "hf:models/acme/digits", "--to", "internal", "--yes")
    assert done.exit_code == 2
