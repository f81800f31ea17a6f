"""Capabilities that files hint at: dependencies, the tags of a model card, the architecture in a config.

A hint raises the level that a policy asks for (its ``[capabilities]``) and asks the authors a question; it is no
judgement. Only capabilities that the paper's product hazard is about (section 2.1) are looked for, only in files made
to say such things, and every hint can name its reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from release_guard.content import names
from release_guard.content.rows import File
from release_guard.model.lean import NamedTuple

#: The packages, tags and architectures that mean a capability; letters and digits alone are compared. Libraries that
#: serve many ends (face recognition, speaker verification) are left out.
_PACKAGES = {
    "voice-cloning": "coqui-tts openvoice tortoise-tts f5-tts chatterbox-tts fish-speech rvc-python so-vits-svc-fork "
    "so-vits-svc real-time-voice-cloning cosyvoice gpt-sovits zonos vibevoice styletts2",
    "face-swap": "roop facefusion faceswap deepfacelab simswap inswapper deepfacelive",
    "lip-sync": "wav2lip sadtalker musetalk latentsync video-retalking liveportrait",
    "likeness": "instantid photomaker ip-adapter-faceid pulid",
    "text-to-video": "animatediff cogvideox hunyuanvideo open-sora videocrafter",
    "image-generation": "stable-diffusion-sdkit invokeai dalle-pytorch stylegan2-pytorch lightweight-gan",
}
_TAGS = {
    "voice-cloning": "voice-cloning voice-clone voice-conversion zero-shot-tts speaker-cloning",
    "face-swap": "face-swap face-swapping deepfake deepfakes face-reenactment",
    "lip-sync": "lip-sync lip-syncing talking-head talking-face",
    "likeness": "dreambooth textual-inversion likeness id-preserving face-generation",
    "text-to-video": "text-to-video image-to-video video-to-video video-generation",
    "image-generation": "text-to-image unconditional-image-generation image-generation stable-diffusion",
}
_ARCHITECTURES = {
    "voice-cloning": "xtts XttsModel F5TTS OpenVoice CosyVoice",
    "face-swap": "inswapper SimSwap",
    "lip-sync": "Wav2Lip SadTalker MuseTalk LatentSync",
    "likeness": "InstantID PhotoMaker PuLID",
    "text-to-video": "CogVideoXPipeline CogVideoXTransformer3DModel WanPipeline WanTransformer3DModel LTXPipeline "
    "HunyuanVideoPipeline StableVideoDiffusionPipeline AnimateDiffPipeline TextToVideoSDPipeline MochiPipeline",
    "image-generation": "StableDiffusionPipeline StableDiffusionXLPipeline StableDiffusion3Pipeline FluxPipeline "
    "PixArtAlphaPipeline KandinskyPipeline UNet2DConditionModel SD3Transformer2DModel "
    "FluxTransformer2DModel DDPMPipeline",
}
_DEPENDENCIES = re.compile(
    r"[\w.-]*requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|environment[\w.-]*\.ya?ml|pipfile|conda\.ya?ml"
)
_CARDS = frozenset(("readme.md", "modelcard.md", "model_card.md"))
_CONFIGS = frozenset(("config.json", "model_index.json", "adapter_config.json"))
#: No file made to say such things is longer; what is longer isn't read.
_LONGEST = 256 << 10

#: Every capability that some file may hint at.
NAMES = frozenset((*_PACKAGES, *_TAGS, *_ARCHITECTURES))


class Hint(NamedTuple):
    """A capability, the file that hints at it, and the word that does."""

    capability: str
    path: str
    word: str

    @property
    def reason(self) -> str:
        return f"{self.path} names {self.word!r}"


def tells(path: str) -> bool:
    """Whether a file called *path* is made to say such things; no other is worth reading for hints."""
    name = names.base(path)
    return name in _CARDS or name in _CONFIGS or _DEPENDENCIES.fullmatch(name) is not None


def hints(files: Iterable[File]) -> frozenset[str]:
    """The names of the capabilities that *files* hint at, as policies write them."""
    return frozenset(hint.capability for hint in explained(files))


def explained(files: Iterable[File]) -> tuple[Hint, ...]:
    """The same with their reasons, in order: for messages, and for the questions of ``init``."""
    return tuple(sorted({hint for file in files if not file.removed for hint in _of(file)}))


def _of(file: File) -> Iterator[Hint]:
    name = names.base(file.path)
    if not file.head or file.size > _LONGEST:
        return
    if _DEPENDENCIES.fullmatch(name):
        yield from _matching(file.path, _packages(_text(file)), _PACKAGES)
    elif name in _CARDS:
        yield from _matching(file.path, _card(_text(file)), _TAGS)
    elif name in _CONFIGS:
        yield from _matching(file.path, _architectures(_text(file)), _ARCHITECTURES)


def _text(file: File) -> str:
    return file.head.decode("utf-8", "replace")


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def _matching(path: str, words: Iterable[str], table: Mapping[str, str]) -> Iterator[Hint]:
    meant = {_plain(word): capability for capability, known in table.items() for word in known.split()}
    for word in words:
        if _plain(word) in meant:
            yield Hint(meant[_plain(word)], path, word)


def _packages(text: str) -> list[str]:
    """The names that stand where a dependency stands: at the start of a line, of a quoted string or of a list entry."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    found = (
        re.findall(r"(?:^\s*(?:-\s+)?|[\"'])([A-Za-z][\w.-]*)|/([\w.-]+?)(?:\.git)?(?:@|$)", line) for line in lines
    )
    return [name or repository for pairs in found for name, repository in pairs]


def _card(text: str) -> list[str]:
    """Tags and pipeline of a model card: its front matter, never its prose (a card may well say what it is not for)."""
    if not text.startswith("---"):
        return []
    front = text[3:].partition("\n---")[0]
    tagged = re.search(r"^tags:\s*(\[[^\]]*\]|(?:\s*-\s.*)+)", front, re.MULTILINE)
    words = re.findall(r"[\w-]*\w", tagged[1].replace("\n- ", "\n")) if tagged else []
    pipeline = re.search(r"^pipeline_tag:\s*[\"']?([\w-]+)", front, re.MULTILINE)
    return [*words, pipeline[1]] if pipeline else words


def _architectures(text: str) -> list[str]:
    """The classes and the kind of model that a config names."""
    keys = r"\"(?:_class_name|model_type|architectures?|model)\"\s*:\s*(?:\[([^\]]{0,2000})\]|\"([\w.-]+)\")"
    found = re.findall(keys, text)
    return [word for several, one in found for word in (re.findall(r"[\w.-]+", several) or [one])]
