"""The working project: whose answers, records and policy speak for an upload that brings none (hub.md, "Evidence")."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from release_guard.evidence.folder import FolderSource
from release_guard.gate import Setting
from release_guard.git import config
from release_guard.git.plumbing import Git
from release_guard.model.destination import Destination
from release_guard.ports import Evidence, TreeError
from release_guard.wiring import desk, machine

_NOWHERE = Destination("file", "/nowhere")


class Project(NamedTuple):
    """What the project says, and what this machine brings. ``top`` is its folder, ``is_repository`` whether git
    keeps it: then only what is committed speaks.
    """

    evidence: Evidence
    setting: Setting
    top: str
    is_repository: bool
    git: Git


@contextmanager
def opened(folder: str = ".", policy: str = "") -> Iterator[Project]:
    """The project of ``RELEASE_GUARD_PROJECT``, else the git repository around *folder*, else *folder* itself."""
    start = os.environ.get("RELEASE_GUARD_PROJECT") or folder
    top = _work_tree(start)
    with Git(top or start) as git:
        setting = machine.setting(config.read(git), policy)
        if top is not None:
            yield Project(desk.project(git), setting, top, True, git)
        else:
            here = os.path.abspath(start)
            yield Project(FolderSource(here, _NOWHERE, Evidence("no project")).evidence(), setting, here, False, git)


def _work_tree(folder: str) -> str | None:
    """The top of the work tree around *folder*; None outside of any."""
    with Git(folder) as git:
        try:
            return os.fsdecode(git.run("rev-parse", "--show-toplevel")).rstrip("\n")
        except TreeError:
            return None
