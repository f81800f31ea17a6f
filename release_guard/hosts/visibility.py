"""Who can read a destination now, the first answer wins: rules, local path, cache, the host's API, a stranger's probe.

git.md, "Visibility of a destination". The probe, the APIs and all that they import are loaded only when nothing else
knows.
"""

from collections.abc import Callable, Iterable

from release_guard.hosts import places
from release_guard.hosts.cache import Cache
from release_guard.model.destination import Destination
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from release_guard.hosts.asking import Asker
    from release_guard.hosts.probe import Look
    from release_guard.hosts.web import Reach


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


def _nothing_narrower() -> Visibility:
    return Visibility.PRIVATE


class VisibilityOf:
    """Tells who can read destinations.

    *trusted* rules come from machine policies, git's system and global configuration and the destination's own tip,
    *untrusted* ones from what a push brings. *twin* gives the http or https URL to ask at. Without *reach* nobody is
    asked ("offline"): what isn't known then stays unknown; it is worked out only when somebody must be asked.
    *asker* gives what asks the host's API with a token that is at hand; without it only strangers' eyes are used.
    *internal* gives what a repository counts as that every signed-in member of its host can read.
    """

    def __init__(
        self,
        trusted: Iterable[PlaceRule] = (),
        untrusted: Iterable[PlaceRule] = (),
        *,
        cache: "Cache | None" = None,
        reach: "Callable[[], Reach] | None" = None,
        twin: "Callable[[Destination], str]" = https_twin,
        asker: "Callable[[], Asker] | None" = None,
        internal: "Callable[[], Visibility]" = _nothing_narrower,
    ) -> None:
        self._trusted, self._untrusted = tuple(trusted), tuple(untrusted)
        self._cache = Cache() if cache is None else cache
        self._reach, self._twin, self._asker, self._internal = reach, twin, asker, internal
        self._looks: dict[Destination, Look] = {}
        self._answers: dict[Destination, Answer] = {}

    def visibility_of(self, destination: Destination) -> Answer:
        """The first answer; visibility None with a reason where nobody could tell."""
        return self.without_asking(destination) or self._asked(destination)

    def without_asking(self, destination: Destination) -> "Answer | None":
        """What is known without the network, or None."""
        known = places.by_rule(destination, self._trusted, self._untrusted) or places.local(destination)
        if known is not None:
            return known
        remembered = self._cache.get(destination)
        return None if remembered is None else self._settled(remembered)

    def has_looked(self, destination: Destination) -> bool:
        """Whether a stranger's look was taken already, so that ``look`` costs nothing."""
        return destination in self._looks

    def look(self, destination: Destination) -> "Look":
        """Look as a stranger, once per process, with what the host says it holds; the answer is remembered for others.

        What the host's API has said of who can read there stays as it is.
        """
        if destination not in self._looks:
            self._looks[destination] = self._seen(destination)
            if destination not in self._answers:
                self._remember(destination, self._looks[destination].answer)
        return self._looks[destination]

    def _asked(self, destination: Destination) -> Answer:
        """The host's own answer, once per process."""
        if destination not in self._answers:
            answer = self._by_host(destination)
            self._answers[destination] = answer
            self._remember(destination, answer)
        return self._settled(self._answers[destination])

    def _by_host(self, destination: Destination) -> Answer:
        if self._asker is None or self._is_unreachable(destination) or destination.is_hub:
            return self.look(destination).answer
        return self._asker().answer(destination, self._twin(destination), self._cache, self._looked)

    def _looked(self, destination: Destination, *, known: bool) -> "Look":
        """A stranger's look for the sake of an answer; *known* says that the host's API has hidden it already."""
        self._looks[destination] = self._seen(destination, known=known)
        return self._looks[destination]

    def _is_unreachable(self, destination: Destination) -> bool:
        return self._reach is None or destination.is_local or "::" in destination.host

    def _seen(self, destination: Destination, *, known: bool = False) -> "Look":
        from release_guard.hosts import probe

        program, transport, _ = destination.host.partition("::")
        if transport:
            reason = f"nobody can be asked who reads through the transport {program!r}"
            return probe.Look(Answer(None, "nobody asked", reason, fix=_mark(destination)))
        if self._reach is None or destination.is_local:
            return probe.Look(Answer(None, "nobody asked", "no host was asked"))
        knows = self._cache.knows_host
        seen = probe.look(self._twin(destination), self._reach(), lambda host: known or knows(host))
        if destination.is_hub:
            seen = _by_api(probe.for_hub(seen), destination)
        if seen.host:
            self._cache.meet_host(seen.host, seen.kind)
        if seen.answer.visibility is None or seen.answer.missing:
            seen = seen._replace(answer=seen.answer._replace(fix=_mark(destination)))
        return seen

    def _settled(self, answer: Answer) -> Answer:
        """*answer* with what policies say of internal repositories, and of the name that the host has for it today."""
        if answer.internal:
            answer = answer._replace(visibility=self._internal())
        ruled = places.by_rule(answer.place, self._trusted, self._untrusted) if answer.place else None
        if ruled is not None and ruled.visibility is Visibility.PUBLIC:
            return answer._replace(visibility=ruled.visibility, internal=False, how=ruled.how)
        return answer

    def _remember(self, destination: Destination, answer: Answer) -> None:
        if answer.visibility is None or answer.missing:
            self._cache.forget(destination)
        else:
            self._cache.put(destination, answer.visibility, internal=answer.internal, place=answer.place)
