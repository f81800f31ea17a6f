"""The one use case: gather the facts of an attempt through the ports, and let the judge decide.

Every channel comes through here: pushes, uploads, CI and the command line. Carrying a decision out (refusing a push,
lowering a repository) is left to the channel, saying it to the reports.
"""

from datetime import datetime
from typing import NamedTuple

from release_guard.formats import considerations as answers
from release_guard.formats import policy as policies
from release_guard.formats import presets
from release_guard.judge.decide import decide
from release_guard.judge.layers import combine
from release_guard.model.attempt import Attempt, Context, Facts, Item
from release_guard.model.considerations import Absent, Considerations, Unreadable
from release_guard.model.decision import Decision
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding, Problem
from release_guard.model.globs import matches_any
from release_guard.model.policy import Layer
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility
from release_guard.ports import Answer, Bytes, Evidence, PolicyFile, PortError, RecordReader, Source, TreeError

Answers = Considerations | Unreadable


class Setting(NamedTuple):
    """What the machine brings to every judgement: its policy files, the moment, and how records are read.

    ``noted`` are findings about the setting itself, such as a policy file that can't be read.
    """

    policies: tuple[PolicyFile, ...]
    moment: datetime
    records: RecordReader
    noted: tuple[Finding, ...] = ()


class _Read(NamedTuple):
    """What was read for an attempt before its content is."""

    files: tuple[Answers, ...]
    tip: Evidence
    standing: Evidence | None
    layers: tuple[Layer, ...]
    noted: tuple[Finding, ...]
    opted_in: bool
    origin: str


def judge(source: Source, answer: Answer, setting: Setting, wanted: Visibility | None = None) -> tuple[Decision, ...]:
    """Judge what *source* brings: one decision for each release that the repository describes.

    *answer* is what is known of the destination's visibility; where nothing is, it counts as public. *wanted* is the
    visibility that is asked for; None means the destination's own. Failures of ports become findings that block.
    """
    asked = wanted if wanted is not None else _public_if_unknown(answer)
    if asked is Visibility.PRIVATE:
        return (decide(_nothing(source.destination, asked, answer, setting)),)
    try:
        return tuple(decide(each) for each in facts(source, answer, setting, asked))
    except PortError as error:
        return (_blind(source.destination, asked, error, setting),)


def facts(source: Source, answer: Answer, setting: Setting, wanted: Visibility) -> tuple[Facts, ...]:
    """All that the judge looks at, gathered: for commands that ask more of it than a verdict. Raises ``PortError``."""
    read = _read(source, setting)
    built_in = presets.policy("team")
    if not read.opted_in and combine(read.layers, built_in).repositories == "opted-in" and not read.noted:
        return (_nothing(source.destination, wanted, answer, setting),)
    records, complaints = setting.records(read.tip, read.standing)
    read = read._replace(noted=(*read.noted, *complaints, *_unknown(source.destination, answer)))
    attempt = source.attempt(_context(source.destination, read), wanted, answer)
    return tuple(
        _facts(attempt._replace(items=items), file, read, records, setting, answer)
        for file, items in _shares(source, attempt, read)
    )


def _read(source: Source, setting: Setting) -> _Read:
    tip = source.evidence()
    standing, unseen = _standing(source)
    places = [evidence for evidence in (tip, standing, *source.fallbacks()) if evidence is not None]
    chosen = next((place for place in places if place.considerations), None)
    layers, complaints = _layers(setting.policies, tip, standing, unseen)
    noted = [*setting.noted, *complaints]
    if source.removed():
        message = "this push takes the considerations file away; what it asks for still holds"
        noted.append(
            Finding(
                "RG112",
                message,
                fix="put release-considerations.toml back: git checkout HEAD~1 -- release-considerations.toml",
            )
        )
    files = tuple(_answers(one, chosen) for one in chosen.considerations) if chosen is not None else ()
    origin = chosen.origin if chosen is not None else ", ".join(place.origin for place in places)
    opted_in = chosen is not None or source.uncommitted()
    return _Read(files + _both(chosen), tip, standing, layers, tuple(noted), opted_in, origin)


def _standing(source: Source) -> tuple[Evidence | None, bool]:
    """What the destination holds now, and whether that couldn't be seen (then it isn't known to be empty)."""
    try:
        return source.standing(), False
    except TreeError:
        return None, True


def _answers(file: Bytes, place: Evidence) -> Answers:
    name = file.path.rsplit("/", 1)[-1].removesuffix(".toml") if "/" in file.path else ""
    return answers.parse(file.data, file.path, origin=place.origin, name=name)


def _both(place: Evidence | None) -> tuple[Unreadable, ...]:
    """A repository describes one release in the file or several in the folder, never both (formats.md)."""
    paths = [file.path for file in place.considerations] if place is not None else []
    if len(paths) < 2 or "release-considerations.toml" not in paths:
        return ()
    message = "there is both release-considerations.toml and a folder release-considerations/; keep one of them"
    finding = Finding(
        "RG108", message, "release-considerations.toml", fix="git rm release-considerations.toml, or the folder"
    )
    return (Unreadable((Problem(finding),), "release-considerations.toml"),)


