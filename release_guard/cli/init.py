"""``init``: writes the considerations file and the policy, with what the repository and a person tell.

Asking is in ``questions``, guessing in ``wiring.guess``, writing in ``wiring.begin``; this module leads through.
"""

import os
import sys
from typing import NamedTuple

import click

from release_guard import __version__
from release_guard.cli.questions import Interview, agreed, open_questions
from release_guard.cli.shared import BLOCKED, STOPPED, Stop, count, json_text, put, reports, said, work_tree
from release_guard.formats import presets
from release_guard.git import hooks_folder
from release_guard.git.chain import Chain
from release_guard.git.plumbing import Git
from release_guard.git.tree import CONSIDERATIONS, CONSIDERATIONS_FOLDER, POLICY
from release_guard.model.considerations import PRIVATE_FILE
from release_guard.reports.text import clean
from release_guard.wiring import begin, lint
from release_guard.wiring.begin import Answers
from release_guard.wiring.guess import Guesses, guess


class _Wish(NamedTuple):
    """What the command line asks for; ``asks`` is true where a person can be asked."""

    preset: str | None
    answers: Answers
    asks: bool


class _Done(NamedTuple):
    """What came of it: names of files written and kept, and what is open in the new considerations file."""

    top: str
    written: tuple[str, ...]
    kept: tuple[str, ...]
    preset: str
    unconfirmed: tuple[str, ...] = ()
    still_open: int = 0
    in_git: bool = True
    guarded: bool = False


@click.command()
@click.option("--preset", type=click.Choice(presets.NAMES), help="The policy to start from.")
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Answers in TOML, with the keys of a considerations file; as many as you have.",
)
@click.option(
    "--private", is_flag=True, help="Begin a file for answers that would themselves be a hazard; it stays here."
)
@click.option("--yes", is_flag=True, help="Ask nothing: take what was given and guess the rest.")
@reports
def init(preset: str | None, answers_file: str | None, private: bool, yes: bool, form: str, output: str | None) -> None:
    """Write the considerations file and the policy, with what the repository tells.

    At a terminal it asks; what it only guessed stands in `unconfirmed` until somebody takes it out there. Files that
    are there already are never overwritten without asking.
    """
    if private:
        put(_begin_private(work_tree() or os.getcwd()), output)
        return
    wish = _Wish(preset, _given(answers_file), not yes and sys.stdin.isatty())
    try:
        done = _begin(wish)
    except click.Abort:
        click.echo(err=True)
        raise Stop("stopped; nothing was written", code=STOPPED) from None
    put(_as_text(done) if form == "text" else _as_json(done), output)
    click.get_current_context().exit(0 if done.written else BLOCKED)


def _begin_private(top: str) -> str:
    """Write the private answers' file for somebody to fill in, where git doesn't take it along."""
    if os.path.lexists(os.path.join(top, PRIVATE_FILE)):
        raise Stop(f"{PRIVATE_FILE} is there already, and stays as it is", "release-guard lint", BLOCKED)
    ignored = begin.keep_out_of_git(top, PRIVATE_FILE)
    begin.write(top, PRIVATE_FILE, begin.private_text().encode(), anew=False)
    os.chmod(os.path.join(top, PRIVATE_FILE), 0o600)
    lines = [f"release-guard: wrote {PRIVATE_FILE}, which no push and no upload takes along"]
    lines += ["release-guard: added it to .gitignore"] if ignored else []
    lines += ["next:", "  1. write into it what only reviewers may read, and show it to them in private"]
    lines += [f"  2. release-guard lint names its digest, which {CONSIDERATIONS} binds under [private]"]
    return "".join(f"{line}\n" for line in lines)


def _given(path: str | None) -> Answers:
    given = begin.read(path) if path is not None else begin.Given({})
    if given.findings:
        click.echo(said(*given.findings), err=True, nl=False)
        raise Stop(f"nothing was written: {count(len(given.findings), 'mistake')} in {path}", code=BLOCKED)
    return given.answers


def _begin(wish: _Wish) -> _Done:
    top = work_tree()
    if top is not None:
        with Git(top) as git:
            force = hooks_folder.in_force(git)
            return _lead(wish, top, git)._replace(guarded=Chain(force.path).is_ours("pre-push"))
    here = os.getcwd()
    if wish.asks and not agreed(
        f"{clean(here)} is in no git repository. Write the files here anyway?",
        "They would guard uploads from this folder; `git init` first to guard pushes too.",
        default=True,
    ):
        raise Stop("nothing was written", "git init, then release-guard init", BLOCKED)
    return _lead(wish, here, None)._replace(in_git=False)


