"""A policy that a command line names: a file, or ``REV:path`` in the repository here, with what it extends."""

import os
from typing import NamedTuple

from release_guard.evidence import policy_files
from release_guard.evidence.outer_policies import READ_AT_MOST
from release_guard.formats import policy as policies
from release_guard.formats.extends import Extends
from release_guard.git import policy_source
from release_guard.git.plumbing import Git
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Finding
from release_guard.model.policy import Layer
from release_guard.ports import PolicyError, PolicyFile


class Chosen(NamedTuple):
    """A policy as layers, outermost first, the one that was named last; ``findings`` are why some can't be read."""

    name: str
    file: PolicyFile
    layers: tuple[Layer, ...]
    findings: tuple[Finding, ...] = ()


def choose(name: str) -> Chosen:
    """Read the policy *name*, a file where there is one. Raises ``PolicyError`` where it can't be had."""
    if ":" in name and not os.path.lexists(name):
        return _at_revision(name)
    file = policy_files.read(name, "the policy")
    return _read(name, file._replace(origin=name), policy_files.outward(file))


def _at_revision(name: str) -> Chosen:
    revision, _, path = name.partition(":")
    with Git() as git:
        inside_one = git.ask("rev-parse", "--git-dir")[0] == 0
        found = git.find([f"{revision}^{{commit}}"])[0] if inside_one and revision and path else None
        if found is None:
            fix = "name a file that is there, or REV:path in the repository that you work in"
            raise PolicyError(f"there is neither a file {name} nor such a commit here", fix)
        top = os.fsdecode(git.run("rev-parse", "--path-format=absolute", "--git-common-dir")).rstrip("\n")
        inside = os.fsdecode(git.run("rev-parse", "--show-prefix")).rstrip("\n") if path.startswith("./") else ""
        path = os.path.normpath(os.path.join(inside, path))
        blob = git.read(f"{found.oid}:{path}", READ_AT_MOST)
    if blob is None or blob.type != "blob":
        raise PolicyError(f"there is no file {path} at {revision}", "correct the path: it starts at the top")
    file = PolicyFile(name, path, blob.data)
    home = Extends(top, "", found.oid, path)
    return _read(name, file, policy_files.outward(file, inside_repository=True, beside=home, fetch=_here(home)))


def _here(home: Extends) -> "policy_files.Fetch":
    """Brings what lies in the repository here; for anything else there is ``policy update``."""

    def fetch(named: Extends) -> bytes:
        if named.source != home.source:
            raise PolicyError(f"the policy {named.shown} is not on this machine yet", "release-guard policy update")
        return policy_source.file_at(named.source, named.rev, named.path)

    return fetch


def _read(name: str, file: PolicyFile, outer: tuple[PolicyFile, ...]) -> Chosen:
    layers, findings = [], []
    for each in (*outer, file):
        read = policies.parse(each.data, each.path, "" if each is file else each.origin)
        if isinstance(read, Unreadable):
            findings += [problem.finding for problem in read.findings]
        else:
            layers.append(Layer(each.origin, read, path=each.path))
    return Chosen(name, file, tuple(layers), tuple(findings))