def _layers(
    machine: tuple[PolicyFile, ...], tip: Evidence, standing: Evidence | None, unseen: bool
) -> tuple[tuple[Layer, ...], tuple[Finding, ...]]:
    """The layers, outermost first, and what is wrong with policies that can't be read.

    The destination's policy is the base. The pushed one, where it differs, can only narrow; but a first push to an
    empty destination on a machine without a policy brings its own base, and says so (RG209).
    """
    layers: list[Layer] = []
    noted: list[Finding] = []
    for file in machine:
        _add(layers, noted, Bytes(file.path, file.data), file.origin, trusted=True, machine=True)
    base = standing.policy if standing is not None else None
    if base is not None and standing is not None:
        _add(layers, [], base, f"the policy at {standing.origin}", trusted=True)
    if tip.policy is not None and (base is None or tip.policy.data != base.data):
        first = standing is None and not unseen and not machine
        _add(layers, noted, tip.policy, f"the policy of {tip.origin}", trusted=first)
        if first:
            message = "this first push brings the policy by which it is judged; from the next push on it binds"
            noted.append(Finding("RG209", message, tip.policy.path))
    return tuple(layers), tuple(noted)


def _add(
    layers: list[Layer], noted: list[Finding], file: Bytes, origin: str, *, trusted: bool, machine: bool = False
) -> None:
    policy = policies.parse(file.data, file.path, origin)
    if isinstance(policy, Unreadable):
        noted.extend(problem.finding for problem in policy.findings)
    else:
        layers.append(Layer(origin, policy, trusted, machine, file.path))


def _context(destination: Destination, read: _Read) -> Context:
    files = [file for file in read.files if isinstance(file, Considerations)]
    return Context(
        destination,
        targets=tuple(target for file in files for target in file.targets),
        references=tuple(
            pattern
            for file in files
            for pattern in (*file.references, *(one for stage in file.timing.stages for one in stage.references))
        ),
        synthetic_media=any(file.synthetic_media for file in files),
        opted_in=read.opted_in,
        committers=any(layer.policy.independence == "commits" for layer in read.layers),
    )


Share = tuple[Answers | Absent, tuple[Item, ...]]


def _shares(source: Source, attempt: Attempt, read: _Read) -> tuple[Share, ...]:
    """Which release speaks for which items. A file without paths speaks for everything."""
    if not read.files:
        return ((Absent(read.origin, uncommitted=source.uncommitted()), attempt.items),)
    speaking = _speaking(read.files, attempt.destination)
    if len(speaking) == 1 and not _paths(speaking[0]):
        return ((speaking[0], attempt.items),)
    shares: list[Share] = [(file, tuple(one for one in attempt.items if _claims(file, one))) for file in speaking]
    left = tuple(one for one in attempt.items if not any(_claims(file, one) for file in speaking))
    return (*shares, *(((Absent(read.origin, unclaimed=True), left),) if left else ()))


def _speaking(files: tuple[Answers, ...], destination: Destination) -> tuple[Answers, ...]:
    """The files that name the destination; where none does, all of them. Unreadable ones always speak."""
    naming = tuple(file for file in files if isinstance(file, Considerations) and destination.matches(file.targets))
    unreadable = tuple(file for file in files if isinstance(file, Unreadable))
    return (*(naming or tuple(file for file in files if isinstance(file, Considerations))), *unreadable)


def _paths(file: Answers) -> tuple[str, ...]:
    return file.paths if isinstance(file, Considerations) else ()


def _claims(file: Answers, item: Item) -> bool:
    paths = _paths(file)
    return not paths or matches_any(paths, item.path)


def _facts(
    attempt: Attempt, file: Answers | Absent, read: _Read, records: tuple[Record, ...], setting: Setting, answer: Answer
) -> Facts:
    return Facts(
        attempt,
        file,
        setting.moment,
        presets.policy("team"),
        records,
        read.layers,
        host_moment=answer.host_moment,
        opted_in=read.opted_in,
        several=len(read.files) > 1,
        noted=read.noted,
        evidence=(read.origin,),
    )


def _unknown(destination: Destination, answer: Answer) -> tuple[Finding, ...]:
    """A destination of which nothing is known counts as public, and the verdict says so."""
    if answer.visibility is not None:
        return ()
    what = "doesn't exist yet" if answer.missing else "could not be looked at"
    message = f"{destination} {what}, so it counts as public ({answer.reason or answer.how})"
    fix = f"if it is private: git config --global --add release-guard.private '{destination}'"
    return (Finding("RG407", message, str(destination), fix=fix),)


def _public_if_unknown(answer: Answer) -> Visibility:
    return Visibility.PUBLIC if answer.visibility is None else answer.visibility


def _nothing(destination: Destination, wanted: Visibility, answer: Answer, setting: Setting) -> Facts:
    """What is nobody's business: a private destination, or a repository that never opted in."""
    attempt = Attempt(destination, wanted, now=answer.visibility)
    return Facts(attempt, Absent(""), setting.moment, presets.policy("team"), opted_in=False)


def _blind(destination: Destination, wanted: Visibility, error: PortError, setting: Setting) -> Decision:
    finding = Finding(error.code, str(error), str(destination))
    attempt = Attempt(destination, wanted)
    return decide(Facts(attempt, Absent(""), setting.moment, presets.policy("team"), noted=(*setting.noted, finding)))
