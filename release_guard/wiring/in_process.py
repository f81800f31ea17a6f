"""Starts the guard of uploads inside a Python program: what the ``.pth`` of ``install --hub`` and ``exec`` call.

It only waits for an HTTP library to be imported, and imports the rest of the guard then or later: the judge comes in
with the first write to the Hub. No variable of the environment switches it off.
"""

import sys

from release_guard.hub import post_import

TYPE_CHECKING = False  # importing typing for it would cost every start of Python
if TYPE_CHECKING:
    from types import ModuleType

    from release_guard.hub.outgoing import Ask, Outgoing, Pass, ReleaseBlocked, Rewrite
    from release_guard.hub.watch import Watch

_started = False


def start() -> None:
    """Guard every HTTP library of this program that huggingface_hub can use. A second call changes nothing."""
    global _started  # noqa: PLW0603 - there is one import system to hook into
    if not _started:
        _started = True
        post_import.watch({"httpx2._client": _httpx, "httpx._client": _httpx, "requests.sessions": _requests})


def unguarded(reason: object) -> None:
    """Say that this program can't be guarded, and take huggingface_hub offline in it: what isn't judged isn't sent."""
    import os

    os.environ["HF_HUB_OFFLINE"] = "1"
    constants = sys.modules.get("huggingface_hub.constants")
    if constants is not None:
        vars(constants)["HF_HUB_OFFLINE"] = True  # it has read the environment already
    print(  # noqa: T201 - there is no other way to reach whoever started this program
        f"release-guard: this program can't be guarded, so huggingface_hub is offline in it: {reason}", file=sys.stderr
    )


def _httpx(module: "ModuleType") -> None:
    try:
        from release_guard.hub import stack_httpx

        stack_httpx.guard(module, _ward())
    except Exception as error:  # noqa: BLE001 - whatever fails, the program's import of its library must not
        unguarded(f"{module.__name__}: {error!r}")


def _requests(module: "ModuleType") -> None:
    try:
        from release_guard.hub import stack_requests

        stack_requests.guard(module, _ward())
    except Exception as error:  # noqa: BLE001 - as above
        unguarded(f"{module.__name__}: {error!r}")


def _ward() -> "Watch":
    from release_guard.hub import reach
    from release_guard.hub.bodies import BODY_LIMIT
    from release_guard.hub.watch import Watch

    return Watch(_decide, reach.concerns, reach.needs_body, BODY_LIMIT)


def _decide(request: "Outgoing", ask: "Ask") -> "Pass | Rewrite":
    """The guard's decision. Where even the guard can't be imported, that is a refusal too (RG001)."""
    try:
        from release_guard.wiring.guard import handler
    except Exception as error:  # noqa: BLE001 - closed: what can't be judged isn't sent
        raise _failed(error) from None
    return handler(request, ask)


def _failed(error: Exception) -> "ReleaseBlocked":
    """The refusal for a failure of ours; nothing of the request is in it, and it is always seen."""
    from release_guard.hub.outgoing import ReleaseBlocked
    from release_guard.wiring import crash

    report = crash.report(error)
    sys.stderr.write(report)
    return ReleaseBlocked(report)