def _lead(wish: _Wish, top: str, git: Git | None) -> _Done:
    """From the guesses over the questions to the files."""
    there = begin.present(top)
    if wish.asks and CONSIDERATIONS in there and (gone_on := _go_on(top)) is not None:
        return gone_on
    kept = tuple(name for name in there if not (wish.asks and _replaces(name)))
    described = any(name in kept for name in (CONSIDERATIONS, f"{CONSIDERATIONS_FOLDER}/"))
    names = [
        name for name in (CONSIDERATIONS, POLICY) if name not in kept and not (name == CONSIDERATIONS and described)
    ]
    if not names:
        return _Done(top, (), kept, "")
    found = guess(top, git)
    preset = wish.preset or (_preset(wish, found) if POLICY in names else "team")
    if CONSIDERATIONS in names:
        text = begin.considerations_text(_answers(wish, found), preset, (hint.capability for hint in found.hints))
        begin.write(top, CONSIDERATIONS, text.encode(), anew=CONSIDERATIONS in there)
    if POLICY in names:
        begin.write(top, POLICY, presets.text(preset), anew=POLICY in there)
    return _looked_over(_Done(top, tuple(names), kept, preset))


def _go_on(top: str) -> _Done | None:
    """Go through what is open in the file that is there; None where nothing is, or nobody wants to."""
    existing = begin.look(top)
    todo = open_questions(existing.answered, existing.guessed) if existing is not None else ()
    if existing is None or not todo:
        return None
    what = f"{CONSIDERATIONS} is there already, with {count(len(todo), 'question')} that nobody has answered yet"
    if not agreed(f"{what}. Go through them?", "The rest of the file stays as it is.", default=True):
        return None
    interview = Interview(existing.guessed, existing.answered, todo)
    interview.hold()
    begin.write(top, CONSIDERATIONS, begin.revise(existing, interview.given).encode(), anew=True)
    return _looked_over(_Done(top, (CONSIDERATIONS,), (), ""))


def _looked_over(done: _Done) -> _Done:
    """*done* with what is left to do in the new file."""
    existing = begin.look(done.top) if CONSIDERATIONS in done.written else None
    if existing is None:
        return done
    report = lint.lint([os.path.join(done.top, CONSIDERATIONS)])
    still = sum(finding.code != "RG114" for finding in (*report.wrong, *report.open_))
    return done._replace(unconfirmed=existing.unconfirmed, still_open=still)


def _replaces(name: str) -> bool:
    if name.endswith("/"):
        return False
    return agreed(
        f"{name} is there already. Write a new one in its place?",
        "What it says now is lost, unless it is committed.",
        default=False,
    )


def _preset(wish: _Wish, found: Guesses) -> str:
    if not wish.asks:
        return "team"
    others = agreed(
        "Could somebody else look at it before it is published?",
        "A second pair of eyes is asked for what can't be called back. Say no if you work alone.",
        default=found.several,
    )
    return "team" if others else "solo"


def _answers(wish: _Wish, found: Guesses) -> dict[str, object]:
    """What stands in the new file: given answers first, then those of the interview, then guesses."""
    if not wish.asks:
        return begin.compose(found.answers, wish.answers)
    interview = Interview(found.answers, wish.answers, hints=found.hints)
    interview.hold()
    guessed = {key: value for key, value in found.answers.items() if key not in interview.asked}
    return begin.compose(guessed, {**interview.given, **wish.answers})


def _as_text(done: _Done) -> str:
    lines = [f"release-guard: kept {name}, which was there already" for name in done.kept]
    lines += [f"release-guard: wrote {name}{_remark(done, name)}" for name in done.written]
    if not done.written:
        lines.append("release-guard: nothing was written; edit what is there, or delete it first: rm FILE")
        return "".join(f"{line}\n" for line in lines)
    return "".join(f"{line}\n" for line in [*lines, "next:", *_next(done)])


def _remark(done: _Done, name: str) -> str:
    if name == POLICY:
        return f" (preset {done.preset})"
    parts = [f"{count(len(done.unconfirmed), 'guess', 'guesses')} to confirm"] if done.unconfirmed else []
    parts += [f"{count(done.still_open, 'answer')} open"] if done.still_open else []
    return f" ({', '.join(parts) or 'complete'})"


def _next(done: _Done) -> list[str]:
    """Three short lines: edit, commit, install."""
    steps = []
    if CONSIDERATIONS in done.written and (done.still_open or done.unconfirmed):
        confirm = "; take what is right out of unconfirmed" if done.unconfirmed else ""
        steps.append(f"edit {CONSIDERATIONS}: release-guard lint --complete lists what is open{confirm}")
    else:
        steps.append(f"read {' and '.join(done.written)} once more")
    if not done.in_git:
        steps.append("git init, so that pushes can be judged; uploads from this folder are judged without it")
        return [f"  {number}. {step}" for number, step in enumerate(steps, 1)]
    message = "Say what this release is" if CONSIDERATIONS in done.written else "Say who reviews releases"
    steps.append(f'git add {" ".join(done.written)} && git commit -m "{message}"')
    steps.append("release-guard check" if done.guarded else "release-guard install")
    return [f"  {number}. {step}" for number, step in enumerate(steps, 1)]


def _as_json(done: _Done) -> str:
    return json_text(
        {
            "schema": "release-guard-init/1",
            "tool": f"release-guard {__version__}",
            "folder": done.top,
            "written": list(done.written),
            "kept": list(done.kept),
            "preset": done.preset,
            "unconfirmed": list(done.unconfirmed),
            "open": done.still_open,
        }
    )
