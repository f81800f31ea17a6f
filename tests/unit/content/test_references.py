"""Content by reference: what counts, what is only talk, and what it is called."""

import pytest

from release_guard.content.references import find_references
from release_guard.model.attempt import Context, Item
from release_guard.model.category import Category
from release_guard.model.destination import parse
from tests.support.content_files import GIT

WEIGHTS, DATA = Category.TRAINED_MODEL, Category.TRAINING_DATA
COMMIT = "0123456789abcdef0123456789abcdef01234567"
CONTEXT = Context(
    parse("github.com/acme/kestrel"),
    targets=("github.com/acme/kestrel", "hf:models/acme/kestrel"),
    references=("https://storage.example.org/kestrel/**", "hf:models/partner/base"),
)


def found(text: str, path: str = "load.py", context: Context = CONTEXT) -> tuple[Item, ...]:
    return find_references(path, text, context)


def one(text: str, path: str = "load.py") -> Item:
    items = found(text, path)
    assert len(items) == 1, items
    return items[0]


@pytest.mark.parametrize("path", ["load.py", "README.md", "docs/index.rst", "run.sh", "colab.ipynb", "conf.yaml"])
@pytest.mark.parametrize(
    ("url", "category"),
    [
        ("https://files.example.com/w/model.safetensors", WEIGHTS),
        ("https://files.example.com/w/model.ckpt?download=1", WEIGHTS),
        ("https://files.example.com/get?file=model.pth", WEIGHTS),
        ("gs://bucket/models/model.ckpt.data-00000-of-00001", WEIGHTS),
        ("s3://bucket/train.parquet", DATA),
        ("https://bucket.s3.amazonaws.com/wiki.tar.gz", DATA),
        ("https://storage.googleapis.com/bucket/pretrained_model.zip", WEIGHTS),
        ("https://zenodo.org/record/1234/files/net.pt?download=1", WEIGHTS),
        ("https://zenodo.org/api/records/1234/files/net.pt/content", WEIGHTS),
        ("https://www.dropbox.com/s/abc/weights.h5?dl=1", WEIGHTS),
        ("https://github.com/other/tool/releases/download/v1/net.onnx", WEIGHTS),
        ("https://raw.githubusercontent.com/other/tool/main/train.csv", DATA),
        ("https://user:secret@files.example.com/model.pt", WEIGHTS),
    ],
)
def test_a_foreign_file_of_weights_or_data_is_undeclared(path: str, url: str, category: Category) -> None:
    item = one(f'# where it is\nURL = "{url}"\n', path)
    assert (item.path, item.sha256, item.category) == (url, url, category)
    assert item.reference
    assert item.undeclared
    assert item.size == 0
    assert item.why == f"named in {path}:2"


@pytest.mark.parametrize(
    "text",
    [
        "https://drive.google.com/uc?id=1MEGjdv  # karras2019.pkl",
        'gdown.download("https://drive.google.com/uc?id=1MEGjdv", "karras2019.pkl")',
        "[ffhq.pkl](https://drive.google.com/file/d/1MEGjdv/view)",
        "https://civitai.com/api/download/models/12345",
    ],
)
def test_a_download_without_a_name_is_told_by_its_line(text: str) -> None:
    item = one(text)
    assert item.category is WEIGHTS
    assert item.undeclared


def test_weights_fetched_in_parts_from_a_bucket_are_found_as_in_the_real_case() -> None:
    text = (
        "for name in ['checkpoint', 'encoder.json', 'model.ckpt.data-00000-of-00001', 'vocab.bpe']:\n"
        "    r = requests.get('https://storage.googleapis.com/gpt-2/' + subdir + '/' + name, stream=True)\n"
    )
    item = one(text, "download_model.py")
    assert (item.path, item.category, item.undeclared) == ("https://storage.googleapis.com/gpt-2/", WEIGHTS, True)


@pytest.mark.parametrize(
    "text",
    [
        "https://storage.example.org/kestrel/774M/model.bin",
        "f'https://storage.example.org/kestrel/{size}/model.bin'",
        "base = 'https://storage.example.org/kestrel/'\n",
    ],
)
def test_what_the_file_declares_is_an_item_and_not_undeclared(text: str) -> None:
    item = one(text)
    assert item.path.startswith("https://storage.example.org/kestrel/")
    assert (item.category, item.undeclared) == (WEIGHTS, False)


