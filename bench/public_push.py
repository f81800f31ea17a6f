"""P2: the same push to a public place: complete answers, twenty files, two signed reviews, and it is allowed."""

import tempfile
from pathlib import Path

from bench import installed, pushing, release
from bench.private_push import compared
from bench.timing import Row
from release_guard.hosts.cache import Cache
from release_guard.model.destination import parse
from release_guard.model.visibility import Visibility

_DECLARED = "ours, declared public by the policy"
_CACHED = "ours, seen to be public before"
_TARGETS = (("python -c pass", 6.0, "at most 6"), ("pre-commit", 1.0, "less than 1"))


def measure(rounds: int) -> list[Row]:
    """What ours adds, over what the peers of the target add."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        added = pushing.timed(_clones(Path(name)), rounds)
    return [row for ours in (_DECLARED, _CACHED) for row in compared("P2", ours, added, _TARGETS)]


def _clones(folder: Path) -> dict[str, pushing.Clone]:
    python = installed.environment(folder / "python", needs=installed.PUSH)
    ours = pushing.guarded(python)
    place = f'\n[[place]]\nmatch = "{pushing.HOST}/**"\nvisibility = "public"\n'
    declared = release.build(folder / "declared", more_policy=place)
    plain = release.build(folder / "plain")
    peers = {name: ("", hook) for name, hook in pushing.peer_hooks(python).items() if name in ("no hook", *_PEERS)}
    made = pushing.clones(folder, plain, {**peers, _CACHED: ("", ours)})
    made |= pushing.clones(folder, declared, {_DECLARED: ("", ours)})
    _remember(made[_CACHED])
    for name in (_DECLARED, _CACHED):
        said = made[name].push()
        assert "release-guard: allowed" in said, said
    return made


_PEERS = tuple(peer for peer, _, _ in _TARGETS)


def _remember(clone: pushing.Clone) -> None:
    """Put down that the clone's place was seen to be public a moment ago."""
    place = parse(f"ssh://{pushing.HOST}{clone.bare}")
    Cache(f"{clone.home}/cache/release-guard").put(place, Visibility.PUBLIC)
