"""The trust base: by which policies an attempt is judged, and which of them the attempt can't have chosen itself.

judge.md, "Policy layers and trust". What the layers say together is left to the judge.
"""

from collections.abc import Callable

from release_guard.formats import policy as policies
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Finding
from release_guard.model.lean import NamedTuple
from release_guard.model.policy import Layer
from release_guard.ports import Bytes, Evidence, PolicyError, PolicyFile

Outward = Callable[[PolicyFile], tuple[PolicyFile, ...]]


class Base(NamedTuple):
    """The layers, outermost first, and what is wrong with policies that can't be read."""

    layers: tuple[Layer, ...]
    noted: tuple[Finding, ...]


def base(
    machine: tuple[PolicyFile, ...], tip: Evidence, standing: Evidence | None, outward: Outward, *, unseen: bool
) -> Base:
    """Put the layers in order: the machine's, what the destination's policy extends and says, the pushed one.

    The destination's policy is trusted. The pushed one, where it differs, can only narrow; but a first push to an
    empty destination on a machine without a policy brings its own base, and says so (RG209). *unseen* is true where
    nobody could tell whether the destination is empty. A policy of the destination that can't be read is none: then
    the built-in one is the base. One whose outer policies are missing counts by itself, and holds the attempt unless
    that mends it.
    """
    reader = _Reader(outward)
    for file in machine:
        reader.add(file, trusted=True, machine=True)
    old = standing.policy if standing is not None else None
    if old is not None and standing is not None:
        origin = f"the policy at {standing.policy_origin or standing.origin}"
        missing = _Reader(outward, reader.layers).add(_file(old, origin), trusted=True)
        reader.noted.extend(missing if tip.policy is None or tip.policy.data == old.data else ())
    new = tip.policy
    if new is not None and (old is None or new.data != old.data):
        first = standing is None and not unseen and not machine
        reader.add(_file(new, f"the policy of {tip.policy_origin or tip.origin}"), trusted=first)
        if first:
            message = "this first push brings the policy by which it is judged; from the next push on it binds"
            if tip.policy_origin:
                message = f"the place has no policy of its own, so it is judged by the one of {tip.policy_origin}"
            reader.noted.append(Finding("RG209", message, new.path))
    return Base(tuple(reader.layers), tuple(reader.noted))


def _file(policy: Bytes, origin: str) -> PolicyFile:
    return PolicyFile(origin, policy.path, policy.data)


def _unusable(file: PolicyFile) -> Finding:
    """What a machine wants nobody can tell while its policy has mistakes: not even which repositories it is about."""
    message = f"{file.origin} has mistakes, so nothing can be judged by it"
    return Finding("RG004", message, file.path, fix=f"release-guard lint {file.path}")


class _Reader:
    """Collects layers, and findings about those that can't be read."""

    def __init__(self, outward: Outward, layers: list[Layer] | None = None) -> None:
        self.layers = [] if layers is None else layers
        self.noted: list[Finding] = []
        self._outward = outward

    def add(self, file: PolicyFile, *, trusted: bool, machine: bool = False) -> tuple[Finding, ...]:
        """Add *file* behind the policies that it extends; a machine's files come with theirs already.

        The value is what is wrong with those that it extends, which is noted as well.
        """
        outer: tuple[PolicyFile, ...] = ()
        missing: tuple[Finding, ...] = ()
        try:
            outer = () if machine else self._outward(file)
        except PolicyError as error:
            missing = (Finding(error.code, str(error), file.path, fix=error.fix),)
        self.noted.extend(missing)
        for one in (*outer, file):
            policy = policies.parse(one.data, one.path, one.origin)
            if isinstance(policy, Unreadable):
                self.noted.extend(problem.finding for problem in policy.findings)
                self.noted.extend([_unusable(one)] if machine else [])
            else:
                self.layers.append(Layer(one.origin, policy, trusted, machine, one.path))
        return missing
