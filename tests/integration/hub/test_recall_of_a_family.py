"""``recall`` on a Hub that runs: who belongs to the family, who doesn't, and what happens where not all can be had."""

from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub, faults
from release_guard.hub import family
from release_guard.hub.family import Member
from release_guard.model.destination import parse
from tests.support.guarded import FILE
from tests.support.hub_release import Release
from tests.support.hub_shelf import api, fill_bucket, shelve

ROOT = parse("hf:models/acme/digits")


@pytest.fixture
def release(hub: EmbeddedHub, tmp_path: Path) -> Release:
    release = Release(hub, tmp_path)
    release.remote.expose("public", False)
    return release


def card(hub: EmbeddedHub, name: str, *parents: str) -> None:
    """A public model that says in its card what it is made from."""
    said = "".join(f"\n  - {parent}" for parent in parents)
    shelve(hub, f"models/{name}", {"README.md": f"---\nbase_model:{said}\n---\n".encode()}, visibility="public")


def seen(hub: EmbeddedHub) -> dict[str, str]:
    return {f"{kind}/{id_}": repo.visibility for (kind, id_), repo in hub.world.repos.items()}


def found(hub: EmbeddedHub) -> list[str]:
    return [str(one.place) for one in family.family(api(hub), [Member(ROOT, "named")]).members]


def test_three_generations_and_a_circle_on_many_pages(hub: EmbeddedHub) -> None:
    hub.world.page_size = 2
    card(hub, "acme/digits", "acme/tiny")  # a circle: it says that it comes from its own grandchild
    for number in range(5):
        card(hub, f"acme/other-{number}", "acme/unrelated")
        card(hub, f"acme/child-{number}", "acme/digits")
    card(hub, "acme/grandchild", "acme/child-3", "acme/digits")
    card(hub, "acme/tiny", "acme/grandchild")

    members = found(hub)

    assert members[0] == str(ROOT)
    children = {f"hf:models/acme/child-{number}" for number in range(5)}
    assert set(members[1:]) == {*children, "hf:models/acme/grandchild", "hf:models/acme/tiny"}
    assert len(members) == len(set(members)) == 8


def test_what_the_answers_on_the_hub_are_made_from_counts(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"a.txt": b"a"})
    made = '\n[[derived_from]]\nrepo = "{}"\nrev = "main"\nrelation = "finetune"\n\n[hazards]'
    for place, parent in (("spaces/acme/show", "hf:models/acme/digits"), ("datasets/acme/d", "hf:spaces/acme/show")):
        text = FILE.format(place=f"hf:{place}", release="[]").replace("\n[hazards]", made.format(parent))
        shelve(hub, place, {"release-considerations.toml": text.encode()})

    assert found(hub) == [str(ROOT), "hf:spaces/acme/show", "hf:datasets/acme/d"]


def test_a_family_that_is_too_large_is_cut_and_it_is_said(hub: EmbeddedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(family, "AT_MOST", 3)
    for number in range(5):
        card(hub, f"acme/child-{number}", "acme/digits")

    cut = family.family(api(hub), [Member(ROOT, "named")])

    assert cut.cut
    assert len(cut.members) == 3


def test_all_of_ours_become_private_and_the_rest_is_listed(release: Release) -> None:
    hub = release.hub
    hub.organisation("else", eve="admin")
    card(hub, "acme/digits-int8", "acme/digits")
    card(hub, "else/tuned", "acme/digits")
    card(hub, "acme/tiny", "else/tuned")
    shelve(hub, "models/acme/unrelated", {"README.md": b"# It\n"}, visibility="public")
    shelve(hub, "spaces/acme/show", {"app.py": b"1\n"}).expose("protected", False)
    fill_bucket(hub, "acme/b", {"a": b"a"}, visibility="public")
    more = '"hf:spaces/acme/show", "hf:buckets/acme/b", "github.com/acme/digits"'
    release.change(f'targets = ["{release.place}"]', f'targets = ["{release.place}", {more}]')
    release.remote.likes = 12

    done = release.guard("recall", release.place, "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert seen(hub) == {
        "models/acme/digits": "private",
        "models/acme/digits-int8": "private",
        "models/acme/tiny": "private",
        "spaces/acme/show": "private",
        "models/acme/unrelated": "public",
        "models/else/tuned": "public",
    }
    assert hub.world.buckets["acme/b"].visibility == "private"
    told = " ".join(done.stdout.split())
    assert "hf:models/else/tuned of others, not changed its card names acme/digits" in told
    assert "that are made from it (1 listed above)" in told
    assert "likes and discussions (12 likes) stay with each place" in told
    assert "github.com/acme/digits isn't on the Hub: release-guard lower github.com/acme/digits" in told


def test_it_can_be_run_again_when_all_is_private(release: Release) -> None:
    assert release.guard("recall", release.place, "--yes").returncode == 0
    exposures = list(release.remote.exposures)

    assert release.guard("recall", release.place).returncode == 0
    assert release.remote.exposures == exposures


def test_one_that_is_refused_holds_up_no_other(release: Release) -> None:
    card(release.hub, "acme/digits-int8", "acme/digits")
    release.hub.faults.plan(faults.status(403, "no"), on="PUT /api/models/acme/digits/settings")

    done = release.guard("recall", release.place, "--yes")

    assert done.returncode == 1
    assert seen(release.hub) == {"models/acme/digits": "public", "models/acme/digits-int8": "private"}
    assert f"then: release-guard recall {release.place}" in done.stdout


def test_where_the_family_cannot_be_listed_what_is_known_is_taken_back(release: Release) -> None:
    release.hub.faults.plan(faults.status(503), on="GET /api/models")

    done = release.guard("recall", release.place, "--yes")

    assert done.returncode == 1
    assert release.remote.visibility == "private"
    assert "the models that are made from hf:models/acme/digits: the Hub doesn't let us read" in done.stdout


def test_a_root_that_was_deleted_does_not_save_its_children(release: Release) -> None:
    card(release.hub, "acme/digits-int8", "acme/digits")
    del release.hub.world.repos["models", "acme/digits"]

    done = release.guard("recall", release.place, "--yes")

    assert done.returncode == 1
    assert "shows us no hf:models/acme/digits" in done.stderr
    assert seen(release.hub) == {"models/acme/digits-int8": "private"}


def test_nobody_at_a_terminal_takes_nothing_back_without_yes(release: Release) -> None:
    done = release.guard("recall", release.place)

    assert done.returncode == 2
    assert release.remote.visibility == "public"
