"""Whether an interpreter can judge: the very thing that the shim asks of it."""

import os

_TRIAL = "import release_guard.wiring.hook"


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
