"""Uploads to a place that others see: judged before the bytes move, judged in full when they count (hub.md)."""

from datetime import timedelta

import pytest

from release_guard.demo.hub.answers import Refused
from release_guard.model.category import Category
from release_guard.model.record import Scope
from release_guard.model.visibility import Visibility
from release_guard.ports import HostError
from tests.support.guarded import weights
from tests.support.hub_desk import ANSWERS, Program, answers, review, sha

PLACE, NAME = "models/acme/digits", "hf:models/acme/digits"
#: Longer than a sample, so that nobody knows the digest before the commit.
NEW, OLD = weights(1, 1000), weights(2, 900)


@pytest.fixture
def program() -> Program:
    made = Program()
    made.answer(NAME)
    made.has(PLACE, {"README.md": b"# Digits\n"})
    return made


def on_exceed(program: Program, table: str) -> None:
    program.files["release-policy.toml"] += f"\n[on_exceed]\n{table}\n".encode()


# before the bytes move


def test_new_weights_are_refused_before_a_byte_moves(program: Program) -> None:
    report = program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    assert "RG401 public-not-cleared" in report
    assert "RG301" in report
    assert program.sent == []
    assert program.told[0].startswith(f"release-guard: blocked: {NAME} (public): nothing was published: RG301")


def test_weights_that_may_be_the_reviewed_ones_go_on_to_the_commit(program: Program) -> None:
    program.review(NEW)
    assert program.announce(PLACE, {"model.safetensors": NEW}).status == 200


def test_digests_of_an_lfs_batch_are_judged_before_a_byte_moves(program: Program) -> None:
    program.review(NEW)
    program.announce(PLACE, {"model.safetensors": OLD})
    assert "RG3" in program.refused(program.store, PLACE, OLD)
    program.announce(PLACE, {"model.safetensors": NEW})
    assert program.store(PLACE, NEW).status == 200


def test_bytes_that_are_there_already_may_be_announced_again(program: Program) -> None:
    program.has(PLACE, {"model.safetensors": OLD})
    program.announce(PLACE, {"model.safetensors": OLD, "README.md": b"# Digits, again\n"})
    assert program.commit(PLACE, {"README.md": b"# Digits, again\n"}).status == 200


def test_other_bytes_of_the_same_size_are_caught_by_the_commit(program: Program) -> None:
    program.has(PLACE, {"model.safetensors": OLD})
    other = weights(3, 900)
    program.announce(PLACE, {"model.safetensors": other})
    assert "RG301" in program.refused(program.commit, PLACE, {"model.safetensors": other})


def test_leave_to_store_bytes_without_their_names_passes() -> None:
    program = Program()
    program.answer(NAME)
    program.has(PLACE, {})
    assert program.send("GET", f"/api/{PLACE}/xet-write-token/main").status == 200


def test_namespace_holds_even_before_the_answers_of_the_upload_can_be_read(program: Program) -> None:
    program.files["release-policy.toml"] += b'\n[scope]\nnamespaces = ["lab"]\n'
    files = {ANSWERS: answers(NAME).encode(), "model.safetensors": NEW}
    assert "RG430" in program.refused(program.announce, PLACE, files)


def test_answers_that_go_along_from_the_project_are_known_before_they_are_sent(program: Program) -> None:
    files = {ANSWERS: program.files[ANSWERS], "model.safetensors": NEW}
    assert "RG301" in program.refused(program.announce, PLACE, files)


# the commit


def test_reviewed_bytes_are_published(program: Program) -> None:
    program.review(NEW)
    assert program.upload(PLACE, {"model.safetensors": NEW, "config.json": b"{}"}).status == 200
    assert "model.safetensors" in program.repo(PLACE).files()
    assert program.told == []


def test_a_commit_without_a_preupload_is_judged_all_the_same(program: Program) -> None:
    assert "RG301" in program.refused(program.commit, PLACE, {"model.safetensors": NEW})
    assert "model.safetensors" not in program.repo(PLACE).files()


def test_words_alone_are_free(program: Program) -> None:
    assert program.upload(PLACE, {"README.md": b"# Digits\n\nMore words.\n"}).status == 200


def test_what_only_deletes_publishes_nothing(program: Program) -> None:
    assert program.commit(PLACE, {}, deleted=["README.md"]).status == 200


