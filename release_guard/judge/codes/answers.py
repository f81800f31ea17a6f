"""RG1xx: the answers in release-considerations.toml."""

from release_guard.judge.codes.page import (
    CONSIDERATIONS,
    EXPERTS,
    HAZARDS,
    MANAGED,
    SHELL,
    SYSTEMS,
    WHEN,
    WHOM,
    page,
)

PAGES = {
    "RG101": page(
        what="""
            The commits on their way to a public place hold model content, and no release-considerations.toml says
            what this release is, who answers for it and how widely it may be seen.
        """,
        why="""
            Without answers there is nothing to review and nothing to hold the push to. A harmless release needs
            about twenty lines, written once.
        """,
        serves=SYSTEMS,
        do="release-guard init",
        how="""
            It asks a few questions, guesses what it can from the repository and marks its guesses for you to
            confirm. Commit the file and push again: the file must be in the pushed commits.
        """,
        where=SHELL,
        before="""
            $ git push origin main
            release-guard: RG101 considerations-missing: ...
        """,
        after="""
            $ release-guard init --preset solo
            $ git add release-considerations.toml
            $ git commit -m "Say what this release is"
            $ git push origin main
        """,
    ),
    "RG102": page(
        what="""
            The file is there and isn't TOML that we take: a missing quote, a bracket too many, bytes that aren't
            UTF-8, a fraction, a time without its offset, or more than the reader reads.
        """,
        why="""
            Half a file is not half an answer: the line that was lost may be the embargo.
        """,
        serves=SYSTEMS,
        do="release-guard lint release-considerations.toml",
        how="""
            It names the line and the column. Most often a quote inside a text is the reason: use single quotes
            around it, or three double quotes for several lines.
        """,
        where=CONSIDERATIONS,
        before="""
            [release]
            summary = "A model that is called "tiny" by its authors."
        """,
        after="""
            [release]
            summary = 'A model that is called "tiny" by its authors.'
        """,
    ),
    "RG103": page(
        what="""
            The first key, `schema`, is absent or names a version of the file that this release-guard doesn't know.
        """,
        why="""
            A newer version may have a key that narrows the release. A tool that skips what it doesn't know would
            publish too widely and look content.
        """,
        serves=SYSTEMS,
        do="python -m pip install --upgrade ml-release-guard",
        how="""
            Do that where the file was written with a newer release-guard. Otherwise write the version that this one
            knows: `schema = "release-considerations/1"`.
        """,
        where=CONSIDERATIONS,
        before="""
            schema = "release-considerations/9"
        """,
        after="""
            schema = "release-considerations/1"
        """,
    ),
    "RG104": page(
        what="""
            A key that the format doesn't have. The finding names the one that it looks like.
        """,
        why="""
            With `not_befor = 2026-12-01` there would be no embargo at all, and nobody would notice. So a key without
            a meaning is a mistake, never a comment.
        """,
        serves=WHEN,
        do="write the key as the finding spells it",
        how="""
            For text that isn't an answer use a TOML comment. `release-guard lint` shows all such keys at once, and
            the JSON Schema in `schemas/` lets an editor complete them.
        """,
        where=CONSIDERATIONS,
        before="""
            [timing]
            mode = "timed"
            not_befor = 2026-12-01T09:00:00+00:00
        """,
        after="""
            [timing]
            mode = "timed"
            not_before = 2026-12-01T09:00:00+00:00
        """,
    ),
    "RG105": page(
        what="""
            An answer that this release's level asks for isn't there. Level 1 asks for six short sections; what a
            hazard adds (threats, benefits, measures) is asked for from level 2 or 3 on.
        """,
        why="""
            Reviewers read the file, and the judge computes the level and the ceiling from it. A gap is read by
            everybody in the way that suits them.
        """,
        serves=HAZARDS,
        do="release-guard lint --complete",
        how="""
            It lists every missing answer with an example of a good one. `release-guard explain --level` shows why
            the release has this level, and so why the answer is asked for.
        """,
        where=CONSIDERATIONS,
        before="""
            [distribution]
            tier = "ask-for-access"
        """,
        after="""
            [distribution]
            tier = "ask-for-access"
            criteria = "Clinics and researchers; an answer within ten days."
            decider = "release@example.org"
            licence = "openrail"
        """,
    ),
    "RG106": page(
        what="""
            A key has a value that the format doesn't allow: another word than those of its list, another type, a
            number out of its range, a place not in its canonical form, the id of a stage that isn't there.
        """,
        why="""
            "On request" could mean that somebody decides, or that everybody who asks is let in. The format leaves
            one way to read a value.
        """,
        serves=SYSTEMS,
        do="write one of the values that the finding lists",
        how="""
            Times are written with their offset, as in `2026-12-01T09:00:00+00:00`; days without a time, as in
            `2026-12-01`; places as `github.com/acme/digits` or `hf:models/acme/digits`.
        """,
        where=CONSIDERATIONS,
        before="""
            [distribution]
            tier = "on-request"
        """,
        after="""
            [distribution]
            tier = "ask-for-access"
        """,
    ),
    "RG107": page(
        what="""
            An answer is empty, a placeholder ("TODO", "n/a" without a reason), or the template's text as it was.
        """,
        why="""
            The form is not the point: somebody should have thought about the question, and a reviewer should be
            able to tell. "None" can be a good answer when it says why.
        """,
        serves=EXPERTS,
        do="answer in one sentence that would be wrong for another project",
        how="""
            Each finding carries an example. At level 1 a short answer is only a note. If the question really has no
            answer here, say so and why.
        """,
        where=CONSIDERATIONS,
        before="""
            [hazards]
            product = { present = "no", rationale = "n/a" }
        """,
        after="""
            [hazards]
            product = { present = "no", rationale = "It reads digits; nothing it makes can deceive anyone." }
        """,
    ),
    "RG108": page(
        what="""
            Two answers exclude each other, or an answer and the content do: a serious threat names a hazard that is
            answered "no"; weights that anybody may download are called revocable, or rely on usage logs; a
            category is both released and withheld; the code can clone voices while every hazard is "no".
        """,
        why="""
            One of the two is wrong, and which one decides how widely the release may be seen. No reviewer can
            approve both.
        """,
        serves=HAZARDS,
        do="change the answer that isn't true",
        how="""
            The finding names both places. Usually the earlier answer is the older one: the project has moved on
            since. Where two current files cover one destination, make their answers the same or give each its own
            `paths`.
        """,
        where=CONSIDERATIONS,
        before="""
            [access_ratchet]
            sustained_access = { level = "high", revocability = "revocable", rationale = "Weights are on the Hub." }

            [distribution]
            tier = "public"
        """,
        after="""
            [access_ratchet]
            sustained_access = { level = "high", revocability = "irrevocable", rationale = "Copies can't be recalled." }

            [distribution]
            tier = "public"
        """,
    ),
    "RG109": page(
        what="""
            The file is complete, and its `targets` don't name this destination. For ordinary code it is raised only
            where something of the release is held back somewhere, or where there is no "go".
        """,
        why="""
            Answers and reviews were given for certain places. Another place has other readers, other settings and
            often another owner.
        """,
        serves=WHOM,
        do="add the destination to [release] targets",
        how="""
            The finding prints the destination in the form in which it must stand there. A review counts for the
            places in its own scope, so ask the reviewers whether theirs holds here too (`release-guard status`).
        """,
        where=CONSIDERATIONS,
        before="""
            [release]
            targets = ["github.com/acme/digits"]
        """,
        after="""
            [release]
            targets = ["github.com/acme/digits", "hf:models/acme/digits"]
        """,
    ),
    "RG110": page(
        what="""
            A release-considerations.toml lies in your working tree, and the pushed commits don't hold it.
        """,
        why="""
            The pushed commits are what others get. A file that stays on your disk speaks for nothing that they can
            see, and may differ from what was reviewed.
        """,
        serves="git gate: the pushed commit is judged, not the working tree",
        do="git add release-considerations.toml",
        how="""
            Then commit and push again. If git ignores the file, `git check-ignore -v release-considerations.toml`
            names the line that does it.
        """,
        where=SHELL,
        before="""
            $ git status --short
            ?? release-considerations.toml
        """,
        after="""
            $ git add release-considerations.toml
            $ git commit -m "Say what this release is"
            $ git push origin main
        """,
    ),
    "RG111": page(
        what="""
            The same text answers several questions, or stands word for word in another answer.
        """,
        why="""
            The hazards differ: a tool that harms, data that harm, attention that harms. One sentence for all three
            tells a reviewer that the question wasn't asked.
        """,
        serves=HAZARDS,
        do="write for each question what is particular to it",
        how="""
            At level 1 the same honest sentence twice is only a note. If an answer really covers two questions, let
            the second one say how.
        """,
        where=CONSIDERATIONS,
        before="""
            [hazards]
            product = { present = "no", rationale = "We see no risk in this release." }
            data = { present = "no", rationale = "We see no risk in this release." }
        """,
        after="""
            [hazards]
            product = { present = "no", rationale = "It reads digits; nothing it makes can deceive anyone." }
            data = { present = "no", rationale = "Trained on a public benchmark without personal data." }
        """,
    ),
    "RG112": page(
        what="""
            This push deletes the considerations file of a repository that had one.
        """,
        why="""
            If deleting the file switched the guard off, the push after it would publish anything. So the repository
            stays opted in.
        """,
        serves="git gate: deleting the file doesn't opt out",
        do="git checkout origin/main -- release-considerations.toml",
        how="""
            Commit it and push again. If the release has moved to another repository, keep the file and say so in
            its `targets` and `content`.
        """,
        where=SHELL,
        before="""
            $ git rm release-considerations.toml
            $ git commit -m "Tidy up"
            $ git push origin main
            release-guard: RG112 file-removed: ...
        """,
        after="""
            $ git checkout origin/main -- release-considerations.toml
            $ git commit -m "Keep the considerations"
            $ git push origin main
        """,
    ),
    "RG113": page(
        what="""
            The details that stay here (release-considerations.private.toml) are not those whose digest stands in
            the published file, or no digest stands there. It can be seen only on a machine that has them.
        """,
        why="""
            Reviewers approve the private part by its digest. If it changes in silence, they have approved a text
            that no longer exists.
        """,
        serves=HAZARDS,
        do="write the digest that the finding names into [private]",
        how="""
            That changes a section which reviews are bound to, so ask for them again (`release-guard review
            request`). If nobody meant to change the private file, restore it instead.
        """,
        where=CONSIDERATIONS,
        before="""
            [private]
            digest = "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
        """,
        after="""
            [private]
            digest = "sha256:fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"
        """,
    ),
    "RG114": page(
        what="""
            `init` guessed this answer from the repository, and nobody has confirmed it: it is still listed under
            `unconfirmed`.
        """,
        why="""
            A guess saves typing. It can't take responsibility, and an answer that nobody gave is nobody's.
        """,
        serves=MANAGED,
        do="remove the answer's name from `unconfirmed` once it is true",
        how="""
            Read the answer, mend it where it is wrong, then take its name off the list. `release-guard lint
            --complete` shows which are left.
        """,
        where=CONSIDERATIONS,
        before="""
            schema = "release-considerations/1"
            unconfirmed = ["hazards.data", "content.release"]
        """,
        after="""
            schema = "release-considerations/1"
            unconfirmed = []
        """,
    ),
    "RG115": page(
        what="""
            The accountable person hasn't said "go": `[decision]` has no outcome yet, or says "no-go". Until then
            nothing goes above private; where attention is a hazard, not even the documentation.
        """,
        why="""
            Complete answers and good reviews prepare a decision. They don't take it: one person does, and puts
            their name to it.
        """,
        serves=MANAGED,
        do="write the outcome, the reason and the name into [decision]",
        how="""
            Take it last, when the answers and the reviews are there. Reviews aren't bound to this section, so a
            decision voids none of them.
        """,
        where=CONSIDERATIONS,
        before="""
            [decision]
            outcome = "no-go"
            rationale = "Nobody has tried yet to take the watermark out."
            accountable = "ada@example.org"
        """,
        after="""
            [decision]
            outcome = "go"
            rationale = "Two people tried to take the watermark out, and failed."
            accountable = "ada@example.org"
        """,
    ),
}
