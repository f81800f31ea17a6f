"""Settings made wider, copies, moves, buckets, and writes that nobody knows (hub.md, "When to decide")."""

import gc
import json
import weakref

import pytest

from release_guard.demo.hub.answers import Answer
from release_guard.hub.outgoing import Outgoing, Pass, Reply
from tests.support.guarded import weights
from tests.support.hub_desk import ENDPOINT, Program

PLACE, NAME = "models/acme/digits", "hf:models/acme/digits"
OLD, NEW = weights(1, 1000), weights(2, 1000)


@pytest.fixture
def program() -> Program:
    made = Program()
    made.answer(NAME)
    made.has(PLACE, {"model.safetensors": OLD}, "private")
    return made


# settings


@pytest.mark.parametrize(
    "asked", [{"private": False}, {"visibility": "public"}, {"visibility": "public", "gated": "auto"}]
)
def test_making_it_public_is_a_publication_of_what_is_there(program: Program, asked: dict[str, object]) -> None:
    report = program.refused(program.settings, PLACE, **asked)
    assert "RG401 public-not-cleared" in report
    assert program.repo(PLACE).visibility == "private"
    assert len(program.told) == 1


def test_making_reviewed_bytes_public_passes(program: Program) -> None:
    program.review(OLD)
    assert program.settings(PLACE, private=False).status == 200
    assert program.repo(PLACE).visibility == "public"


def test_every_revision_counts_when_it_is_raised(program: Program) -> None:
    program.has(PLACE, {"model.safetensors": NEW})
    program.review(NEW)
    report = program.refused(program.settings, PLACE, private=False)
    assert "RG401" in report
    program.review(OLD, by="kim@example.org")
    assert program.settings(PLACE, private=False).status == 200


def test_a_gate_that_is_set_while_it_is_private_and_a_raise_behind_it_pass(program: Program) -> None:
    """The owner alone decides up to gated-manual at level 1 (preset team)."""
    assert program.settings(PLACE, gated="manual").status == 200
    assert program.settings(PLACE, private=False).status == 200
    assert program.refused(program.settings, PLACE, gated="auto")
    assert program.refused(program.settings, PLACE, gated=False)
    assert (program.repo(PLACE).visibility, program.repo(PLACE).gated) == ("public", "manual")


def test_what_makes_it_narrower_passes_unread(program: Program) -> None:
    program.has("models/acme/out", {"model.safetensors": OLD})
    program.asked.clear()
    assert program.settings("models/acme/out", gated="manual").status == 200
    assert program.settings("models/acme/out", visibility="private").status == 200
    assert not any("/tree/" in asked for asked in program.asked)


def test_a_private_place_is_looked_at_again_after_its_settings_changed(program: Program) -> None:
    program.review(OLD)
    program.upload(PLACE, {"model.safetensors": OLD})
    program.settings(PLACE, private=False)
    assert "RG401" in program.refused(program.commit, PLACE, {"other.safetensors": NEW})


def test_a_place_on_its_way_to_be_opened_is_asked_about_until_it_is(program: Program) -> None:
    """A thread that asks between a setting that was let through and its arrival mustn't believe "private" for long."""
    program.review(OLD)
    setting = Outgoing("PUT", f"{ENDPOINT}/api/{PLACE}/settings", "application/json", b'{"private": false}')
    assert program.guard.handle(setting, program.asks) == Pass()
    assert program.announce(PLACE, {"other.safetensors": NEW}).status == 200
    program.repo(PLACE).expose("public")
    assert "RG401" in program.refused(program.commit, PLACE, {"other.safetensors": NEW})


def test_a_setting_is_judged_by_what_the_hub_shows_now(program: Program) -> None:
    """Somebody else may have made it private, or public, since it was asked about last."""
    program.repo(PLACE).expose("public")
    program.commit(PLACE, {"README.md": b"# Digits\n"})
    program.repo(PLACE).expose("private")
    assert "RG401" in program.refused(program.settings, PLACE, private=False)


def test_settings_of_nobody_who_opted_in_pass() -> None:
    program = Program("")
    program.has(PLACE, {"model.safetensors": OLD}, "private")
    assert program.settings(PLACE, private=False).status == 200
    assert program.told == []


def test_a_setting_of_a_place_whose_content_cannot_be_listed_is_refused(program: Program) -> None:
    program.refuses[f"GET /api/{PLACE}/refs"] = Answer(200, b"[]")
    assert "not judged" in program.refused(program.settings, PLACE, private=False)


def test_a_space_is_public_or_private_and_protected_shows_its_app() -> None:
    program = Program()
    program.answer("hf:spaces/acme/demo", release='["runnable-system"]')
    program.has("spaces/acme/demo", {"app.py": b"import gradio\n"}, "private")
    program.refused(program.settings, "spaces/acme/demo", visibility="protected")
    program.refused(program.settings, "spaces/acme/demo", visibility="public")
    assert program.repo("spaces/acme/demo").visibility == "private"


