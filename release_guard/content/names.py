"""What a name alone says of a file: endings and well-known names, the first column of judge.md's table.

Sizes, bytes and the destination are left to ``verdict``; a name never outweighs what the bytes show.
"""

import re
from functools import lru_cache


def _words(text: str) -> "frozenset[str]":
    return frozenset(text.split())


#: Endings that stand for weights, whatever the bytes are.
WEIGHTS = _words(
    """
    safetensors gguf ggml ggjt bin pt pth ckpt h5 hdf5 keras onnx onnx_data tflite pb msgpack npz npy pkl pickle joblib
    pdparams pdopt pdmodel pdiparams caffemodel nemo mlmodel engine trt torchscript ptl pte pt2 t7 distcp ubj cbm dill
    cloudpickle llamafile rknn dlc kmodel mnn pyth sft orbax hef tfl uff ftz
    weights vec kv ort mpk nnue tmfile circle pbmm scorer arpa klm pmml espdl
    """
)

#: Those of them that programs also write for small tables, fixtures and pictures of their own (see ``rows``).
GENERIC = _words("bin npz npy pkl pickle h5 hdf5 msgpack pb joblib dill cloudpickle vec kv weights scorer")
_TELLING = r"model|weight|ckpt|checkpoint|adapter|lora|embed|tensor|pretrain|learned|params|state_dict"

#: Endings that stand for weights where the bytes aren't text: other things bear them too.
WEIGHTS_IF_BINARY = _words(
    "model params param weights data plan th mar om vec lora bst lite jit xmodel index meta jax eqx nnet"
)

#: Formats that hold data sets and nothing else: training data from 64 KiB.
DATA = _words("parquet arrow feather tfrecord tfrecords orc avro lmdb mdb rec beton mat sqlite sqlite3 duckdb warc")

#: Tables and texts: training data from 1 MiB.
TABLES = _words("csv tsv json jsonl ndjson txt xls xlsx ods geojson")

#: What mergekit calls the recipe that it leaves beside a merged model, and what people call it.
RECIPES = _words("mergekit_config.yml mergekit_config.yaml mergekit.yml mergekit.yaml")

IMAGES = _words("png jpg jpeg gif webp bmp tif tiff ico avif heic heif exr hdr")
SOUND_AND_FILM = _words("wav mp3 flac ogg oga opus m4a aac aif aiff mp4 mov avi mkv webm m4v mpg mpeg wmv mid")
MEDIA = IMAGES | SOUND_AND_FILM
FONTS = _words("ttf otf ttc woff woff2 eot")
DOCUMENTS = _words("md markdown mdx rst txt adoc asciidoc cff")
TEX = _words("tex bib ltx")

#: Endings of text that people write as code or settings; other text of a megabyte is data (see ``verdict``).
CODE = _words(
    """
    py pyi pyx pxd ipynb c h cc cpp cxx hpp hh cu cuh m mm rs go java kt kts scala swift js mjs cjs jsx ts tsx vue
    svelte rb php pl pm lua r jl sh bash zsh fish ps1 bat cmd html htm css scss sass less xml xsl svg yaml yml toml ini
    cfg conf cmake mk make gradle proto thrift sql lock map po pot diff patch dart ex exs erl hs ml mli nim zig d f f90
    asm s wat ino tf nix bzl jinja j2 tmpl template properties plist el vim cs fs vb sol glsl hlsl metal wgsl
    """
)
_KEEPSAKE = (
    r"(?:[._-](?:part|chunk|split)?[._-]?(?:\d{1,5}(?:of\d+)?|[a-z]{2})|\.(?:bak|old|orig|tmp|enc|gpg|age|aes)|~)$"
)
_SHARDED = r"\.ckpt(?:-\d+)?\.(?:index|meta|data-\d+-of-\d+)$|(?:^|[._-])data-\d{5}-of-\d{5}$|\.ckpt-\d+$"
_INDEX = r"\.(?:safetensors|bin|h5|msgpack|gguf|ckpt|pth?)\.index(?:\.[a-z0-9]+)?\.json$"
_COMPANION = (
    r"(?:adapter_config|added_tokens|chat_template|config|config_sentence_transformers|encoder|feature_extractor_config"
    r"|generation_config|hparams|image_processor_config|model_index|modules|normalizer|params|preprocessor_config"
    r"|processor_config|quanti[sz]e_config|quantization_config|scheduler_config|sentence_bert_config"
    r"|special_tokens_map|tokenizer|tokenizer_config|video_preprocessor_config|vocab)\.json"
    r"|chat_template\.jinja|merges\.txt|vocab\.(?:txt|bpe)|(?:[\w.-]*[._-])?(?:vocab|vocabulary|merges)(?:[._-][\w.-]*)?\.(?:txt|json|bpe|tsv)"
    r"|[\w.-]+\.tiktoken|[\w.-]+\.spm|(?:spiece|sentencepiece|tokenizer|spm)[\w.-]*\.model|[\w.-]*tokenizer[\w.-]*\.json"
)
_COMPANION_ENDINGS = _words("json jinja txt bpe tsv tiktoken spm model")
_PAGE = (
    r"(?:readme|licen[cs]e|copying|copyright|notice|authors|contributors|contributing|changelog|changes|history|news"
    r"|citation|maintainers|patents|security|code_of_conduct|acknowledg\w*|model_?card|third[_-]?party[\w-]*)"
    r"(?:[._-][\w.-]*)?"
)
_CODE_IN_DISGUISE = r"(?:cmakelists|[\w.-]*requirements[\w.-]*|constraints[\w.-]*|robots)\.(?:txt|in)"
#: Housekeeping of git, its hosts and its hooks: to hold it back would hold back every upload.
HOUSEKEEPING = frozenset(
    (
        ".gitattributes", ".gitignore", ".gitkeep", ".mailmap", ".git-blame-ignore-revs",
        ".editorconfig", ".pre-commit-config.yaml", "lefthook.yml",
    )
)  # fmt: skip
_LOCKS = frozenset(("package-lock.json", "npm-shrinkwrap.json", "composer.lock", "packages.lock.json", "pipfile.lock"))
_CODE_FOLDERS = frozenset(("src", "lib", "test", "tests", "template", "templates", "fixtures"))
_OURS = (
    r"release-considerations(?:\.[\w.-]+)?\.toml(?:\.sig)?|release-policy\.toml(?:\.sig)?"
    r"|release-considerations/[^/]+\.toml(?:\.sig)?|release-records/[^/]+\.toml(?:\.sig)?"
)
_DOCKER = r"(?:[\w.-]+\.)?(?:dockerfile|containerfile)(?:\.[\w.-]+)?|(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml"
_INSTALL_SCRIPT = r"(?:install|setup|installer)[\w.-]*\.(?:sh|bash|bat|cmd|ps1)"