def test_weights_behind_an_innocent_name_are_found_in_the_commit(program: Program) -> None:
    """The commit names only a digest, so what the preupload showed of the file counts as well."""
    files = {"notes.txt": weights(1, 20_000)}
    assert "trained-model" in program.refused(program.announce, PLACE, files)
    program.review(b"something else")
    program.announce(PLACE, files)
    assert "notes.txt" in program.refused(program.commit, PLACE, files)
    program.review(files["notes.txt"])
    assert program.upload(PLACE, files).status == 200


def test_private_considerations_never_go_out(program: Program) -> None:
    report = program.refused(program.commit, PLACE, {"release-considerations.private.toml": b'salt = "x"\n'})
    assert "RG415" in report


def test_bytes_that_changed_since_they_were_announced_are_named(program: Program) -> None:
    program.review(NEW)
    program.announce(PLACE, {"model.safetensors": NEW})
    report = program.refused(program.commit, PLACE, {"model.safetensors": OLD})
    assert "RG408 bytes-changed-since-judged" in report


def test_changed_bytes_that_are_cleared_themselves_are_no_matter(program: Program) -> None:
    program.announce(PLACE, {"README.md": b"# Digits\n\nOne.\n"})
    assert program.commit(PLACE, {"README.md": b"# Digits\n\nTwo.\n"}).status == 200
    assert program.told == []


def test_two_pushes_of_one_path_in_one_run_are_each_what_they_announced(program: Program) -> None:
    first, second = weights(5, 1000), weights(6, 1000)
    program.review(first, second)
    program.announce(PLACE, {"model.safetensors": first})
    program.announce(PLACE, {"model.safetensors": second})
    assert program.commit(PLACE, {"model.safetensors": first}).status == 200
    assert program.commit(PLACE, {"model.safetensors": second}).status == 200


def test_a_stored_file_that_a_commit_only_names_is_judged(program: Program) -> None:
    """A commit may name bytes that the Hub has already: no bytes move, so the commit publishes them."""
    program.repo(PLACE).stored[sha(NEW)] = NEW
    assert "RG301" in program.refused(program.commit, PLACE, {"model.safetensors": NEW})


def test_a_private_place_takes_everything_and_says_nothing(program: Program) -> None:
    program.has("models/acme/mine", {}, "private")
    assert program.upload("models/acme/mine", {"model.safetensors": NEW}).status == 200
    assert program.told == []


def test_a_private_place_is_asked_for_once_in_an_upload(program: Program) -> None:
    program.has("models/acme/mine", {}, "private")
    program.upload("models/acme/mine", {"model.safetensors": NEW})
    program.upload("models/acme/mine", {"model.safetensors": OLD})
    (asked,) = (each for each in program.asked if "/models/acme/mine" in each)
    assert asked.startswith("GET /api/models/acme/mine?expand=")


def test_a_place_that_the_hub_does_not_show_is_left_to_the_hub(program: Program) -> None:
    assert program.announce("models/eve/secret", {"model.safetensors": NEW}).status == 404


def test_a_hub_that_says_nothing_of_visibility_counts_as_public(program: Program) -> None:
    program.refuses[f"GET /api/{PLACE}"] = Refused(403, "no").answer
    report = program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    assert "RG407" in report


def test_a_hub_that_hides_what_it_holds_is_not_judged(program: Program) -> None:
    program.refuses[f"GET /api/{PLACE}/refs"] = Refused(403, "no").answer
    report = program.refused(program.announce, PLACE, {"README.md": b"# Digits\n"})
    assert "not judged" in report
    assert HostError.code in report


def test_nobody_who_opted_in_nothing_said() -> None:
    program = Program("")
    program.has(PLACE, {"README.md": b"# Digits\n"})
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200
    assert program.told == []


def test_a_policy_that_advises_lets_it_go_out_with_a_line(program: Program) -> None:
    policy = program.files["release-policy.toml"].decode()
    program.files["release-policy.toml"] = policy.replace('name = "team"', 'name = "team"\nmode = "advise"').encode()
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200
    assert len(program.told) == 1
    assert "only advises" in program.told[0]


# one decision for one upload


def test_what_runs_out_in_the_middle_does_not_cut_the_upload(program: Program) -> None:
    program.review(NEW)
    program.announce(PLACE, {"model.safetensors": NEW})
    program.moment += timedelta(days=1000)
    program.files[ANSWERS] = program.files[ANSWERS].replace(b'outcome = "go"', b'outcome = "no-go"')
    assert program.commit(PLACE, {"model.safetensors": NEW}).status == 200