# copies and moves


def test_a_copy_of_what_is_not_cleared_becomes_private(program: Program) -> None:
    program.answer(NAME, "hf:models/acme/copy")
    program.has(PLACE, {"model.safetensors": OLD}).expose("public")
    program.send("POST", f"/api/{PLACE}/duplicate", {"repository": "acme/copy", "visibility": "public"})
    assert program.repo("models/acme/copy").visibility == "private"
    assert "release-guard publish hf:models/acme/copy" in program.told[0]


def test_a_copy_that_says_nothing_of_visibility_is_judged_as_public(program: Program) -> None:
    program.answer(NAME, "hf:models/acme/copy")
    program.send("POST", f"/api/{PLACE}/duplicate", {"repository": "acme/copy"})
    assert program.repo("models/acme/copy").visibility == "private"


def test_a_copy_of_what_is_reviewed_for_there_passes(program: Program) -> None:
    program.answer(NAME, "hf:models/acme/copy")
    program.review(OLD)
    program.send("POST", f"/api/{PLACE}/duplicate", {"repository": "acme/copy", "visibility": "public"})
    assert program.repo("models/acme/copy").visibility == "public"


def test_a_public_repository_does_not_move_to_a_place_that_is_not_cleared(program: Program) -> None:
    program.repo(PLACE).expose("public")
    body = {"fromRepo": "acme/digits", "toRepo": "ada/digits", "type": "model"}
    assert "RG109" in program.refused(program.send, "POST", "/api/repos/move", body)


def test_a_new_name_with_the_same_owner_and_a_private_move_pass(program: Program) -> None:
    program.has("models/acme/out", {"model.safetensors": OLD})
    body = {"fromRepo": "acme/out", "toRepo": "acme/out2", "type": "model"}
    assert program.send("POST", "/api/repos/move", body).status == 200
    body = {"fromRepo": "acme/digits", "toRepo": "ada/digits", "type": "model"}
    assert program.send("POST", "/api/repos/move", body).status == 200


def test_what_has_a_new_name_is_judged_by_that(program: Program) -> None:
    program.has("models/acme/old", {"README.md": b"# Digits\n"})
    program.send("POST", "/api/repos/move", {"fromRepo": "acme/old", "toRepo": "acme/new", "type": "model"})
    program.files["release-considerations.toml"] = program.files["release-considerations.toml"].replace(
        b"acme/digits", b"acme/new"
    )
    program.review(NEW)
    assert program.announce("models/acme/old", {"model.safetensors": NEW}).status == 307


def test_bytes_that_are_copied_inside_the_hub_are_judged_where_they_arrive(program: Program) -> None:
    program.has("models/acme/out", {"README.md": b"# Digits\n"})
    digest = program.repo(PLACE).files()["model.safetensors"].sha256
    files = [{"filename": "model.safetensors", "sha256": digest, "xetHash": "x" * 64}]
    body = {"target": {"type": "model", "name": "acme/out"}, "files": files}
    assert "RG301" in program.refused(program.send, "POST", f"/api/{PLACE}/lfs-files/duplicate", body)


# buckets


def batch(*paths: str) -> bytes:
    lines = [{"type": "addFile", "path": path, "xetHash": "a" * 64, "mtime": 1} for path in paths]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def test_a_public_bucket_takes_no_weights_and_has_no_gate(program: Program) -> None:
    program.answer("hf:buckets/acme/b")
    bucket = program.has_bucket("acme/b", "public")
    report = program.refused(program.send, "POST", "/api/buckets/acme/b/batch", batch("model.safetensors"))
    assert "RG418 destination-has-no-gate" in report
    assert bucket.files == {}


def test_a_private_bucket_takes_what_it_gets(program: Program) -> None:
    program.has_bucket("acme/b", "private")
    program.send("POST", "/api/buckets/acme/b/batch", batch("model.safetensors"))
    assert program.told == []


def test_a_bucket_with_weights_is_not_made_public(program: Program) -> None:
    program.answer("hf:buckets/acme/b")
    bucket = program.has_bucket("acme/b", "private")
    entry = [{"type": "file", "path": "model.safetensors", "size": 5000, "xetHash": "a" * 64}]
    program.refuses["GET /api/buckets/acme/b/tree"] = Answer(200, json.dumps(entry).encode())
    program.refused(program.settings, "buckets/acme/b", private=False)
    assert bucket.visibility == "private"
    program.refuses["GET /api/buckets/acme/b/tree"] = Answer(200, b'[{"size": 1}, 7]')
    assert "not judged" in program.refused(program.settings, "buckets/acme/b", private=False)


# what nobody knows


def test_an_unknown_write_is_refused_where_somebody_opted_in(program: Program) -> None:
    report = program.refused(program.send, "POST", "/api/models/acme/out/publish-everywhere", {})
    assert "RG011 request-unknown" in report
    assert "POST /api/models/acme/out/publish-everywhere" in report


