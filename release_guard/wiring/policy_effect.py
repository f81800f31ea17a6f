"""What a new policy would change: in its rules, and in the verdicts on releases that are known.

Known releases are the examples of a table, and repositories and folders with a considerations file. Each is judged
twice by the judge itself, under the old policy and under the new one, beside the policy that it brings of its own; what
that one extends, and the machine's layers, are left out, because the policies that are compared stand in their place.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from release_guard import gate
from release_guard.evidence.folder import FolderSource
from release_guard.gate import Setting
from release_guard.git import tree
from release_guard.git.config import Settings
from release_guard.git.plumbing import Git
from release_guard.judge.change import Change
from release_guard.judge.compare import compare
from release_guard.judge.decide import decide
from release_guard.model.attempt import Facts
from release_guard.model.decision import Decision
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding
from release_guard.model.policy import Layer, Policy
from release_guard.model.visibility import Visibility
from release_guard.ports import Evidence, PortError
from release_guard.wiring import check, desk, machine, policy_trial
from release_guard.wiring.check import Subject
from release_guard.wiring.policy_choice import Chosen

#: So deep below a named folder repositories are looked for, as in DIR/host/owner/name.
DEPTH = 4
_ANSWERS = (tree.CONSIDERATIONS, tree.CONSIDERATIONS_FOLDER)
#: Findings about policies that aren't judged here, or that say who chose them.
_OF_OTHERS = ("RG004", "RG202", "RG203", "RG209")


class Effect(NamedTuple):
    """One release on its way to one place, as it is judged under the old policy and under the new one."""

    name: str
    place: str
    old: Decision
    new: Decision

    @property
    def changes(self) -> bool:
        """Whether it matters to this release which of the two is in force."""
        return _gist(self.old) != _gist(self.new)


class Survey(NamedTuple):
    """The releases that were judged, and those that couldn't be, each with a reason."""

    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...] = ()


def _gist(decision: Decision) -> tuple[object, ...]:
    return decision.outcome, decision.ceiling, decision.visibility, decision.level


def rules(old: Chosen, new: Chosen) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """What changes in each layer, by its name: the named policies first, then what they extend, pair by pair."""
    nothing = Layer("nothing", Policy(""))
    pairs = zip_longest(reversed(old.layers), reversed(new.layers), fillvalue=nothing)
    found = ((_title(before, after), compare(before.policy, after.policy)) for before, after in pairs)
    return tuple((title, changes) for number, (title, changes) in enumerate(found) if changes or not number)


def _title(old: Layer, new: Layer) -> str:
    return old.origin if old.origin == new.origin else f"{old.origin} -> {new.origin}"


def of_table(table: policy_trial.Table, old: Chosen, new: Chosen) -> Survey:
    """The examples of *table*. Raises ``PolicyError`` where a file that one names can't be read."""
    judged = (
        (example, [policy_trial.judged(table, example, chosen.layers) for chosen in (old, new)])
        for example in table.suite.examples
    )
    return Survey(
        tuple(
            Effect(example.name, str(before.attempt.destination), before, after) for example, (before, after) in judged
        )
    )


def of_folders(folders: Sequence[str], old: Chosen, new: Chosen) -> Survey:
    """Every release that is described in *folders* or below; what can't be read is told and keeps no other back."""
    effects: list[Effect] = []
    findings: list[Finding] = []
    for folder in folders:
        found = tuple(roots(folder))
        if not found:
            message = f"no considerations file is in {folder}, nor in the folders below it"
            findings.append(Finding("RG002", message, folder, fix="name the folder of the checkouts"))
        for one in (_of_root(root, old, new) for root in found):
            effects += one.effects
            findings += one.findings
    return Survey(tuple(effects), tuple(findings))


def roots(folder: str, depth: int = DEPTH) -> Iterator[str]:
    """The folders that hold answers, in order; what lies below one belongs to it."""
    if any(os.path.lexists(os.path.join(folder, name)) for name in _ANSWERS):
        yield folder
        return
    if not depth or not os.path.isdir(folder):
        return
    for name in sorted(os.listdir(folder)):
        inside = os.path.join(folder, name)
        if not name.startswith(".") and os.path.isdir(inside) and not os.path.islink(inside):
            yield from roots(inside, depth - 1)


def _of_root(root: str, old: Chosen, new: Chosen) -> Survey:
    try:
        return Survey(tuple(_judged(root, old, new)))
    except (PortError, OSError) as error:
        code = error.code if isinstance(error, PortError) else "RG002"
        return Survey((), (Finding(code, str(error), root, fix="mend it there, or leave it out"),))


def _judged(root: str, old: Chosen, new: Chosen) -> Iterator[Effect]:
    with Git(root) as git:
        setting = machine.setting(Settings())._replace(policies=(), noted=())
        committed = _committed(git, root)
        folder = FolderSource(root, desk.NOWHERE, Evidence("no project"))
        for place in _places(committed or folder.evidence()):
            for facts in _facts(git, folder if committed is None else None, place, setting):
                before, after = (decide(_under(facts, chosen, (old, new), setting)) for chosen in (old, new))
                yield Effect(_name(root, before), str(place), before, after)


def _committed(git: Git, root: str) -> Evidence | None:
    """What HEAD holds of ours, where *root* is a repository that has committed its answers; else None."""
    if os.path.lexists(os.path.join(root, ".git")) and any(git.find([f"HEAD:{name}" for name in _ANSWERS])):
        return tree.evidence_at(git, "HEAD", "HEAD")
    return None


def _facts(git: Git, source: FolderSource | None, place: Destination, setting: Setting) -> tuple[Facts, ...]:
    """The facts of HEAD on its way to *place*, as others would see it anew; or of the folder *source*, as it is."""
    if source is None:
        return check.facts(git, Subject(unseen=True), place, setting, None)
    source.destination = place
    found = gate.facts(source, check.NOT_ASKED, setting, Visibility.PUBLIC)
    return tuple(check.as_asked(one, None) for one in found)


def _places(evidence: Evidence) -> tuple[Destination, ...]:
    found = (desk.first_place((name,)) for name in desk.targets(evidence))
    return tuple(dict.fromkeys(place for place in found if place != desk.NOWHERE)) or (desk.NOWHERE,)


def _under(facts: Facts, chosen: Chosen, compared: tuple[Chosen, ...], setting: Setting) -> Facts:
    """*facts* under *chosen* and the release's own policy, where that isn't one of those that are *compared*."""
    others = [layer.policy for one in compared for layer in one.layers]
    own = [layer for layer in facts.layers if layer.path == tree.POLICY and layer.policy not in others]
    noted = tuple(finding for finding in facts.noted if finding.code not in _OF_OTHERS)
    layers = (*chosen.layers, *(layer._replace(trusted=True) for layer in own))
    return facts._replace(layers=layers, noted=noted, moment=setting.moment)


def _name(root: str, decision: Decision) -> str:
    return f"{os.path.relpath(root)}: {decision.release}" if decision.release else os.path.relpath(root)
