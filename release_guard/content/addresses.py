"""Addresses in text that may lead to weights or data: URLs, Hub ids, calls that download.

What each names is read here (host, repository, file, pinned revision); whether it counts is for ``references``.
"""

import re
from collections.abc import Iterator

from release_guard.content import names
from release_guard.model.category import Category
from release_guard.model.destination import HUB_HOSTS, unquoted
from release_guard.model.lean import NamedTuple

#: Mirrors that serve the Hub's own repositories under the same paths.
_HUB = HUB_HOSTS | {"hf-mirror.com"}
_BUCKETS = (
    "storage.googleapis.com",
    "storage.cloud.google.com",
    ".amazonaws.com",
    ".blob.core.windows.net",
    ".azureedge.net",
    ".r2.dev",
    ".r2.cloudflarestorage.com",
    ".digitaloceanspaces.com",
    ".backblazeb2.com",
    ".cloudfront.net",
    ".aliyuncs.com",
    ".myqcloud.com",
    "dl.fbaipublicfiles.com",
    "zenodo.org",
)
#: Downloads whose address doesn't name the file: the line around it does, where anything does.
_NAMELESS = (
    r"(?:drive|docs|drive\.usercontent)\.google\.com/(?:uc|file/d/|open|download)|(?:www\.)?figshare\.com/ndownloader"
    r"|(?:drive|docs)\.google\.com/drive/|ndownloader\.figshare\.com/|1drv\.ms/|onedrive\.live\.com/download"
    r"|civitai\.com/api/download/|pan\.baidu\.com/s|mega\.nz/|(?:www\.)?mediafire\.com/(?:file|folder)|we\.tl/|disk\.yandex"
)
#: Places that stand in examples only (RFC 2606, and what people write for "your own").
_EXAMPLE = r"(?i)(?:www\.)?example\.com[/:]|(?:your|<|\$\{?your)[\w.-]*/?"
#: A line that fetches; what it fetches is told by the address, or by the name that it is given here.
_FETCHES = r"\b(?:wget|curl|aria2c|gdown|urlretrieve|axel|s3 (?:cp|sync)|gsutil|gcloud storage|azcopy|rclone)\b"
_WORDS = r"(?i)(pre-?trained|weights?\b|checkpoints?\b|ckpts?\b|model files?\b)|(datasets?\b|corpus\b)"
_TELLING_ARCHIVE = r"(?:^|[_.-])(?:models?|weights|checkpoints?|ckpts?|pretrained)(?:[_.-]|$)"
_FORGES = {"raw.githubusercontent.com": "github.com", "media.githubusercontent.com": "github.com"}

_URL = r"(?i:https?|s?ftps?|ipfs|gs|s3a?|r2|az|abfss?|wasbs?|hf)://[^\s\"'<>`{}|\\^\[\]()*,;]+"
_SLUG = r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}"
_CALL = (
    r"\b(from_pretrained|snapshot_download|hf_hub_(?:download|url)|load_dataset(?:_builder)?|load_from_hub|from_hub"
    r"|load_(?:lora_weights|textual_inversion|ip_adapter|adapter)|SentenceTransformer|CrossEncoder|LLM|pipeline)\("
)
_CALLS = (
    *("_pretrained(", "_download(", "load_dataset", "from_hub(", "hf_hub_url(", "load_lora_weights("),
    *("load_textual_inversion(", "adapter(", "Transformer(", "CrossEncoder(", "LLM(", "pipeline("),
)
_NAMED = (
    r"(?i:model|repo(?!sitory)|checkpoint|ckpt|pretrained|dataset|weights|\s-hf|--hf-repo)\w{0,24}"
    rf"(?:\\?[\"']?\s{{0,4}}[=:]\s{{0,4}}\\?[\"']?|[ =])({_SLUG})(?![\w/.-])"
)
_COMMAND = rf"\b(?:hf|huggingface-cli)[\s\"',]+download[\s\"',]+((?:--?[\w=-]+[\s\"',]+){{0,6}})({_SLUG})"
#: What git brings whole: the Hub's repositories are git repositories too.
_CLONE = rf"(?:https://(?:huggingface\.co|hf\.co)/|git@hf\.co:|ssh://git@hf\.co/)(datasets/|spaces/)?({_SLUG})"
_CLONES = r"clone|submodule|\burl\s*="
#: The same name on other registries of models and data.
_REGISTRY = (
    rf"\b(?:(kaggle)hub\.(?:model|dataset)_download\(\s*[\"']"
    rf"|(kaggle)[ ](?:datasets|models)[ \w]{{0,40}}download[ ](?:-d[ ]+)?"
    rf"|(ollama)[ ](?:pull|run)[ ]+|(wandb)?\.use_artifact\(\s*[\"'])({_SLUG})"
)
_DRIVE_ID = r"\bgdown\b[^\n]{0,80}?(?:--id[ =]|[ ]|\bid\s*=\s*[\"'])([\w-]{25,60})(?![\w/-])"
_CANONICAL = rf"(?<![\w/])hf:(models|datasets)/({_SLUG})(?:@([0-9a-f]{{40}}))?"
_QUOTED = rf"\\?[\"']({_SLUG})(?:@[\w.-]+)?\\?[\"']"
#: A magnet link leads to the bytes themselves; what they are its display name tells, if anything does.
_MAGNET = r"(?i:magnet):\?[^\s\"'<>`]{0,300}?\burn:bt[im]h:[^\s\"'<>`]+"
_WEB = frozenset(("http", "https", "ftp", "ftps", "sftp", "ipfs"))
_PIN = r"revision[\"'\s]*[=:\s][\\\"'\s]*([0-9a-f]{40})(?![0-9a-f])"
_COMMIT = r"[0-9a-f]{40}"

