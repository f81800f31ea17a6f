"""Moves the pin of an outer policy to what its source holds now: what is there, what it would change, and writing it.

Nothing is written before somebody has agreed; asking is left to the command line.
"""

import os
from pathlib import Path
from typing import NamedTuple

from release_guard.evidence import policy_cache
from release_guard.evidence.outer_policies import READ_AT_MOST, placed
from release_guard.formats import edit, extends, shapes, toml_source
from release_guard.formats import policy as policies
from release_guard.formats.extends import Extends
from release_guard.judge.change import Change
from release_guard.judge.compare import compare
from release_guard.model.considerations import Unreadable
from release_guard.model.fields_policy import SCHEMA
from release_guard.model.finding import Finding
from release_guard.model.policy import Policy
from release_guard.ports import PolicyError
from release_guard.wiring import policy_fetch
from release_guard.wiring.policy_fetch import Newer


class Pinning(NamedTuple):
    """A policy file whose pin may move: its ``text`` ("" where it isn't there yet), and what it names as outer now.

    ``source`` is what it shall name. ``folder`` is where relative sources are sought; "" in a repository, where they
    mean nothing.
    """

    path: str
    text: str
    old: Extends | None
    source: Extends
    folder: str


class Proposal(NamedTuple):
    """What would be pinned. ``changes`` is None where the old bytes can't be had, and ``why`` says so.

    ``findings`` are what keeps the newest from being a policy; then it isn't to be pinned.
    """

    newer: Newer
    changes: tuple[Change, ...] | None
    why: str = ""
    findings: tuple[Finding, ...] = ()


def read(path: str, *, source: str = "", inner: str = "", inside: bool = False) -> Pinning:
    """Read the policy at *path*. *source* is a new source, with the file *inner* in it; without, the one it names.

    Raises ``PolicyError`` where it names none, or what it names can't be followed.
    """
    text = _text(path, needed=not source)
    document = toml_source.read(text.encode(), path, unparsable="RG004")
    if isinstance(document, Unreadable):
        first = document.findings[0].finding
        raise PolicyError(f"{path}: {first.message}", first.fix)
    old = extends.read(shapes.table(document.table, "extends"))
    wanted = Extends(source, "", path=inner) if source else old
    if wanted is None or not wanted.source:
        raise PolicyError(
            f"{path} extends nothing", "name what it shall extend: release-guard policy update --from URL"
        )
    if source and old is not None and old.source == source:
        wanted = old._replace(path=inner or old.path)
    wrong = next((one for one in extends.faults({"source": wanted.source, "path": wanted.path})), None)
    if wrong is not None and wrong[0] == "extends.source":
        raise PolicyError(f"{wrong[0]} {wrong[1]}", wrong[2])
    if inside and extends.is_relative(wanted.source):
        message = f"{wanted.source} is a path that no other machine can follow"
        raise PolicyError(message, "name a git repository, an https address or an absolute path")
    return Pinning(path, text, old, wanted, "" if inside else os.path.dirname(os.path.abspath(path)))


def _text(path: str, *, needed: bool) -> str:
    if not os.path.lexists(path):
        if needed:
            raise PolicyError(
                f"there is no {path}", "name what it shall extend: release-guard policy update --from URL"
            )
        return ""
    with Path(path).open("rb") as file:
        data = file.read(READ_AT_MOST)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise PolicyError(f"{path} is not UTF-8", "save it as UTF-8") from None


def propose(pinning: Pinning, branch: str = "") -> Proposal:
    """What the source holds now, compared with what is pinned. Raises ``PolicyError`` where it can't be had."""
    newer = policy_fetch.newest(pinning.source, pinning.folder, branch)
    shown = f"the policy {newer.pin.shown}"
    new = policies.parse(newer.data, newer.pin.path or newer.pin.shown, shown)
    if isinstance(new, Unreadable):
        return Proposal(newer, None, findings=tuple(problem.finding for problem in new.findings))
    if pinning.old is None or not pinning.old.sha256:
        return Proposal(newer, compare(Policy(""), new))
    if pinning.old.sha256 == newer.pin.sha256:
        return Proposal(newer, ())
    try:
        old = policies.parse(_pinned(pinning.old, pinning.folder), "", "the pinned policy")
    except PolicyError as error:
        return Proposal(newer, None, f"what was pinned can't be had any more, so nothing can be compared: {error}")
    if isinstance(old, Unreadable):
        return Proposal(newer, None, f"what was pinned is no policy: {old.findings[0].finding.message}")
    return Proposal(newer, compare(old, new))


def _pinned(old: Extends, folder: str) -> bytes:
    """The bytes that are pinned now: the copy here, else what the source still has."""
    try:
        return policy_cache.read(policy_cache.folder(), old.sha256, old.shown, READ_AT_MOST)
    except PolicyError:
        if old.kind is extends.Kind.FILE:
            raise
    data = policy_fetch.pinned(placed(old, folder))
    if policy_cache.digest(data) != old.sha256:
        raise PolicyError(f"{old.shown} has other bytes than the pinned ones")
    return data


def write(pinning: Pinning, pin: Extends, data: bytes) -> None:
    """Write *pin* into the file, whose layout and comments stay, and keep *data*. Raises ``PolicyError``."""
    text = pinning.text or f'schema = "{SCHEMA}"\nname = "{_name(pinning.path)}"\n'
    keys = ("source", "rev", "path", "sha256")
    changes = {f"extends.{key}": getattr(pin, key) or None for key in keys}
    if pinning.old is None:
        changes = {key: value for key, value in changes.items() if value}
    try:
        changed = edit.set_keys(text, changes)
    except edit.EditError as error:
        raise PolicyError(f"{pinning.path}: {error}", "write the pin by hand") from error
    policy_cache.keep(policy_cache.folder(), data)  # also of a file: what it was is compared with what it becomes
    _replace(os.path.realpath(pinning.path), changed.encode())


def _replace(path: str, data: bytes) -> None:
    """Write *data* to *path* in one step; who may read it stays as it was."""
    beside = Path(f"{path}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        if os.path.exists(path):
            beside.chmod(os.stat(path).st_mode & 0o7777)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _name(path: str) -> str:
    """What a new policy is called: as its folder, in the letters that need no quoting."""
    name = os.path.basename(os.path.dirname(os.path.abspath(path)))
    return "".join(char if char.isalnum() or char in "-_." else "-" for char in name) or "policy"
