"""Hints at capabilities, each with the word that gave it."""

import pytest

from release_guard.content.capabilities import explained, hints, of_loaded
from release_guard.content.references import find_references
from tests.support.content_files import GIT, file


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
        ("model_index.json", '{"_class_name": "NewFamilyVideoPipeline"}', "text-to-video"),
        ("config.json", '{"architectures": ["DiaForConditionalGeneration"]}', "voice-cloning"),
        ("pyproject.toml", '[project]\nname = "x"\nkeywords = ["audio", "voice-cloning"]\n', "voice-cloning"),
        ("setup.py", "setup(keywords='deepfake video')\nkeywords = 'deepfake'\n", "face-swap"),
        ("README.md", "# Clone a voice in 5 seconds\n\nText.\n", "voice-cloning"),
        ("README.md", "![logo](a.png)\n<h1 align='center'>Roop: one-click swaps</h1>\n", "face-swap"),
        ("README.md", "# Real-Time Voice Cloning\n", "voice-cloning"),
        ("README.md", "# SadTalker: learning motion\n", "lip-sync"),
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
        ("README.md", "# Deepfake detection with attention\n"),
        ("README.md", "# Awesome voice cloning\n"),
        ("README.md", "# A web server\n\n# Face swap\n"),
        ("pyproject.toml", 'description = "Tells voice-cloning from speech"\n'),
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
        "requirements.txt:1 names 'roop'",
    )


def test_a_hint_names_its_line() -> None:
    text = "[project]\nname = 'x'\ndependencies = [\n  'torch',\n  'facefusion>=2',\n]\n"
    (hint,) = explained([file("pyproject.toml", text.encode())])
    assert hint.reason == "pyproject.toml:5 names 'facefusion'"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('hf_hub_download("deepinsight/inswapper", "inswapper_128.onnx")', {"face-swap"}),
        ('TTS.from_pretrained("coqui/XTTS-v2")', {"voice-cloning"}),
        ("https://github.com/a/b/releases/download/v1/wav2lip_gan.pth", {"lip-sync"}),
        ('from_pretrained("google/vit-base-patch16-224")', set()),
    ],
)
def test_what_code_loads_hints_at_what_it_can_do(text: str, expected: set[str]) -> None:
    found = find_references("load.py", text, GIT)
    assert of_loaded(found) == expected
    assert of_loaded(one._replace(removed=True) for one in found) == frozenset()