_PACKED = frozenset("zip tar tgz tbz2 txz gz bz2 xz 7z rar zst".split())  # noqa: SIM905 (one word each reads better)
_TABLES = frozenset("csv tsv jsonl ndjson".split())  # noqa: SIM905


class Address(NamedTuple):
    """One address in a text. ``text`` is the URL as written, or the canonical Hub id.

    ``place`` is the repository that it lies in, in canonical form without a revision, "" for a plain URL. ``category``
    tells what the file is, None where nothing says. ``file`` is true where it leads to a file rather than to a page
    or a whole repository; ``call`` where the code downloads by a repository's id. ``open`` is true where the text
    goes on to build the address from parts.
    """

    text: str
    start: int
    place: str = ""
    category: Category | None = None
    file: bool = False
    call: bool = False
    open: bool = False
    release: bool = False
    pin: str = ""

    @property
    def on_hub(self) -> bool:
        return self.place.startswith("hf:")


def addresses(text: str) -> "Iterator[Address]":
    """The addresses in *text*, URLs first, each kind in the order of the text."""
    if "://" in text:
        for match in re.finditer(_URL, text):
            found = _url(match[0].rstrip(".:!?&#"), match.start(), text)
            if found is not None:
                yield found
    if "urn:bt" in text:
        yield from filter(None, (_magnet(match[0], match.start()) for match in re.finditer(_MAGNET, text)))
    if "hf:" in text:
        for match in re.finditer(_CANONICAL, text):
            yield _hub_id(match[1], match[2], match.start(), match[3] or "")


def calls(text: str, owners: "frozenset[str]", elsewhere: "frozenset[str]" = frozenset()) -> "Iterator[Address]":
    """The Hub repositories that code in *text* downloads from, by calls and commands.

    Constants that only name a repository (``MODEL_ID = "acme/x"``) are given where one of *owners*, accounts in lower
    case or "*", is in its name: nobody asks about the others, and looking for all of them takes long. So it is with
    the names of *elsewhere*, accounts on git hosts, on other registries.
    """
    if any(mark in text for mark in _CALLS):
        for match in re.finditer(_CALL, text):
            found = _call(match[1], text[match.end() : match.end() + 400], match.start())
            if found is not None:
                yield found
    if "download" in text and ("hf" in text or "huggingface-cli" in text):
        for match in re.finditer(_COMMAND, text):
            around = text[match.start() : match.end() + 200].partition("\n")[0]
            yield _hub_id(_kind("", around), match[2], match.start(), _pin(around))
    if "hf.co" in text or "huggingface.co" in text:
        yield from _cloned(text)
    if "gdown" in text:
        yield from _by_drive_id(text)
    if any(word in text for word in ("kaggle", "ollama", "use_artifact")):
        yield from _on_registries(text, owners | elsewhere)
    if "*" in owners or any(f"{owner}/" in text.lower() for owner in owners):
        yield from _named(text)


def _cloned(text: str) -> "Iterator[Address]":
    for match in re.finditer(_CLONE, text):
        before = text[max(match.start() - 200, 0) : match.start()].rpartition("\n")[2]
        if match[1] != "spaces/" and re.search(_CLONES, before):
            yield _hub_id("datasets" if match[1] else "models", match[2].rstrip("."), match.start(), "")


