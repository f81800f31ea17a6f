"""What is to come, as the answers tell it: an attempt for a place that is made before anything is there to be seen."""

from collections.abc import Iterator

from release_guard.content.digest import attempt_digest
from release_guard.hub.covering import read
from release_guard.hub.source import HubSource, seen
from release_guard.model.attempt import Attempt, Context, Item
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer


class AnnouncedSource(HubSource):
    """Everything that the answers release, when a place is made and nothing is there to be looked at yet.

    Weights and data are bytes that no review was of, unless *assumed* names some.
    """

    def attempt(self, context: Context, wanted: Visibility, answer: Answer) -> Attempt:
        found = super().attempt(context, wanted, answer)
        every = (item for file in read(self.chosen) for item in _announced(file, self.destination))
        announced = seen(self.around.state, dict.fromkeys(every))
        items = (*found.items, *(self.known(item) for item in announced))
        return found._replace(items=items, digest=self.digest or attempt_digest(items))


def _announced(file: Considerations, place: Destination) -> Iterator[Item]:
    """One item for each category that *file* releases, and for each path that a stage of it names."""
    below = _sample(file.paths[0]) if file.paths else ""
    yield Item(below or "README.md", Category.DOCUMENTATION)
    for category in sorted(file.released):
        stages = [stage for stage in file.timing.stages if category in stage.content]
        here = [stage for stage in stages if not stage.targets or place.matches(stage.targets)]
        paths = [_sample(path) for stage in here for path in stage.paths]
        for path in paths or [below or f"the {category} to come"]:
            yield Item(path, category, why="announced by the answers")


def _sample(pattern: str) -> str:
    """Some path that *pattern* matches."""
    return pattern.replace("**", "any").replace("*", "any").replace("?", "x")
