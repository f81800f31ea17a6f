"""The hooks that the pre-commit framework and prek can run, and their manifest ``.pre-commit-hooks.yaml``.

``python -m release_guard.git.framework_hooks > .pre-commit-hooks.yaml`` writes the manifest anew. What a hook finds
out under such a framework is for ``wiring`` to say: it sees one ref of a push and an empty standard input.
"""

from release_guard.model.lean import NamedTuple

HEADER = "# Written by `python -m release_guard.git.framework_hooks`; a test compares.\n"
#: The first version that takes these names of stages.
MINIMUM_VERSION = "3.2.0"


class FrameworkHook(NamedTuple):
    """One hook of the manifest, under the framework's own words for its fields."""

    id: str
    name: str
    description: str
    entry: str
    stages: "tuple[str, ...]"
    files: str = ""
    always_run: bool = False
    pass_filenames: bool = True
    verbose: bool = False


HOOKS = (
    FrameworkHook(
        id="release-guard-lint",
        name="release considerations, policy and records",
        description="Reads the files of release-guard that this commit changes: syntax, unknown keys, contradictions.",
        entry="release-guard lint",
        stages=("pre-commit",),
        files=r"^(.*/)?(release-considerations(\.private)?\.toml|release-policy\.toml"
        r"|release-(considerations|records)/[^/]+\.toml)$",
    ),
    FrameworkHook(
        id="release-guard",
        name="release-guard",
        description="Holds a push to what its reviews allow. It sees one ref of it: install the native hook too.",
        entry="release-guard hook pre-push",
        stages=("pre-push", "manual"),
        always_run=True,
        pass_filenames=False,
        verbose=True,
    ),
)


def manifest() -> str:
    """The text of ``.pre-commit-hooks.yaml``."""
    return HEADER + "".join(_entry(hook) for hook in HOOKS)


def _entry(hook: FrameworkHook) -> str:
    fields = {
        "name": _quoted(hook.name),
        "description": _quoted(hook.description),
        "entry": hook.entry,
        "language": "python",
        "stages": f"[{', '.join(hook.stages)}]",
        "files": _quoted(hook.files) if hook.files else "",
        "always_run": "true" if hook.always_run else "",
        "pass_filenames": "" if hook.pass_filenames else "false",
        "require_serial": "true",
        "verbose": "true" if hook.verbose else "",
        "minimum_pre_commit_version": _quoted(MINIMUM_VERSION),
    }
    lines = [f"  {key}: {value}\n" for key, value in fields.items() if value]
    return f"- id: {hook.id}\n{''.join(lines)}"


def _quoted(text: str) -> str:
    """A YAML scalar in single quotes: nothing but the quote itself needs doubling."""
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    import sys

    sys.stdout.write(manifest())
