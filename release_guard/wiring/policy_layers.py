"""The policy layers in force for a repository, as ``policy`` and ``doctor`` show them: what is stated where.

Judging by them is for the judge, and which of them bind a push depends on its destination (judge.md, "Policy layers
and trust"); here the machine's layers and the repository's own are put in their order.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from release_guard.evidence import policy_owners
from release_guard.formats import policy as policies
from release_guard.formats import presets, toml_source
from release_guard.gate import Setting
from release_guard.git.plumbing import Git
from release_guard.git.tree import POLICY, READ_AT_MOST
from release_guard.judge.layers import Rules, combine
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Finding
from release_guard.model.policy import Layer
from release_guard.ports import PolicyError, PolicyFile


class Stated(NamedTuple):
    """One layer with the lines of the keys that it states."""

    layer: Layer
    lines: Mapping[str, int]

    def line(self, key: str) -> int:
        """The line of a dotted key; 0 where the layer doesn't state it."""
        return self.lines.get(key, 0)


class InForce(NamedTuple):
    """The layers, outermost first, what they say together, and what is wrong with those that can't be read.

    ``remark`` says what people should know of the repository's own, "" where there is nothing to say.
    """

    layers: tuple[Stated, ...]
    rules: Rules
    findings: tuple[Finding, ...]
    remark: str = ""


def in_force(git: Git, top: str, setting: Setting, *, work_tree: bool = False) -> InForce:
    """The layers of the machine and of the repository at HEAD; with *work_tree* the file on disk stands for the latter.

    Raises ``TreeError`` and ``OSError`` where the repository's can't be read at all.
    """
    own, remark = _own(git, top, work_tree=work_tree)
    findings = list(setting.noted)
    files = [(file, True) for file in setting.policies]
    findings += [one for file in setting.policies if (one := _loose(file)) is not None]
    if own is not None:
        try:
            files += [(file, False) for file in (*setting.outward(own), own)]
        except PolicyError as error:
            findings.append(Finding(error.code, str(error), own.path, fix=error.fix))
            files.append((own, False))
    layers = []
    for file, machine in files:
        read = policies.parse(file.data, file.path, file.origin)
        if isinstance(read, Unreadable):
            findings += [problem.finding for problem in read.findings]
            continue
        document = toml_source.read(file.data, file.path)
        lines = {} if isinstance(document, Unreadable) else document.lines
        layers.append(Stated(Layer(file.origin, read, True, machine, file.path), lines))
    rules = combine(tuple(stated.layer for stated in layers), presets.policy("team"))
    return InForce(tuple(layers), rules, tuple(findings), remark)


def _loose(file: PolicyFile) -> Finding | None:
    """A policy of the machine that others may change binds nobody."""
    loose = policy_owners.writers(file.path)
    if loose is None:
        return None
    return Finding("RG203", f"{file.origin} can be changed by others: {loose.who}", file.path, fix=loose.fix)


def _own(git: Git, top: str, *, work_tree: bool) -> tuple[PolicyFile | None, str]:
    """The repository's policy, and what is to be said of it."""
    place = os.path.join(top, POLICY)
    disk = Path(place).read_bytes()[:READ_AT_MOST] if os.path.isfile(place) else None
    committed = git.read(f"HEAD:{POLICY}", READ_AT_MOST)
    head = committed.data if committed is not None and committed.type == "blob" else None
    if head is not None and not work_tree:
        changed = f"{POLICY} on disk differs from HEAD; commit it before it counts" if disk != head else ""
        return PolicyFile(f"{POLICY} at HEAD", POLICY, head), changed
    if disk is None:
        return None, ""
    remark = (
        "" if head == disk or work_tree else f"{POLICY} isn't committed yet; pushes are judged by what is committed"
    )
    return PolicyFile(f"{POLICY} on disk", POLICY, disk), remark