def names_parents(path: str) -> bool:
    """Whether a file called *path* may say of which models this one was made, besides cards and configs."""
    if not path.endswith((".gguf", ".GGUF", ".yml", ".yaml")):
        return False
    name = base(path)
    return name in RECIPES or name.endswith(".gguf")


def base(path: str) -> str:
    """The last part of *path*, in lower case."""
    return path.rpartition("/")[2].lower()


def ending(path: str) -> str:
    """What stands after the last dot of the last part, in lower case; "" where there is no dot."""
    _, dot, last = base(path).rpartition(".")
    return last if dot else ""


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    """*name* without what is added when a file is split, kept aside or encrypted: ``model.bin.part-03``."""
    for _ in range(2):
        shorter = re.sub(_KEEPSAKE, "", name)
        if shorter in ("", name) or "." not in shorter:
            break
        name = shorter
    return name


def weights(path: str) -> str:
    """The ending that makes *path* a weight file, or "". A split, kept or encrypted file counts by its old name."""
    name = base(path)
    last = name.rpartition(".")[2] if "." in name else ""
    if last in WEIGHTS:
        return last
    if last in CODE or last in DOCUMENTS or last in MEDIA:
        return ""
    if re.search(_SHARDED, name):
        return "ckpt"
    bare = ending(_bare(name))
    return bare if bare in WEIGHTS else ""


def telling(path: str) -> bool:
    """Whether the last part of *path* says in words that it is a model, or a part of one."""
    return re.search(_TELLING, base(path)) is not None


def maybe_weights(path: str) -> str:
    """The ending that makes a binary file a weight file though others bear it too, or ""."""
    last = ending(path)
    return last if last in WEIGHTS_IF_BINARY else ""


def shard_index(path: str) -> bool:
    """Whether *path* lists the shards of a split model."""
    return path.endswith(".json") and re.search(_INDEX, base(path)) is not None


def companion(path: str) -> bool:
    """Whether *path* is called like the config, tokenizer, vocabulary or processor of a model."""
    return ending(path) in _COMPANION_ENDINGS and re.fullmatch(_COMPANION, base(path)) is not None


def ours(path: str) -> bool:
    """Whether *path* is one of the files that this tool reads: considerations, records, signatures, policy."""
    return path.startswith("release-") and re.fullmatch(_OURS, path) is not None


def document(path: str) -> bool:
    """Whether *path* is called like text for people: a page, a licence, housekeeping of git."""
    name = base(path)
    if name in HOUSEKEEPING:
        return True
    last = name.rpartition(".")[2] if "." in name else ""
    if last in DOCUMENTS or name == "citation.bib":
        return re.fullmatch(_CODE_IN_DISGUISE, name) is None
    return last not in CODE and last not in TABLES and re.fullmatch(_PAGE, name) is not None


def page(path: str) -> bool:
    """Whether *path* is documentation in a data set too, where a text file may be a sample."""
    last = ending(path)
    return document(path) and (
        last in ("md", "rst", "cff") or last not in ("txt", "") or re.fullmatch(_PAGE, base(path)) is not None
    )


def tex(path: str) -> bool:
    """Whether *path* is part of a paper's source: TeX outside code."""
    if ending(path) not in TEX or re.fullmatch(_PAGE, base(path)):
        return False
    return not _CODE_FOLDERS.intersection(path.lower().split("/")[:-1])


def lock(path: str) -> bool:
    """Whether *path* is a lock file, which programs write and which may be large."""
    return base(path) in _LOCKS


def docker(path: str) -> bool:
    """Whether *path* is a recipe for containers."""
    name = base(path)
    return ("container" in name or "docker" in name or "compose" in name) and re.fullmatch(_DOCKER, name) is not None


def install_script(path: str) -> bool:
    """Whether *path* is called like a script that installs something."""
    name = base(path)
    return name.startswith(("install", "setup")) and re.fullmatch(_INSTALL_SCRIPT, name) is not None
