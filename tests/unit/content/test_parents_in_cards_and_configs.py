"""From which releases a card, a config, a merge recipe or a GGUF header says that a model was made."""

import pytest

from release_guard.content import derivation
from release_guard.content.rows import File
from release_guard.model.attempt import Origin


def said(path: str, data: "str | bytes", *, removed: bool = False) -> list[tuple[str, str]]:
    head = data.encode() if isinstance(data, str) else data
    return [(one.repo, one.relation) for one in derivation.origins([File(path, len(head), head, removed=removed)])]


def card(*lines: str) -> str:
    front = "\n".join(lines)
    return f"---\n{front}\n---\n# A model\n\nbase_model: prose/never-counts\n"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["base_model: lab/base"], [("hf:models/lab/base", "finetune")]),
        (['base_model: "lab/base"  # the one', "license: mit"], [("hf:models/lab/base", "finetune")]),
        (["base_model:", "- lab/base"], [("hf:models/lab/base", "finetune")]),
        (["base_model:", "  - lab/a", "  - lab/b"], [("hf:models/lab/a", "merge"), ("hf:models/lab/b", "merge")]),
        (["base_model: [lab/a, 'lab/b']"], [("hf:models/lab/a", "merge"), ("hf:models/lab/b", "merge")]),
        (["base_model: lab/base", "base_model_relation: quantized"], [("hf:models/lab/base", "quantized")]),
        (["base_model: lab/base", "library_name: peft"], [("hf:models/lab/base", "adapter")]),
        (["tags:", "- gguf", "- text", "base_model: lab/base"], [("hf:models/lab/base", "quantized")]),
        (["base_model: https://huggingface.co/lab/base"], [("hf:models/lab/base", "finetune")]),
        (["base_model: gpt2"], []),
        (["base_model:"], []),
        (["datasets:", "- lab/voices"], [("hf:datasets/lab/voices", "")]),
    ],
)
def test_the_front_matter_of_a_card(lines: list[str], found: list[tuple[str, str]]) -> None:
    assert said("README.md", card(*lines)) == found


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("adapter_config.json", '{"base_model_name_or_path": "lab/base", "r": 8}', [("hf:models/lab/base", "adapter")]),
        ("sub/config.json", '{"_name_or_path": "lab/base"}', [("hf:models/lab/base", "finetune")]),
        ("config.json", '{"_name_or_path": "/home/ada/base"}', []),
        ("config.json", '{"_name_or_path": "./base/last"}', []),
        ("config.json", '{"_name_or_path": "checkpoints/last"}', []),
        ("config.json", '{"_name_or_path": ""}', []),
        ("other.json", '{"_name_or_path": "lab/base"}', []),
        ("notes.md", "---\nbase_model: lab/base\n---\n", []),
    ],
)
def test_configs_of_models_and_adapters(path: str, text: str, found: list[tuple[str, str]]) -> None:
    assert said(path, text) == found


def test_the_recipe_of_a_merge() -> None:
    recipe = "merge_method: slerp\nbase_model: lab/a\nslices:\n- sources:\n  - model: lab/a\n  - model: lab/b\n"
    assert said("mergekit_config.yml", recipe) == [("hf:models/lab/a", "merge"), ("hf:models/lab/b", "merge")]


def test_the_header_of_a_gguf_file() -> None:
    url = b"https://huggingface.co/lab/base"
    key = b"general.base_model.0.repo_url"
    head = b"GGUF\x03\0\0\0" + bytes(16) + len(key).to_bytes(8, "little") + key + b"\x08\0\0\0"
    whole = head + len(url).to_bytes(8, "little") + url
    assert said("q4.gguf", whole + b"more") == [("hf:models/lab/base", "quantized")]
    assert said("q4.gguf", head + (1 << 40).to_bytes(8, "little") + url) == []
    assert said("q4.gguf", b"NONE" + whole[4:]) == []


def test_what_is_gone_says_nothing() -> None:
    assert said("README.md", card("base_model: lab/base"), removed=True) == []


def test_each_is_told_once_for_a_file_that_names_it() -> None:
    text = card("base_model: [lab/a, lab/a]").encode()
    files = [File("README.md", len(text), text), File("sub/README.md", len(text), text)]
    assert derivation.origins(files) == (
        Origin("hf:models/lab/a", "merge", "README.md"),
        Origin("hf:models/lab/a", "merge", "sub/README.md"),
    )
