"""Who can read a repository, by each forge's API on loopback: with a token that is at hand, and what comes after it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from release_guard.hosts.asking import Asker
from release_guard.hosts.cache import Cache
from release_guard.hosts.visibility import VisibilityOf
from release_guard.hosts.web import Reach
from release_guard.model.destination import Destination, parse
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer
from tests.support.forges import KINDS, Forge, Holder, Kind
from tests.support.git_http import GitHost, Handler, says

TOKEN = "tok-3f9a-secret"


class World:
    """One forge with the repository acme/model, and somebody who asks with a token of its kind."""

    def __init__(self, folder: Path, host: GitHost, kind: Kind) -> None:
        self.host, self.kind = host, kind
        self.forge: Forge = kind.make(host)
        self.forge.repository(kind.path)
        self.forge.holders[TOKEN] = Holder(kind.looks)
        self.environ = {"PATH": os.defpath, "HOME": str(folder), **kind.environment(host, TOKEN)}
        self.folder = folder
        self.rules: tuple[PlaceRule, ...] = ()

    def place(self, path: str = "") -> Destination:
        return Destination(self.host.name, path or self.kind.path)

    def asks(self, cache: "Cache | None" = None, internal: Visibility = Visibility.PRIVATE) -> VisibilityOf:
        reach = Reach(seconds=5)
        return VisibilityOf(
            untrusted=self.rules,
            cache=cache or Cache(""),
            reach=lambda: reach,
            twin=lambda place: f"http://{place.host}/{place.path}.git",
            asker=lambda: Asker(reach, self.environ, str(self.folder)),
            internal=lambda: internal,
        )

    def answer(self, path: str = "") -> Answer:
        return self.asks().visibility_of(self.place(path))

    def probes(self) -> int:
        """How often a stranger looked."""
        return sum("/info/refs" in request.path for request in self.host.requests)


@pytest.fixture(params=sorted(KINDS))
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with GitHost(tmp_path / "host") as host:
        yield World(tmp_path, host, KINDS[request.param])


@pytest.fixture
def github(tmp_path: Path) -> Iterator[World]:
    with GitHost(tmp_path / "host") as host:
        yield World(tmp_path, host, KINDS["github"])


@pytest.fixture
def gitlab(tmp_path: Path) -> Iterator[World]:
    with GitHost(tmp_path / "host") as host:
        yield World(tmp_path, host, KINDS["gitlab"])


@pytest.fixture
def gitea(tmp_path: Path) -> Iterator[World]:
    with GitHost(tmp_path / "host") as host:
        yield World(tmp_path, host, KINDS["gitea"])


def test_the_api_tells_and_no_stranger_has_to_look(world: World) -> None:
    for word, visibility in (("public", Visibility.PUBLIC), ("private", Visibility.PRIVATE)):
        world.forge.show(world.kind.path, word)
        answer = world.answer()
        assert (answer.visibility, answer.missing, answer.place) == (visibility, False, None)
        assert answer.how.endswith(" API")
        assert answer.host_moment is not None
    assert world.probes() == 0
    assert {secret for _, _, secret in world.forge.asked} == {TOKEN}


def test_without_a_token_a_stranger_looks_and_the_api_is_left_alone(world: World) -> None:
    for name in world.kind.variables[:1]:
        del world.environ[name]
    assert world.answer().visibility is Visibility.PUBLIC
    world.forge.show(world.kind.path, "private")
    assert world.answer().visibility is Visibility.PRIVATE
    assert world.forge.asked == []
    assert world.probes() == 2


def test_what_the_api_said_is_remembered(world: World, tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"))
    world.forge.show(world.kind.path, "private")
    for _ in range(3):
        assert world.asks(cache).visibility_of(world.place()).visibility is Visibility.PRIVATE
    assert len(world.forge.asked) == 1
    assert TOKEN not in Path(cache.path).read_text()


def test_a_token_that_is_not_taken_leaves_it_to_a_stranger(world: World) -> None:
    del world.forge.holders[TOKEN]
    world.forge.show(world.kind.path, "private")
    assert world.answer().visibility is Visibility.PRIVATE
    world.forge.show(world.kind.path, "public")
    assert world.answer() == world.asks().look(world.place()).answer._replace(host_moment=world.answer().host_moment)
    assert world.probes() >= 2


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503])
def test_an_api_that_does_not_answer_leaves_it_to_a_stranger(world: World, status: int) -> None:
    world.forge.fault = says(status)
    assert world.answer().visibility is Visibility.PUBLIC
    world.forge.show(world.kind.path, "private")
    assert world.answer().visibility is Visibility.PRIVATE


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503])
def test_where_nobody_tells_it_is_unknown_and_the_reason_names_both(world: World, status: int) -> None:
    world.forge.fault = says(status)
    world.host.script(world.kind.path, says(503))
    answer = world.answer()
    assert answer.visibility is None
    assert "a stranger with HTTP 503" in answer.reason
    assert f"HTTP {status}" in answer.reason
    assert TOKEN not in repr(answer)


def test_what_the_api_hides_is_not_public_though_the_host_is_new(world: World) -> None:
    """A stranger's 404 says nothing by itself; that a token sees no such repository either makes it an answer."""
    world.host.script("acme/hidden", says(404))
    answer = world.answer("acme/hidden")
    assert (answer.visibility, answer.missing) == (Visibility.PRIVATE, False)
    del world.environ[world.kind.variables[0]]
    answer = world.answer("acme/hidden")
    assert (answer.visibility, answer.missing) == (Visibility.PUBLIC, True)


