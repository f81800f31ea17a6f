"""Who can read a repository on the Hugging Face Hub, by its API: a gated one refuses the anonymous probe.

Asked with the token that is at hand (``HF_TOKEN``, or the one that ``hf auth login`` saved), else as a stranger. Facts:
hub-docs, "Repository settings" and "Gated models".
"""

from typing import Any

from release_guard.model.destination import Destination
from release_guard.model.visibility import of_hub
from release_guard.ports import Answer

#: Seconds for one question.
TIMEOUT = 8.0
_HOW = "Hub API"
_TYPES = {"models": "model", "datasets": "dataset", "spaces": "space"}


def ask(destination: Destination, endpoint: str = "") -> Answer:
    """The visibility of *destination* now. Unknown where the Hub can't be reached, or shows nothing to us.

    *endpoint* replaces the public Hub ("http://127.0.0.1:8000"); never raises for what a host does.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError

    api: Any = HfApi(endpoint=endpoint or None)
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


def _answer(info: object) -> Answer:
    private = getattr(info, "private", None)
    if private is None:
        return Answer(None, _HOW, "the Hub didn't say whether the repository is private")
    return Answer(of_hub(private=bool(private), gated=getattr(info, "gated", False)), _HOW)
