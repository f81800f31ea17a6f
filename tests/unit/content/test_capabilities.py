"""Hints at capabilities, each with the word that gave it."""

import pytest

from release_guard.content.capabilities import explained, hints
from tests.support.content_files import file


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("requirements.txt", "torch>=2\nso-vits-svc-fork==4.1  # why not\n", "voice-cloning"),
        ("requirements/gpu.requirements.txt", "coqui_tts[all]\n", "voice-cloning"),
        ("requirements.txt", "git+https://github.com/acme/roop.git@main\n", "face-swap"),
        ("pyproject.toml", 'dependencies = ["torch", "facefusion>=2"]\n', "face-swap"),
        ("environment.yml", "dependencies:\n  - pip:\n    - wav2lip\n", "lip-sync"),
        ("setup.py", "install_requires=['photomaker']\n", "likeness"),
        ("README.md", "---\nlicense: mit\npipeline_tag: text-to-video\n---\n# Film\n", "text-to-video"),
        ("README.md", "---\ntags:\n- pytorch\n- voice-conversion\nlicense: mit\n---\n", "voice-cloning"),
        ("README.md", "---\ntags: [pytorch, 'Face-Swap']\n---\n", "face-swap"),
        ("config.json", '{"architectures": ["XttsModel"]}', "voice-cloning"),
        ("model_index.json", '{"_class_name": "StableDiffusionXLPipeline"}', "image-generation"),
        ("transformer/config.json", '{"_class_name": "WanTransformer3DModel"}', "text-to-video"),
    ],
)
def test_a_file_that_names_a_capability_hints_at_it(path: str, text: str, expected: str) -> None:
    assert hints([file(path, text.encode())]) == {expected}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("requirements.txt", "torch\n# roop\ntroop\nnumpy\n"),
        ("README.md", "# No deepfakes\n\nThis is not for face-swap or voice-cloning.\n"),
        ("README.md", "---\nlicense: mit\n---\ntags: [deepfake]\n"),
        ("notes.txt", "roop\n"),
        ("faceswap.py", "import roop\n"),
        ("config.json", '{"architectures": ["BertForMaskedLM"], "model_type": "bert"}'),
        ("config.json", "\x00\x01 not json"),
        ("requirements.txt", "roop\n" * 100_000),
    ],
)
def test_other_files_hint_at_nothing(path: str, text: str) -> None:
    assert hints([file(path, text.encode())]) == frozenset()


def test_a_hint_says_which_word_gave_it() -> None:
    (hint,) = explained([file("requirements.txt", b"roop\n"), file("old/requirements.txt", b"roop\n", removed=True)])
    assert (hint.capability, hint.path, hint.reason) == (
        "face-swap",
        "requirements.txt",
        "requirements.txt names 'roop'",
    )
