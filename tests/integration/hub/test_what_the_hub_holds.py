"""Listings of the embedded Hub: one revision, all of them, the files of ours, and what happens when the Hub is ill."""

import hashlib

import pytest

from release_guard.demo.hub import EmbeddedHub, faults
from release_guard.hub import history, listing
from release_guard.hub.api import RefusedError
from release_guard.hub.listed import ListedSource, evidence_of, looked_through
from release_guard.model.attempt import Context
from release_guard.model.category import Category
from release_guard.model.destination import parse
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Bytes, Evidence, HostError, TreeError
from tests.support.guarded import FILE, weights
from tests.support.hub_shelf import api, shelve

PLACE = parse("hf:models/acme/digits")
ANSWERS = FILE.format(place=PLACE, release='["trained-model"]').encode()


def paths(found: listing.Listing) -> dict[str, bool]:
    return {one.path: one.removed for one in found.versions}


def test_weights_come_with_their_digest_and_without_their_bytes(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights(), "README.md": b"# Digits\n"})

    found = listing.at_revision(api(hub), PLACE)

    model = {one.path: one for one in found.versions}["model.safetensors"]
    assert model.sha256 == hashlib.sha256(weights()).hexdigest()
    assert model.size == len(weights())
    assert all(file.head == b"" for file in looked_through(api(hub), found) if file.path == "model.safetensors")
    assert not any(asked.storage for asked in hub.requests)


def test_all_revisions_hold_what_was_deleted(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"early.safetensors": weights(1), "model.safetensors": weights()})
    shelve(hub, "models/acme/digits", {"early.safetensors": None})

    assert paths(listing.over_all(api(hub), PLACE)) == {"model.safetensors": False, "early.safetensors": True}
    assert paths(listing.at_revision(api(hub), PLACE)) == {"model.safetensors": False}


def test_every_version_of_a_file_is_listed_once(hub: EmbeddedHub) -> None:
    for fill in (1, 2, 1):
        shelve(hub, "models/acme/digits", {"model.safetensors": weights(fill)})

    found = listing.over_all(api(hub), PLACE)

    assert sorted((one.sha256, one.removed) for one in found.versions) == sorted(
        [(hashlib.sha256(weights(1)).hexdigest(), False), (hashlib.sha256(weights(2)).hexdigest(), True)]
    )


@pytest.mark.parametrize("ref", ["refs/heads/dev", "refs/tags/v1", "refs/pr/3"])
def test_every_ref_counts_and_what_stands_there_is_not_removed(hub: EmbeddedHub, ref: str) -> None:
    shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"})
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()}, ref=ref)

    found = listing.over_all(api(hub), PLACE)

    assert paths(found) == {"README.md": False, "model.safetensors": False}
    assert [one.path for one in found.at_tip] == ["README.md"]
    assert ref in found.refs


def test_long_listings_are_followed_to_their_last_page(hub: EmbeddedHub) -> None:
    hub.world.page_size = 3
    shelve(hub, "models/acme/digits", {f"part-{n}.txt": b"%d" % n for n in range(10)})
    for n in range(5):
        shelve(hub, "models/acme/digits", {"README.md": b"# %d\n" % n})

    found = listing.over_all(api(hub), PLACE)

    assert len(found.at_tip) == 11
    assert len(found.versions) == 15
    assert found.label == f"{PLACE}, 6 revisions"


def test_a_revision_is_named_by_branch_tag_or_commit(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"one.txt": b"1"})
    repo = shelve(hub, "models/acme/digits", {"two.txt": b"2"})
    first = repo.history()[1].oid
    repo.refs["refs/tags/v1"] = first

    for name in ("v1", first, first[:9]):
        assert paths(listing.at_revision(api(hub), PLACE, name)) == {"one.txt": False}, name
    with pytest.raises(HostError, match="v2"):
        listing.at_revision(api(hub), PLACE, "v2")


def test_an_empty_repository_holds_nothing(hub: EmbeddedHub) -> None:
    repo = shelve(hub, "models/acme/digits", {"a.txt": b"a"})
    repo.refs.clear()

    assert listing.at_revision(api(hub), PLACE).versions == ()
    assert listing.over_all(api(hub), PLACE).versions == ()


def test_our_own_files_are_evidence_and_only_where_they_belong(hub: EmbeddedHub) -> None:
    ours = {
        "release-considerations.toml": ANSWERS,
        "release-policy.toml": b'schema = "release-policy/1"\n',
        "release-records/lin.toml": b"record",
        "release-records/lin.toml.sig": b"signature",
    }
    shelve(hub, "models/acme/digits", {**ours, "deep/release-policy.toml": b"", "release-records/a/b.toml": b""})

    found = evidence_of(api(hub), listing.at_revision(api(hub), PLACE))

    assert [one.path for one in found.considerations] == ["release-considerations.toml"]
    assert [one.path for one in found.records] == ["release-records/lin.toml", "release-records/lin.toml.sig"]
    assert found.policy is not None
    assert found.policy.data == ours["release-policy.toml"]


def test_a_policy_that_cannot_be_read_is_not_taken_for_none(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"release-policy.toml": b"#" * (1 << 20) + b"\n"})

    found = evidence_of(api(hub), listing.at_revision(api(hub), PLACE))

    assert found.policy is not None
    assert found.policy.data == b"\0"


