"""What a story is made of: sentences, commands as a person types them, and edits of files. Data, no more."""

from collections.abc import Mapping
from typing import NamedTuple


class Run(NamedTuple):
    """A command line, how it must end, and words that its output must hold.

    Only ``git``, ``release-guard`` and ``python`` are run, without a shell; ``{public}`` and the like are names of the
    story.
    """

    line: str
    status: int = 0
    tells: tuple[str, ...] = ()


class Write(NamedTuple):
    """A file that is written anew; ``says`` tells what it holds, because bytes of weights are no reading."""

    path: str
    data: bytes | str
    says: str = ""


class Append(NamedTuple):
    """Lines that are added at the end of a file."""

    path: str
    text: str


class Answer(NamedTuple):
    """Values that are put into a TOML file by dotted key; None takes a key out."""

    path: str
    values: Mapping[str, object]


Action = Run | Write | Append | Answer


class Step(NamedTuple):
    """A sentence or two, and what happens then."""

    says: str
    actions: tuple[Action, ...]


class Story(NamedTuple):
    """A tour: the quiet preparations in the scratch folder, then steps in its subfolder ``home``.

    ``names`` are paths in the scratch folder that commands and texts call by ``{name}``; ``shown`` says in the end what
    was to be seen, and ``own`` are the commands with which to go on in a repository of one's own. A story ``on_hub``
    plays beside the embedded Hub, as ada.
    """

    title: str
    home: str
    names: Mapping[str, str]
    scene: tuple[Action, ...]
    steps: tuple[Step, ...]
    shown: str
    own: tuple[str, ...]
    on_hub: bool = False
