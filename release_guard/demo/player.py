"""Plays a story: tells each step, does what it says, shows what really came of it, and stops where that is amiss."""

import difflib
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from release_guard.demo import scratch
from release_guard.demo.story import Action, Answer, Append, Run, Step, Story, Write
from release_guard.formats import edit
from release_guard.reports.text import clean

_WIDTH = 96
_SECONDS = 60

Say = Callable[[str], None]


class OffScriptError(Exception):
    """The story didn't go on as it says; the message tells what was expected and what came."""


class Player:
    """Plays one story in the folder *place*, where nothing stands in its way; *wait* is called between two steps.

    Its commands are told *settings* beside what ``scratch.environment`` tells.
    """

    def __init__(
        self, story: Story, place: Path, wait: Callable[[], None], settings: Mapping[str, str] | None = None
    ) -> None:
        self._story = story
        self._place = place
        self._wait = wait
        self._environment = {**scratch.environment(place), **(settings or {})}
        self._names = {name: str(place / path) for name, path in story.names.items()}

    def play(self) -> None:
        """Tell the whole story. Raises ``OffScriptError`` at the first thing that doesn't end as the story says."""
        click.secho(self._story.title, bold=True)
        for action in self._story.scene:
            self._do(action, self._place, _nothing)
        for number, step in enumerate(self._story.steps, 1):
            if number > 1:
                self._wait()
            self._tell(number, step)

    def _tell(self, number: int, step: Step) -> None:
        lead = f"{number}. "
        words = textwrap.fill(step.says, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
        click.secho(f"\n{words}", bold=True)
        for action in step.actions:
            self._do(action, self._place / self._story.home, click.echo)

    def _do(self, action: Action, folder: Path, say: Say) -> None:
        match action:
            case Run():
                self._run(action, folder, say)
            case Write(path, data, says):
                self._write(folder / path, data)
                say(f"\n  ({path}: {says})")
            case Append(path, text):
                _change(folder, path, lambda before: f"{before}{self._named(text)}", say)
            case Answer(path, values):
                _change(folder, path, lambda before: edit.set_keys(before, values), say)

    def _run(self, run: Run, folder: Path, say: Say) -> None:
        line = self._named(run.line)
        say(click.style(f"\n$ {line}", fg="cyan"))
        status, output = self._ran(line, folder)
        if output.strip():
            say("\n".join(map(clean, output.splitlines())))
        if status != run.status:
            raise OffScriptError(f"`{line}` should have ended with exit code {run.status}, and ended with {status}")
        missing = [words for words in run.tells if words not in output]
        if missing:
            raise OffScriptError(f"`{line}` should have told of {', '.join(missing)}, and didn't")

    def _ran(self, line: str, folder: Path) -> tuple[int, str]:
        """Exit code and output of a command line, run with the interpreter that plays."""
        program, *arguments = shlex.split(line)
        start = [sys.executable, "-m", "release_guard"] if program == "release-guard" else [program]
        command = [sys.executable if word == "python" else word for word in (*start, *arguments)]
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OffScriptError(f"`{line}` could not be run: {error}") from error
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def _write(self, file: Path, data: bytes | str) -> None:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else self._named(data).encode())

    def _named(self, text: str) -> str:
        for name, path in self._names.items():
            text = text.replace(f"{{{name}}}", path)
        return text


def _change(folder: Path, path: str, change: Callable[[str], str], say: Say) -> None:
    """Edit a file, and show the lines that went and came."""
    place = folder / path
    before = place.read_text(encoding="utf-8")
    after = change(before)
    place.write_text(after, encoding="utf-8")
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    kept = [line for line in list(lines)[2:] if not line.startswith("@@") and line[1:].strip()]
    say("\n".join([f"\n  ({path}, edited)", *kept]))


def _nothing(words: str) -> None:
    """What the preparations say."""
    del words