def _by_drive_id(text: str) -> "Iterator[Address]":
    for match in re.finditer(_DRIVE_ID, text):
        category = _on_line(text, match.start(1))
        if category is not None:
            yield Address(f"https://drive.google.com/uc?id={match[1]}", match.start(), category=category, file=True)


def _on_registries(text: str, owners: "frozenset[str]") -> "Iterator[Address]":
    """What lies under a name of the release's own on another registry."""
    for match in re.finditer(_REGISTRY, text):
        host = match[1] or match[2] or match[3] or "wandb"
        if match[5].partition("/")[0].lower() in owners:
            category = Category.TRAINING_DATA if "dataset" in match[0] else Category.TRAINED_MODEL
            yield Address(f"{host}:{match[5]}", match.start(), f"{host}:{match[5]}", category, call=True)


def _magnet(link: str, start: int) -> Address | None:
    found = re.search(r"[?&]dn=([^&#]+)", link)
    name = unquoted(found[1]) if found else ""
    if names.ending(name) in names.MEDIA | names.DOCUMENTS | {"iso", "img"}:
        return None
    return Address(link, start, category=_category(name, bucket=True) or Category.TRAINED_MODEL, file=True)


def _named(text: str) -> "Iterator[Address]":
    for match in re.finditer(_NAMED, text):
        line = text[match.start() : match.end() + 120].partition("\n")[0]
        yield _hub_id("datasets" if "dataset" in match[0].lower() else "models", match[1], match.start(), _pin(line))


def _call(name: str, rest: str, start: int) -> Address | None:
    if re.search(_QUOTED, rest) is None:
        return None  # most calls, told without a walk through their brackets
    arguments = _arguments(rest)
    slug = re.search(_QUOTED, arguments)
    if slug is None:
        return None
    return _hub_id(_kind(name, arguments), slug[1], start, _pin(arguments))


def _arguments(text: str) -> str:
    """What stands before the bracket that closes the call."""
    depth = 1
    for bracket in re.finditer(r"[()]", text):
        depth += 1 if bracket[0] == "(" else -1
        if not depth:
            return text[: bracket.start()]
    return text


def _kind(name: str, arguments: str) -> str:
    typed = re.search(r"repo[-_]type[\"'\s]*[=:\s][\\\"'\s]*(dataset|space)", arguments)
    if typed:
        return f"{typed[1]}s"
    return "datasets" if name.startswith("load_dataset") else "models"


def _pin(text: str) -> str:
    found = re.search(_PIN, text)
    return found[1] if found else ""


def _hub_id(kind: str, slug: str, start: int, pin: str) -> Address:
    category = {"models": Category.TRAINED_MODEL, "datasets": Category.TRAINING_DATA}.get(kind)
    place = f"hf:{kind}/{slug.removesuffix('.git')}"
    return Address(place, start, place, category, call=True, pin=pin)


def _url(url: str, start: int, text: str) -> Address | None:
    scheme, _, rest = url.partition("://")
    scheme = scheme.lower()
    bare = re.split(r"[?#]", rest, maxsplit=1)[0]
    host, _, path = unquoted(bare).partition("/")
    host = host.rpartition("@")[2].lower().removesuffix(":443")
    if scheme == "hf":
        return _hub_url(url, bare.split("/"), start, fsspec=True)
    if host in _HUB:
        return _hub_url(url, path.split("/"), start)
    if scheme in _WEB and (not host or host.split(":")[0] in ("localhost", "127.0.0.1", "0.0.0.0", "[")):  # noqa: S104
        return None
    after = text[start + len(url) : start + len(url) + 4] or " "
    goes_on = url.endswith(("/", "=")) or after[:1] == "{"
    place = _forge_place(host, path)
    if re.match(_EXAMPLE, rest):
        return None
    bucket = scheme not in _WEB or host.endswith(_BUCKETS)
    category = _category(path, bucket=bucket) or _asked(rest)
    if category is None and after[:1] in "{$%":
        category = _category(_filled_in(text, start), bucket=bucket)
    if category is None and re.match(_NAMELESS, rest):
        category = Category.TRAINED_MODEL if host == "civitai.com" else _on_line(text, start, words=True)
    elif category is None and re.search(_FETCHES, line := _line(text, start)):
        category = _on_line(text, start, words=bucket) if not _is_upload(line, url) else None
    if place and re.search(r"/(?:blob|tree|src/branch)/", path):
        category = None  # a page about a file; what serves its bytes is called raw
    release = "/releases/download/" in f"/{path}"
    return Address(url, start, place, category, category is not None, open=goes_on, release=release)


