"""The records that speak at an attempt: the union of what the push brings and what the destination holds.

A record that is deleted or edited in the push still speaks from the destination (judge.md, "Objections"). Reading one
record is for ``formats.records``, checking its signature for ``signatures``, what it counts for is for the judge.
"""

from collections.abc import Callable, Iterator, Mapping

from release_guard.formats import records
from release_guard.model.considerations import Unreadable
from release_guard.model.finding import Finding, Severity
from release_guard.model.lean import NamedTuple
from release_guard.model.record import BadSignature, Record, Signature
from release_guard.ports import Evidence

FOLDER = "release-records/"
SUFFIX = ".toml"
SIGNATURE_SUFFIX = ".sig"

#: More records than this aren't read: whoever needs more can start a folder of a new release.
MAX_RECORDS = 2000

#: What stands at the destination is read whole: else nobody could push there any more, not even to clear it out.
_EVERY = 1 << 20

_LINE_ENDS = (
    "the record's line ends became CRLF after signing: write 'release-records/* -text' into .gitattributes, "
    "then git add --renormalize release-records"
)

_Known = Signature | BadSignature | None
_Union = tuple[tuple[Record, ...], tuple[Finding, ...]]


class _Copy(NamedTuple):
    """One record file at one or both places; ``signatures`` are those that lie beside it there."""

    path: str
    data: bytes
    at_tip: bool
    at_destination: bool
    signatures: tuple[bytes, ...]
    altered: bool
    origin: str


def read_union(tip: Evidence | None, standing: Evidence | None) -> tuple[tuple[Record, ...], tuple[Finding, ...]]:
    """Every record of the pushed *tip* and of the destination (*standing*), by path, and what could not be read.

    A file that differs between the two is there twice, both marked ``altered``. A file that can't be read is one
    finding (RG005) for each reason, and nothing else.
    """
    return begin_union(tip, standing)()


def begin_union(tip: Evidence | None, standing: Evidence | None) -> "Callable[[], _Union]":
    """Begin with ``read_union``: OpenSSH looks at the signatures until what this returns is called for the rest."""
    findings: list[Finding] = []
    findings.extend(
        _passed_over({file.path: file.data for place in (standing, tip) if place for file in place.records})
    )
    pushed, held = _files(tip, findings, MAX_RECORDS), _files(standing, findings, _EVERY)
    copies = _copies(pushed, held, tip, standing)
    answers = _begun([(copy.data, signature) for copy in copies for signature in copy.signatures if _fits(copy)])

    def union() -> _Union:
        found: list[Record] = []
        for copy, signature in zip(copies, _checked(copies, iter(answers())), strict=True):
            answer = _parse(copy, signature)
            if isinstance(answer, Record):
                found.append(answer)
            else:
                findings.extend(answer)
        return tuple(found), tuple(findings)

    return union


def _files(evidence: Evidence | None, findings: list[Finding], most: int) -> Mapping[str, tuple[bytes, bytes | None]]:
    """Path to record and signature; too many of them are a finding that says so."""
    if evidence is None:
        return {}
    everything = {file.path: file.data for file in evidence.records}
    paths = sorted(path for path in everything if _is_record(path))
    if len(paths) > most:
        message = f"{evidence.origin} holds {len(paths)} records; more than {most} are not read"
        findings.append(Finding("RG002", message, FOLDER, fix="move the records of earlier releases to another folder"))
    return {path: (everything[path], everything.get(path + SIGNATURE_SUFFIX)) for path in paths[:most]}


def _passed_over(everything: Mapping[str, bytes]) -> Iterator[Finding]:
    """What looks like a record or a signature and is read as neither."""
    for path, data in everything.items():
        name = path.lower()
        if name.endswith(SUFFIX) and not path.endswith(SUFFIX):
            message = f"the record isn't read: its name must end in {SUFFIX}, in small letters"
            fix = f"git mv {path} {path[: -len(SUFFIX)]}{SUFFIX}"
            yield records.unread(data, path, message, fix)
        elif name.endswith(SIGNATURE_SUFFIX) and path[: -len(SIGNATURE_SUFFIX)] not in everything:
            message = "the signature stands beside no record: it signs nothing"
            fix = f"put its record back as {path[: -len(SIGNATURE_SUFFIX)]}, or git rm {path}"
            yield Finding(records.CODE, message, path, fix=fix, severity=Severity.WARNING)


def _is_record(path: str) -> bool:
    return path.startswith(FOLDER) and path.endswith(SUFFIX) and "/" not in path[len(FOLDER) :]


def _copies(
    pushed: Mapping[str, tuple[bytes, bytes | None]],
    held: Mapping[str, tuple[bytes, bytes | None]],
    tip: Evidence | None,
    standing: Evidence | None,
) -> list[_Copy]:
    """The different versions of every file, the pushed one first."""
    copies: list[_Copy] = []
    for path in sorted({*pushed, *held}):
        here, there = pushed.get(path), held.get(path)
        same = here is not None and there is not None and here[0] == there[0]
        altered = here is not None and there is not None and not same
        if here is not None and tip is not None:
            beside = [here[1], there[1] if there and same else None]
            copies.append(_Copy(path, here[0], True, same, _present(beside), altered, tip.origin))
        if there is not None and standing is not None and not same:
            copies.append(_Copy(path, there[0], False, True, _present([there[1]]), altered, standing.origin))
    return copies


def _present(beside: list[bytes | None]) -> tuple[bytes, ...]:
    """The signatures that are there, each once."""
    return tuple(dict.fromkeys(signature for signature in beside if signature is not None))


def _checked(copies: list[_Copy], answers: Iterator[Signature | BadSignature]) -> Iterator[_Known]:
    """What is known of each copy's signature: one that holds, else why the first doesn't, else nothing."""
    for copy in copies:
        known = [next(answers) for _ in copy.signatures if _fits(copy)]
        yield next((answer for answer in known if isinstance(answer, Signature)), known[0] if known else None)


def _begun(pairs: list[tuple[bytes, bytes]]) -> "Callable[[], list[Signature | BadSignature]]":
    if not pairs:  # most repositories: OpenSSH's side need not be imported
        return list
    from release_guard.evidence import signatures

    answers = signatures.begin(pairs)
    return lambda: [
        _explained(data, armored, one) for (data, armored), one in zip(pairs, answers(signatures.SECONDS), strict=True)
    ]


def _explained(data: bytes, armored: bytes, answer: Signature | BadSignature) -> Signature | BadSignature:
    """Why a signature doesn't hold, where git or an editor did no more than change the ends of the lines."""
    if isinstance(answer, Signature) or b"\r\n" not in data:
        return answer
    from release_guard.evidence import signatures

    if isinstance(signatures.check(data.replace(b"\r\n", b"\n"), armored), BadSignature):
        return answer
    return BadSignature(_LINE_ENDS)


def _fits(copy: _Copy) -> bool:
    return len(copy.data) <= records.MAX_BYTES


def _parse(copy: _Copy, signature: _Known) -> Record | tuple[Finding, ...]:
    answer = records.parse(copy.data, copy.path, signature=signature)
    if not isinstance(answer, Unreadable):
        return answer._replace(at_tip=copy.at_tip, at_destination=copy.at_destination, altered=copy.altered)
    findings = tuple(problem.finding for problem in answer.findings)
    if copy.at_tip:
        return findings
    return tuple(finding._replace(message=f"at {copy.origin}: {finding.message}") for finding in findings)
