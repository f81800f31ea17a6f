"""``check --range`` as the required check of a pull request: what the merge makes public, by the target's rules."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from release_guard.formats import presets
from tests.support.commands import run
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, weights
from tests.support.pushing import commit

PLACE = "github.com/acme/digits"
ANSWERS = "release-considerations.toml"
LOOSE = """\
schema = "release-policy/1"
name = "loose"
mode = "advise"
[[requirement]]
level = 1
from = "private"
people = [{ role = "owner" }]
[[place]]
match = "github.com/**"
visibility = "private"
"""


class Request:
    """``repo`` with the target branch ``main`` and, checked out, the branch ``pr`` that is to be merged."""

    def __init__(self, folder: Path) -> None:
        self.repo = Repo(folder / "work")
        self.answers = FILE.format(place=PLACE, release='["source-code", "trained-model"]')
        first: dict[str, bytes | str] = {ANSWERS: self.answers, "train.py": "print(1)\n"}
        commit(self.repo, {**first, "release-policy.toml": presets.text("team")})
        self.repo("switch", "-q", "-c", "pr")

    def commit(self, files: "dict[str, bytes | str]") -> None:
        commit(self.repo, files)

    def remove(self, path: str) -> None:
        self.repo("rm", "-q", path)
        self.repo("commit", "-q", "-m", "Tidy up")

    def on_main(self, files: "dict[str, bytes | str]") -> None:
        """Main goes on, the branch stays where it is."""
        self.repo("switch", "-q", "main")
        commit(self.repo, files)
        self.repo("switch", "-q", "pr")

    def record(self, decision: str, by: str = "lin@example.org", *, main: bool = False) -> str:
        """A review by somebody, committed here or on main; the value is its path."""
        if main:
            self.repo("switch", "-q", "main")
        words = ["--role", "ml", "--decision", decision, "--rationale", "Read the answers and ran it.", "--by", by]
        done = run(self.repo.path, "review", "record", *words)
        assert done.exit_code == 0, done.output
        path = self.repo("status", "--porcelain", "-uall").split()[-1]
        self.repo.commit("Record a review")
        if main:
            self.repo("switch", "-q", "pr")
        return path

    def check(self, *options: str, span: str = "main..HEAD") -> Result:
        return run(self.repo.path, "check", "--range", span, "--target", PLACE, *options)


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return Request(tmp_path)


def test_code_passes_and_weights_need_a_review(request_: Request) -> None:
    request_.commit({"train.py": "print(2)\n"})
    assert request_.check().exit_code == 0
    request_.commit({"model.safetensors": weights()})
    done = request_.check()
    assert (done.exit_code, "RG301" in done.output) == (1, True)
    request_.record("approve")
    assert request_.check().exit_code == 0


def test_weights_deleted_again_before_the_merge_are_judged(request_: Request) -> None:
    request_.commit({"model.safetensors": weights()})
    request_.remove("model.safetensors")
    assert request_.check().exit_code == 1


def test_policy_of_the_request_loosens_nothing(request_: Request) -> None:
    request_.commit({"release-policy.toml": LOOSE, "model.safetensors": weights()})
    done = request_.check()
    assert (done.exit_code, "RG301" in done.output) == (1, True)


def test_policy_of_the_machine_binds_beside_the_targets(request_: Request, tmp_path: Path) -> None:
    strict = tmp_path / "strict.toml"
    cap = '[[cap]]\nlevel = 1\ncontent = ["source-code"]\nat_most = "private"\n'
    strict.write_text(f'schema = "release-policy/1"\nname = "strict"\n{cap}')
    request_.commit({"train.py": "print(2)\n"})
    assert request_.check("--policy", str(strict)).exit_code == 1


def test_objection_that_the_request_deletes_still_counts(request_: Request) -> None:
    path = request_.record("disapprove", main=True)
    request_.repo("merge", "-q", "main")
    request_.remove(path)
    request_.commit({"model.safetensors": weights()})
    request_.record("approve", "sam@example.org")
    done = request_.check()
    assert (done.exit_code, "RG313" in done.output) == (1, True)


def test_answers_that_the_request_deletes_still_ask(request_: Request) -> None:
    request_.remove(ANSWERS)
    done = request_.check()
    assert (done.exit_code, "RG112" in done.output) == (1, True)
    request_.commit({"model.safetensors": weights()})
    assert request_.check().exit_code == 1


@pytest.mark.parametrize("tier", ["private", "access-community"])
def test_request_that_calls_the_release_private_is_judged_as_what_it_is(request_: Request, tier: str) -> None:
    """The place shows what is merged to everybody, whatever tier the answers ask for."""
    answers = request_.answers.replace('tier = "public"', f'tier = "{tier}"')
    request_.commit({ANSWERS: answers, "model.safetensors": weights()})
    assert request_.check().exit_code == 1


def test_request_does_not_choose_its_targets(request_: Request) -> None:
    request_.commit({ANSWERS: request_.answers.replace(PLACE, "file:/srv/x"), "model.safetensors": weights()})
    done = run(request_.repo.path, "check", "--range", "main..HEAD")
    assert done.exit_code == 1
    assert PLACE in done.output


def test_branch_that_lags_behind_takes_nothing_away(request_: Request) -> None:
    request_.commit({"train.py": "print(2)\n"})
    request_.on_main({"other.py": "print(3)\n"})
    request_.record("approve", main=True)
    assert request_.check().exit_code == 0


def test_answers_that_came_after_the_branch_left_hold_for_it(request_: Request) -> None:
    request_.commit({"model.safetensors": weights()})
    request_.record("approve")
    assert request_.check().exit_code == 0
    request_.on_main({ANSWERS: request_.answers.replace('outcome = "go"', 'outcome = "no-go"')})
    done = request_.check()
    assert (done.exit_code, "RG115" in done.output) == (1, True)


def test_objection_that_came_after_the_branch_left_holds_it(request_: Request) -> None:
    request_.commit({"model.safetensors": weights()})
    request_.record("approve")
    request_.record("disapprove", "sam@example.org", main=True)
    assert request_.check().exit_code == 1


def test_answers_changed_on_both_sides_cannot_be_judged_before_the_merge(request_: Request) -> None:
    request_.commit({ANSWERS: request_.answers.replace("Digit classifier", "One name")})
    request_.on_main({ANSWERS: request_.answers.replace("Digit classifier", "Another name")})
    done = request_.check()
    assert done.exit_code == 3
    assert f"both sides changed {ANSWERS}" in done.stderr
    assert "fix: git merge " in done.stderr


def test_other_files_changed_on_both_sides_are_for_the_merge_to_solve(request_: Request) -> None:
    request_.commit({"train.py": "print(2)\n"})
    request_.on_main({"train.py": "print(3)\n"})
    assert request_.check().exit_code == 0


def test_merge_that_the_host_has_made_is_judged_as_such(request_: Request) -> None:
    request_.commit({"model.safetensors": weights()})
    request_.on_main({"other.py": "print(3)\n"})
    request_.repo("merge", "-q", "--no-edit", "main")
    assert request_.check(span="main..HEAD").exit_code == 1
    assert request_.check(span="HEAD^2..HEAD").exit_code == 1


def clone(request_: Request, folder: Path, *options: str) -> Repo:
    """A clone as CI makes it, with the branch of the request checked out."""
    request_.repo("clone", "-q", *options, "-b", "pr", f"file://{request_.repo.path}", str(folder))
    return Repo(folder)


@pytest.mark.parametrize("form", ["text", "github", "json", "sarif", "gitlab"])
def test_shallow_clone_is_told_how_to_fetch_more(request_: Request, tmp_path: Path, form: str) -> None:
    request_.commit({"train.py": "print(2)\n"})
    shallow = clone(request_, tmp_path / "shallow", "--depth=1")
    done = run(shallow.path, "check", "--range", "origin/main..HEAD", "--target", PLACE, "--format", form)
    assert done.exit_code == 3
    assert "fetch-depth: 0" in done.output


def test_history_cut_inside_the_range_is_not_taken_for_all_of_it(request_: Request, tmp_path: Path) -> None:
    """Both ends are there, and a commit between them that added weights isn't."""
    request_.repo("switch", "-q", "-c", "side", "main")
    request_.commit({"model.safetensors": weights()})
    request_.remove("model.safetensors")
    request_.commit({"side.py": "print(4)\n"})
    request_.repo("switch", "-q", "pr")
    request_.repo("merge", "-q", "--no-ff", "--no-edit", "side")
    shallow = clone(request_, tmp_path / "shallow", "--depth=2", "--no-single-branch")
    span = f"{request_.repo('rev-parse', 'main')}..HEAD"
    done = run(shallow.path, "check", "--range", span, "--target", PLACE)
    assert (done.exit_code, "this clone is shallow" in done.stderr) == (3, True)
    shallow("fetch", "-q", "--unshallow")
    assert run(shallow.path, "check", "--range", span, "--target", PLACE).exit_code == 1