def test_a_later_file_of_the_same_upload_is_judged_as_well(program: Program) -> None:
    program.review(NEW)
    program.announce(PLACE, {"model.safetensors": NEW})
    report = program.refused(program.commit, PLACE, {"model.safetensors": NEW, "other.safetensors": OLD})
    assert "other.safetensors" in report


def test_a_refused_upload_passes_as_soon_as_the_review_is_there(program: Program) -> None:
    """As in a notebook: the same program tries again."""
    program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    program.review(NEW)
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200


def test_a_review_that_came_while_the_bytes_moved_is_heard(program: Program) -> None:
    program.has(PLACE, {"model.safetensors": OLD})
    other = weights(3, 900)
    program.announce(PLACE, {"model.safetensors": other})
    program.review(other)
    assert program.commit(PLACE, {"model.safetensors": other}).status == 200


# pull requests


def test_a_pull_request_is_a_publication(program: Program) -> None:
    program.refused(program.announce, PLACE, {"model.safetensors": NEW}, query="?create_pr=1")
    program.refused(program.commit, PLACE, {"model.safetensors": NEW}, query="?create_pr=1")
    program.refused(program.commit, PLACE, {"model.safetensors": NEW}, "refs%2Fpr%2F1")


def test_a_pull_request_to_others_is_blocked_where_a_push_of_our_own_would_be_lowered(program: Program) -> None:
    on_exceed(program, 'existing_public = "lower"')
    program.has("models/eve/theirs", {"README.md": b"# Theirs\n"})
    files = {"model.safetensors": NEW}
    report = program.refused(program.commit, "models/eve/theirs", files, query="?create_pr=1")
    assert "RG109 target-not-covered" in report
    assert program.repo("models/eve/theirs").visibility == "public"


def test_an_empty_pull_request_and_its_merge_pass(program: Program) -> None:
    body = {"title": "Change", "description": "", "pullRequest": True}
    assert program.send("POST", f"/api/{PLACE}/discussions", body).status == 200


# lowering what is public


def test_an_existing_public_repository_is_lowered_first_where_the_policy_says_so(program: Program) -> None:
    on_exceed(program, 'existing_public = "lower"')
    program.announce(PLACE, {"model.safetensors": NEW})
    assert program.repo(PLACE).gated == "manual"
    assert program.commit(PLACE, {"model.safetensors": NEW}).status == 200
    assert [line for line in program.told if "lowered" in line and "release-guard publish" in line]


def test_no_byte_moves_where_a_narrower_visibility_cannot_be_set(program: Program) -> None:
    on_exceed(program, 'existing_public = "lower"')
    program.refuses[f"PUT /api/{PLACE}/settings"] = Refused(403, "no rights").answer
    report = program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    assert "RG404 lowering-not-possible" in report
    assert "no rights" in report


def test_no_byte_moves_where_the_hub_only_says_that_it_lowered(program: Program) -> None:
    on_exceed(program, 'existing_public = "lower"')
    program.ignores = frozenset({"visibility", "private", "gated"})
    report = program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    assert "RG405 read-back-differs" in report
    assert program.sent == []


def test_a_new_repository_that_the_hub_made_public_all_the_same_is_lowered_before_bytes_move() -> None:
    program = Program()
    program.answer(NAME)
    program.create("digits")
    program.repo(PLACE).expose("public")
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200
    assert program.repo(PLACE).visibility == "private"


def test_a_new_repository_that_cannot_be_private_gets_no_byte() -> None:
    program = Program()
    program.answer(NAME)
    program.create("digits")
    program.repo(PLACE).expose("public")
    program.hub.accounts.full.add("acme")
    report = program.refused(program.announce, PLACE, {"model.safetensors": NEW})
    assert "storage limit" in report


# whose answers


def test_answers_of_the_upload_itself_speak_first(program: Program) -> None:
    del program.files[ANSWERS]
    files = {ANSWERS: answers(NAME).encode(), "model.safetensors": NEW}
    assert program.announce(PLACE, files).status == 200
    assert "RG301" in program.refused(program.commit, PLACE, files)
    path, record = review(files[ANSWERS], NEW)
    assert program.upload(PLACE, {**files, path: record}).status == 200


def test_answers_of_an_earlier_commit_of_the_upload_speak_for_a_later_one(program: Program) -> None:
    del program.files[ANSWERS]
    mine = answers(NAME).encode()
    path, record = review(mine, NEW)
    program.announce(PLACE, {ANSWERS: mine, path: record, "model.safetensors": NEW})
    program.commit(PLACE, {ANSWERS: mine, path: record})
    assert program.commit(PLACE, {"model.safetensors": NEW}).status == 200


