"""The upload that an override is for: a folder on its way to one place on the Hub, as the guard will see its commit."""

import os
from collections.abc import Iterator
from functools import partial

from release_guard import gate
from release_guard.evidence import digests
from release_guard.hub.actions import Addition, Commit
from release_guard.hub.api import Hub
from release_guard.hub.elsewhere import Elsewhere
from release_guard.hub.parents import Parents
from release_guard.hub.source import HubSource, Surroundings, with_what_is_there
from release_guard.hub.state import States
from release_guard.hub.uploads import Upload
from release_guard.model.category import Category
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import HostError, TreeError
from release_guard.wiring import elsewhere, project, publish
from release_guard.wiring.break_glass import Coming
from release_guard.wiring.project import Project

#: The Hub takes no larger file in a commit itself.
_REGULAR = 10 << 20


def of_folder(folder: str, destination: Destination) -> Coming:
    """Gather what one commit of all files below *folder* would be judged by. Raises ``PortError``."""
    hub, states = publish.hub(), States()
    state = states.now(hub, destination)
    if state.info is None:
        raise HostError(state.reason, "a new repository is made private, and nothing holds an upload there")
    wanted = state.visibility or Visibility.PUBLIC
    if wanted is Visibility.PRIVATE:
        return Coming(state.answer, ())
    with project.opened() as here:
        setting = here.setting._replace(parents=partial(Parents(states).seen, hub))
        around = with_what_is_there(Surroundings(state, here.evidence, setting, shown=partial(_shown, hub, here)), hub)
        brought = Upload(around).commit(Commit(state.place, "main", tuple(_additions(folder))))
        source = HubSource(around, brought)
        return Coming(state.answer, gate.facts(source, state.answer, source.setting(), wanted))


def _shown(hub: Hub, here: Project, place: Destination, targets: tuple[str, ...]) -> frozenset[Category]:
    """What is public at other targets of the release, as the guard knows it."""
    forges = elsewhere.at_forges(here.top, place, targets) if here.is_repository else frozenset()
    return Elsewhere().shown(hub, place, targets) | forges


def _additions(folder: str) -> Iterator[Addition]:
    """Every file as a commit would tell it; whether the Hub keeps it by LFS makes no difference to its digest."""
    for one in digests.of_folder(folder):
        data = _read(folder, one.path) if one.size <= _REGULAR else None
        yield Addition(one.path, one.size, one.sha256, data)


def _read(folder: str, path: str) -> bytes:
    try:
        with open(os.path.join(folder, path), "rb") as file:  # noqa: PTH123 - as the rest of this path is read
            return file.read()
    except OSError as error:
        raise TreeError(f"{path} can't be read: {error.strerror}") from error
