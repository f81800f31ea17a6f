"""The one use case: gather the facts of an attempt through the ports, and let the judge decide.

Every channel comes through here: pushes, uploads, CI and the command line. Carrying a decision out (refusing a push,
lowering a repository) is left to the channel, saying it to the reports.
"""

from collections.abc import Mapping
from datetime import datetime

from release_guard.formats import presets
from release_guard.gate import releases, trust
from release_guard.gate.releases import Answers
from release_guard.judge import catalogue
from release_guard.judge.decide import decide
from release_guard.judge.layers import combine
from release_guard.model.attempt import Attempt, Context, Facts
from release_guard.model.category import HEAVY
from release_guard.model.considerations import Absent, Considerations, Parent, Unread
from release_guard.model.decision import Decision
from release_guard.model.destination import Destination
from release_guard.model.finding import Finding, Severity
from release_guard.model.lean import NamedTuple
from release_guard.model.policy import Layer
from release_guard.model.record import Record
from release_guard.model.visibility import Visibility
from release_guard.ports import (
    Answer,
    Bytes,
    Evidence,
    FileReader,
    LineageReader,
    NotFetchedError,
    ParentReader,
    PolicyFile,
    PortError,
    RecordReader,
    Source,
    TreeError,
    ask_nobody,
    know_no_lineage,
)


class Setting(NamedTuple):
    """What the machine brings to every judgement: its policy files, the moment, and how other files are read.

    ``records`` reads the records, ``outward`` finds the policies that a repository's policy extends, outermost first.
    ``noted`` are findings about the setting itself, such as a policy file that can't be read. ``private_digest`` is
    that of the private answers at hand. ``parents`` tells how widely those releases can be seen from which one was
    made; a git hook asks nobody, and knows nothing of them. ``lineage`` reads what is at hand of their own records.
    """

    policies: tuple[PolicyFile, ...]
    moment: datetime
    records: RecordReader
    outward: trust.Outward
    noted: tuple[Finding, ...] = ()
    private_digest: str = ""
    parents: ParentReader = ask_nobody
    lineage: LineageReader = know_no_lineage


class _Read(NamedTuple):
    """What was read for an attempt before its content is; ``behind`` says which words of the destination weren't."""

    files: tuple[Answers, ...]
    tip: Evidence
    standing: Evidence | None
    layers: tuple[Layer, ...]
    noted: tuple[Finding, ...]
    opted_in: bool
    origin: str
    behind: str = ""
    beside: FileReader | None = None


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
    if not read.opted_in and combine(read.layers, built_in).repositories == "opted-in" and not _holds(read.noted):
        return (_nothing(source.destination, wanted, answer, setting),)
    reading = setting.records(read.tip, read.standing)  # signatures are checked while content is read
    try:
        attempt = source.attempt(_context(source.destination, read), wanted, answer)
    finally:
        records, complaints = reading()
    records = (*records, *_said_in_the_past(attempt, records, setting))
    dropped = source.dropped()
    unknown = (*_unknown(source.destination, answer), *_unheard(attempt, read.behind))
    read = read._replace(noted=(*read.noted, *complaints, *unknown))
    uncommitted = not read.files and source.uncommitted()
    return tuple(
        _facts(attempt._replace(items=items), file, read, _marked(records, dropped), setting, answer)
        for file, items in releases.shares(read.files, attempt, read.origin, uncommitted=uncommitted)
    )


def _read(source: Source, setting: Setting) -> _Read:
    tip = source.evidence()
    standing, unseen, behind = _standing(source)
    places = [evidence for evidence in (tip, standing, *source.fallbacks()) if evidence is not None]
    chosen = next((place for place in places if place.considerations), None)
    base = trust.base(setting.policies, tip, standing, setting.outward, unseen=unseen)
    noted = [*setting.noted, *base.noted]
    if source.removed():
        message = "this push takes the considerations file away; what it asks for still holds"
        fix = "put it back: git checkout HEAD~1 -- release-considerations.toml"
        noted.append(Finding("RG112", message, fix=fix))
    files = releases.read(chosen) if chosen is not None else ()
    origin = chosen.origin if chosen is not None else ", ".join(place.origin for place in places)
    opted_in = chosen is not None or source.uncommitted()
    beside = chosen.read if chosen is not None else None
    return _Read(files, tip, standing, base.layers, tuple(noted), opted_in, origin, behind, beside)


