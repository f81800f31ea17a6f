"""The hard cases of git (HC19, HC23, HC24): the gate among real git-lfs, pre-commit, prek, lefthook and husky.

What must hold in every order of installing them (git.md, Being a hook): a push that the gate refuses leaves no byte
behind, LFS objects included; one that it clears runs every hook that was there, LFS uploads included; and after
``uninstall`` every hook is as if the gate had never been there.
"""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from release_guard.git import doctor
from release_guard.git.belt import SINCE
from release_guard.git.hook_files import Maker
from release_guard.git.install import InstallError, install, uninstall
from tests.support.git_repo import Repo, version
from tests.support.hook_tools import HookTools, Step, tool
from tests.support.public_release import PublicRelease, objects

LFS, PRE_COMMIT, PREK, LEFTHOOK = HookTools.lfs, HookTools.pre_commit, HookTools.prek, HookTools.lefthook
OURS, FOR_THE_USER = HookTools.ours, HookTools.ours_for_the_user

Order = tuple[Step, ...]
ORDERS: "dict[str, Order]" = {
    "lfs, ours": (LFS, OURS),
    "lfs, ours, ours": (LFS, OURS, OURS),
    "A: lfs, ours, pre-commit": (LFS, OURS, PRE_COMMIT),
    "A and ours again": (LFS, OURS, PRE_COMMIT, OURS),
    "B: lfs, pre-commit, ours": (LFS, PRE_COMMIT, OURS),
    "C: B and pre-commit again": (LFS, PRE_COMMIT, OURS, PRE_COMMIT),
    "C and ours again": (LFS, PRE_COMMIT, OURS, PRE_COMMIT, OURS),
    "lfs, ours, prek": (LFS, OURS, PREK),
    "lfs, prek, ours": (LFS, PREK, OURS),
    "lfs, prek, ours, prek": (LFS, PREK, OURS, PREK),
    "lfs, prek, ours, prek, ours": (LFS, PREK, OURS, PREK, OURS),
    "lefthook, ours": (LEFTHOOK, OURS),
    "lfs, lefthook, ours": (LFS, LEFTHOOK, OURS),
    "lfs, ours, lefthook, ours": (LFS, OURS, LEFTHOOK, OURS),
    "lfs, lefthook, ours, lefthook, ours": (LFS, LEFTHOOK, OURS, LEFTHOOK, OURS),
    "lfs, for the user": (LFS, FOR_THE_USER),
    "lfs, pre-commit, for the user": (LFS, PRE_COMMIT, FOR_THE_USER),
    "lfs, prek, for the user": (LFS, PREK, FOR_THE_USER),
    "lefthook, for the user": (LEFTHOOK, FOR_THE_USER),
    "lfs, ours, for the user": (LFS, OURS, FOR_THE_USER),
}
CASES = pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())


@pytest.fixture
def tools(tmp_path: Path) -> HookTools:
    return HookTools(tmp_path)


def installed(tools: HookTools, order: Order) -> HookTools:
    for step in order:
        assert step(tools), step.__name__
    return tools


@CASES
def test_hc23_refused_push_leaves_no_byte_behind(tools: HookTools, order: Order) -> None:
    """HC23: git-lfs uploads in its own pre-push hook; a push that is held uploads nothing."""
    installed(tools, order).gate(1)
    assert tools.push().returncode != 0
    assert tools.uploaded() == 0
    assert tools.repo("ls-remote", "origin") == ""


def test_hc23_weights_in_lfs_are_held_by_the_judge_itself(tmp_path: Path) -> None:
    """HC23: the pointer is known for what it is, nothing is uploaded, and what is cleared is."""
    tool("git-lfs")
    release = PublicRelease(tmp_path)
    release.repo("lfs", "install", "--local", "--skip-repo")
    release.repo("lfs", "update", "--force")
    install(folder=str(release.repo.path))
    release.write(".gitattributes", "*.safetensors filter=lfs diff=lfs merge=lfs -text\n")
    release.add_weights()
    assert release.repo("cat-file", "-p", "HEAD:model.safetensors").startswith("version https://git-lfs")
    release.refuses("push", "origin", "main", code="model.safetensors")
    assert not list((release.public.path / "lfs").rglob("*/*/*"))
    answers = release.repo.path / "release-considerations.toml"
    answers.write_text(answers.read_text().replace('["source-code"]', '["source-code", "trained-model"]'))
    release.commit("Release the weights")
    release.accepts("push", "-q", "origin", "main")
    assert len([path for path in (release.public.path / "lfs" / "objects").rglob("*") if path.is_file()]) == 1


@CASES
def test_hc24_cleared_push_runs_every_hook_and_asks_the_gate_once(tools: HookTools, order: Order) -> None:
    """HC24: whatever the order, LFS uploads, the framework runs, and there is one verdict."""
    installed(tools, order).gate(0)
    done = tools.push()
    assert done.returncode == 0, done.stderr
    assert tools.uploaded() == 1
    assert tools.python.judged == 1
    assert tools.framework_ran() == any(step in (PRE_COMMIT, PREK, LEFTHOOK) for step in order)


