"""Several clients at once: the embedded Hub does one thing after the other, and tells its watchers in order."""

from concurrent.futures import ThreadPoolExecutor

from release_guard.demo.hub import Asked, EmbeddedHub
from tests.support.hub_asks import ask, commit


def test_commits_from_many_threads_all_arrive(hub: EmbeddedHub) -> None:
    ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body={"name": "m", "organization": "acme"})
    url = f"{hub.url}/api/models/acme/m/commit/main"

    with ThreadPoolExecutor(8) as pool:
        bodies = [commit(f"Add {number}", **{f"f{number}": str(number)}) for number in range(40)]
        statuses = list(pool.map(lambda body: ask(url, "POST", token=hub.token, body=body).status, bodies))

    assert statuses == [200] * 40
    assert len(hub.repo("models", "acme/m").history()) == 41
    assert {f"f{number}" for number in range(40)} < set(hub.repo("models", "acme/m").files())


def test_only_one_of_many_makes_a_repository(hub: EmbeddedHub) -> None:
    body = {"name": "m", "organization": "acme", "private": True}

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, f"{hub.url}/api/repos/create", "POST", token=hub.token, body=body) for _ in range(16)]

    assert sorted(each.result().status for each in asked) == [200] + [409] * 15
    assert len(hub.repo("models", "acme/m").exposures) == 1


def test_watchers_see_the_state_after_each_request(hub: EmbeddedHub) -> None:
    seen: list[tuple[str, str]] = []

    def look(asked: Asked) -> None:
        if hub.has("models", "acme/m"):
            seen.append((asked.method, hub.repo("models", "acme/m").visibility))

    hub.watch(look)
    ask(
        f"{hub.url}/api/repos/create",
        "POST",
        token=hub.token,
        body={"name": "m", "organization": "acme", "private": True},
    )
    ask(f"{hub.url}/api/models/acme/m/settings", "PUT", token=hub.token, body={"private": False})

    assert seen == [("POST", "private"), ("PUT", "public")]