def _standing(source: Source) -> tuple[Evidence | None, bool, str]:
    """What the destination holds now, whether that couldn't be seen (then it isn't known to be empty), and why.

    The reason is "" where no fetch would help.
    """
    try:
        return source.standing(), False, ""
    except NotFetchedError as error:
        return None, True, str(error)
    except TreeError:
        return None, True, ""


def _unheard(attempt: Attempt, behind: str) -> tuple[Finding, ...]:
    """Somebody may have said no at the destination since the last fetch: that holds weights and data, code goes on."""
    if not behind:
        return ()
    heavy = any(item.category in HEAVY and not item.already for item in attempt.items)
    message = f"{behind}; policies and records that stand there weren't heard"
    return (Finding("RG002", message, fix="git fetch", severity=None if heavy else Severity.WARNING),)


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


def _marked(records: tuple[Record, ...], dropped: frozenset[str]) -> tuple[Record, ...]:
    """The records, each of those that only the destination still has marked where this attempt takes it away."""
    gone = {record.file for record in records if not record.at_tip} & dropped
    return tuple(one._replace(dropped=True) if one.file in gone and not one.at_tip else one for one in records)


def _said_in_the_past(attempt: Attempt, known: tuple[Record, ...], setting: Setting) -> tuple[Record, ...]:
    """The objections in the pushed history that its tip holds no longer: deleting one before the push ends nothing."""
    if not attempt.past_records:
        return ()
    past = tuple(Bytes(f"release-records/{path.rpartition('/')[2]}", data) for path, data in attempt.past_records)
    found = (setting.records(Evidence("the pushed history", records=(one,)), None)()[0] for one in past)
    objections = (one for records in found for one in records if one.decision == "disapprove")
    there = {(one.file, one.by, one.date, one.rationale) for one in known if one.decision == "disapprove"}
    return tuple(
        one._replace(at_tip=False, dropped=True)
        for one in objections
        if (one.file, one.by, one.date, one.rationale) not in there
    )


def _holds(noted: tuple[Finding, ...]) -> bool:
    return any(catalogue.graded(finding).severity is Severity.ERROR for finding in noted)


def _facts(
    attempt: Attempt, file: Answers | Absent, read: _Read, records: tuple[Record, ...], setting: Setting, answer: Answer
) -> Facts:
    parents = file.parents if isinstance(file, Considerations) else ()
    lineage = setting.lineage(parents, read.beside) if any(one.record for one in parents) else {}
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
        parents=setting.parents(_names(parents, lineage, attempt)),
        evidence=(read.origin,),
        private_digest=setting.private_digest,
        lineage=lineage,
    )


def _names(
    parents: tuple[Parent, ...], lineage: Mapping[Parent, Considerations | Unread], attempt: Attempt
) -> tuple[str, ...]:
    """All from which the release was made: as it says itself, as its parents' records say, as its files say."""
    recorded = (one.parents for one in lineage.values() if isinstance(one, Considerations))
    said = [one.repo for named in (parents, *recorded) for one in named]
    return tuple(dict.fromkeys([*said, *(one.repo for one in attempt.origins)]))


def _unknown(destination: Destination, answer: Answer) -> tuple[Finding, ...]:
    """A destination of which nothing is known counts as public, and the verdict says so."""
    if answer.visibility is not None and not answer.missing:
        return ()
    what = "doesn't exist yet" if answer.missing else "could not be looked at"
    message = f"{destination} {what}, so it counts as public ({answer.reason or answer.how})"
    return (Finding("RG407", message, str(destination), fix=answer.fix),)


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