@CASES
def test_hc24_uninstall_leaves_hooks_as_if_the_gate_had_never_been_there(
    tools: HookTools, order: Order, tmp_path: Path
) -> None:
    """HC24: byte for byte and mode for mode, compared with a repository that never had the gate."""
    installed(tools, order)
    for scope in ("repo", "user"):
        uninstall(scope, folder=str(tools.repo.path))
    never = installed(HookTools(tmp_path / "never"), tuple(step for step in order if step not in (OURS, FOR_THE_USER)))
    assert tools.state() == never.state()
    done = tools.push()
    assert done.returncode == 0, done.stderr
    assert (tools.uploaded(), tools.python.judged) == (1, 0)


STEPS: "list[Step]" = [LFS, HookTools.lfs_by_force, PRE_COMMIT, PREK, LEFTHOOK, HookTools.by_hand, OURS, OURS]


@settings(
    max_examples=settings().max_examples // 10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=6).filter(lambda steps: OURS in steps))
def test_hc24_uninstall_gives_everything_back_after_any_history(
    tmp_path_factory: pytest.TempPathFactory, steps: "list[Step]"
) -> None:
    """HC24: after any order of installs git runs the same hook as without us, and no hook that others keep is lost."""
    tools = HookTools(tmp_path_factory.mktemp("with"))
    carried_out = [step for step in steps if step(tools)]
    uninstall(folder=str(tools.repo.path))
    never = HookTools(tmp_path_factory.mktemp("never"))
    for step in carried_out:
        if step is not OURS:
            step(never)
    with_us, without = tools.state(), never.state()
    assert with_us.get("pre-push") == without.get("pre-push")
    assert set(without.values()) <= set(with_us.values())
    assert not [name for name in with_us if tools.maker(name) is Maker.OURS]
    assert all("release-guard" in name for name in with_us.keys() - without.keys()), "at most a hook that others lost"


def test_hc24_two_gates_with_a_framework_between_them_agree(tools: HookTools) -> None:
    """HC24: the framework calls the repository's own gate after the one for all repositories; both have to pass."""
    installed(tools, (LFS, OURS, PRE_COMMIT, FOR_THE_USER)).gate(1)
    assert tools.push().returncode != 0
    assert (tools.uploaded(), tools.python.judged) == (0, 1)
    tools.gate(0)
    assert tools.push().returncode == 0
    assert (tools.uploaded(), tools.framework_ran()) == (1, 1)


def test_hc24_hook_that_somebody_edited_behind_us_comes_back_as_edited(tools: HookTools) -> None:
    """HC24: what is kept is the user's own file, and stays so."""
    installed(tools, (LFS, OURS))
    kept = tools.hooks / "pre-push.release-guard-earlier"
    kept.write_bytes(kept.read_bytes() + b"# and one more thing\r\n")
    kept.chmod(0o700)
    edited = (kept.read_bytes(), 0o700)
    uninstall(folder=str(tools.repo.path))
    assert tools.state()["pre-push"] == edited


def test_hc24_lfs_refuses_to_overwrite_the_gate_and_can_be_wrapped_afterwards(tools: HookTools) -> None:
    """HC24: git-lfs leaves a foreign hook alone; by force it takes the place, and the next install takes it back."""
    tools.ours()
    assert not tools.lfs()
    assert tools.maker() is Maker.OURS
    tools.lfs_by_force()
    tools.ours()
    tools.gate(1)
    assert tools.push().returncode != 0
    assert tools.uploaded() == 0
    tools.gate(0)
    assert tools.push().returncode == 0
    assert tools.uploaded() == 1


def test_hc24_framework_that_drops_what_it_kept_can_be_wrapped_again(tools: HookTools) -> None:
    """HC24: ``pre-commit install -f`` removes the legacy hook, which was ours."""
    installed(tools, (PRE_COMMIT, OURS))
    again = [tool("pre-commit"), "install", "-f", "-t", "pre-push"]
    subprocess.run(again, cwd=tools.repo.path, check=True, capture_output=True)
    assert tools.maker() is Maker.PRE_COMMIT
    tools.ours()
    tools.gate(1)
    assert tools.push().returncode != 0
    assert tools.framework_ran() == 0


@pytest.mark.parametrize("step", [LFS, PRE_COMMIT, PREK, LEFTHOOK], ids=lambda step: step.__name__)
def test_hc24_no_tool_takes_the_gate_of_all_repositories_away(tools: HookTools, step: Step) -> None:
    """HC24: tools that write where core.hooksPath leads meet the folder that serves every repository."""
    tools.ours_for_the_user()
    step(tools)
    tools.ours_for_the_user()
    tools.gate(1)
    assert tools.push().returncode != 0
    assert tools.uploaded() == 0
    assert tools.python.judged == 1
    other = Repo(tools.repo.path.parent / "other")
    other.commit()
    assert other.run("push", str(tools.remote), "main:other").returncode != 0
    assert tools.python.judged == 2


# --- HC19: a hooks path of somebody else ------------------------------------------------------------------------------


class Husky:
    """The real husky with a script that uploads to LFS, in a guarded release."""

    def __init__(self, tools: HookTools) -> None:
        assert tools.husky()
        self.tools = tools
        self.script = tools.repo.path / ".husky" / "pre-push"
        self.write('git lfs pre-push "$@"\n')

    def write(self, text: str) -> None:
        self.script.write_text(text)

    def findings(self) -> "list[tuple[str, str]]":
        found = doctor.examine(str(self.tools.repo.path), binding=("a check",)).findings
        return [(finding.code, finding.fix) for finding in found]


@pytest.fixture
def husky(tools: HookTools) -> Husky:
    return Husky(tools)


@pytest.mark.skipif(version() >= SINCE, reason="this git starts the gate by its configuration")
def test_hc19_husky_hides_the_gate_and_install_says_what_to_add(husky: Husky) -> None:
    """HC19: older git runs the project's folder alone; nothing is written there, and the line to add is named."""
    with pytest.raises(InstallError) as caught:
        husky.tools.ours()
    assert ".husky/pre-push" in caught.value.fix
    assert [code for code, _ in husky.findings()] == ["RG504"]
    husky.tools.ours_for_the_user()
    (code, fix) = husky.findings()[0]
    assert code == "RG502"
    assert ".husky/pre-push" in fix


@pytest.mark.skipif(version() < SINCE, reason="git before 2.54 runs no configured hook")
def test_hc19_husky_hides_the_gate_and_gits_configuration_starts_it(husky: Husky) -> None:
    """HC19: newer git judges all the same; that git-lfs doesn't wait there is said."""
    husky.tools.ours()
    husky.tools.gate(1)
    assert husky.tools.push().returncode != 0
    assert husky.tools.repo("ls-remote", "origin") == ""
    assert husky.tools.python.judged == 1


def test_hc19_line_in_the_projects_script_holds_a_push_before_lfs_uploads(tmp_path: Path) -> None:
    """HC19: the gate as the first command of ``.husky/pre-push``, with the real judge."""
    tools = HookTools(tmp_path / "tools")
    husky = Husky(tools)
    public = Repo(tmp_path / "public.git", "--bare")
    tools.repo("remote", "set-url", "origin", str(public.path))
    policy = 'schema = "release-policy/1"\nname = "house"\n[scope]\nrepositories = "all"\n'
    policy += f'[[place]]\nmatch = "file:{public.path}"\nvisibility = "public"\n'
    (tmp_path / "house.toml").write_text(policy)
    tools.repo("config", "--global", "release-guard.policy", str(tmp_path / "house.toml"))
    husky.write('release-guard hook pre-push "$@" || exit 1\ngit lfs pre-push "$@"\n')
    assert [code for code, _ in husky.findings()] == []
    done = tools.push()
    assert done.returncode != 0
    assert "release-guard: blocked" in done.stderr
    assert objects(public) == frozenset()
    assert not [path for path in (public.path / "lfs").rglob("*") if path.is_file()]


@pytest.mark.parametrize("folder", [".githooks", "hooks/../.githooks"])
def test_hc19_linked_work_tree_without_a_relative_folder_runs_no_hook(tmp_path: Path, folder: str) -> None:
    """HC19: git runs nothing there and says nothing; doctor does, in every work tree."""
    release = PublicRelease(tmp_path)
    release.repo("config", "core.hooksPath", folder)
    linked = tmp_path / "linked"
    release.repo("worktree", "add", "-q", str(linked), "-b", "other")
    for place in (release.repo.path, linked):
        found = doctor.examine(str(place), binding=("a check",)).findings
        assert [finding.code for finding in found] == ["RG502"], "the gate in the repository's own folder is hidden"


def test_hc19_absolute_folder_of_the_repository_is_served_like_its_own(tmp_path: Path) -> None:
    """HC19: ``core.hooksPath`` of this repository alone; the gate goes where git looks, and comes out again."""
    release = PublicRelease(tmp_path)
    mine = tmp_path / "my hooks"
    release.repo("config", "core.hooksPath", str(mine))
    assert [one.code for one in doctor.examine(str(release.repo.path), binding=("x",)).findings] == ["RG502"]
    install(folder=str(release.repo.path))
    assert [one.code for one in doctor.examine(str(release.repo.path), binding=("x",)).findings] == []
    release.add_weights()
    release.refuses("push", "origin", "main", code="model.safetensors")
    uninstall(folder=str(release.repo.path))
    assert not any(mine.iterdir())
