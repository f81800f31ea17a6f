"""Who can read a destination now, the first answer wins: rules, local path, cache, anonymous probe (git.md).

The probe and all that it imports are loaded only when nothing else knows.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from release_guard.hosts import places
from release_guard.hosts.cache import Cache
from release_guard.model.destination import Destination
from release_guard.model.place import PlaceRule
from release_guard.ports import Answer

if TYPE_CHECKING:
    from release_guard.hosts.anonymous import Reach
    from release_guard.hosts.probe import Look


def https_twin(destination: Destination) -> str:
    """The https URL at which *destination* would be shown to strangers."""
    host = "huggingface.co" if destination.is_hub else destination.host
    kind = f"{destination.kind}/" if destination.is_hub and destination.kind != "models" else ""
    return f"https://{host}/{kind}{destination.path}.git".removesuffix(".git" if destination.is_hub else "")


def _by_api(seen: "Look", destination: Destination) -> "Look":
    """What strangers were refused, asked again of the Hub's API with the token that is at hand."""
    if seen.answer.visibility is not None:
        return seen
    from release_guard.hosts import huggingface

    answer = huggingface.ask(destination)
    return seen._replace(answer=answer._replace(host_moment=seen.answer.host_moment))


def _mark(destination: Destination) -> str:
    """What makes the visibility of *destination* known where its host doesn't tell."""
    if places.is_public_host(destination.host):
        return f"push again when {destination.host} can be reached; only its own word makes a place there private"
    return f"if it is private: git config --global --add release-guard.private '{destination}'"


class VisibilityOf:
    """Tells who can read destinations.

    *trusted* rules come from machine policies, git's system and global configuration and the destination's own tip,
    *untrusted* ones from what a push brings. *twin* gives the http or https URL to ask at. Without *reach* nobody is
    asked ("offline"): what isn't known then stays unknown; it is worked out only when somebody must be asked.
    """

    def __init__(
        self,
        trusted: Iterable[PlaceRule] = (),
        untrusted: Iterable[PlaceRule] = (),
        *,
        cache: "Cache | None" = None,
        reach: "Callable[[], Reach] | None" = None,
        twin: "Callable[[Destination], str]" = https_twin,
    ) -> None:
        self._trusted, self._untrusted = tuple(trusted), tuple(untrusted)
        self._cache = Cache() if cache is None else cache
        self._reach, self._twin = reach, twin
        self._looks: dict[Destination, Look] = {}

    def visibility_of(self, destination: Destination) -> Answer:
        """The first answer; visibility None with a reason where nobody could tell."""
        return self.without_asking(destination) or self.look(destination).answer

    def without_asking(self, destination: Destination) -> "Answer | None":
        """What is known without the network, or None."""
        return (
            places.by_rule(destination, self._trusted, self._untrusted)
            or places.local(destination)
            or self._cache.get(destination)
        )

    def has_looked(self, destination: Destination) -> bool:
        """Whether the host was asked already, so that ``look`` costs nothing."""
        return destination in self._looks

    def look(self, destination: Destination) -> "Look":
        """Ask the host itself, once per process, with what it says it holds; the answer is remembered for others."""
        if destination not in self._looks:
            self._looks[destination] = self._ask(destination)
        return self._looks[destination]

    def _ask(self, destination: Destination) -> "Look":
        from release_guard.hosts import probe

        program, transport, _ = destination.host.partition("::")
        if transport:
            reason = f"nobody can be asked who reads through the transport {program!r}"
            return probe.Look(Answer(None, "nobody asked", reason, fix=_mark(destination)))
        if self._reach is None or destination.is_local:
            return probe.Look(Answer(None, "nobody asked", "no host was asked"))
        seen = probe.look(self._twin(destination), self._reach(), self._cache.knows_host)
        if destination.is_hub:
            seen = _by_api(probe.for_hub(seen), destination)
        self._remember(destination, seen)
        if seen.answer.visibility is None or seen.answer.missing:
            seen = seen._replace(answer=seen.answer._replace(fix=_mark(destination)))
        return seen

    def _remember(self, destination: Destination, seen: "Look") -> None:
        if seen.host:
            self._cache.meet_host(seen.host)
        if seen.answer.visibility is None or seen.answer.missing:
            self._cache.forget(destination)
        else:
            self._cache.put(destination, seen.answer.visibility)
