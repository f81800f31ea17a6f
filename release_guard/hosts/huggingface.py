"""Who can read a repository on the Hugging Face Hub, by its API: a gated one refuses the anonymous probe.

Asked with the token that is at hand (``HF_TOKEN``, or the one that ``hf auth login`` saved), else as a stranger. Facts:
hub-docs, "Repository settings" and "Gated models".
"""

import os
from typing import Any
from urllib.parse import urlsplit

from release_guard.model.destination import HUB_HOSTS, Destination
from release_guard.model.visibility import of_hub
from release_guard.ports import Answer

#: Seconds for one question.
TIMEOUT = 8.0
_HOW = "Hub API"
_PUBLIC_HUB = "https://huggingface.co"
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_TYPES = {"models": "model", "datasets": "dataset", "spaces": "space"}


def ask(destination: Destination, endpoint: str = "") -> Answer:
    """The visibility of *destination* now. Unknown where the Hub can't be reached, or shows nothing to us.

    *endpoint* replaces the public Hub ("http://127.0.0.1:8000"); never raises for what a host does. ``HF_ENDPOINT`` is
    followed to the public Hub and on this machine only: another Hub may hold another repository of the same name.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError

    api: Any = HfApi(endpoint=endpoint or _named())
    kind = _TYPES.get(destination.kind)
    if kind is None and not (destination.kind == "kernels" and hasattr(api, "kernel_info")):
        return Answer(None, _HOW, f"the Hub tells nothing about the visibility of {destination.kind}")
    expand = ["private"] if kind == "space" else ["private", "gated"]
    try:
        if kind is None:
            info = api.kernel_info(destination.path, timeout=TIMEOUT)
        else:
            info = api.repo_info(destination.path, repo_type=kind, timeout=TIMEOUT, expand=expand)
    except RepositoryNotFoundError:
        return Answer(None, _HOW, "the Hub shows us no such repository: it is private, or isn't there yet")
    except Exception as error:  # noqa: BLE001 - each generation of the client brings network errors of its own
        return Answer(None, _HOW, f"the Hub could not be asked ({type(error).__name__})")
    return _answer(info)


def _named() -> str:
    named = os.environ.get("HF_ENDPOINT", "")
    host = (urlsplit(named).hostname or "").lower()
    return named if host in HUB_HOSTS or host in _THIS_MACHINE else _PUBLIC_HUB


def _answer(info: object) -> Answer:
    private = getattr(info, "private", None)
    if private is None:
        return Answer(None, _HOW, "the Hub didn't say whether the repository is private")
    return Answer(of_hub(private=bool(private), gated=getattr(info, "gated", False)), _HOW)