def test_an_unknown_write_to_a_private_place_is_a_note(program: Program) -> None:
    assert program.send("POST", f"/api/{PLACE}/new-thing", {}).status == 404
    assert "RG011" in program.told[0]


def test_an_unknown_write_of_nobody_who_opted_in_passes() -> None:
    program = Program("")
    program.send("POST", "/api/models/acme/out/new-thing", {})
    assert program.told == []


def test_an_unknown_write_is_told_by_a_policy_that_advises(program: Program) -> None:
    policy = program.files["release-policy.toml"].decode()
    program.files["release-policy.toml"] = policy.replace('name = "team"', 'name = "team"\nmode = "advise"').encode()
    program.send("POST", "/api/models/acme/out/new-thing", {})
    assert "only advises" in program.told[0]


def test_settings_that_cannot_be_read_are_refused_although_the_place_is_private(program: Program) -> None:
    report = program.refused(program.send, "PUT", f"/api/{PLACE}/settings", b'{"private": fal')
    assert "RG007" in report


def test_a_commit_that_cannot_be_read_passes_to_a_private_place_alone(program: Program) -> None:
    program.send("POST", f"/api/{PLACE}/commit/main", b"{broken")
    (line,) = program.told
    assert line.startswith(f"release-guard: note: RG007: POST /api/{PLACE}/commit/main: line 1 of the body is no JSON")
    assert line.endswith(f"{NAME} is private, so it passes")
    program.has("models/acme/out", {"README.md": b"# Digits\n"})
    assert "RG007" in program.refused(program.send, "POST", "/api/models/acme/out/commit/main", b"{broken")


def test_a_commit_that_is_longer_than_anybody_reads_is_refused(program: Program) -> None:
    program.has("models/acme/out", {"README.md": b"# Digits\n"})
    program.restart(limit=100)
    files = {"README.md": b"# Digits\n" * 50}
    assert "RG010 body-over-limit" in program.refused(program.commit, "models/acme/out", files)
    assert program.commit(PLACE, files).status == 200
    assert f"{NAME} is private, so it passes" in program.told[-1]
    program.restart(limit=10_000)
    assert program.commit("models/acme/out", files).status == 200


def test_a_push_of_git_from_inside_a_program_cannot_be_judged(program: Program) -> None:
    program.has("models/acme/out", {"README.md": b"# Digits\n"})
    path = "/acme/out.git/info/refs?service=git-receive-pack"
    assert "RG011" in program.refused(program.send, "GET", path)


# what stands beside


def test_a_job_with_secrets_is_warned_of_once(program: Program) -> None:
    body = {"command": ["python"], "dockerImage": "python", "secrets": {"HF_TOKEN": "hf_secret"}}
    program.send("POST", "/api/jobs/acme", body)
    program.send("POST", "/api/jobs/acme", body)
    (line,) = program.told
    assert "RG433" in line
    assert "HF_TOKEN" in line
    assert "hf_secret" not in line


def test_a_job_without_secrets_a_collection_a_branch_and_a_like_pass(program: Program) -> None:
    program.send("POST", "/api/jobs/acme", {"command": ["python"], "dockerImage": "python"})
    program.send("POST", "/api/collections", {"title": "c", "namespace": "acme", "private": False})
    program.send("POST", f"/api/{PLACE}/branch/dev", {})
    program.send("POST", f"/api/{PLACE}/like", {})
    assert program.told == []


def test_a_read_and_another_host_are_nobody_s_business(program: Program) -> None:
    program.send("GET", f"/api/{PLACE}")
    program.send("POST", f"/api/{PLACE}/paths-info/main", {"paths": ["a"]})
    program.send("POST", "/api/repos/create", {"name": "x"}, to="https://example.org")
    assert program.asked == []


def test_a_repository_that_was_deleted_and_made_anew_is_new(program: Program) -> None:
    program.has("models/acme/out", {"README.md": b"# Digits\n"})
    program.answer("hf:models/acme/out")
    program.refused(program.create, "out")
    program.send("DELETE", "/api/repos/delete", {"name": "out", "organization": "acme"})
    program.create("out")
    assert program.repo("models/acme/out").visibility == "private"


def test_whoever_asked_is_forgotten_with_the_answer(program: Program) -> None:
    """What asks holds the token: nothing that lives as long as the guard may hold it."""

    class Asker:
        def __call__(self, method: str, url: str, body: bytes | None) -> Reply:
            return program.asks(method, url, body)

    asker = Asker()
    seen = weakref.ref(asker)
    body = json.dumps({"files": [{"path": "README.md", "size": 1, "sample": "eA=="}]}).encode()
    program.has("models/acme/out", {"README.md": b"# Digits\n"})
    for place in (PLACE, "models/acme/out"):
        request = Outgoing("POST", f"{ENDPOINT}/api/{place}/preupload/main", "application/json", body)
        assert program.guard.handle(request, asker) == Pass()
    del asker
    gc.collect()
    assert seen() is None
