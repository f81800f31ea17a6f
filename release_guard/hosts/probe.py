"""Asks a git host as a stranger whether it shows a repository: one GET of ``info/refs`` (git.md, Visibility).

``git ls-remote`` isn't used: it sends credentials along and then says "readable". Remembering answers is left to
``cache``, the order of all sources to ``visibility``.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from release_guard.hosts import advertisement, anonymous, kinds, web
from release_guard.hosts.advertisement import Advertisement
from release_guard.hosts.web import Reach, Reply
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, HostError

_CONTENT_TYPE = "application/x-git-upload-pack-advertisement"


class Look(NamedTuple):
    """A host's answer, what it said it holds where it said so, and the ``host`` if it answered as git hosts do.

    ``url`` is where the repository was found at last, ``kind`` the forge that the answer gives away, "" where it
    doesn't.
    """

    answer: Answer
    advertisement: "Advertisement | None" = None
    host: str = ""
    url: str = ""
    kind: str = ""


def look(url: str, reach: Reach, knows_host: "Callable[[str], bool]") -> Look:
    """Ask for the repository at the http or https *url*; never raises for what a host does.

    *knows_host* tells whether a host ("name:port") has answered as a git host before: only then does its 403 or 404
    mean that the repository is there and hidden. Unknown is an answer with visibility None and a reason.
    """
    try:
        url = web.without_user(url).rstrip("/")
        reply = anonymous.get(f"{url}/info/refs?service=git-upload-pack", reach)
    except HostError as error:
        return Look(Answer(None, "probe", str(error)))
    found = _meaning(url, reply, knows_host)
    return found._replace(url=reply.url.partition("/info/refs")[0], kind=kinds.revealed(reply.headers))


def _meaning(url: str, reply: Reply, knows_host: "Callable[[str], bool]") -> Look:
    moment = web.moment_of(reply)
    if reply.status == 200:
        return _shown(reply, moment)
    if web.host_of(reply.url) != web.host_of(url):
        return Look(_unknown(reply, f"it redirects to {web.host_of(reply.url)}", moment))
    return _refused(reply, moment, knows_host)


def _shown(reply: Reply, moment: "datetime | None") -> Look:
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _CONTENT_TYPE:
        return Look(_unknown(reply, "the page is no git repository", moment))
    return Look(Answer(Visibility.PUBLIC, "probe", "", moment), _held(reply), web.host_of(reply.url))


def _held(reply: Reply) -> "Advertisement | None":
    try:
        return None if reply.cut else advertisement.parse(reply.body)
    except HostError:
        return None


def _refused(reply: Reply, moment: "datetime | None", knows_host: "Callable[[str], bool]") -> Look:
    private = Answer(Visibility.PRIVATE, "probe", "", moment)
    if reply.status == 401 and "www-authenticate" in reply.headers:
        return Look(private, host=web.host_of(reply.url))
    if reply.status in (403, 404) and knows_host(web.host_of(reply.url)):
        return Look(private)
    if reply.status == 404:
        reason = "the host knows no such repository, and many hosts create a public one when it is pushed to"
        return Look(Answer(Visibility.PUBLIC, "probe", reason, moment, missing=True))
    return Look(_unknown(reply, "", moment))


def for_hub(seen: Look) -> Look:
    """The same for huggingface.co, which refuses strangers at gated repositories too: a refusal says nothing there."""
    if seen.answer.visibility is Visibility.PUBLIC and not seen.answer.missing:
        return seen
    reason = seen.answer.reason or "the Hub refused a stranger, which it does for private and gated repositories alike"
    return Look(seen.answer._replace(visibility=None, missing=False, reason=reason))


def _unknown(reply: Reply, why: str, moment: "datetime | None") -> Answer:
    reason = f"{web.host_of(reply.url)} answered a stranger with HTTP {reply.status}" + (f": {why}" if why else "")
    return Answer(None, "probe", reason, moment)