def _hub_url(url: str, parts: list[str], start: int, *, fsspec: bool = False) -> Address | None:
    """A page, a file or a whole repository of the Hub; ``hf://`` addresses leave out the verb (huggingface_hub)."""
    kind = parts.pop(0) if parts and parts[0] in ("models", "datasets", "spaces", "buckets", "kernels") else "models"
    if len(parts) < 2 or not parts[1] or kind in ("spaces", "kernels"):
        return None
    name, _, pin = parts[1].partition("@")
    place = f"hf:{kind}/{parts[0]}/{name.removesuffix('.git')}"
    rest = parts[2:] if fsspec else parts[3:]
    if not fsspec and parts[2:3] and parts[2] in ("resolve", "raw", "blob"):
        pin, rest = parts[3] if len(parts) > 3 else "", parts[4:]
    elif not fsspec:
        return Address(url, start, place)
    category = _hub_file(kind, "/".join(rest))
    return Address(url, start, place, category, category is not None, pin=pin if re.fullmatch(_COMMIT, pin) else "")


def _hub_file(kind: str, path: str) -> Category | None:
    found = _category(path, bucket=True)
    if kind == "datasets" and found is None and path and names.ending(path) in names.TABLES | names.MEDIA:
        return Category.TRAINING_DATA
    return found


def _category(path: str, *, bucket: bool) -> Category | None:
    """What the file at *path* is by its name; ``bucket`` tells that the host keeps files, archives of them too."""
    last = path.rstrip("/").removesuffix("/content")
    ending = names.ending(last)
    if names.weights(last):
        return Category.TRAINED_MODEL
    inner = names.ending(last.removesuffix(f".{ending}")) if ending in _PACKED else ending
    if inner in names.DATA or inner in _TABLES:
        return Category.TRAINING_DATA
    if not bucket and ending in _PACKED and re.search(_TELLING_ARCHIVE, last.rpartition("/")[2].lower()):
        return Category.TRAINED_MODEL
    if bucket and ending in _PACKED:
        model = re.search(r"model|weight|checkpoint|ckpt|pretrain", last.lower())
        return Category.TRAINED_MODEL if model else Category.TRAINING_DATA
    return None


def _asked(rest: str) -> Category | None:
    """What a query names as the file: ``?file=model.ckpt``."""
    found = (_category(unquoted(value), bucket=False) for value in re.findall(r"[?&][\w.-]+=([^&#]+)", rest))
    return next((category for category in found if category is not None), None)


def _line(text: str, start: int) -> str:
    begin = max(start - 200, 0)
    return text[max(text.rfind("\n", begin, start) + 1, begin) : start + 300].partition("\n")[0]


def _on_line(text: str, start: int, *, words: bool = False) -> Category | None:
    """What the line around an address says that it leads to, by a file's name, or else by *words* for it."""
    line = _line(text, start)
    found = (_category(word, bucket=False) for word in re.findall(r"[\w.-]+\.\w+", line))
    category = next((category for category in found if category is not None), None)
    if category is not None or not words:
        return category
    said = re.search(_WORDS, line)
    return None if said is None else Category.TRAINED_MODEL if said[1] else Category.TRAINING_DATA


def _is_upload(line: str, url: str) -> bool:
    """Whether the address is where *line* copies to: the last thing that it names."""
    return line.rstrip().rstrip("\"'").endswith(url) and re.search(r"\b(?:cp|sync|copy|rsync)\b", line) is not None


def _filled_in(text: str, start: int) -> str:
    """The address that code builds at *start*, with something in the place of each variable."""
    literal = re.match(r"[^\s\"'`<>]{0,300}", text[start : start + 300])
    return re.sub(r"\{[^{}]{0,60}\}|\$\w{1,40}", "x", literal[0] if literal else "").partition("://")[2]


def _forge_place(host: str, path: str) -> str:
    """The repository that *path* lies in, as a target would name it."""
    parts = path.removeprefix("media/").split("/") if host == "media.githubusercontent.com" else path.split("/")
    return f"{_FORGES.get(host, host)}/{'/'.join(parts[:2])}".removesuffix(".git") if len(parts) > 2 else ""
