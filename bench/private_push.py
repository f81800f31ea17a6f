"""P1: what our hook adds to a push of one commit to a place that is declared private, beside what other hooks add."""

import tempfile
from pathlib import Path

from bench import installed, pushing, release
from bench.timing import Row, Sample

_BY_SHIM = "ours, answered by the shim"
_BY_GLOB = "ours, declared in git config with a pattern"
_BY_POLICY = "ours, declared in a machine policy"
#: Peer, the widest ratio to it, and how the table says that.
_TARGETS = (
    ("python -c pass", 2.0, "at most 2"),
    ("git-lfs", 1.0, "less than 1"),
    ("lefthook", 1.0, "less than 1"),
    ("pre-commit", 0.2, "at most 0.2"),
)


def measure(rounds: int) -> list[Row]:
    """What every hook adds, and ours over each peer of the target."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        added = pushing.timed(_clones(Path(name)), rounds)
    rows = [Row("P1", _title(each), sample) for each, sample in added.items() if not each.startswith("ours")]
    for ours in (_BY_SHIM, _BY_GLOB, _BY_POLICY):
        rows += compared("P1", ours, added, _TARGETS)
    return rows


def compared(
    target: str, ours: str, added: dict[str, Sample], targets: tuple[tuple[str, float, str], ...]
) -> list[Row]:
    """One row for each peer that was there."""
    mine = added[ours]
    there = [(peer, most, words) for peer, most, words in targets if peer in added]
    ratios = {peer: mine.median / added[peer].median for peer, _, _ in there}
    return [Row(target, ours, mine, peer, ratios[peer], words, ratios[peer] <= most) for peer, most, words in there]


def _title(name: str) -> str:
    return "git push without a hook" if name == "no hook" else f"added by {name}"


def _clones(folder: Path) -> dict[str, pushing.Clone]:
    python = installed.environment(folder / "python", needs=installed.PUSH)
    ours = pushing.guarded(python)
    template = release.build(folder)
    policy = folder / "machine.toml"
    place = f'[[place]]\nmatch = "{pushing.HOST}/**"\nvisibility = "private"\n'
    policy.write_text(f'schema = "release-policy/1"\nname = "machine"\n\n{place}')
    private = f"[release-guard]\n\tprivate = {pushing.HOST}/**\n"
    pattern = "[release-guard]\n\tprivate = git.*.example/**\n"
    hooks = {
        **{name: ("", hook) for name, hook in pushing.peer_hooks(python).items()},
        _BY_SHIM: (private, ours),
        _BY_GLOB: (pattern, ours),
        _BY_POLICY: (f"[release-guard]\n\tpolicy = {policy}\n", ours),
    }
    return pushing.clones(folder, template, hooks)