def test_answers_on_the_hub_speak_where_nobody_else_does() -> None:
    program = Program()
    mine = answers(NAME).encode()
    path, record = review(mine, NEW)
    program.has(PLACE, {ANSWERS: mine, path: record})
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200
    assert "RG401" in program.refused(program.commit, PLACE, {"model.safetensors": OLD})


def test_answers_of_the_project_about_another_place_yield_to_those_on_the_hub() -> None:
    program = Program()
    program.answer("hf:models/acme/other")
    mine = answers(NAME).encode()
    path, record = review(mine, NEW)
    program.has(PLACE, {ANSWERS: mine, path: record})
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200


def test_two_files_that_answer_differently_keep_it_private(program: Program) -> None:
    mine = answers(NAME).replace("reads single digits", "reads and writes digits").replace("textbooks", "papers")
    program.review(NEW)
    files = {ANSWERS: mine.encode(), "model.safetensors": NEW}
    assert "RG108 answers-contradict" in program.refused(program.commit, PLACE, files)


def test_an_older_copy_on_the_hub_never_counts_against_a_newer_file(program: Program) -> None:
    program.has(PLACE, {ANSWERS: answers(NAME).replace("textbooks", "papers").encode()})
    program.review(NEW)
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200


def test_the_same_file_in_both_places_is_no_contradiction(program: Program) -> None:
    program.review(NEW)
    files = {ANSWERS: program.files[ANSWERS], "model.safetensors": NEW}
    assert program.upload(PLACE, files).status == 200


def test_an_objection_on_the_hub_is_heard_beside_the_approval_of_the_project(program: Program) -> None:
    everything = Scope(frozenset(Category), Visibility.PUBLIC, ("hf:**",))
    path, objection = review(program.files[ANSWERS], by="okafor@uni.example", decision="disapprove", scope=everything)
    program.has(PLACE, {path: objection})
    program.review(NEW)
    assert "okafor@uni.example said no at the destination" in program.refused(program.upload, PLACE, {"a.pt": NEW})


def test_an_objection_that_the_upload_rewrites_is_heard_as_the_project_has_it(program: Program) -> None:
    everything = Scope(frozenset(Category), Visibility.PUBLIC, ("hf:**",))
    path, objection = review(program.files[ANSWERS], by="okafor@uni.example", decision="disapprove", scope=everything)
    program.files[path] = objection
    program.review(NEW)
    files = {path: objection.replace(b"disapprove", b"defer"), "model.safetensors": NEW}
    assert "RG307 review-says-no" in program.refused(program.commit, PLACE, files)


def test_answers_that_the_upload_takes_away_still_hold() -> None:
    program = Program()
    program.has(PLACE, {ANSWERS: answers(NAME).encode()})
    report = program.refused(program.commit, PLACE, {"model.safetensors": NEW}, deleted=[ANSWERS])
    assert "RG112 file-removed" in report


# whose policy


def test_policy_on_the_hub_is_the_base_and_the_upload_can_only_narrow_it() -> None:
    program = Program("")
    program.answer(NAME)
    program.has(PLACE, {"release-policy.toml": Program("team").files["release-policy.toml"]})
    files = {"release-policy.toml": Program("solo").files["release-policy.toml"], "model.safetensors": NEW}
    assert "RG301" in program.refused(program.commit, PLACE, files)


def test_policy_of_the_project_is_the_base_where_the_hub_has_none() -> None:
    program = Program("solo")
    program.answer(NAME)
    program.has(PLACE, {"README.md": b"# Digits\n"})
    assert program.upload(PLACE, {"model.safetensors": NEW}).status == 200


def test_policy_of_the_upload_alone_is_no_base() -> None:
    program = Program("")
    program.answer(NAME)
    program.has(PLACE, {"README.md": b"# Digits\n"})
    files = {"release-policy.toml": Program("solo").files["release-policy.toml"], "model.safetensors": NEW}
    assert "RG301" in program.refused(program.commit, PLACE, files)


def test_policy_of_the_project_narrows_that_of_the_machine_and_no_more() -> None:
    program = Program("solo", "team")
    program.answer(NAME)
    program.has(PLACE, {"README.md": b"# Digits\n"})
    assert "RG301" in program.refused(program.commit, PLACE, {"model.safetensors": NEW})
