"""Where ``release-guard`` starts.

A hook that git waits for goes straight to its judgement; everything else goes through the commands of ``root``.
"""

import sys


def main() -> None:
    """Run the command line; the exit code is one of architecture.md."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    arguments = sys.argv[1:]
    if arguments[:2] in (["hook", "pre-push"], ["hook", "pre-receive"]) and "--help" not in arguments:
        from release_guard.wiring import hook, scripted

        sys.exit(scripted.pre_push(arguments[2:]) if arguments[1] == "pre-push" else hook.main(arguments[1:]))
    from release_guard.cli.root import root

    root(prog_name="release-guard")
