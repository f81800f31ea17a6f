"""From which releases the content says that it was made: cards of models, configs, recipes of merges, GGUF headers.

Only files are looked at that are made to say such things and that are read anyway, and of weights the head that is
there. Names of the Hub alone count: a path on somebody's disk names nothing. Whether the answers declare what is found
is for the judge.
"""

import re
from collections.abc import Iterable, Iterator

from release_guard.content import names
from release_guard.content.rows import File
from release_guard.model.attempt import Origin

#: No file made to say such things is longer; what is longer isn't read.
_LONGEST = 256 << 10
#: A card that names more models than this is a catalogue.
_AT_MOST = 32

_CARDS = frozenset(("readme.md", "modelcard.md", "model_card.md"))
_NAME = r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*"
#: What stands before a slash in a path on a disk, and never is an account.
_DISK = "models?|checkpoints?|ckpts?|out(?:puts?)?|results|runs|data|home|tmp|mnt|root|workspace|content|src|weights"
_FOLDER = re.compile(rf"(?:{_DISK}|saved_models|users)/", re.IGNORECASE)
_PLACE = re.compile(rf"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co)/)?({_NAME})/?")
_RELATIONS = {"finetune": "finetune", "adapter": "adapter", "quantized": "quantized", "merge": "merge"}
_QUANTISED = re.compile(r"\.gguf$|(?:^|[._-])(?:awq|gptq|exl2)(?:[._-]|$)", re.IGNORECASE)
#: A string of a GGUF header: its kind is 8, its length has eight bytes (the format's description in ggml's docs).
_GGUF_KEY = re.compile(rb"general\.base_model\.\d{1,2}\.repo_url\x08\0\0\0(.{8})", re.DOTALL)


def origins(files: Iterable[File]) -> tuple[Origin, ...]:
    """The releases that *files* name, each once for a file, in order. Removed files say nothing any longer."""
    return tuple(sorted({one for file in files if not file.removed for one in _of(file)}))


def _of(file: File) -> Iterator[Origin]:
    name = names.base(file.path)
    if name.endswith(".gguf"):
        yield from _made(file, _gguf(file.head), "quantized")
    elif file.head and file.size <= _LONGEST:
        text = file.head.decode("utf-8", "replace")
        if name in _CARDS:
            yield from _of_card(file, text)
        elif name in names.RECIPES:
            yield from _made(file, re.findall(r"^[ \t-]*(?:model|base_model):[ \t]*(\S+)", text, re.M), "merge")
        elif name in _READERS:
            key, relation = _READERS[name]
            yield from _made(file, re.findall(rf'"{key}"\s*:\s*"([^"]*)"', text), relation)


#: By name of a config the key that names a parent, and what it is to this model.
_READERS = {
    "adapter_config.json": ("base_model_name_or_path", "adapter"),
    "config.json": ("_name_or_path", "finetune"),
}


def _made(file: File, said: Iterable[str], relation: str, kind: str = "models") -> Iterator[Origin]:
    for word in list(dict.fromkeys(said))[:_AT_MOST]:
        found = _PLACE.fullmatch(word.strip().strip("\"'"))
        if found is not None and not _FOLDER.match(found[1]):
            yield Origin(f"hf:{kind}/{found[1]}", relation, file.path)


def _of_card(file: File, text: str) -> Iterator[Origin]:
    """``base_model``, ``base_model_relation`` and ``datasets`` of the front matter, as the Hub reads them."""
    if not text.startswith("---"):
        return
    front = text[3:].partition("\n---")[0]
    bases = _listed(front, "base_model")
    relation = _RELATIONS.get(next(iter(_listed(front, "base_model_relation")), ""))
    yield from _made(file, bases, relation or _likely(front, bases))
    yield from _made(file, _listed(front, "datasets"), "", "datasets")


def _likely(front: str, bases: list[str]) -> str:
    """What the Hub takes a model for whose card doesn't say: an adapter by its library, a merge by its many parents."""
    tags = {*_listed(front, "tags"), *_listed(front, "library_name")}
    if {"peft", "lora", "adapter"} & tags:
        return "adapter"
    if len(bases) > 1 or "merge" in tags or "mergekit" in tags:
        return "merge"
    return "quantized" if any(_QUANTISED.search(tag) for tag in tags) or "gguf" in tags else "finetune"


def _listed(front: str, key: str) -> list[str]:
    """The words behind *key*: one, a list in brackets, or a list of lines."""
    found = re.search(rf"^{key}:[ \t]*(\[[^\]]*\]|[^\s\[#][^\n]*|(?:\s*-[ \t][^\n]*)+)", front, re.MULTILINE)
    if found is None:
        return []
    said = found[1]
    words = re.split(r"[,\[\]\n]", said) if said[:1] == "[" else re.split(r"\n\s*-\s|^\s*-\s", said)
    plain = (word.partition(" #")[0].strip().strip("\"'") for word in words)
    return [word for word in plain if word]


def _gguf(head: bytes) -> Iterator[str]:
    if not head.startswith(b"GGUF"):
        return
    for found in _GGUF_KEY.finditer(head):
        length = int.from_bytes(found[1], "little")
        if length <= 512:
            yield head[found.end() : found.end() + length].decode("utf-8", "replace")
