"""Brings here what the policies in force extend, so that judgements never need a network: ``policy update``.

The machine's policies are looked at, and the repository's wherever a push may be judged by it: on disk, at HEAD, and at
the default branches of remotes as last seen. Moving a pin is left to ``policy_pin``.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from release_guard.evidence import policy_files
from release_guard.formats import policy as policies
from release_guard.formats.extends import Extends
from release_guard.git.config import Settings
from release_guard.git.plumbing import Git
from release_guard.git.tree import POLICY, READ_AT_MOST
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Finding
from release_guard.ports import PolicyError, PolicyFile
from release_guard.wiring import policy_fetch

_BRANCHES = ("HEAD", "main", "master")


class Root(NamedTuple):
    """A policy that may extend others; of one in a repository no relative name can be followed."""

    file: PolicyFile
    inside: bool


class Had(NamedTuple):
    """One outer policy that is here now: its file, and whether it was fetched just now."""

    file: PolicyFile
    fetched: bool


class Update(NamedTuple):
    """Every outer policy once, outermost first behind each root, and what is wrong."""

    here: tuple[Had, ...]
    findings: tuple[Finding, ...]


def machine_roots(settings: Settings) -> tuple[Root, ...]:
    """The machine's own policies. Raises ``PolicyError``."""
    environment = os.environ.get(policy_files.VARIABLE, "")
    return tuple(Root(file, False) for file in policy_files.named(settings.policy, environment, scopes=settings.scopes))


def repository_roots(git: Git, top: str) -> tuple[Root, ...]:
    """The repository's policy in every state by which a push may be judged, each text once."""
    found: dict[bytes, str] = {}
    disk = Path(top, POLICY)
    if disk.is_file():
        with disk.open("rb") as file:
            found[file.read(READ_AT_MOST)] = f"{POLICY} on disk"
    for revision in ("HEAD", *remote_branches(git)):
        blob = git.read(f"{revision}:{POLICY}", READ_AT_MOST)
        if blob is not None and blob.type == "blob":
            found.setdefault(blob.data, f"{POLICY} at {revision.removeprefix('refs/remotes/')}")
    return tuple(Root(PolicyFile(origin, POLICY, data), True) for data, origin in found.items())


def remote_branches(git: Git) -> Iterator[str]:
    """The refs at which the default branch of a remote may have been seen last, whether they are here or not."""
    for remote in git.run("remote").decode("utf-8", "surrogateescape").split("\n"):
        yield from (f"refs/remotes/{remote}/{branch}" for branch in _BRANCHES if remote)


def bring(roots: Iterable[Root], cache: str = "") -> Update:
    """Have every policy that *roots* extend, fetching what isn't here; what fails is told and keeps no other back."""
    here: dict[str, Had] = {}
    findings: list[Finding] = []
    for root in roots:
        fetched: set[str] = set()

        def fetch(named: Extends, fetched: "set[str]" = fetched) -> bytes:
            fetched.add(named.sha256)
            return policy_fetch.pinned(named)

        try:
            files = policy_files.outward(root.file, cache=cache, inside_repository=root.inside, fetch=fetch)
        except PolicyError as error:
            findings.append(Finding(error.code, str(error), root.file.path, fix=error.fix))
            continue
        for file in files:
            new = os.path.basename(file.path).removesuffix(".toml") in fetched
            if here.setdefault(file.path, Had(file, new)).file is file:
                findings += faults(file)
    return Update(tuple(here.values()), tuple(dict.fromkeys(findings)))


def faults(file: PolicyFile) -> tuple[Finding, ...]:
    """What keeps *file* from being a policy."""
    read = policies.parse(file.data, file.path, file.origin)
    return tuple(problem.finding for problem in read.findings) if isinstance(read, Unreadable) else ()
