"""What is known of a destination without asking anybody: policy places, git configuration, local paths.

Which of these words may be believed is for the caller to say; nothing is read here.
"""

from collections.abc import Iterable

from release_guard.model.destination import Destination
from release_guard.model.place import PlaceRule
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer

#: Hosts that show repositories to anyone: no rule makes a place on them private, only the host's own word does.
PUBLIC_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co", "hf.co", "hf")


def is_public_host(host: str) -> bool:
    """Whether *host* is one of the known public hosts, or a name below one of them (``ssh.github.com``)."""
    name = host.partition(":")[0]
    return any(name == known or name.endswith("." + known) for known in PUBLIC_HOSTS)


def by_rule(destination: Destination, trusted: Iterable[PlaceRule], untrusted: Iterable[PlaceRule]) -> "Answer | None":
    """The visibility that place rules give *destination*, or None where none speaks of it.

    Of several that match the strictest counts: the one that calls the place most visible (judge.md, policy layers).
    An *untrusted* rule, from what the push itself brings, can only say "public"; and no rule makes a place on a known
    public host less than that.
    """
    heard = [rule.visibility for rule in trusted if destination.matches((rule.match,))]
    heard += [Visibility.PUBLIC for rule in untrusted if _says_public(rule) and destination.matches((rule.match,))]
    if not heard:
        return None
    widest = max(heard)
    if widest < Visibility.PUBLIC and is_public_host(destination.host):
        return None
    return Answer(widest, "policy place")


def _says_public(rule: PlaceRule) -> bool:
    return rule.visibility is Visibility.PUBLIC


def local(destination: Destination) -> "Answer | None":
    """A path on this machine is private: nobody reads it through the network."""
    return Answer(Visibility.PRIVATE, "local path") if destination.is_local else None