def test_what_is_there_becomes_an_attempt(hub: EmbeddedHub) -> None:
    card = b"---\npipeline_tag: text-to-video\n---\n"
    shelve(hub, "models/acme/digits", {"early.safetensors": weights(1), "train.py": b"print(1)\n", "README.md": card})
    shelve(hub, "models/acme/digits", {"early.safetensors": None, "small.onnx": b"\0" * 2048})
    source = ListedSource(api(hub), listing.over_all(api(hub), PLACE), Evidence("no project"))

    attempt = source.attempt(Context(PLACE, committers=True), Visibility.PUBLIC, Answer(Visibility.PRIVATE, "Hub API"))

    items = {item.path: item for item in attempt.items}
    assert items["early.safetensors"].removed
    assert items["early.safetensors"].category is Category.TRAINED_MODEL
    assert items["small.onnx"].sha256 == hashlib.sha256(b"\0" * 2048).hexdigest()
    assert items["train.py"].category is Category.SOURCE_CODE
    assert attempt.capabilities == {"text-to-video"}
    assert attempt.committers == ("ada",)
    assert attempt.now is Visibility.PRIVATE


def test_whoever_commits_records_alone_is_no_author(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()})
    repo = shelve(hub, "models/acme/digits", {"release-records/lin.toml": b"record"})
    last = repo.history()[0]
    repo.add(
        "refs/heads/main",
        {**last.files, "release-records/b.toml": last.files["release-records/lin.toml"]},
        "",
        "",
        "lin",
        0,
    )

    assert listing.over_all(api(hub), PLACE).authors == ("ada",)


def test_the_projects_answers_come_first_where_they_cover_the_place(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"release-considerations.toml": ANSWERS})
    other = FILE.format(place="hf:models/acme/other", release="[]").encode()
    held = listing.over_all(api(hub), PLACE)

    def chosen(text: bytes) -> str:
        project = Evidence("the project", considerations=(Bytes("release-considerations.toml", text),))
        return ListedSource(api(hub), held, project).evidence().origin

    assert chosen(ANSWERS) == "the project"
    assert chosen(other) == held.label


def test_a_repository_without_policy_is_judged_by_the_projects(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"README.md": b"# Digits\n"})
    held = listing.over_all(api(hub), PLACE)
    project = Evidence("the project", policy=Bytes("release-policy.toml", b""))

    assert ListedSource(api(hub), held, project).standing() is None
    assert ListedSource(api(hub), held, Evidence("no project")).standing() is not None


def test_records_of_one_name_and_other_words_both_speak(hub: EmbeddedHub) -> None:
    path = "release-records/lin.toml"
    shelve(hub, "models/acme/digits", {path: b"there"})
    project = Evidence("the project", records=(Bytes(path, b"here"),), policy=Bytes("release-policy.toml", b""))
    source = ListedSource(api(hub), listing.over_all(api(hub), PLACE), project)

    standing = source.standing()

    assert standing is not None
    assert [one.data for one in (*source.evidence().records, *standing.records)] == [b"here", b"there"]


@pytest.mark.parametrize("fault", [faults.status(503), faults.too_many(), faults.hang_up(), faults.lose_answer()])
def test_a_hub_that_is_ill_for_a_moment_is_asked_again(hub: EmbeddedHub, fault: faults.Fault) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()})
    hub.faults.plan(fault, on="GET *", times=2)

    assert paths(listing.over_all(api(hub), PLACE)) == {"model.safetensors": False}


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(503),
        faults.says(b"<html>proxy</html>"),
        faults.says(b'{"branches": [{"ref": 1}]}', content_type="application/json"),
        faults.elsewhere("http://elsewhere.example/refs"),
    ],
    ids=["down", "a proxy's page", "nonsense", "a redirect to others"],
)
def test_a_listing_that_cannot_be_had_is_an_error_and_never_an_empty_one(hub: EmbeddedHub, fault: faults.Fault) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()})
    hub.faults.plan(fault, on="GET */refs")

    with pytest.raises(HostError):
        listing.over_all(api(hub), PLACE)


def test_a_cut_tree_is_an_error(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()})
    hub.faults.plan(faults.cut(20), on="GET */tree/*")

    with pytest.raises(HostError, match="can't be reached"):
        listing.over_all(api(hub), PLACE)


def test_what_one_may_not_see_is_said_to_be_missing_with_a_way_in(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"model.safetensors": weights()})

    with pytest.raises(HostError, match="shows us no hf:models/acme/digits") as found:
        api(hub, hub.person("eve")).info(PLACE)

    assert "hf auth login" in found.value.fix


def test_too_long_a_history_is_not_looked_through(hub: EmbeddedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "COMMITS_AT_MOST", 3)
    for n in range(4):
        shelve(hub, "models/acme/digits", {"README.md": b"# %d\n" % n})

    with pytest.raises(TreeError, match="more than 3 revisions") as found:
        listing.over_all(api(hub), PLACE)

    assert found.value.fix.endswith("release-guard publish hf:models/acme/digits --squash")


def test_info_tells_private_gated_and_public_apart(hub: EmbeddedHub) -> None:
    repo = shelve(hub, "models/acme/digits", {"a.txt": b"a"})
    seen = []
    for visibility, gated in (("private", "manual"), ("public", "manual"), ("public", "auto"), ("public", False)):
        repo.expose(visibility, gated)  # type: ignore[arg-type]
        seen.append(api(hub).info(PLACE).visibility)

    assert seen == [Visibility.PRIVATE, Visibility.GATED_MANUAL, Visibility.GATED_AUTO, Visibility.PUBLIC]
    assert api(hub).info(PLACE).gate is False


def test_a_refused_setting_says_what_the_hub_said(hub: EmbeddedHub) -> None:
    shelve(hub, "models/acme/digits", {"a.txt": b"a"}, visibility="public")
    hub.fill_private_storage("acme")

    with pytest.raises(RefusedError, match="storage limit reached") as found:
        api(hub).tell(PLACE, {"visibility": "private"})

    assert found.value.status == 403
