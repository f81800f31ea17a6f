"""How the embedded Hub misbehaves: a fault is data, planned for certain requests, and for a number of them.

hub.faults.plan(status(503), on="PUT /api/models/*/settings", times=2)
hub.faults.plan(forget("gated"), on="PUT *")
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock
from typing import NamedTuple

from release_guard.demo.hub.answers import Answer, Refused


class Fault(NamedTuple):
    """What goes wrong with one request.

    First it waits (``wait``, seconds); then it may break off after ``reads`` bytes of the request's body; then the Hub
    does its work, unless there is an ``answer`` in its place; of the answer's body ``sends`` bytes are sent before the
    connection is closed, or not even its head (-1). ``skew`` moves the Date header (seconds). Settings in ``forgotten``
    are accepted and not kept.
    """

    wait: float = 0
    reads: int | None = None
    answer: Answer | None = None
    sends: int | None = None
    skew: float = 0
    forgotten: frozenset[str] = frozenset()


def status(code: int, reason: str = "The Hub has a bad day", retry_after: float | None = None) -> Fault:
    """Answer *code* and do nothing."""
    answer = Refused(code, reason).answer
    extra = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
    return Fault(answer=answer._replace(headers={**answer.headers, **extra}))


def too_many(reset: int = 0) -> Fault:
    """Answer 429 with the Hub's rate-limit headers (hub docs, "Rate limits")."""
    fault = status(429, "You have exceeded your rate limit")
    assert fault.answer is not None
    headers = {"RateLimit": f'"api";r=0;t={reset}', "RateLimit-Policy": '"fixed window";"api";q=1000;w=300'}
    return Fault(answer=fault.answer._replace(headers={**fault.answer.headers, **headers}))


def says(body: bytes, code: int = 200, content_type: str = "text/html") -> Fault:
    """Answer with *body*, such as a page of some proxy, and do nothing."""
    return Fault(answer=Answer(code, body, {"Content-Type": content_type}))


def elsewhere(url: str, code: int = 307) -> Fault:
    """Redirect to *url*."""
    return Fault(answer=Answer(code, b"", {"Location": url}))


def slow(seconds: float) -> Fault:
    """Do it, but late."""
    return Fault(wait=seconds)


def hang_up(after: int = 0) -> Fault:
    """Close the connection when *after* bytes of the request's body are read; nothing is done."""
    return Fault(reads=after)


def lose_answer() -> Fault:
    """Do it, and close the connection without an answer."""
    return Fault(sends=-1)


def cut(after: int) -> Fault:
    """Do it, announce the whole answer, and close the connection after *after* bytes of its body."""
    return Fault(sends=after)


def forget(*settings: str) -> Fault:
    """Accept settings and keep none of *settings*: ``visibility`` and ``private`` are one, ``gated`` is another."""
    return Fault(forgotten=frozenset(settings or ("visibility", "gated")))


def skewed(seconds: float) -> Fault:
    """Tell another time in the Date header."""
    return Fault(skew=seconds)


@dataclass
class Plan:
    """A fault for requests that ``on`` matches: ``METHOD /path``, with * for anything. ``hits`` counts those it met."""

    fault: Fault
    on: str
    times: int | None
    skip: int
    hits: int = field(default=0)

    def take(self, request: str) -> bool:
        """Whether *request* gets the fault now."""
        if not fnmatchcase(request, self.on) or (self.times is not None and self.hits >= self.times):
            return False
        self.skip -= 1
        if self.skip < 0:
            self.hits += 1
        return self.skip < 0


class Faults:
    """The faults that are planned, in order; the first that fits is taken."""

    def __init__(self) -> None:
        self._plans: list[Plan] = []
        self._lock = Lock()

    def plan(self, fault: Fault, on: str = "*", times: int | None = None, skip: int = 0) -> Plan:
        """Let the requests that match *on* have *fault*: all, or *times* of them, after the first *skip*."""
        plan = Plan(fault, on, times, skip)
        with self._lock:
            self._plans.append(plan)
        return plan

    def clear(self) -> None:
        """From now on all goes well."""
        with self._lock:
            self._plans.clear()

    def for_(self, method: str, path: str) -> Fault:
        """The fault of this request; one that changes nothing where none is planned."""
        with self._lock:
            return _first(plan.fault for plan in self._plans if plan.take(f"{method} {path}"))


def _first(faults: Iterable[Fault]) -> Fault:
    return next(iter(faults), Fault())
