"""Real pushes of every kind, and the attempts that the gate is handed for them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from release_guard.git import push_range
from release_guard.git.held import Advertiser, LocalAdvertiser
from release_guard.git.plumbing import Git
from release_guard.git.pre_push import framework_line, gather
from release_guard.git.refs import FrameworkPush, HookInputError
from release_guard.git.remotes import destination
from release_guard.git.source import GitSource
from release_guard.model.attempt import Attempt, Context, Item
from release_guard.model.category import Category
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, TreeError
from tests.support.git_repo import Repo
from tests.support.pushing import Push, bare, commit, try_push, write

WEIGHTS = bytes(range(256)) * 400
ANSWERS = "release-considerations.toml"


class Silent:
    """A destination that tells nobody what it holds."""

    def advertised(self, destination: Destination) -> None:
        return None


class Pushing:
    """A repository with a remote, and what its pushes are gathered as."""

    def __init__(self, repo: Repo, git: Git) -> None:
        self.repo = repo
        self.git = git

    def sources(self, *arguments: str, advertiser: Advertiser | None = None) -> tuple[GitSource, ...]:
        return self.gathered(try_push(self.repo, *arguments), advertiser)

    def gathered(self, push: Push, advertiser: Advertiser | None = None) -> tuple[GitSource, ...]:
        place = destination(push.url, str(self.repo.path))
        return gather(push.lines, push.remote, place, self.git, advertiser or LocalAdvertiser())

    def items(self, *arguments: str, advertiser: Advertiser | None = None) -> dict[str, Item]:
        """The items of all attempts of one push, by path."""
        found = [attempt(source) for source in self.sources(*arguments, advertiser=advertiser)]
        return {item.path: item for one in found for item in one.items}


def attempt(source: GitSource, *, committers: bool = False) -> Attempt:
    context = Context(source.destination, committers=committers)
    return source.attempt(context, Visibility.PUBLIC, Answer(Visibility.PUBLIC, "probe"))


@pytest.fixture(params=["sha1", "sha256"])
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> Repo:
    option = f"--object-format={request.param}"
    repo = Repo(tmp_path / "repo", option)
    repo("remote", "add", "origin", str(bare(tmp_path / "there.git", option)))
    return repo


@pytest.fixture
def pushing(repo: Repo) -> Iterator[Pushing]:
    with Git(str(repo.path)) as git:
        yield Pushing(repo, git)


# --- which refs make an attempt ---------------------------------------------------------------------------------------


def test_first_push_brings_everything(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"train.py": "pass\n", "model.bin": WEIGHTS, ANSWERS: "answers"})
    (source,) = pushing.sources("origin", "main")
    assert source.evidence().considerations[0].data == b"answers"
    assert source.standing() is None
    found = attempt(source)
    assert {item.path: item.category for item in found.items} == {
        "train.py": Category.SOURCE_CODE,
        "model.bin": Category.TRAINED_MODEL,
        ANSWERS: Category.DOCUMENTATION,
    }
    assert found.wanted is Visibility.PUBLIC
    assert found.label == f"refs/heads/main {repo('rev-parse', 'HEAD')[:7]}"


def test_second_ref_is_judged_when_first_is_clean(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    repo("switch", "-q", "-c", "weights")
    commit(repo, {"model.bin": WEIGHTS})
    for order in (("main", "weights"), ("weights", "main")):
        assert set(pushing.items("origin", *order)) == {"a.py", "model.bin"}


def test_deletion_publishes_nothing_and_hides_nothing(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    repo("push", "-q", "origin", "main", "main:gone")
    assert pushing.sources("origin", ":gone") == ()
    commit(repo, {"model.bin": WEIGHTS})
    assert set(pushing.items("origin", ":gone", "main:new")) == {"model.bin"}


def test_nothing_to_do_is_no_attempt(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    repo("push", "-q", "origin", "main")
    push = try_push(repo, "origin", "main")
    assert push.data == b""
    assert pushing.gathered(push) == ()


def test_new_names_for_old_commits_bring_nothing(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"model.bin": WEIGHTS})
    repo("push", "-q", "origin", "main")
    repo("tag", "light")
    repo("tag", "-a", "annotated", "-m", "A release")
    assert pushing.sources("origin", "main:new", "light", "annotated") == ()


def test_tag_alone_brings_its_commits(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    repo("push", "-q", "origin", "main")
    commit(repo, {"model.bin": WEIGHTS, ANSWERS: "answers"})
    repo("tag", "-a", "v1", "-m", "A release")
    (source,) = pushing.sources("origin", "v1")
    assert source.evidence().considerations[0].data == b"answers"
    assert "model.bin" in pushing.items("origin", "v1")
    assert "model.bin" in pushing.items("origin", "main", "--follow-tags")


def test_tag_of_a_blob_is_content_under_the_tags_name(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    repo("push", "-q", "origin", "main")
    write(repo, "loose", b"\x80\x02}q" + WEIGHTS)
    repo("tag", "weights", repo("hash-object", "-w", "loose"))
    (item,) = pushing.items("origin", "weights").values()
    assert (item.path, item.category, item.removed) == ("refs/tags/weights", Category.TRAINED_MODEL, False)


def test_notes_and_other_refs_are_content(repo: Repo, pushing: Pushing) -> None:
    head = commit(repo, {"a.py": "pass\n"})
    repo("push", "-q", "origin", "main")
    repo("notes", "add", "-m", "a note")
    repo("update-ref", "refs/custom/x", repo("commit-tree", "-m", "Loose", "HEAD^{tree}"))
    assert head in pushing.items("origin", "refs/notes/*")
    assert len(pushing.sources("origin", "refs/notes/*", "refs/custom/x")) == 1


def test_everything_at_once_is_one_attempt_for_each_set_of_answers(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n", ANSWERS: "first"})
    for number in range(40):
        commit(repo, {"a.py": f"n = {number}\n"})
        repo("tag", f"v{number}")
    repo("switch", "-q", "-c", "side")
    commit(repo, {ANSWERS: "second"})
    first, second = sorted(pushing.sources("origin", "--all", "--follow-tags"), key=lambda one: one.label)
    assert [one.considerations[0].data for one in (first.evidence(), second.evidence())] == [b"first", b"second"]
    one, *others = pushing.sources("origin", "--tags")
    assert not others
    assert one.label.endswith(" and 39 more refs")
    assert len(attempt(one).items) == 42


def test_push_by_address_and_of_an_expression_is_judged(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"}, "First")
    commit(repo, {"b.py": "b = 1\n"}, "Fix the bug")
    commit(repo, {"c.py": "c = 1\n"})
    url = repo("remote", "get-url", "origin")
    assert set(pushing.items(url, "HEAD^{/Fix the bug}:refs/heads/main")) == {"a.py", "b.py"}
    assert try_push(repo, url, "HEAD~1:refs/heads/main").remote == url


def test_rejected_ref_keeps_the_others_in_judgement(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    commit(repo, {"b.py": "b = 1\n"})
    repo("push", "-q", "origin", "main")
    repo("reset", "-q", "--hard", "HEAD~1")
    commit(repo, {"c.py": "c = 1\n"})
    repo("branch", "side")
    assert set(pushing.items("--atomic", "origin", "main", "side")) == {"c.py"}
    assert pushing.sources("origin", "main") == ()


def test_dry_run_is_judged_alike(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"model.bin": WEIGHTS})
    assert set(pushing.items("--dry-run", "origin", "main")) == {"model.bin"}


def test_superproject_is_judged_before_its_submodules(repo: Repo, pushing: Pushing, tmp_path: Path) -> None:
    option = f"--object-format={repo('rev-parse', '--show-object-format')}"
    module = Repo(tmp_path / "module", option)
    commit(module, {"model.bin": WEIGHTS})
    repo("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(module.path), "module")
    commit(repo, {"a.py": "pass\n"})
    assert set(pushing.items("origin", "main")) == {"a.py", ".gitmodules"}


# --- what is new ------------------------------------------------------------------------------------------------------


def test_update_brings_what_is_new_since_the_old_commit(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"model.bin": WEIGHTS, "a.py": "pass\n"})
    repo("push", "-q", "origin", "main")
    commit(repo, {"a.py": "new = 1\n"})
    assert set(pushing.items("origin", "main")) == {"a.py"}
    assert set(pushing.items("origin", "main", advertiser=Silent())) == {"a.py"}


def test_file_deleted_again_is_published_all_the_same(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n", "kept.bin": WEIGHTS + b"kept"})
    commit(repo, {"model.bin": WEIGHTS})
    repo("rm", "-q", "model.bin")
    commit(repo, {})
    found = pushing.items("origin", "main")
    assert [found[name].removed for name in ("model.bin", "kept.bin", "a.py")] == [True, False, False]


def test_weights_that_were_replaced_are_still_published(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"model.bin": WEIGHTS})
    commit(repo, {"model.bin": WEIGHTS + b"more"})
    (source,) = pushing.sources("origin", "main")
    assert sorted((item.size, item.removed) for item in attempt(source).items) == [(102400, True), (102404, False)]


def test_force_push_brings_only_what_the_old_commit_lacks(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    commit(repo, {"model.bin": WEIGHTS}, "Weihgts")
    repo("push", "-q", "origin", "main")
    repo("commit", "-q", "--amend", "-m", "Weights")
    write(repo, "new.bin", WEIGHTS + b"new")
    commit(repo, {})
    found = pushing.items("--force", "origin", "main")
    assert {path: item.already for path, item in found.items()} == {"model.bin": True, "new.bin": False}


def test_revert_brings_back_what_is_out_already(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"model.bin": WEIGHTS, "a.py": "pass\n"})
    repo("rm", "-q", "model.bin")
    commit(repo, {})
    repo("push", "-q", "origin", "main")
    repo("revert", "--no-edit", "HEAD")
    assert [item.already for item in pushing.items("origin", "main").values()] == [True]


def test_unknown_old_commit_makes_everything_count(repo: Repo, pushing: Pushing, tmp_path: Path) -> None:
    commit(repo, {"model.bin": WEIGHTS})
    repo("push", "-q", "origin", "main")
    repo("clone", "-q", repo("remote", "get-url", "origin"), str(tmp_path / "other"))
    other = Repo(tmp_path / "other")
    commit(other, {"b.py": "b = 1\n"})
    other("push", "-q", "origin", "main")
    commit(repo, {"c.py": "c = 1\n"})
    assert set(pushing.items("--force", "origin", "main")) == {"model.bin", "c.py"}
    (source,) = pushing.sources("--force", "origin", "main")
    with pytest.raises(TreeError, match="isn't here: run git fetch"):
        source.standing()


def test_address_changed_under_a_remotes_name_excludes_nothing(repo: Repo, pushing: Pushing, tmp_path: Path) -> None:
    head = commit(repo, {"model.bin": WEIGHTS, "a.py": "pass\n"})
    repo("push", "-q", "origin", "main", "main:other")
    option = f"--object-format={repo('rev-parse', '--show-object-format')}"
    repo("remote", "set-url", "origin", str(bare(tmp_path / "public.git", option)))
    commit(repo, {"b.py": "b = 1\n"})
    assert repo("rev-parse", "refs/remotes/origin/main") == head
    for advertiser in (LocalAdvertiser(), Silent()):
        assert set(pushing.items("origin", "main", advertiser=advertiser)) == {"model.bin", "a.py", "b.py"}


def test_fork_with_the_same_main_excludes_no_other_branch(repo: Repo, pushing: Pushing, tmp_path: Path) -> None:
    option = f"--object-format={repo('rev-parse', '--show-object-format')}"
    public = bare(tmp_path / "public.git", option)
    commit(repo, {"a.py": "pass\n"})
    repo("push", "-q", "origin", "main")
    repo("push", "-q", str(public), "main")
    repo("switch", "-q", "-c", "weights")
    commit(repo, {"model.bin": WEIGHTS})
    repo("push", "-q", "origin", "weights")
    repo("remote", "set-url", "origin", str(public))
    repo("switch", "-q", "main")
    repo("merge", "-q", "--no-edit", "weights")
    for advertiser in (LocalAdvertiser(), Silent()):
        assert set(pushing.items("origin", "main", advertiser=advertiser)) == {"model.bin"}


def test_partial_clone_without_the_objects_cant_be_judged(repo: Repo, tmp_path: Path) -> None:
    commit(repo, {"a.py": "a = 1\n"})
    tip = commit(repo, {"a.py": "a = 2\n"})
    repo("config", "uploadpack.allowFilter", "true")
    repo("clone", "-q", "--filter=blob:none", f"file://{repo.path}", str(tmp_path / "partial"))
    other = Repo(tmp_path / "partial")
    option = f"--object-format={repo('rev-parse', '--show-object-format')}"
    push = Push(
        "x", str(bare(tmp_path / "public.git", option)), f"main {tip} refs/heads/main {'0' * len(tip)}\n".encode()
    )
    with Git(str(other.path)) as git:
        (source,) = Pushing(other, git).gathered(push)
        with pytest.raises(TreeError, match="this clone is partial"):
            attempt(source)


# --- what goes with the content ---------------------------------------------------------------------------------------


def test_working_tree_and_index_say_nothing(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n", ANSWERS: "pending"})
    commit(repo, {"b.py": "b = 1\n", ANSWERS: "later"})
    write(repo, ANSWERS, "approved")
    repo("add", "-A")
    write(repo, "release-policy.toml", "unstaged")
    (source,) = pushing.sources("origin", "HEAD~1:refs/heads/main")
    assert source.evidence().considerations[0].data == b"pending"
    assert source.evidence().policy is None
    assert {item.path for item in attempt(source).items} == {"a.py", ANSWERS}


def test_destinations_own_policy_and_records_stand(repo: Repo, pushing: Pushing) -> None:
    old = commit(repo, {"release-policy.toml": "strict", "release-records/a.toml": "no", ANSWERS: "answers"})
    repo("push", "-q", "origin", "main")
    repo("rm", "-q", "-r", "release-records")
    commit(repo, {"release-policy.toml": "loose"})
    (source,) = pushing.sources("origin", "main:new")
    standing = source.standing()
    assert standing is not None
    assert standing.policy is not None
    assert (standing.policy.data, standing.records[0].data) == (b"strict", b"no")
    assert standing.origin == f"commit {old[:7]}, main of the destination"
    tip = source.evidence()
    assert tip.policy is not None
    assert (tip.policy.data, tip.records) == (b"loose", ())


def test_answers_elsewhere_are_offered_in_order(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {ANSWERS: "of the destination"})
    repo("push", "-q", "origin", "main")
    repo("switch", "-q", "--orphan", "pages")
    commit(repo, {"index.html": "<p>"})
    repo("switch", "-q", "main")
    commit(repo, {ANSWERS: "of HEAD"})
    (source,) = pushing.sources("origin", "pages")
    assert source.evidence().considerations == ()
    assert [place.considerations[0].data for place in source.fallbacks()] == [b"of the destination", b"of HEAD"]
    assert not source.removed()


def test_taking_the_answers_away_is_noticed(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {ANSWERS: "answers"})
    repo("push", "-q", "origin", "main")
    repo("rm", "-q", ANSWERS)
    commit(repo, {"a.py": "pass\n"})
    (source,) = pushing.sources("origin", "main")
    assert source.removed()
    assert not source.uncommitted()


def test_answers_that_nobody_committed_are_noticed(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    write(repo, ANSWERS, "answers")
    (source,) = pushing.sources("origin", "main")
    assert source.uncommitted()
    assert source.evidence().considerations == ()


def test_weights_are_bound_by_sha256_pointers_by_their_own(repo: Repo, pushing: Pushing) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 123456789\n"
    commit(repo, {"model.bin": b"abc", "big.safetensors": WEIGHTS * 10, "kept.pt": pointer, "a.py": "pass\n"})
    found = pushing.items("origin", "main")
    assert found["model.bin"].sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len(found["big.safetensors"].sha256) == 64
    assert (found["kept.pt"].sha256, found["kept.pt"].size) == ("a" * 64, 123456789)
    assert found["a.py"].oid == repo("rev-parse", "HEAD:a.py")


def test_digest_names_content_and_leaves_records_out(repo: Repo, pushing: Pushing) -> None:
    def digest() -> str:
        (source,) = pushing.sources("origin", "main")
        return attempt(source).digest

    commit(repo, {"a.py": "pass\n", "model.bin": WEIGHTS})
    first = digest()
    commit(repo, {"release-records/override.toml": "kind = 'override'"})
    assert digest() == first
    assert first.startswith("sha256:")
    commit(repo, {"a.py": "n = 1\n"})
    assert digest() != first


def test_private_answers_are_content_under_their_name(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"release-considerations.private.toml": "secret"})
    repo("rm", "-q", "release-considerations.private.toml")
    commit(repo, {"a.py": "pass\n"})
    assert "release-considerations.private.toml" in pushing.items("origin", "main")


def test_committers_are_named_where_somebody_asks(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    (source,) = pushing.sources("origin", "main")
    assert attempt(source).committers == ()
    assert attempt(source, committers=True).committers == ("ada@example.org",)


@pytest.mark.parametrize(
    ("there", "brought", "present"),
    [
        ({"a.py": "pass\n"}, {"b.py": "b = 1\n"}, {Category.SOURCE_CODE}),
        ({"a.py": "pass\n"}, {"model.bin": WEIGHTS}, {Category.SOURCE_CODE}),
        ({"model.bin": WEIGHTS}, {"a.py": "pass\n"}, {Category.TRAINED_MODEL}),
        (
            {"a.py": "pass\n", "x.parquet": b"PAR1"},
            {"model.bin": WEIGHTS},
            {Category.SOURCE_CODE, Category.TRAINING_DATA},
        ),
        ({"a.py": "pass\n"}, {"README.md": "# A model\n"}, set()),
    ],
)
def test_present_says_what_could_complete_a_system(
    repo: Repo, pushing: Pushing, there: dict[str, bytes | str], brought: dict[str, bytes | str], present: set[Category]
) -> None:
    commit(repo, there)
    repo("push", "-q", "origin", "main")
    commit(repo, brought)
    (source,) = pushing.sources("origin", "main")
    assert attempt(source).present == present


# --- what texts say ---------------------------------------------------------------------------------------------------

URL = "https://storage.example.org/kestrel/model.bin"


def references(items: Iterable[Item]) -> dict[str, bool]:
    return {item.path: item.removed for item in items if item.reference}


def test_reference_to_weights_is_content(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"get.py": f"fetch('{URL}')\n"})
    found = pushing.items("origin", "main")
    assert (found[URL].reference, found[URL].undeclared, found[URL].removed) == (True, True, False)
    assert "get.py" in found[URL].why


def test_reference_that_the_destination_shows_already_isnt_new(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"get.py": f"fetch('{URL}')\n"})
    repo("push", "-q", "origin", "main")
    commit(repo, {"get.py": f"fetch('{URL}')\nprint('done')\n"})
    assert references(pushing.items("origin", "main").values()) == {}
    assert references(pushing.items("origin", "main:other").values()) == {}
    commit(repo, {"get.py": f"fetch('{URL}')\nfetch('{URL}.2.bin')\n"})
    assert references(pushing.items("origin", "main").values()) == {f"{URL}.2.bin": False}


def test_reference_that_was_taken_back_stays_in_the_history(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"get.py": f"fetch('{URL}')\n", "long.py": f"# {'x' * 300_000}\nfetch('{URL}.long.bin')\n"})
    commit(repo, {"get.py": "pass\n"})
    assert references(pushing.items("origin", "main").values()) == {URL: True, f"{URL}.long.bin": False}


def test_capabilities_are_those_of_the_tip(repo: Repo, pushing: Pushing) -> None:
    def seen() -> frozenset[str]:
        (source,) = pushing.sources("origin", "main")
        return attempt(source).capabilities

    commit(repo, {"voice/requirements.txt": "coqui-tts\n", "requirements.txt": "wav2lip\n"})
    assert seen() == {"voice-cloning", "lip-sync"}
    commit(repo, {"voice/requirements.txt": "numpy\n"})
    assert seen() == {"lip-sync"}
    repo("push", "-q", "origin", "main")
    commit(repo, {"model.bin": WEIGHTS})
    assert seen() == {"lip-sync"}


# --- where the push comes from ----------------------------------------------------------------------------------------


def test_linked_worktree_and_git_dir_apart_push_alike(repo: Repo, tmp_path: Path) -> None:
    commit(repo, {"model.bin": WEIGHTS})
    push = try_push(repo, "origin", "main")
    repo("worktree", "add", "-q", "-b", "linked", str(tmp_path / "linked"))
    repo("clone", "-q", "--separate-git-dir", str(tmp_path / "apart"), ".", str(tmp_path / "tree"))
    repo("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    for folder in ("linked", "tree", "bare"):
        with Git(str(tmp_path / folder)) as git:
            (source,) = gather(push.lines, push.remote, destination(push.url, "/"), git, LocalAdvertiser())
            assert [item.path for item in attempt(source).items] == ["model.bin"]


def test_framework_tells_one_ref_and_the_rest_is_looked_up(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"model.bin": WEIGHTS})
    repo("push", "-q", "origin", "main")
    old = repo("rev-parse", "HEAD")
    tip = commit(repo, {"a.py": "pass\n"})
    url = repo("remote", "get-url", "origin")
    for typed in (tip, "HEAD", "main"):
        line = framework_line(FrameworkPush(typed, "refs/heads/main", "origin", url), pushing.git)
        assert line.new == tip
        place = destination(url, str(repo.path))
        (source,) = gather([line], "origin", place, pushing.git, LocalAdvertiser(), old_known=False)
        assert [item.path for item in attempt(source).items] == ["a.py"]
        standing = source.standing()
        assert standing is not None
        assert old[:7] in standing.origin
        (source,) = gather([line], "origin", place, pushing.git, Silent(), old_known=False)
        assert {item.path for item in attempt(source).items} == {"model.bin", "a.py"}


def test_framework_source_that_is_nothing_is_malformed(pushing: Pushing) -> None:
    with pytest.raises(HookInputError, match="nothing that could be pushed"):
        framework_line(FrameworkPush("nothing", "", "origin", "../x"), pushing.git)


def test_listing_costs_no_more_processes_for_many_tags(repo: Repo, pushing: Pushing) -> None:
    commit(repo, {"a.py": "pass\n"})
    repo("push", "-q", "origin", "main")
    head = repo("rev-parse", "HEAD")
    for number in range(300):
        repo.path.joinpath(".git/refs/tags", f"v{number}").write_text(head + "\n")
    push = try_push(repo, "origin", "--tags")
    assert len(push.lines) == 300
    assert pushing.gathered(push) == ()
    assert push_range.new_commits(pushing.git, [head], []) == {head}