def test_what_the_api_hides_and_strangers_see_is_public(world: World) -> None:
    world.host.repository("acme/shown")
    assert world.answer("acme/shown").visibility is Visibility.PUBLIC


def test_a_renamed_repository_is_judged_by_its_name_of_today(world: World, tmp_path: Path) -> None:
    today = f"{world.kind.path}-2"
    world.forge.rename(world.kind.path, today)
    cache = Cache(str(tmp_path / "cache"))
    for how in (f"{type(world.forge).__name__} API", "cache"):
        answer = world.asks(cache).visibility_of(world.place())
        assert (answer.visibility, answer.place, answer.how) == (Visibility.PUBLIC, world.place(today), how)
    assert all(secret == TOKEN for _, _, secret in world.forge.asked)


def test_a_renamed_public_repository_is_known_without_a_token_too(world: World) -> None:
    del world.environ[world.kind.variables[0]]
    world.forge.rename(world.kind.path, "acme/other")
    answer = world.answer()
    assert (answer.visibility, answer.place) == (Visibility.PUBLIC, world.place("acme/other"))


def test_a_rule_for_the_new_name_is_heard(world: World) -> None:
    world.forge.show(world.kind.path, "private")
    world.forge.rename(world.kind.path, "acme/other")
    world.rules = (PlaceRule(str(world.place("acme/other")), Visibility.PUBLIC),)
    answer = world.answer()
    assert (answer.visibility, answer.how) == (Visibility.PUBLIC, "policy place")


def test_another_case_is_no_other_name(github: World) -> None:
    github.forge.repositories["acme/model"].path = "Acme/Model"
    assert github.answer().place is None


def test_internal_counts_as_the_policy_says(github: World, gitlab: World, tmp_path: Path) -> None:
    for world in (github, gitlab):
        world.forge.show(world.kind.path, "internal")
        cache = Cache(str(tmp_path / world.host.name))
        for _ in range(2):
            private = world.asks(cache).visibility_of(world.place())
            assert (private.visibility, private.internal) == (Visibility.PRIVATE, True)
            gated = world.asks(cache, Visibility.GATED_MANUAL).visibility_of(world.place())
            assert (gated.visibility, gated.internal) == (Visibility.GATED_MANUAL, True)
        assert len(world.forge.asked) == 1
        assert cache.places() == ((str(world.place()), Visibility.PRIVATE),)


@pytest.mark.parametrize("owner", ["limited", "private"])
def test_a_repository_is_only_as_visible_as_its_owner(gitea: World, owner: str) -> None:
    gitea.forge.repositories["acme/model"].owner = owner
    answer = gitea.answer()
    assert (answer.visibility, answer.internal) == (Visibility.PRIVATE, True)


def test_a_public_project_whose_repository_only_members_read_is_private(gitlab: World) -> None:
    gitlab.forge.repositories[gitlab.kind.path].members_only = True
    assert gitlab.answer().visibility is Visibility.PRIVATE


