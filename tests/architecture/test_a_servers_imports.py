"""What the hook of a server imports: no network in any stage, and no judge for a private repository."""

import subprocess
import sys

import pytest

NETWORK = {"socket", "ssl", "http", "urllib3", "requests", "httpx", "huggingface_hub", "asyncio"}
HEAVY = {"click", "rich", "git", "dataclasses", "pathlib", "json", "argparse", "logging", "tempfile", "shutil"}


def imported(module: str) -> set[str]:
    code = f"import sys, {module}; print('\\n'.join(sys.modules))"
    return set(
        subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize("module", ["release_guard.wiring.server", "release_guard.wiring.received"])
def test_neither_stage_can_reach_a_network_or_loads_what_is_slow(module: str) -> None:
    bare = imported("builtins")
    assert {name.partition(".")[0] for name in imported(module) - bare} & (NETWORK | HEAVY) == set()


def test_private_repository_is_answered_without_the_judge() -> None:
    loaded = imported("release_guard.wiring.hook, release_guard.wiring.server")
    assert not [name for name in loaded if name.startswith(("release_guard.judge", "release_guard.formats"))]
