"""Whether an interpreter can judge: the very thing that the shim asks of it."""

import os

_TRIAL = "import release_guard.wiring.hook"
_START = "from release_guard.wiring import hook_start; print(hook_start.__file__)"


def problem_of(python: str) -> str:
    """Why *python* can't be the shim's interpreter, in words; "" where it can."""
    import subprocess

    if not os.path.isabs(python):
        return f"the interpreter {python!r} is no absolute path"
    command = [python, "-I", "-c", _TRIAL]
    try:
        trial = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{python} does not run: {error}"
    if trial.returncode:
        return f"{python} -I can't import release_guard; packages in a user's own site folder are out of its sight"
    return ""


def start_of(python: str) -> str:
    """The absolute path of ``wiring/hook_start.py`` as *python* has it; "" where it doesn't tell."""
    import subprocess

    command = [python, "-I", "-c", _START]
    try:
        told = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    path = os.fsdecode(told.stdout).removesuffix("\n")
    return path if told.returncode == 0 and os.path.isfile(path) else ""
