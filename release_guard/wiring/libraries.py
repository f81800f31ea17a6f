"""Guards an HTTP library of a program in the moment after it was imported."""

import os
import sys
from types import ModuleType

from release_guard.hub import reach, stack_httpx, stack_requests
from release_guard.hub.bodies import BODY_LIMIT
from release_guard.hub.outgoing import Ask, CommandBlocked, Outgoing, Pass, ReleaseBlocked, Rewrite
from release_guard.hub.watch import Watch

#: The console scripts of huggingface_hub, and where their code lies (0.x, then later).
_COMMANDS = frozenset({"hf", "huggingface-cli"})
_COMMAND_MODULES = ("huggingface_hub.commands.", "huggingface_hub.cli.")


def guard(module: ModuleType) -> None:
    """Guard *module*, which defines the clients of requests, httpx or httpx2, or is hf_xet. Never raises."""
    try:
        _stack(module.__name__).guard(module, Watch(_decide, reach.concerns, reach.needs_body, BODY_LIMIT))
    except Exception as error:  # noqa: BLE001 - whatever fails, the program's import of its library must not
        _go_offline(f"{module.__name__}: {error!r}")


def _stack(name: str) -> ModuleType:
    if name == "hf_xet":
        from release_guard.hub import stack_xet

        return stack_xet
    return stack_requests if name == "requests.sessions" else stack_httpx


def _go_offline(reason: str) -> None:
    """Say that this program can't be guarded, and take huggingface_hub offline in it: what isn't judged isn't sent."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    constants = sys.modules.get("huggingface_hub.constants")
    if constants is not None:
        vars(constants)["HF_HUB_OFFLINE"] = True  # it has read the environment already
    sys.stderr.write(f"release-guard: this program can't be guarded, so huggingface_hub is offline in it: {reason}\n")


def _decide(request: Outgoing, ask: Ask) -> Pass | Rewrite:
    """The guard's decision. Where even the guard can't be imported, that is a refusal too (RG001)."""
    try:
        from release_guard.wiring.guard import handler
    except Exception as error:  # noqa: BLE001 - closed: what can't be judged isn't sent
        raise _failed(error) from None
    try:
        return handler(request, ask)
    except ReleaseBlocked as blocked:
        raise _shown(blocked) from None


def _shown(blocked: ReleaseBlocked) -> ReleaseBlocked:
    """*blocked* without our own lines of code; in the command ``hf`` without any, since nobody wrote a program."""
    return CommandBlocked(str(blocked)) if is_command() else blocked.with_traceback(None)


def is_command() -> bool:
    """Whether this program is huggingface_hub's own command line, by whatever name it was started."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    started = os.path.basename((getattr(sys, "argv", None) or [""])[0]).lower().removesuffix(".exe")
    return started in _COMMANDS or (spec is not None and spec.name.startswith(_COMMAND_MODULES))


def _failed(error: Exception) -> ReleaseBlocked:
    """The refusal for a failure of ours; nothing of the request is in it, and it is always seen."""
    from release_guard.wiring import crash

    report = crash.report(error)
    sys.stderr.write(report)
    return ReleaseBlocked(report)
