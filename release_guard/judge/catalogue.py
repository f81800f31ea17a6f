"""The codes: one row each, append-only. Number and name are both accepted wherever a code is written.

A row holds what a verdict needs: name, default severity, one line on why it matters, and what a policy may do with
it. The long texts (what it means, how to mend it, before and after) stand in ``judge/codes/``, which only
``explain`` and the generator of the docs import.

A code is an error when it is the reason that content stays back, a warning when somebody should act though nothing
stays back because of it, and a note when it is only good to know. A rule may report one of its findings more mildly
where it holds nothing back; it never reports it more strictly than the row says.
"""

from release_guard.model.finding import Finding, Severity
from release_guard.model.lean import NamedTuple

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Entry(NamedTuple):
    """One code. ``lowerable``: a policy's lower_severity may name it; ``waivable``: a policy's waiver may."""

    code: str
    name: str
    severity: Severity
    why: str
    lowerable: bool = False
    waivable: bool = False


_ROWS = (
    # could not judge
    Entry("RG001", "internal-error", _E, "a guard that fails must not open the gate"),
    Entry("RG002", "tree-unreadable", _E, "what can't be read can't be cleared"),
    Entry("RG003", "destination-unknown", _E, "a place that nobody can look at counts as public"),
    Entry("RG004", "policy-unreadable", _E, "the rules that can't be read may be the ones that say no"),
    Entry("RG005", "record-unreadable", _E, "a record that can't be read counts for nothing, even if it says no"),
    Entry("RG006", "time-budget-spent", _E, "a judgement that isn't finished is not a yes"),
    Entry("RG007", "hook-input-malformed", _E, "without the list of refs nobody knows what is being published"),
    Entry("RG009", "ledger-required-not-writable", _E, "the policy wants every decision on record"),
    Entry("RG010", "body-over-limit", _E, "a request that is too large to be read can't be judged"),
    Entry("RG011", "request-unknown", _E, "an unknown write may publish something"),
    # considerations
    Entry("RG101", "considerations-missing", _E, "nothing says what this release is, so nothing can clear it"),
    Entry("RG102", "considerations-unparsable", _E, "answers that can't be read are no answers"),
    Entry("RG103", "considerations-version-unknown", _E, "a format that this version doesn't know is never guessed at"),
    Entry("RG104", "key-unknown", _E, "a misspelt key looks like an answer and has no effect"),
    Entry("RG105", "key-missing", _E, "reviewers and the level rest on this answer"),
    Entry("RG106", "value-wrong", _E, "a value outside the format could be read in two ways"),
    Entry("RG107", "answer-is-placeholder", _E, "nobody can review an answer that isn't there", True, True),
    Entry("RG108", "answers-contradict", _E, "both answers can't be true, and a review of them would be of neither"),
    Entry("RG109", "target-not-covered", _E, "the answers were given for other places than this one"),
    Entry("RG110", "file-only-in-working-tree", _E, "the pushed commits are judged, not the files on your disk"),
    Entry("RG111", "answer-copied", _E, "a copied answer says nothing about this question", True, True),
    Entry("RG112", "file-removed", _E, "deleting the answers doesn't undo the duty to give them"),
    Entry("RG113", "private-digest-differs", _E, "reviewers saw other private details than those that stand now"),
    Entry("RG114", "guess-not-confirmed", _E, "a guess of the tool is not an answer of the authors"),
    Entry("RG115", "decision-is-not-go", _E, "nothing goes out before somebody accountable has said that it may"),
    # policy
    Entry("RG201", "policy-missing", _N, "without a policy the built-in one of a team applies", False, True),
    Entry("RG202", "policy-invalid", _E, "a rule with a mistake in it may not mean what its authors meant"),
    Entry("RG203", "inner-policy-loosens", _W, "a push doesn't choose its own judge"),
    Entry("RG205", "visibility-over-cap", _E, "the policy sets a limit that no review lifts"),
    Entry("RG206", "waiver-expired", _W, "an exemption ends on its day"),
    Entry("RG207", "waiver-too-wide", _W, "an exemption is for known files, for a known time"),
    Entry("RG208", "waiver-matches-nothing", _W, "an exemption without a use will cover the wrong thing one day", True),
    Entry("RG209", "policy-chosen-in-this-push", _N, "this once, the push brings its own judge", False, True),
    # records
    Entry("RG301", "review-missing", _E, "the policy asks for people to look at this first"),
    Entry("RG302", "too-few-reviewers", _E, "the policy asks for more people than have approved"),
    Entry("RG303", "own-review", _W, "nobody reviews their own release"),
    Entry("RG304", "review-of-other-content", _E, "an approval of other bytes or answers is not an approval of these"),
    Entry("RG305", "review-expired", _E, "what was fine then may not be fine now"),
    Entry("RG306", "reviewer-without-role", _W, "the policy asks for this kind of expertise, and says who has it"),
    Entry("RG307", "review-says-no", _E, "an objection stands until its author or the release board lifts it"),
    Entry("RG308", "review-not-authentic", _E, "without a good signature anybody could have written it"),
    Entry("RG309", "same-person-twice", _N, "two records of one person are one opinion", False, True),
    Entry("RG311", "condition-open", _E, "the approval was given on a condition that nobody has confirmed"),
    Entry("RG312", "review-out-of-scope", _E, "an approval counts for what it names, and no further"),
    Entry("RG313", "record-removed-or-altered", _E, "records are only ever added: what was said stays said"),
    Entry("RG314", "unsigned", _N, "an unsigned name is the word of whoever recorded it", False, True),
    Entry("RG315", "record-from-the-future", _W, "a record can't count before its day"),
    Entry("RG316", "recorded-by-an-agent", _W, "a review is the word of a person"),
    Entry("RG317", "confirmer-is-an-author", _W, "authors don't confirm their own conditions"),
    Entry("RG318", "dissent-on-record", _N, "who saw it otherwise is read together with who approved", False, True),
    # exposure
    Entry("RG401", "public-not-cleared", _E, "what is public can't be called back"),
    Entry("RG402", "lowered-to-gated", _W, "the reviews allow people who ask, not everybody"),
    Entry("RG403", "lowered-to-private", _W, "the work is safe, and nobody outside sees it yet"),
    Entry("RG404", "lowering-not-possible", _E, "no narrower visibility could be set, so nothing was published"),
    Entry("RG405", "read-back-differs", _E, "a setting counts when the host shows it, not when it was asked for"),
    Entry("RG406", "repository-renamed", _N, "targets, reviews and policies are about the name of today", False, True),
    Entry(
        "RG407",
        "new-or-unknown-repository",
        _W,
        "many hosts create a repository on the first push, readable by all",
        True,
    ),
    Entry("RG408", "bytes-changed-since-judged", _E, "what is sent must be what was judged"),
    Entry("RG410", "content-not-released", _E, "the authors decided on other content than this"),
    Entry("RG411", "content-withheld", _E, "the authors decided to keep this back"),
    Entry("RG412", "unclassified-binary", _E, "bytes that nobody can name may be weights", True, True),
    Entry("RG413", "removed-but-in-history", _E, "whoever clones the repository gets deleted files too"),
    Entry("RG414", "undeclared-reference", _E, "a link to weights publishes them as well as the file does", True, True),
    Entry("RG415", "private-considerations-in-push", _E, "details that would themselves be a hazard stay here"),
    Entry("RG416", "wider-in-combination", _W, "code and weights together can do more than each alone"),
    Entry("RG417", "gate-is-automatic", _E, "a gate that opens for everybody who clicks is not a review"),
    Entry("RG418", "destination-has-no-gate", _E, "this host knows only private and public"),
    Entry("RG420", "embargoed", _E, "its time has not come"),
    Entry("RG421", "event-not-confirmed", _E, "the release waits for an event that nobody has confirmed"),
    Entry("RG422", "stage-not-open", _E, "this content belongs to a later stage"),
    Entry(
        "RG424", "reassessment-overdue", _E, "the answers were to be looked at again by a day that is past", True, True
    ),
    Entry("RG425", "embargo-too-long", _W, "an embargo without a near end is a decision that nobody took", True),
    Entry("RG426", "still-observing", _E, "the stage before is still being watched"),
    Entry("RG427", "clocks-disagree", _E, "a date decides here, and two clocks tell different dates"),
    Entry("RG430", "wrong-namespace", _E, "under another account the organisation can't see or change it"),
    Entry("RG431", "parent-not-cleared", _E, "a model made from another carries its hazards"),
    Entry("RG432", "capability-raised-the-level", _N, "what the code can do asks for more review", False, True),
    Entry("RG433", "remote-job-escapes", _N, "a job on another machine uploads past this guard", False, True),
    Entry("RG434", "members-bypass-the-gate", _N, "members of the owning organisation need no request", False, True),
    Entry(
        "RG435", "loads-from-others", _N, "what others change in their repositories changes what this does", False, True
    ),
    Entry("RG436", "parent-not-declared", _E, "nobody asked what that release lets through"),
    # traces
    Entry("RG501", "public-before-judged", _N, "it is out already; nobody has looked at it here", False, True),
    Entry("RG502", "hook-shadowed", _W, "git runs another hook first, or instead", True),
    Entry("RG503", "ledger-broken", _E, "the record of past decisions was changed or cut"),
    Entry("RG504", "hook-missing-or-old", _W, "without its hook this repository isn't guarded", True),
    Entry("RG505", "nothing-binding", _W, "local hooks can be skipped; nothing on a server stands behind them", True),
    Entry("RG506", "overridden", _W, "somebody opened the gate by hand; the open findings stay open"),
    Entry("RG507", "other-refs-not-seen", _N, "this runner shows the hook one ref of the push", False, True),
)

