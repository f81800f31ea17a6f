"""Entry points of applications: what makes a model run for people who don't write code (paper, section 3.3).

Whether a model is near (in the attempt) is for ``files`` to see; whether the entry point fetches one is seen here.
"""

import re
from functools import lru_cache

from release_guard.content import names
from release_guard.model.lean import NamedTuple


class Entry(NamedTuple):
    """An entry point: what it is in words, and whether it fetches its model or needs one beside it."""

    what: str
    fetches: bool


#: What a module that only uses Gradio's parts doesn't do.
_GRADIO_RUNS = rb"\.launch\(|\b(?:Chat|Tabbed)?Interface\(|\bBlocks\(|\bgr(?:adio)?\.load\("


@lru_cache(maxsize=1)
def _patterns() -> "tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]":
    weights = rb"(?:safetensors|gguf|ggml|pth?|ckpt|onnx|h5|keras|tflite|bin|pkl|pb|npz|msgpack)"
    hub = rb"hf_hub_download|snapshot_download|(?:huggingface-cli|hf)[ \"',]+download|load_state_dict_from_url"
    url = rb"(?:https?|gs|s3)://[^\s\"'<>]{1,300}\.%b(?![\w.])" % weights
    script = rb"python3?[ ]+[\w/.-]*download[\w/-]*model[\w/-]*\.py"
    return (
        re.compile(rb"^[ \t]*(?:import|from)[ \t]+(gradio|streamlit|chainlit)\b", re.MULTILINE),
        re.compile(
            rb"from_pretrained\(|torch\.hub\.load|gr\.load\(|\.load_model\(|\bpipeline\(|%b|%b|%b" % (hub, url, script)
        ),
        re.compile(
            rb"[!%%][^\n\"]{0,80}?(?:\bgdown\b|%b)|[!%%][ ]*(?:wget|curl|aria2c)[^\n]{0,200}?%b|%b" % (script, url, hub)
        ),
    )


def entry_point(path: str, text: bytes) -> Entry | None:
    """The entry point that the file at *path* is; None for every other file."""
    last = names.ending(path)
    if last == "py":
        return _app(path, text) if b"gradio" in text or b"streamlit" in text or b"chainlit" in text else None
    if last == "ipynb":
        return Entry("a notebook with a download cell", True) if _patterns()[2].search(text) else None
    if names.docker(path):
        return _fetching("a container that fetches weights", text)
    return _fetching("an installer that fetches weights", text) if names.install_script(path) else None


def _app(path: str, text: bytes) -> Entry | None:
    app, fetch, _ = _patterns()
    found = app.search(text)
    if found is None:
        return None
    if found[1] == b"gradio" and names.base(path) != "app.py" and not re.search(_GRADIO_RUNS, text):
        return None
    return Entry(f"a {found[1].decode()} app", fetch.search(text) is not None)


def _fetching(what: str, text: bytes) -> Entry | None:
    return Entry(what, True) if _patterns()[1].search(text) else None
