"""What all commands share: finding them, working elsewhere, exit codes, and what is said when something breaks."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from release_guard import __version__
from release_guard.cli import shared
from release_guard.cli.root import COMMANDS, root
from release_guard.ports import TreeError
from release_guard.wiring import crash
from tests.support.commands import run
from tests.support.git_repo import Repo

ARCHITECTURE = {"blocked": 1, "usage": 2, "not judged": 3}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "work")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """A command ``lint`` that raises what a test puts in here."""
    raised: list[Exception] = []

    @click.command()
    def command() -> None:
        raise raised[0]

    monkeypatch.setattr("release_guard.cli.lint.lint", command)
    return raised


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_that_is_listed_can_be_called(name: str, tmp_path: Path) -> None:
    done = run(tmp_path, name, "--help")
    assert done.exit_code == 0, done.output
    assert name in done.output


def test_help_lists_every_command_without_importing_one() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom release_guard.cli.root import COMMANDS, root\n"
        "text = CliRunner().invoke(root, ['--help']).output\n"
        "assert all(f'  {name} ' in text for name in COMMANDS), text\n"
        "commands = {f'release_guard.cli.{one.where.split(\":\")[0]}' for one in COMMANDS.values()}\n"
        "print(sorted(commands & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_hook_reaches_its_judgement_without_click(repo: Repo) -> None:
    code = (
        "import sys\nfrom release_guard.cli.main import main\n"
        "sys.argv = ['release-guard', 'hook', 'pre-push', 'origin', '/nowhere']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    print(end.code, 'click' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repo.path, input="", capture_output=True, text=True, check=True
    )
    assert done.stdout == "0 False\n"


def test_version_is_the_package_s(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").output == f"release-guard {__version__}\n"


def test_misspelt_command_is_a_usage_error_with_the_closest_one(tmp_path: Path) -> None:
    done = run(tmp_path, "stauts")
    assert done.exit_code == 2
    assert "did you mean status?" in done.stderr


def test_misspelt_option_is_a_usage_error(tmp_path: Path) -> None:
    done = run(tmp_path, "lint", "--compelte")
    assert done.exit_code == 2
    assert "--complete" in done.stderr


def test_another_folder_is_worked_in(tmp_path: Path, repo: Repo) -> None:
    (repo.path / "release-policy.toml").write_text("name = 1\n")
    done = run(tmp_path, "-C", "work", "lint")
    assert done.exit_code == 1
    assert "release-policy.toml" in done.stdout


def test_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    done = run(tmp_path, "-C", "nowhere", "lint")
    assert done.exit_code == 2
    assert "nowhere" in done.stderr


@pytest.mark.parametrize(
    "command", [["policy", "show"], ["policy", "lint"], ["install"], ["doctor"], ["explain", "--level"]]
)
def test_command_outside_a_repository_says_what_to_do(tmp_path: Path, command: list[str]) -> None:
    done = run(tmp_path, *command)
    assert done.exit_code == 3
    assert "no git repository" in done.stderr
    assert "fix: git init" in done.stderr


def test_command_in_a_bare_repository_says_where_to_go(tmp_path: Path) -> None:
    bare = Repo(tmp_path / "bare.git", "--bare")
    done = run(bare.path, "status")
    assert done.exit_code == 3
    assert "bare repository" in done.stderr


def test_failure_of_the_outside_world_is_a_finding_with_its_fix(tmp_path: Path, broken: list[Exception]) -> None:
    broken.append(TreeError("the tree isn't here", "git fetch"))
    done = run(tmp_path, "lint")
    assert done.exit_code == 3
    assert "RG002 tree-unreadable: the tree isn't here" in done.stderr
    assert "fix: git fetch" in done.stderr


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "release-policy.toml").mkdir()
    done = run(tmp_path, "lint")
    assert done.exit_code == 3
    assert "release-policy.toml" in done.stderr
    assert "directory" in done.stderr


def test_our_own_bug_gets_a_report_without_its_words(tmp_path: Path, broken: list[Exception]) -> None:
    broken.append(KeyError("hf_secret_token"))
    done = run(tmp_path, "lint")
    assert done.exit_code == 3
    assert "RG001 internal-error" in done.stderr
    assert "KeyError" in done.stderr
    assert f"release-guard {__version__}" in done.stderr
    assert "release_guard.cli.root:" in done.stderr
    assert "hf_secret_token" not in done.stderr


def test_report_of_a_bug_names_causes_and_only_our_own_lines() -> None:
    try:
        try:
            shared.json_text({"token": object()})
        except TypeError as error:
            raise LookupError("hf_secret") from error
    except LookupError as error:
        report = crash.report(error)
    assert "because of TypeError" in report
    assert "release_guard.cli.shared:" in report
    assert "hf_secret" not in report
    assert "json.encoder:" not in report


def test_report_is_written_to_a_file_only_when_the_run_is_over(tmp_path: Path) -> None:
    report, strange = tmp_path / "report.txt", tmp_path / "setup.cfg"
    report.write_text("before")
    strange.write_text("[metadata]\n")
    assert run(tmp_path, "lint", str(strange), "-o", str(report)).exit_code == 2
    assert report.read_text() == "before"
    assert run(tmp_path, "explain", "RG302", "-o", str(report)).stdout == ""
    assert report.read_text().startswith("RG302 too-few-reviewers")


def test_exit_codes_are_those_of_the_contract() -> None:
    assert {"blocked": shared.BLOCKED, "usage": shared.USAGE, "not judged": shared.NOT_JUDGED} == ARCHITECTURE


def test_tables_keep_control_characters_out() -> None:
    assert "\x1b" not in shared.table([("a\x1b[31mred", "b")], ("one", "two"))


def test_no_color_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool | None] = []

    @click.command()
    @click.pass_context
    def command(ctx: click.Context) -> None:
        seen.append(ctx.find_root().color)

    monkeypatch.setattr("release_guard.cli.lint.lint", command)
    run(tmp_path, "lint")
    monkeypatch.setenv("NO_COLOR", "1")
    run(tmp_path, "lint")
    assert seen == [None, False]


def test_root_is_the_command_that_is_installed() -> None:
    assert isinstance(root, click.Group)
