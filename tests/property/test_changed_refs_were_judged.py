"""Whatever is pushed, and however: a ref that changed over there was judged here, and no weights came along unseen.

Random histories are pushed by the real git through the installed hook, with random commands and settings; a spy between
the shim and the judge writes down which refs the judge was asked about. One exception, which git leaves to no hook:
``--mirror`` deletes refs without naming them (docs/hooks.md; a server's gate sees them).
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from release_guard.formats import presets
from release_guard.git.install import install
from release_guard.git.refs import RefLine, parse
from tests.support.git_repo import Repo, run
from tests.support.guarded import FILE, weights

Refs = dict[str, str]

#: Each example builds a history and pushes it several times.
EXAMPLES = settings().max_examples * 15 // 100

#: What files may hold: code, and weights that nobody cleared. A number is the mark of the blob in the stream.
CODE = {100 + number: f"print({number})\n".encode() for number in range(4)}
WEIGHTS = {200 + number: weights(number) for number in range(3)}
NAMES = ["a.py", "dir/b.py", "model.safetensors", "notes.txt"]
BRANCHES = ["refs/heads/main", "refs/heads/dev", "refs/heads/a/b", "refs/heads/z"]
OTHERS = ["refs/tags/v1", "refs/tags/v2", "refs/notes/commits", "refs/custom/x", "refs/remotes/old/main"]
PATTERNS = [
    "refs/heads/*:refs/heads/*",
    "+refs/heads/*:refs/heads/*",
    "refs/heads/*:refs/moved/*",
    "refs/tags/*:refs/tags/*",
    "refs/*:refs/*",
    "refs/heads/a/*:refs/heads/c/*",
    "refs/notes/*:refs/notes/*",
    "refs/custom/*:refs/heads/*",
]
OPTIONS = ["--force", "--atomic", "--follow-tags", "--prune", "--dry-run", "--no-thin", "-u", "--force-with-lease"]
ALL = ["--all", "--tags", "--mirror"]

Commit = tuple["list[int]", "dict[str, int]"]
COMMITS = st.lists(
    st.tuples(
        st.lists(st.integers(1, 3), max_size=2, unique=True),
        st.dictionaries(st.sampled_from(NAMES), st.sampled_from([*CODE, *CODE, *WEIGHTS]), max_size=3),
    ),
    min_size=2,
    max_size=6,
)


class Push(NamedTuple):
    """One ``git push``: settings for this command, and its arguments."""

    config: "tuple[str, ...]"
    arguments: "tuple[str, ...]"

    @property
    def mirrors(self) -> bool:
        return "--mirror" in self.arguments or "remote.origin.mirror=true" in self.config


@st.composite
def pushes(draw: st.DrawFn) -> Push:
    """A push to ``origin`` or to its address, in one of the many ways of saying what."""
    names = st.sampled_from([*BRANCHES, *OTHERS])
    short = st.sampled_from(["main", "dev", "a/b", "z", "HEAD", "v1", "@"])
    refspec = st.one_of(
        short,
        short.map("+{}".format),
        names,
        names.map(":{}".format),
        st.tuples(short, names).map(lambda pair: f"{pair[0]}:{pair[1]}"),
        st.tuples(names, names).map(lambda pair: f"+{pair[0]}:{pair[1]}"),
        st.sampled_from(
            ["HEAD~1:refs/heads/old", "HEAD^{/two words}:refs/heads/said", "HEAD:refs/for/main", ":", "+:"]
        ),
        st.sampled_from(PATTERNS),
        st.sampled_from(["HEAD^{tree}:refs/tags/tree", "main^{/two words}:refs/tags/said"]),
    )
    whole = draw(st.sampled_from(["", "", "", *ALL]))
    options = draw(st.lists(st.sampled_from(OPTIONS), max_size=2, unique=True))
    if whole == "--mirror":
        options = [option for option in options if option != "--prune"]
    specs = [] if whole in ("--all", "--mirror") else draw(st.lists(refspec, min_size=0 if whole else 1, max_size=3))
    if not whole and draw(st.integers(0, 7)) == 0:
        specs = ["--delete", *draw(st.lists(names, min_size=1, max_size=2, unique=True))]
    config = draw(
        st.lists(
            st.sampled_from(
                [
                    *(f"push.default={word}" for word in ("nothing", "current", "upstream", "simple", "matching")),
                    "push.followTags=true",
                    "remote.origin.mirror=true",
                    *(f"remote.origin.push={pattern}" for pattern in PATTERNS),
                    "remote.origin.push=HEAD:refs/heads/renamed",
                    "push.autoSetupRemote=true",
                    "push.negotiate=true",
                    "push.useBitmaps=false",
                ]
            ),
            max_size=2,
        )
    )
    to = draw(st.sampled_from(["origin", "origin", "origin", "{address}"]))
    given_config = tuple(word for one in config for word in ("-c", one))
    return Push(given_config, ("push", *([whole] if whole else []), *options, to, *specs))


class World:
    """A guarded clone, a public and a private repository, and the list of what the judge was asked."""

    def __init__(self, folder: Path) -> None:
        self.public = Repo(folder / "public.git", "--bare")
        self.private = Repo(folder / "private.git", "--bare")
        self.repo = Repo(folder / "work")
        self.log = folder / "judged"
        place = f"file:{self.public.path.resolve()}"
        rule = f'\n[[place]]\nmatch = "{place}"\nvisibility = "public"\n'
        self.words = {
            "release-considerations.toml": FILE.format(place=place, release='["source-code"]').encode(),
            "release-policy.toml": presets.text("solo") + rule.encode(),
        }
        machine = folder / "machine.toml"
        machine.write_text(f'schema = "release-policy/1"\nname = "m"\n[scope]\nrepositories = "all"\n{rule}')
        self.repo("config", "--global", "release-guard.policy", str(machine))
        self.repo("remote", "add", "origin", str(self.public.path))
        install(folder=str(self.repo.path), python=str(self._spy(folder)))
        shim = self.repo.path / ".git" / "hooks" / "pre-push"
        text = shim.read_text().splitlines(keepends=True)
        shim.write_text("".join("start=''\n" if line.startswith("start=") else line for line in text))

    def _spy(self, folder: Path) -> Path:
        """An interpreter that notes where to and which refs, and then judges."""
        spy = folder / "spy"
        log, python = shlex.quote(str(self.log)), shlex.quote(sys.executable)
        spy.write_text(
            f'#!/bin/sh\nif [ "$2" = -c ]; then exec {python} "$@"; fi\n'
            f"for last; do :; done\nmkdir -p {log}\nn=$(ls {log} | wc -l)\n"
            f'printf "%s\\n" "$last" > {log}/$n\ncat >> {log}/$n\n'
            f'tail -n +2 {log}/$n | {python} "$@"\n'
        )
        spy.chmod(0o755)
        return spy

    def build(self, commits: "list[Commit]", refs: "Mapping[str, tuple[str, int]]") -> None:
        """Make the history, and the refs: each a commit or an annotated tag of one."""
        blobs = {**CODE, **WEIGHTS, **{300 + number: data for number, data in enumerate(self.words.values())}}
        stream = [b"".join(b"blob\nmark :%d\ndata %d\n%s\n" % (mark, len(data), data) for mark, data in blobs.items())]
        for number, (back, tree) in enumerate(commits, 1):
            parents = sorted({number - step for step in back if number - step > 0}, reverse=True)
            lines = [f"commit refs/scratch/{number}", f"mark :{number}", f"committer A <a@example.org> {number} +0000"]
            lines += ["data 9", "two words"]
            lines += [f"{'merge' if index else 'from'} :{parent}" for index, parent in enumerate(parents)]
            lines += ["deleteall", *(f"M 100644 :{300 + index} {name}" for index, name in enumerate(self.words))]
            lines += [f"M 100644 :{mark} {name}" for name, mark in tree.items()]
            stream.append("\n".join([*lines, "", ""]).encode())
        subprocess.run(["git", "fast-import", "--quiet"], input=b"".join(stream), cwd=self.repo.path, check=True)
        for name, (kind, number) in refs.items():
            oid = self.repo("rev-parse", f"refs/scratch/{1 + number % len(commits)}")
            if kind == "annotated" and name.startswith("refs/tags/"):
                self.repo("tag", "-f", "-a", "-m", "A tag", name.removeprefix("refs/tags/"), oid)
            else:
                self.repo("update-ref", name, oid)
        for number in range(1, len(commits) + 1):
            self.repo("update-ref", "-d", f"refs/scratch/{number}")
        self.repo("reset", "-q", "--hard")

    def judged(self) -> "Iterator[tuple[str, tuple[RefLine, ...]]]":
        """Each address that the judge was asked about, with the refs."""
        for path in sorted(self.log.iterdir()) if self.log.exists() else ():
            address, _, lines = path.read_bytes().partition(b"\n")
            yield os.fsdecode(address), parse(lines)

    def weights_at(self, repo: Repo) -> "frozenset[str]":
        """The weights that can be fetched there."""
        reachable = {line.split(" ")[0] for line in repo("rev-list", "--objects", "--all").splitlines()}
        return frozenset(reachable & self.known_weights())

    def known_weights(self) -> "frozenset[str]":
        found = self.repo.path / ".git" / "weights"
        if not found.exists():
            oids = []
            for data in WEIGHTS.values():
                found.write_bytes(data)
                oids.append(self.repo("hash-object", str(found)))
            found.write_text("\n".join(oids))
        return frozenset(found.read_text().split())


def refs_of(repo: Repo) -> Refs:
    lines = repo("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    return {name: oid for name, _, oid in (line.partition(" ") for line in lines)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds")


_VALUE = st.tuples(st.sampled_from(["plain", "annotated"]), st.integers(0, 5))


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    commits=COMMITS,
    refs=st.fixed_dictionaries({"refs/heads/main": _VALUE}, optional=dict.fromkeys([*BRANCHES[1:], *OTHERS], _VALUE)),
    held=st.lists(st.sampled_from([*BRANCHES, *OTHERS]), max_size=4, unique=True),
    addresses=st.sampled_from(["", "", "", "private public", "public private"]),
    pushed=st.lists(pushes(), min_size=2, max_size=4),
)
def test_every_ref_that_changed_was_judged_and_no_weights_slipped_through(
    folder: Path,
    commits: "list[Commit]",
    refs: "dict[str, tuple[str, int]]",
    held: "list[str]",
    addresses: str,
    pushed: "list[Push]",
) -> None:
    world = World(folder / str(len(list(folder.iterdir()))))
    world.build(commits, refs)
    there = [name for name in held if name in refs]
    if there:
        run(world.repo.path, "push", "--no-verify", "-q", str(world.public.path), *(f"{name}:{name}" for name in there))
    for word in addresses.split():
        world.repo("config", "--add", "remote.origin.pushurl", str(getattr(world, word).path))
    for one in pushed:
        before, weights_before = refs_of(world.public), world.weights_at(world.public)
        arguments = [word.replace("{address}", str(world.public.path)) for word in one.arguments]
        asked = len(list(world.judged()))
        done = run(world.repo.path, *one.config, *arguments)
        assert "RG001" not in done.stderr, done.stderr
        after, weights_after = refs_of(world.public), world.weights_at(world.public)
        lines = [
            line for address, told in list(world.judged())[asked:] if address == str(world.public.path) for line in told
        ]
        told = {line.remote: line for line in lines}
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        hidden = {name for name in changed if name not in after} if one.mirrors else set()
        said = "refused" if "release-guard: blocked" in done.stderr else "passed" if told else "nothing asked"
        event(f"{said}, {min(len(changed), 3)} refs changed")
        assert changed - hidden <= told.keys(), (one, done.stderr)
        assert all(told[name].new == after[name] for name in changed if name in after)
        assert all(told[name].deletes for name in changed - hidden if name not in after)
        assert weights_after <= weights_before, (one, done.stderr)
        if "release-guard: blocked" in done.stderr:
            assert not changed