def test_what_could_not_be_read_is_in_every_report(request_: Request) -> None:
    report = json.loads(request_.check("--format", "json", span="nowhere..HEAD").stdout)
    assert report["worst"] == "not-judged"
    sarif = json.loads(request_.check("--format", "sarif", span="nowhere..HEAD").stdout)
    assert sarif["runs"][0]["invocations"][0]["executionSuccessful"] is False
    (issue,) = json.loads(request_.check("--format", "gitlab", span="nowhere..HEAD").stdout)
    assert issue["severity"] == "blocker"
    assert request_.check("--format", "github", span="nowhere..HEAD").stdout.startswith("::error title=RG002 ")


def test_annotations_stand_at_the_lines_of_the_request(request_: Request) -> None:
    answers = request_.answers.replace("It reads digits; nothing it makes can deceive anyone.", "TODO")
    request_.commit({ANSWERS: answers, "train.py": "print(2)\n"})
    line = 1 + answers[: answers.index("TODO")].count("\n")
    done = request_.check("--format", "github")
    assert done.exit_code == 1
    assert f"file={ANSWERS},line={line},title=RG107 answer-is-placeholder::" in done.stdout


def test_file_name_never_becomes_a_command_of_the_runner(request_: Request) -> None:
    request_.commit({"::add-mask::x\n::error::y ##[error]z.safetensors": weights()})
    for form in ("github", "text"):
        lines = request_.check("--format", form).stdout.splitlines()
        assert not [line for line in lines if line.lstrip().startswith(("::add-mask", "::error::"))]
    assert "##[" not in request_.check("--format", "github").stdout