#: Every code, in the order of its number.
CODES: dict[str, Entry] = {row.code: row for row in _ROWS}
_BY_NAME = {row.name: row for row in _ROWS}


def entry(code_or_name: str) -> Entry:
    """The row of a code ("RG302") or name ("too-few-reviewers"), in any case; raises ``KeyError`` for any other."""
    try:
        return CODES.get(code_or_name.upper()) or _BY_NAME[code_or_name.lower()]
    except KeyError:
        raise KeyError(code_or_name) from None


def graded(finding: Finding) -> Finding:
    """*finding* with its code's usual severity where it brings none of its own."""
    return finding if finding.severity is not None else finding._replace(severity=entry(finding.code).severity)


def find(text: str) -> tuple[Entry, ...]:
    """The rows that look most like *text*, closest first, at most three; empty where nothing comes near."""
    from difflib import get_close_matches

    wanted = text.strip().lower()
    digits = wanted.removeprefix("rg").replace("o", "0").replace("l", "1")
    if digits.isdigit():
        wanted = f"rg{digits:0>3}"
    names = {**{row.code.lower(): row for row in _ROWS}, **_BY_NAME}
    close = get_close_matches(wanted, names, n=3, cutoff=0.5)
    inside = [name for name in names if len(wanted) > 2 and wanted in name]
    return tuple(dict.fromkeys(names[name] for name in (*inside[:3], *close)))[:3]
