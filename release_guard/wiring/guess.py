"""What a repository tells of the release in it, for ``init``: guesses, each to be confirmed by a person.

Looks at the files as they are on disk: those that git tracks, or all that aren't ignored where nothing is tracked yet.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from release_guard.content import capabilities, derivation, files, names
from release_guard.content.capabilities import Hint
from release_guard.content.files import File
from release_guard.git import remotes
from release_guard.git.plumbing import Git
from release_guard.git.project import Project
from release_guard.model.attempt import Context, Item
from release_guard.model.category import NEVER_LISTED, Category
from release_guard.model.destination import Destination, DestinationError
from release_guard.model.people import canonical_id, is_agent
from release_guard.wiring import papers

#: A guess needn't look at everything: so many files, and so much of a large one.
_FILES, _HEAD, _WHOLE, _ARCHIVE = 20_000, 4096, 256 << 10, 64 << 20
#: Who made fewer of the commits than this share isn't taken for an author, and nobody lists more people than this.
_SHARE, _PEOPLE = 0.05, 10

_ARCHIVES = frozenset({"zip", "tar", "tgz", "gz", "bz2", "xz", "whl", "egg", "jar"})
_SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox"})
_LIBRARIES = {
    "image": r"torchvision|pillow|PIL|cv2|opencv|skimage|scikit-image|timm|diffusers|stylegan",
    "audio": r"torchaudio|librosa|soundfile|espnet|speechbrain|pyannote|whisper|encodec",
    "video": r"decord|moviepy|pytorchvideo|torchcodec",
    "text": r"transformers|tokenizers|sentencepiece|tiktoken|spacy|nltk|gensim|fairseq",
}
_NAMED = {
    modality: re.compile(
        rf"^\s*(?:import|from)\s+(?:{words})\b|^\s*[\"']?(?:{words})\b[\w\[\]-]*\s*(?:[<>=~!;,\"']|$)", re.M
    )
    for modality, words in _LIBRARIES.items()
}
_DEPENDENCIES = re.compile(
    r"(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|environment\.ya?ml)"
)


class Guesses(NamedTuple):
    """Answers by the dotted keys of a considerations file; what can't be told isn't among them.

    ``several`` says whether more than one person works here, ``hints`` what its content may be able to do.
    """

    answers: dict[str, object]
    several: bool
    hints: tuple[Hint, ...] = ()


def guess(top: str, git: Git | None) -> Guesses:
    """Look at the work tree *top*; *git* is None outside a repository."""
    listed = list(_listed(top, git))
    items = files.classify(_read(top, listed), Context(Destination("file", top)))
    hints = capabilities.explained(_read(top, filter(capabilities.tells, listed)))
    people, email, targets = _of_project(top) if git is not None else ([], "", [])
    owner = email or (people[0] if people else "")
    read = _Papers(top)
    told: dict[str, object] = {
        "release.title": papers.title(read.readme) or papers.project(read.pyproject, "name") or os.path.basename(top),
        "release.owner": owner,
        "release.authors": _with_owner(owner, people),
        "release.contact": owner,
        "release.targets": targets,
        "release.summary": papers.project(read.pyproject, "description") or papers.summary(read.readme),
        "release.modalities": _modalities(top, listed),
        "release.synthetic_media": bool(hints),
        "content.release": _released(items),
        "timing.mode": "immediate",
        "distribution.tier": "public",
        "distribution.licence": read.licence,
        "derived_from": _parents(top, listed, targets),
    }
    return Guesses({key: value for key, value in told.items() if value}, len(people) > 1, hints)


class _Papers:
    """The papers of a project, as far as they are there."""

    def __init__(self, top: str) -> None:
        self.readme = _first(top, r"readme(?:\.(?:md|markdown|rst|txt))?")
        self.pyproject = _first(top, r"pyproject\.toml")
        text = _first(top, r"(?:licen[cs]e|copying)(?:[.-][\w.-]*)?")
        self.licence = (
            papers.licence(text)
            or papers.front_matter(self.readme, "license")
            or papers.project(self.pyproject, "license").lower()
        )


def _first(top: str, name: str) -> str:
    """The text of the first file in *top* whose name matches, or ""."""
    wanted = re.compile(name, re.IGNORECASE)
    for entry in sorted(os.listdir(top)):
        if wanted.fullmatch(entry) and os.path.isfile(os.path.join(top, entry)):
            return _text(os.path.join(top, entry))
    return ""


def _text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return file.read(_WHOLE).decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


def _listed(top: str, git: Git | None) -> Iterator[str]:
    """Paths below *top*, at most so many."""
    found = list(_tracked(git)) if git is not None else []
    found = found or (list(_tracked(git, "--others", "--exclude-standard")) if git is not None else _walked(top))
    yield from found[:_FILES]


def _tracked(git: Git, *options: str) -> Iterator[str]:
    return (os.fsdecode(path) for path in git.pipe(("ls-files", "-z", *options), end=b"\0"))


def _walked(top: str) -> list[str]:
    found: list[str] = []
    for folder, below, inside in os.walk(top):
        below[:] = sorted(set(below) - _SKIPPED)
        found += [os.path.relpath(os.path.join(folder, name), top) for name in sorted(inside)]
        if len(found) > _FILES:
            break
    return found


def _read(top: str, paths: Iterable[str]) -> Iterator[File]:
    for path in paths:
        place = os.path.join(top, path)
        try:
            if os.path.islink(place) or not os.path.isfile(place):
                continue
            with Path(place).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                head = file.read(_WHOLE if size <= _WHOLE else _HEAD)
        except OSError:
            continue
        yield File(path, size, head, whole=_opener(place, path, size))


def _parents(top: str, paths: Iterable[str], targets: Iterable[str]) -> list[dict[str, object]]:
    """What cards, configs and recipes say that the model was made from; which commit of it, nobody can guess."""
    telling = (path for path in paths if capabilities.tells(path) or names.names_parents(path))
    found = {one.repo: one.relation for one in derivation.origins(_read(top, telling)) if one.relation}
    own = frozenset(targets)
    return [{"repo": repo, "relation": relation, "claims": []} for repo, relation in found.items() if repo not in own]


def _opener(place: str, path: str, size: int) -> Callable[[], bytes] | None:
    """How to look into an archive; nothing else has to be read as a whole for a guess."""
    if names.ending(path) not in _ARCHIVES or size > _ARCHIVE:
        return None
    return Path(place).read_bytes


def _released(items: Iterable[Item]) -> list[str]:
    found = {item.category for item in items if not item.companion} - NEVER_LISTED - {Category.SAMPLE_OUTPUTS}
    return [category.value for category in Category if category in found]


def _of_project(top: str) -> tuple[list[str], str, list[str]]:
    """The people, the address of whoever works here, and the places that remotes push to."""
    with Project(top) as project:
        return _people(project), project.email(), _targets(top, project)


def _people(project: Project) -> list[str]:
    """Those who made a fair share of the commits, most first; programs left out."""
    counted: dict[str, int] = {}
    for address, commits in project.contributors().items():
        if not is_agent(address):
            counted[canonical_id(address)] = counted.get(canonical_id(address), 0) + commits
    least = _SHARE * sum(counted.values())
    ordered = sorted(counted, key=lambda person: -counted[person])
    return [person for person in ordered if counted[person] >= least][:_PEOPLE]


def _with_owner(owner: str, people: list[str]) -> list[str]:
    known = {canonical_id(person) for person in people}
    return [*([owner] if owner and canonical_id(owner) not in known else []), *people]


def _targets(top: str, project: Project) -> list[str]:
    """Where the remotes push to; local places only where there is no other."""
    places = [place for url in project.push_urls() if (place := _place(url, top)) is not None]
    far = [place for place in places if not place.is_local]
    return list(dict.fromkeys(str(place) for place in far or places))


def _place(url: str, top: str) -> Destination | None:
    try:
        return remotes.destination(url, top)
    except DestinationError:
        return None


def _modalities(top: str, paths: Iterable[str]) -> list[str]:
    """Told by media files and by the libraries that the project names."""
    found: set[str] = set()
    text: list[str] = []
    for path in paths:
        ending = names.ending(path)
        if ending in ("wav", "flac", "mp3", "ogg", "opus"):
            found.add("audio")
        elif ending in ("mp4", "avi", "mov", "mkv", "webm"):
            found.add("video")
        elif (ending == "py" and len(text) < 200) or _DEPENDENCIES.fullmatch(names.base(path)):
            text.append(_text(os.path.join(top, path))[: 16 << 10])
    all_text = "\n".join(text)
    found |= {modality for modality, pattern in _NAMED.items() if pattern.search(all_text)}
    return [modality for modality in ("text", "image", "audio", "video") if modality in found]
