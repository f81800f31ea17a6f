"""P7: uploads and reads with huggingface_hub under ``release-guard exec``, beside the same without it.

The Hub is the embedded one. Programs are started, and the client imported, before the clock is: what is timed is the
upload alone, with all that the guard imports, asks and reads for it.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from huggingface_hub import HfApi

from bench.timing import Row, Sample, Work, side_by_side
from release_guard.demo.hub import EmbeddedHub
from release_guard.wiring import child

#: Files of an upload, and the bytes of each large one.
_SMALL, _LARGE, _SIZE = 2000, 20, 4 << 20
#: Reads in a turn, of which one round is the mean.
_READS = 100
_PLACE = "ada/digits"
_OF = ("--by", "lin@example.org", "--folder")
_DEAREST, _SLOWEST = 1.03, 50e-6
_PROGRAM = """\
import sys
from huggingface_hub import HfApi
api, place, folder = HfApi(), *sys.argv[1:3]
def upload():
    api.upload_folder(repo_id=place, folder_path=folder)
def read():
    for _ in range(int(sys.argv[4])):
        api.model_info(place)
act = {"upload": upload, "read": read}[sys.argv[3]]
print("ready", flush=True)
for _ in sys.stdin:
    act()
    print("done", flush=True)
"""
_ANSWERS = f"""\
schema = "release-considerations/1"
[release]
title   = "Digit classifier"
owner   = "ada@example.org"
authors = ["ada@example.org"]
contact = "ada@example.org"
targets = ["hf:models/{_PLACE}"]
summary = "A small convolutional network that reads single digits."
modalities = ["image"]
synthetic_media = false
[hazards]
product   = {{ present = "no", rationale = "It reads digits; nothing it makes can deceive anyone." }}
data      = {{ present = "no", rationale = "Trained on a public benchmark without personal data." }}
attention = {{ present = "no", rationale = "The technique has been in textbooks for decades." }}
[content]
release = ["source-code", "trained-model"]
[timing]
mode = "immediate"
[distribution]
tier = "public"
[decision]
outcome = "go"
rationale = "No hazard was found, and it helps people who teach."
accountable = "ada@example.org"
"""


def measure(rounds: int) -> list[Row]:
    """An upload to a private place, one to a public place that is cleared, and a read."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, EmbeddedHub() as hub:
        desk = _Desk(Path(name), hub)
        rows = [row for visibility in ("private", "public") for row in _uploads(desk, visibility, max(rounds // 2, 2))]
        return rows + _reads(desk, rounds)


def _uploads(desk: "_Desk", visibility: str, rounds: int) -> list[Row]:
    what = f"upload of {_SMALL} small files and {_LARGE} by LFS, {visibility}"
    bare, guarded = desk.timed("upload", rounds, partial(desk.fresh, visibility))
    added = guarded.minus(bare)
    ratio = 1 + added.median / bare.median  # round by round, since the machine has slow moments
    limit = f"at most {_DEAREST}"
    return [
        Row("P7", what, bare),
        Row("P7", f"{what}, guarded", guarded, "unguarded", ratio, limit, ratio <= _DEAREST),
        Row("P7", f"added to it, {visibility}", added),
    ]


def _reads(desk: "_Desk", rounds: int) -> list[Row]:
    desk.fresh("public")  # an empty place: a long answer would hide what little is added
    bare, guarded = (Sample(tuple(one / _READS for one in sample.seconds)) for sample in desk.timed("read", rounds))
    added = guarded.minus(bare)
    return [
        Row("P7", "model_info()", bare),
        Row("P7", "added to it by the guard", added, wanted="at most 0.05 ms", met=added.median <= _SLOWEST),
    ]


class _Desk:
    """Where uploads are made: a project with complete answers, and the folder that goes to *hub*."""

    def __init__(self, folder: Path, hub: EmbeddedHub) -> None:
        self._folder, self._hub = folder, hub
        self._project, self._model = folder / "project", folder / "model"
        self._project.mkdir()
        (self._project / "release-considerations.toml").write_text(_ANSWERS)
        _fill(self._model)
        self._environ = self._environment()
        self._run("git", "init", "--quiet")
        self._commit("Answer")
        said = ("--role", "ml", "--decision", "approve", "--rationale", "Read the answers and ran the tests.")
        self._run(sys.executable, "-m", "release_guard", "review", "record", *said, *_OF, str(self._model))
        self._commit("Review")

    def _commit(self, message: str) -> None:
        self._run("git", "add", "--all")
        self._run("git", "commit", "--quiet", "--message", message)

    def _run(self, *command: str) -> None:
        subprocess.run(command, cwd=self._project, env=self._environ, check=True, stdout=subprocess.DEVNULL)

    def fresh(self, visibility: str) -> None:
        """Take what was uploaded away, and make the place again: empty, and seen as *visibility* says."""
        self._hub.world.repos.clear()
        self._hub.requests.clear()
        api = HfApi(endpoint=self._hub.url, token=self._hub.token)
        api.create_repo(_PLACE, private=visibility == "private")

    def timed(self, act: str, rounds: int, prepare: Callable[[], None] = lambda: None) -> tuple[Sample, Sample]:
        """How long *act* takes, without and with the guard; an upload is the first write of its program."""
        anew = act == "upload"
        environs = {"bare": self._environ, "guarded": child.environment(self._environ)}
        programs = {name: _Program(partial(self._start, environ, act)) for name, environ in environs.items()}

        def ready(program: "_Program") -> None:
            prepare()
            program.ready(anew=anew)

        def turn(program: "_Program") -> None:
            before = self._hub.repo("models", _PLACE).visibility
            program.turn()
            assert self._hub.repo("models", _PLACE).visibility == before, "the upload was not cleared"

        work = {name: Work(partial(turn, program), partial(ready, program)) for name, program in programs.items()}
        try:
            taken = side_by_side(work, rounds, warm_up=1)
        finally:
            for program in programs.values():
                program.end()
        return taken["bare"], taken["guarded"]

    def _start(self, environ: dict[str, str], act: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", _PROGRAM, _PLACE, str(self._model), act, str(_READS)]
        return subprocess.Popen(
            command, cwd=self._project, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def _environment(self) -> dict[str, str]:
        config = self._folder / "gitconfig"
        config.write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n")
        own = {"HOME": str(self._folder), "GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_NOSYSTEM": "1"}
        own |= {"HF_HOME": str(self._folder / "hf"), "HF_ENDPOINT": self._hub.url, "HF_TOKEN": self._hub.token}
        quiet = ("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_PROGRESS_BARS", "HF_HUB_DISABLE_XET")
        own["HF_HUB_VERBOSITY"] = "error"
        return {"PATH": os.environ["PATH"], "NO_PROXY": "*", **own, **dict.fromkeys(quiet, "1")}


class _Program:
    """A program that does one thing each time it gets a line."""

    def __init__(self, start: Callable[[], "subprocess.Popen[str]"]) -> None:
        self._start = start
        self._process: subprocess.Popen[str] | None = None

    def ready(self, *, anew: bool) -> None:
        """Have it wait for its turn; with *anew* it is started for this turn."""
        if anew:
            self.end()
        if self._process is None:
            self._process = self._start()
            self._hears("ready")

    def turn(self) -> None:
        """Let it do its thing, and wait until it is done."""
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self._hears("done")

    def end(self) -> None:
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _hears(self, word: str) -> None:
        assert self._process is not None and self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        assert said == word, f"{self._process.args!r} ended with {self._process.wait()}"


def _fill(model: Path) -> None:
    (model / "src").mkdir(parents=True)
    (model / "README.md").write_text("# Digit classifier\n\nReads single digits.\n")
    for number in range(_SMALL - 1):
        (model / "src" / f"module_{number}.py").write_text(f'"""Part {number}."""\n\n' + f"VALUE = {number}\n" * 40)
    for number in range(_LARGE):
        data = b"\x02\0\0\0\0\0\0\0{}" + os.urandom(_SIZE)
        (model / f"part-{number}.safetensors").write_bytes(data)