def test_a_declared_page_or_picture_is_none() -> None:
    assert (
        found("see https://storage.example.org/kestrel/index.html and https://storage.example.org/kestrel/a.png") == ()
    )
    assert found("We host at https://storage.example.org/kestrel/ ourselves.", "README.md") == ()


@pytest.mark.parametrize(
    "text",
    [
        'AutoModel.from_pretrained("acme/kestrel-774M")',
        "AutoModel.from_pretrained(\n    'acme/kestrel-774M',\n    torch_dtype=pick(None),\n)",
        'hf_hub_download(repo_id="acme/kestrel-774M", filename="m.bin")',
        'hf_hub_download(filename=join("a", "m.bin"), repo_id="acme/kestrel-774M")',
        'MODEL_ID = "acme/kestrel-774M"\nfrom_pretrained(MODEL_ID)',
        'MODEL_ID = "acme/kestrel-774M"\n',
        '{"base_model": "acme/kestrel-774M"}',
        "hf download acme/kestrel-774M --local-dir x",
        "huggingface-cli download --quiet acme/kestrel-774M",
        '["hf", "download", "acme/kestrel-774M"]',
        'path = "hf:models/acme/kestrel-774M"',
        '{"source": ["m = AutoModel.from_pretrained(\\"acme/kestrel-774M\\")\\n"]}',
    ],
)
def test_loading_from_the_own_namespace_is_a_reference(text: str) -> None:
    item = one(text)
    assert (item.path, item.sha256) == ("hf:models/acme/kestrel-774M",) * 2
    assert (item.category, item.undeclared) == (WEIGHTS, False)


@pytest.mark.parametrize(
    "text",
    [
        'load_dataset("acme/voices", split="train")',
        'hf_hub_download("acme/voices", "a.parquet", repo_type="dataset")',
        "hf download acme/voices --repo-type dataset",
    ],
)
def test_a_data_set_of_the_own_namespace_is_data(text: str) -> None:
    item = one(text)
    assert (item.path, item.category) == ("hf:datasets/acme/voices", DATA)


@pytest.mark.parametrize(
    "text",
    [
        f'AutoModel.from_pretrained("acme/kestrel-774M", revision="{COMMIT}")',
        f"hf download acme/kestrel-774M --revision {COMMIT}",
        f"hf:models/acme/kestrel-774M@{COMMIT}",
        f"https://huggingface.co/acme/kestrel-774M/resolve/{COMMIT}/m.safetensors",
    ],
)
def test_a_pinned_revision_is_what_a_review_binds(text: str) -> None:
    assert one(text).sha256 == COMMIT


@pytest.mark.parametrize(
    ("url", "category"),
    [
        ("https://huggingface.co/acme/kestrel-774M/resolve/main/m.safetensors", WEIGHTS),
        ("https://hf.co/acme/kestrel-774M/blob/main/m.gguf", WEIGHTS),
        ("https://huggingface.co/datasets/acme/voices/resolve/main/a.json", DATA),
        ("hf://datasets/acme/voices/data/a.parquet", DATA),
    ],
)
def test_a_file_in_the_own_namespace_on_the_hub_counts_in_pages_too(url: str, category: Category) -> None:
    for path in ("load.py", "README.md"):
        item = one(f"<{url}>", path)
        assert (item.path, item.category, item.undeclared) == (url, category, False)


def test_a_declared_hub_id_is_named_as_it_was_declared() -> None:
    item = one("https://huggingface.co/partner/base/resolve/main/m.safetensors")
    assert (item.path, item.undeclared) == ("hf:models/partner/base", False)


@pytest.mark.parametrize(
    "text",
    [
        "[model](https://huggingface.co/acme/kestrel-774M) and [data](https://huggingface.co/datasets/acme/voices)",
        "[![badge](https://img.shields.io/badge/hf-kestrel.svg)](https://huggingface.co/acme/kestrel)",
        'model = AutoModel.from_pretrained("acme/kestrel-774M")',
        "https://github.com/acme/kestrel/blob/main/tests/tiny.onnx",
        "git clone https://github.com/acme/kestrel.git",
        "https://arxiv.org/pdf/1907.11274",
        "https://acme.example.pt/",
        "https://www.apache.org/licenses/LICENSE-2.0.txt",
        "https://example.org/data.json",
        "https://github.com/acme/other/archive/refs/heads/main.zip",
        "Download it from https://drive.google.com/file/d/1MEGjdv/view",
        "https://storage.googleapis.com/tensorflow-docs/",
        "https://huggingface.co/acme/kestrel-774M/resolve/main/README.md",
        "https://huggingface.co/acme/kestrel-774M/resolve/main/config.json",
        "https://huggingface.co/spaces/acme/demo",
    ],
)
def test_a_page_may_talk_about_a_release(text: str) -> None:
    assert found(text, "README.md") == ()


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:8000/model.pt",
        "http://127.0.0.1/model.safetensors",
        'load_dataset("squad")',
        "https://huggingface.co/openai/whisper-tiny",
        'path = "data/train"',
        "from_pretrained(path)",
        "https://pypi.org/simple/torch/",
        "https://raw.githubusercontent.com/acme/kestrel/main/tests/tiny.onnx",
        "://",
    ],
)
def test_what_publishes_nothing_is_no_item(text: str) -> None:
    assert found(text) == ()