def test_subgroups_are_part_of_the_name(gitlab: World) -> None:
    gitlab.answer()
    (request,) = gitlab.host.requests
    assert request.path == "/api/v4/projects/acme%2Fteams%2Fspeech%2Fmodel"


def test_an_older_server_that_tells_only_private_is_understood(github: World) -> None:
    for private, visibility in ((True, Visibility.PRIVATE), (False, Visibility.PUBLIC)):
        body = f'{{"full_name": "acme/model", "private": {str(private).lower()}}}'.encode()
        github.forge.fault = says(200, body)
        assert github.answer().visibility is visibility


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"<html>log in</html>",
        b'{"full_name": "acme/model"}',
        b'{"full_name": "acme/model", "visibility": "secret"}',
        b'{"full_name": 7, "visibility": "private", "private": true, "is_private": true}',
        b'{"path_with_namespace": null, "visibility": "private"}',
        b'{"full_name": "acme/model", "private": "true", "is_private": 1}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_says_too_little_leaves_it_to_a_stranger(world: World, body: bytes) -> None:
    world.forge.fault = says(200, body)
    assert world.answer().visibility is Visibility.PUBLIC
    assert world.probes() == 1


def test_an_answer_that_contradicts_itself_is_none(github: World) -> None:
    github.forge.fault = says(200, b'{"full_name": "acme/model", "visibility": "public", "private": true}')
    assert github.answer().how == "probe"


def test_a_token_never_follows_a_redirect_to_another_host(world: World, tmp_path: Path) -> None:
    with GitHost(tmp_path / "other") as other:
        world.forge.fault = says(301, Location=f"{other.url}/anything")
        assert world.answer().visibility is Visibility.PUBLIC
        assert other.requests == []


def test_a_token_goes_to_the_api_alone(world: World) -> None:
    world.forge.show(world.kind.path, "private")
    world.forge.fault = says(500)
    world.answer()
    for request in world.host.requests:
        assert ("authorization" in request.headers) is request.path.startswith(world.forge.prefix)


def test_a_host_of_which_nothing_is_known_gives_its_forge_away(github: World, tmp_path: Path) -> None:
    """The first look shows what runs there; from then on its API is asked at once."""
    github.forge.show("acme/model", "internal")
    del github.environ["GH_HOST"]
    github.environ["GH_ENTERPRISE_TOKEN"] = ""
    helper = tmp_path / "config"
    helper.write_text(f"[credential]\n\thelper = \"!printf 'username=ada\\\\npassword={TOKEN}\\\\n'; :\"\n")
    github.environ["GIT_CONFIG_GLOBAL"] = str(helper)
    cache = Cache(str(tmp_path / "cache"))
    first = github.asks(cache).visibility_of(github.place())
    assert (first.visibility, first.internal) == (Visibility.PRIVATE, True)
    cache.forget(github.place())
    assert github.asks(cache).visibility_of(github.place()).internal
    assert github.probes() == 1
    assert len(github.forge.asked) == 2


def test_the_machine_can_name_the_forge(gitea: World) -> None:
    del gitea.environ["GITEA_SERVER_URL"]
    gitea.environ["PATH"] = os.environ["PATH"]
    reach = Reach(seconds=5)
    address = f"http://ada:{TOKEN}@{gitea.host.name}/acme/model.git"
    sees = VisibilityOf(
        cache=Cache(""),
        reach=lambda: reach,
        twin=lambda place: f"http://{place.host}/{place.path}.git",
        asker=lambda: Asker(reach, gitea.environ, ".", {gitea.host.name: "forgejo"}, address),
    )
    assert sees.visibility_of(parse(address)).how == "Gitea API"
    assert gitea.probes() == 0


def test_a_slow_api_is_given_up_in_time(github: World) -> None:
    def hang(handler: Handler) -> None:
        handler.host.closing.wait(30)

    github.forge.fault = hang
    reach = Reach(seconds=0.3)
    sees = VisibilityOf(
        cache=Cache(""),
        reach=lambda: reach,
        twin=lambda place: f"http://{place.host}/{place.path}.git",
        asker=lambda: Asker(reach, github.environ),
    )
    assert sees.visibility_of(github.place()).visibility is Visibility.PUBLIC
    assert len(github.forge.asked) == 1, "what didn't answer isn't asked again"
