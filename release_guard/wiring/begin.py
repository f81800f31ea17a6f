"""Begins a release: puts guesses and given answers together, and writes the two files that ``init`` is for.

Asking people is left to the command line. Nothing that is there is ever overwritten here unless that was said.
"""

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from release_guard.formats import edit, presets, private_answers, template, toml_source
from release_guard.formats.fields_check import CONSIDERATIONS as CODES
from release_guard.formats.fields_check import Place, check
from release_guard.formats.placeholders import is_placeholder
from release_guard.git.plumbing import Git
from release_guard.git.tree import CONSIDERATIONS, CONSIDERATIONS_FOLDER, POLICY
from release_guard.model.considerations import Unreadable
from release_guard.model.fields import Field, walk
from release_guard.model.fields_considerations import CONSIDERATIONS as KEYS
from release_guard.model.finding import Finding

Answers = Mapping[str, object]

#: What an answers file needn't have: it may answer as little as it likes.
_MAY_BE_OPEN = frozenset({CODES.missing, CODES.placeholder})
FIELDS: Mapping[str, Field] = dict(walk(KEYS))


class Given(NamedTuple):
    """Answers out of a file by dotted key, and what is wrong with them; findings mean that none of them is used."""

    answers: Answers
    findings: tuple[Finding, ...] = ()


class Existing(NamedTuple):
    """A considerations file that is there: what people answered, what was guessed, and its ``unconfirmed`` as it is."""

    text: str
    answered: Answers
    guessed: Answers
    unconfirmed: tuple[str, ...]


def read(path: str) -> Given:
    """The answers in the TOML file *path*, which has the keys of a considerations file. Raises ``OSError``."""
    with Path(path).open("rb") as file:
        document = toml_source.read(file.read(toml_source.MAX_BYTES + 1), path)
    if isinstance(document, Unreadable):
        return Given({}, tuple(problem.finding for problem in document.findings))
    found = [problem.finding for problem in check(document.table, KEYS, Place(path, document.lines), CODES)]
    return Given(flat(document.table), tuple(finding for finding in found if finding.code not in _MAY_BE_OPEN))


def flat(table: Answers, prefix: str = "") -> dict[str, object]:
    """The answers of nested tables by dotted key; lists of tables stay as they are."""
    found: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            found.update(flat(value, f"{prefix}{key}."))
        else:
            found[f"{prefix}{key}"] = value
    return found


def tables(answers: Answers) -> dict[str, object]:
    """Answers by dotted key as the nested tables of the file."""
    whole: dict[str, object] = {}
    for key, value in answers.items():
        *above, last = key.split(".")
        table = whole
        for part in above:
            table = table.setdefault(part, {})  # type: ignore[assignment] # what stands above a dotted key is a table
        table[last] = value
    return whole


def compose(guessed: Answers, given: Answers) -> dict[str, object]:
    """The answers together: what was *given* stands before what was *guessed*, which is listed in ``unconfirmed``."""
    listed = given.get("unconfirmed", [])
    unconfirmed = [key for key in FIELDS if key in guessed and key not in given]
    unconfirmed += [key for key in (listed if isinstance(listed, list) else ()) if key not in unconfirmed]
    merged = {key: value for key, value in {**guessed, **given}.items() if key != "unconfirmed"}
    return {"unconfirmed": unconfirmed, **merged} if unconfirmed else merged


def look(top: str) -> Existing | None:
    """The considerations file in *top*, to go on with; None where there is none, or none that can be read."""
    place = os.path.join(top, CONSIDERATIONS)
    if not os.path.isfile(place):
        return None
    data = Path(place).read_bytes()
    document = toml_source.read(data, place)
    if isinstance(document, Unreadable):
        return None
    held = flat(document.table)
    listed = held.pop("unconfirmed", [])
    unconfirmed = tuple(map(str, listed)) if isinstance(listed, list) else ()
    guessed = {key: value for key, value in held.items() if _names(unconfirmed, key)}
    answered = {key: value for key, value in held.items() if key not in guessed and not _is_open(value)}
    return Existing(data.decode("utf-8-sig"), answered, guessed, unconfirmed)


def _names(unconfirmed: Iterable[str], key: str) -> bool:
    return any(key == name or key.startswith(f"{name}.") for name in unconfirmed)


def _is_open(value: object) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(isinstance(one, str) and is_placeholder(one) for one in values)


def revise(existing: Existing, given: Answers) -> str:
    """The text of an existing file with the answers that were *given*, which are confirmed by that."""
    changes = {key: value for key, value in given.items() if existing.guessed.get(key) != value}
    text = edit.set_keys(_without_open_lines(existing.text, changes), changes)
    guesses = {name: [key for key in existing.guessed if _names([name], key)] for name in existing.unconfirmed}
    confirmed = [
        name for name, keys in guesses.items() if all(key in given for key in keys) and (keys or name in given)
    ]
    return edit.confirm(text, confirmed)


def present(top: str) -> tuple[str, ...]:
    """Which of the two files are there already, by name; a folder of several releases counts as the first."""
    folder = os.path.join(top, CONSIDERATIONS_FOLDER)
    found = []
    if os.path.lexists(os.path.join(top, CONSIDERATIONS)):
        found.append(CONSIDERATIONS)
    elif os.path.isdir(folder) and any(name.endswith(".toml") for name in os.listdir(folder)):
        found.append(f"{CONSIDERATIONS_FOLDER}/")
    if os.path.lexists(os.path.join(top, POLICY)):
        found.append(POLICY)
    return tuple(found)


def _without_open_lines(text: str, keys: Iterable[str]) -> str:
    """*text* without the comments that keep the places of *keys* whose values no mark can stand for (``template``)."""
    for key in keys:
        name = re.escape(key.rpartition(".")[2])
        text = re.sub(rf"^# *{name} *= .*{re.escape(template.STILL_OPEN)}.*\n", "", text, count=1, flags=re.MULTILINE)
    return text


def considerations_text(answers: Answers, preset: str, capabilities: Iterable[str] = ()) -> str:
    """The text of a considerations file with *answers*, with every section that its level asks for."""
    floors = presets.policy(preset).capabilities
    return template.render(tables(answers), level=max((floors.get(name, 0) for name in capabilities), default=0))


def private_text() -> str:
    """A file of private answers to fill in, under a salt of its own."""
    return private_answers.template(secrets.token_hex(private_answers.SALT_LENGTH // 2))


def keep_out_of_git(top: str, name: str) -> bool:
    """Have git ignore the file *name* at *top*; False where it does already, or where there is no repository."""
    with Git(top) as git:
        if git.ask("check-ignore", "-q", "--", name)[0] != 1:
            return False
    with Path(top, ".gitignore").open("a+b") as file:
        file.seek(0)
        before = file.read()
        file.write(b"\n" if before and not before.endswith(b"\n") else b"")
        file.write(f"/{name}\n".encode())
    return True


def write(top: str, name: str, data: bytes, *, anew: bool) -> None:
    """Write one file in one step; where one stands there already, only if *anew* says so (``FileExistsError``)."""
    place = os.path.join(top, name)
    if not anew and os.path.lexists(place):
        raise FileExistsError(17, "there is a file already", place)
    beside = f"{place}.{os.getpid()}"
    try:
        Path(beside).write_bytes(data)
        os.replace(beside, place)
    finally:
        Path(beside).unlink(missing_ok=True)