def test_a_release_asset_of_this_very_repository_is_an_item_since_git_never_carries_it() -> None:
    item = one("https://github.com/acme/kestrel/releases/download/v1/m.onnx")
    assert (item.category, item.undeclared) == (WEIGHTS, False)


def test_a_card_on_the_hub_may_say_how_to_load_itself() -> None:
    context = Context(parse("hf:models/acme/kestrel"), targets=("hf:models/acme/kestrel",))
    text = 'pipe = AutoModel.from_pretrained("acme/kestrel")\nhttps://huggingface.co/acme/kestrel/resolve/main/m.bin\n'
    assert found(text, "README.md", context) == ()
    assert found(text, "example.py", context) == ()


def test_the_hub_models_of_others_are_notes() -> None:
    text = 'from_pretrained("openai/whisper-tiny")\nhttps://huggingface.co/acme/x/resolve/main/m.bin\n'
    others, own = find_references("load.py", text, CONTEXT)
    assert (own.path, own.category) == ("https://huggingface.co/acme/x/resolve/main/m.bin", WEIGHTS)
    assert (others.path, others.category) == ("hf:models/openai/whisper-tiny", Category.DOCUMENTATION)
    assert not others.undeclared


def test_a_page_that_shows_how_to_load_models_of_others_is_worth_no_note() -> None:
    assert found('from_pretrained("openai/whisper-tiny")\n', "README.md") == ()


def test_a_reference_is_named_once_at_its_first_line() -> None:
    text = "\n\nhttps://x.example.net/m.pt\nhttps://x.example.net/m.pt, (https://x.example.net/m.pt).\n"
    assert one(text).why == "named in load.py:3"


@pytest.mark.parametrize("path", ["release-considerations.toml", "release-policy.toml", "package-lock.json"])
def test_our_own_files_and_lock_files_are_not_read_for_references(path: str) -> None:
    assert found("https://storage.example.org/kestrel/774M/model.bin", path) == ()


def test_a_target_with_a_wildcard_for_its_owner_makes_nobody_elses_models_ours() -> None:
    context = CONTEXT._replace(targets=("hf:models/*/kestrel-*",))
    items = found('from_pretrained("me/kestrel-2"), from_pretrained("me/x")', context=context)
    assert [(item.path, item.category) for item in items] == [
        ("hf:models/me/kestrel-2", WEIGHTS),
        ("hf:models/me/x", Category.DOCUMENTATION),
    ]


def test_a_widely_spread_text_is_read_in_a_moment() -> None:
    for text in ("(" * 200_000, "hf " * 70_000, "https://" * 30_000, '"a/b"' * 40_000, "from_pretrained(" * 15_000):
        assert found(text) == ()


@pytest.mark.parametrize(
    "link",
    [
        "HTTPS://EXAMPLE.ORG/MODEL.SAFETENSORS",
        "https://example.org/model%2Esafetensors",
        "https://example.org/dl?f=model.safetensors&v=2",
        "ftp://example.org/model.gguf",
        "sftp://example.org/pub/model.gguf",
        "ipfs://bafybeigdyrzt/model.safetensors",
        "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=mixed-8x7b&tr=udp%3A%2F%2Fexample.org",
        "magnet:?dn=model.gguf&xt=urn:btmh:1220caf1e1c30e81cb361b9ee167c4aa64228a7fa4fa9f6105232b28ad099f3a302e",
    ],
)
def test_other_ways_to_write_an_address_are_references_too(link: str) -> None:
    found = find_references("get.py", f'SOURCE = "{link}"\n', GIT)
    assert [one.undeclared for one in found] == [True]


@pytest.mark.parametrize(
    "link",
    [
        "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=debian-12.iso",
        "ftp://example.org/readme.txt",
        "https://example.org/search?q=50%25+off",
        "FILE:///tmp/model.pt",
    ],
)
def test_other_addresses_are_no_references(link: str) -> None:
    assert find_references("get.py", f'SOURCE = "{link}"\n', GIT) == ()


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        (".gitmodules", '[submodule "w"]\n\turl = https://huggingface.co/acme/large\n', "hf:models/acme/large"),
        (".gitmodules", '[submodule "w"]\n\turl = git@hf.co:datasets/acme/voices.git\n', "hf:datasets/acme/voices"),
        ("get.sh", "GIT_LFS_SKIP_SMUDGE=1 git clone https://huggingface.co/acme/large\n", "hf:models/acme/large"),
        ("a.py", 'SentenceTransformer("acme/large")', "hf:models/acme/large"),
        ("a.py", 'pipe.load_lora_weights("acme/large", adapter_name="x")', "hf:models/acme/large"),
        ("a.js", 'await pipeline("text-generation", "acme/large")', "hf:models/acme/large"),
        ("conf.yaml", "model_name_or_path: acme/large\n", "hf:models/acme/large"),
        ("run.sh", "llama-cli -hf acme/large -p hi\n", "hf:models/acme/large"),
        ("a.py", 'kagglehub.model_download("acme/kestrel/pyTorch/large")', "kaggle:acme/kestrel"),
        ("a.sh", "ollama pull acme/kestrel", "ollama:acme/kestrel"),
        ("a.sh", "kaggle datasets download -d acme/voices", "kaggle:acme/voices"),
    ],
)
def test_the_own_namespace_is_found_wherever_it_is_loaded_from(path: str, text: str, name: str) -> None:
    assert one(text, path).path == name


@pytest.mark.parametrize(
    ("path", "text", "url"),
    [
        ("a.sh", "wget -O model.ckpt https://x.net/dl/12345", "https://x.net/dl/12345"),
        ("a.sh", "curl -L https://x.net/dl/12345 > weights.pt", "https://x.net/dl/12345"),
        ("Makefile", "get:\n\tcurl -L -o m.safetensors https://x.net/dl?id=5\n", "https://x.net/dl?id=5"),
        ("a.sh", "aws s3 sync s3://kestrel-weights/large models/", "s3://kestrel-weights/large"),
        (
            "a.sh",
            "gdown 1abcDEFghijklmnopqrstuvwx12345 -O model.pt",
            "https://drive.google.com/uc?id=1abcDEFghijklmnopqrstuvwx12345",
        ),
        (
            "README.md",
            "[weights](https://drive.google.com/drive/folders/1abc)",
            "https://drive.google.com/drive/folders/1abc",
        ),
        ("README.md", "Checkpoints: https://pan.baidu.com/s/1abc", "https://pan.baidu.com/s/1abc"),
        ("a.py", 'url = f"https://x.net/models/{size}.pt"', "https://x.net/models/"),
        ("a.sh", "curl -O https://x.net/models/${SIZE}.gguf", "https://x.net/models/$"),
        ("models.json", '{"url": "https://x.net/large/model.tar.gz"}', "https://x.net/large/model.tar.gz"),
    ],
)
def test_a_download_is_told_by_what_it_is_called(path: str, text: str, url: str) -> None:
    item = one(text, path)
    assert (item.path, item.category, item.undeclared) == (url, WEIGHTS, True)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("deploy.sh", "aws s3 sync models/ s3://acme-site/models"),
        ("a.sh", "curl -fsSL https://get.tool.net/install.sh | sh"),
        ("a.sh", "wget https://x.net/tool-1.2.tar.gz"),
        ("README.md", "the demo film: https://drive.google.com/file/d/1abc/view"),
        ("package.json", '{"repository": "acme/large"}'),
        ("conf.yaml", "model: acme/large/config.yaml"),
        ("README.md", "put them to s3://your-bucket/model.pt or https://example.com/model.gguf"),
        ("a.py", 'kagglehub.dataset_download("somebody/cats")'),
        (".gitmodules", '[submodule "x"]\n\turl = https://github.com/acme/tools\n'),
    ],
)
def test_uploads_examples_and_other_tools_are_no_references(path: str, text: str) -> None:
    assert found(text, path) == ()
