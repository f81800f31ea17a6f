"""RG3xx: reviews and the other records."""

from release_guard.judge.codes.page import CONSIDERATIONS, EXPERTS, MANAGED, OTHER_FIELDS, POLICY, RECORD, SHELL, page

PAGES = {
    "RG301": page(
        what="""
            The policy asks for at least one other person for this content at this visibility, and no review that
            counts is there.
        """,
        why="""
            The authors know their work best, and misjudge its effects most easily. A second look by somebody who
            isn't an author is the least that every institution asks of research with consequences.
        """,
        serves=MANAGED,
        do="release-guard review request",
        how="""
            It writes the message for the reviewer: what to read, and the one command that records their answer in
            `release-records/`. Commit that file and push again. Where the finding says that nobody can meet the
            requirement, no list of reviewers has anybody for it: its fix names the entry that the policy lacks.
        """,
        where=SHELL,
        before="""
            $ release-guard check --target github.com/acme/digits
            release-guard: RG301 review-missing: ...
        """,
        after="""
            $ release-guard review record --role ml --decision approve --by lin@example.org --rationale "I ran the evaluation again; nothing in it can deceive anyone."
            $ git add release-records
            $ git commit -m "Record Lin's review"
        """,  # noqa: E501 - one command
    ),
    "RG302": page(
        what="""
            Reviews are there, and fewer people, or other kinds of people, than the policy asks for. Within one
            requirement every place needs another person.
        """,
        why="""
            A voice model may need somebody who knows fraud and somebody who knows models. One person, however good,
            is one view.
        """,
        serves=EXPERTS,
        do="release-guard review request --role domain-expert",
        how="""
            `release-guard status` shows which place is empty, and in the policy of which layer. The order of the
            reviews doesn't matter, and one person may serve in several requirements.
        """,
        where=SHELL,
        before="""
            $ git push origin main
            model.safetensors: RG302 too-few-reviewers: ...
        """,
        after="""
            $ release-guard review request --role domain-expert --to okafor@uni.example
            $ git add release-records
            $ git commit -m "Record the answer of Dr Okafor"
            $ git push origin main
        """,
    ),
    "RG303": page(
        what="""
            The reviewer is the owner or one of the authors of the release; under `independence = "commits"` also
            whoever wrote a commit of it. Addresses are compared in lower case, without a +tag.
        """,
        why="""
            Review boards don't let investigators decide about their own study, not even that it needs no review.
        """,
        serves=OTHER_FIELDS,
        do="release-guard review request",
        how="""
            Ask somebody who didn't make the release. If the list of authors is wrong, correct `[release] authors`:
            it names those who made this release, not everybody in the team.
        """,
        where=CONSIDERATIONS,
        before="""
            [release]
            owner = "ada@example.org"
            authors = ["ada@example.org", "lin@example.org", "everybody@example.org"]
        """,
        after="""
            [release]
            owner = "ada@example.org"
            authors = ["ada@example.org", "lin@example.org"]
        """,
    ),
    "RG304": page(
        what="""
            The review was of something else: other bytes of a weight or data file, answers that have changed since,
            a capability the code didn't have then, a mitigation that is weaker now; or its author took it back.
        """,
        why="""
            "It looked fine last month" says nothing about the checkpoint of this morning. An approval is bound to
            sha256 digests, so nobody has to remember what it was of.
        """,
        serves=MANAGED,
        do="release-guard review renew",
        how="""
            The reviewer sees what changed since and answers again. Layout, comments and the order of answers never
            void a review, and daily commits to the code don't either: only meaning, capabilities and bytes do.
        """,
        where=SHELL,
        before="""
            $ git commit -am "Train for two more epochs"
            $ git push origin main
            release-guard: RG304 review-of-other-content: ...
        """,
        after="""
            $ release-guard review renew release-records/2026-11-20-okafor-domain-expert-3fa9c1.toml
            $ git add release-records
            $ git commit -m "Record the review of the new checkpoint"
            $ git push origin main
        """,
    ),
    "RG305": page(
        what="""
            The review's `expires` is past, or it is older than the policy's `review_age_days`.
        """,
        why="""
            Misuse, defences and other tools change, and with them the answer. Continuing review within a year is
            the custom of review boards.
        """,
        serves=OTHER_FIELDS,
        do="release-guard review renew",
        how="""
            `release-guard review list --expiring 30d` shows what runs out next, so that nobody has to renew on the
            evening of the release.
        """,
        where=RECORD,
        before="""
            date = 2025-11-20
            expires = 2026-11-20
            decision = "approve"
        """,
        after="""
            date = 2026-11-18
            expires = 2027-11-18
            decision = "approve"
        """,
    ),
    "RG306": page(
        what="""
            The policy keeps a list of reviewers, and this person isn't on it, or not with the role that they signed
            as. Where such a list exists, nobody else fills a place, `any` included.
        """,
        why="""
            Anybody can write "domain-expert" into a file. Who is one, and who comes from outside, is for the
            organisation to say.
        """,
        serves=EXPERTS,
        do="release-guard review request --role domain-expert",
        how="""
            Ask somebody of the list, or let whoever owns the policy add the person. The list is read from the trust
            base: an addition counts from the next push on.
        """,
        where=POLICY,
        before="""
            [[reviewer]]
            id = "sam@lab.example"
            roles = ["security"]
        """,
        after="""
            [[reviewer]]
            id = "sam@lab.example"
            roles = ["security"]

            [[reviewer]]
            id = "okafor@uni.example"
            roles = ["domain-expert"]
            external = true
        """,
    ),
    "RG307": page(
        what="""
            Somebody disapproves of the release, or of this part of it. The objection holds everything it names, at
            every visibility, whatever others approved, and changed bytes don't end it.
        """,
        why="""
            People disagree honestly about values and about risks. One who says no should be heard before the
            weights are out, because afterwards it is too late to agree.
        """,
        serves="paper, section 4: what people disagree about; policy: objections",
        do="talk to the person whom the finding names",
        how="""
            They lift it with a new review that names the old one (`--supersedes`) or with `release-guard review
            withdraw`. The release board may lift it too. Deleting the file doesn't.
        """,
        where=SHELL,
        before="""
            $ git push origin main
            release-records/2026-10-01-okafor-domain-expert-3fa9c1.toml: RG307 review-says-no: ...
        """,
        after="""
            $ release-guard review record --role domain-expert --decision approve --supersedes 2026-10-01-okafor-domain-expert-3fa9c1.toml --rationale "The gate and the detector answer my objection."
        """,  # noqa: E501 - one command
    ),
    "RG308": page(
        what="""
            The requirement asks for signed records, and this one has no signature, a signature that doesn't hold
            over these exact bytes, or one by a key that the list of reviewers doesn't give to this person on that
            day. An objection counts without a signature; an override doesn't, where reviews need one.
        """,
        why="""
            A record is a text file. Where an approval opens a gate, somebody other than the reviewer could have
            written it.
        """,
        serves="policy: signed = true",
        do="release-guard review renew --sign ~/.ssh/id_ed25519",
        how="""
            The reviewer signs with the SSH key that stands in the policy's list. Editing a signed record breaks its
            signature: record a new one instead.
        """,
        where=SHELL,
        before="""
            $ release-guard review record --role security --decision approve --rationale "The watermark holds."
        """,
        after="""
            $ release-guard review record --role security --decision approve --rationale "The watermark holds." --sign ~/.ssh/id_ed25519
        """,  # noqa: E501 - one command
    ),
    "RG309": page(
        what="""
            Two records of one person were counted as one. Addresses are compared in lower case, without a +tag; and
            whoever signs with one key under two names is one person too.
        """,
        why="""
            "Two reviewers" means two people.
        """,
        serves=MANAGED,
        do="release-guard review request",
        how="""
            Ask one more person. `release-guard review list` shows who has reviewed and what each record still
            counts for.
        """,
        where=SHELL,
        before="""
            $ release-guard review list
            2026-11-20-lin-ml-51c2aa.toml        lin@example.org       approve
            2026-11-21-lin-security-77d0b3.toml  lin+sec@example.org   approve
        """,
        after="""
            $ release-guard review request --role security --to sam@lab.example
        """,
    ),
    "RG311": page(
        what="""
            The approval was given on a condition ("the detector is published"), and nobody who may confirm it has.
            Until then it doesn't count for the content that the condition names; for other content it does.
        """,
        why="""
            A condition that nobody checks is a wish. Review boards ask for conditions that one person can verify.
        """,
        serves=OTHER_FIELDS,
        do="release-guard confirm condition:2026-11-20-okafor-domain-expert-3fa9c1.toml#C1 "
        "--evidence https://lab.example/detector --statement 'It is online.'",
        how="""
            Whoever set the condition confirms it, or a person whom it names in `confirmer`; never an owner or author
            of the release. Commit the record that the command writes.
        """,
        where=RECORD,
        before="""
            decision = "approve-with-conditions"

            [[condition]]
            id = "C1"
            text = "The detector is published"
            content = ["trained-model"]
        """,
        after="""
            schema = "release-record/1"
            kind = "confirmation"
            by = "okafor@uni.example"
            recorded_by = "okafor@uni.example"
            date = 2026-11-22
            confirms = "condition:2026-11-20-okafor-domain-expert-3fa9c1.toml#C1"
            evidence = "https://lab.example/detector"
            statement = "It is online, and finds 97 of our 100 samples."
        """,
    ),
    "RG312": page(
        what="""
            The approval names other content, another place, another release or a narrower visibility than this
            attempt.
        """,
        why="""
            Somebody who approved weights for people who ask has not approved them for everybody.
        """,
        serves=MANAGED,
        do="release-guard review renew",
        how="""
            The reviewer widens the scope, or doesn't. Or publish within the scope as it is: `release-guard status`
            shows how wide that is for each target.
        """,
        where=RECORD,
        before="""
            [scope]
            content = ["trained-model"]
            visibility = "gated-manual"
            targets = ["hf:models/acme/digits"]
        """,
        after="""
            [scope]
            content = ["source-code", "trained-model"]
            visibility = "public"
            targets = ["hf:models/acme/digits", "github.com/acme/digits"]
        """,
    ),
    "RG313": page(
        what="""
            An objection that the destination has is gone from the pushed commits. It still speaks: records are read
            from both.
        """,
        why="""
            An objection that could be deleted by those it stops would not be one.
        """,
        serves="records: append-only",
        do="git checkout origin/main -- release-records/",
        how="""
            Restore the file. To change one's mind one adds a record: `release-guard review renew` or
            `release-guard review withdraw`. A branch that is older than the record shows this too: merge or rebase.
        """,
        where=SHELL,
        before="""
            $ git rm release-records/2026-10-01-okafor-domain-expert-3fa9c1.toml
            $ git commit -m "Tidy up"
        """,
        after="""
            $ git checkout origin/main -- release-records/
            $ git commit -m "Keep every record"
        """,
    ),
    "RG314": page(
        what="""
            The approvals, confirmations, stage records or withdrawals that were counted are unsigned, or signed by a
            key that no policy gives to their person: the name in each is what whoever recorded it says.
        """,
        why="""
            In a small team that is enough, and everybody should know that it is what the verdict rests on.
        """,
        serves="policy: signed = true",
        do="release-guard review renew --sign ~/.ssh/id_ed25519",
        how="""
            Nothing has to be done. A policy that wants more says `signed = true` in its requirements and lists
            the reviewers' keys.
        """,
        where=POLICY,
        before="""
            [[requirement]]
            level = 1
            from = "gated-manual"
            people = [{ role = "any" }]
        """,
        after="""
            [[requirement]]
            level = 1
            from = "gated-manual"
            people = [{ role = "any" }]
            signed = true

            [[reviewer]]
            id = "lin@example.org"
            roles = ["ml"]
            keys = [{ key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKx0example", from = 2026-01-01 }]
        """,
    ),
    "RG315": page(
        what="""
            The record carries a date that hasn't come.
        """,
        why="""
            Observation times, expiry and embargoes are counted from such dates. A record from tomorrow would make
            them start tomorrow, and end later than it looks.
        """,
        serves=MANAGED,
        do="release-guard review renew",
        how="""
            Have it recorded again. If the date was right when it was written, one of the clocks is wrong: compare
            `date` with the one that the finding names.
        """,
        where=RECORD,
        before="""
            date = 2062-11-20
        """,
        after="""
            date = 2026-11-20
        """,
    ),
    "RG316": page(
        what="""
            The record was given or written down by a program, not by a person: a bot's or an agent's address stands
            in `by` or `recorded_by`.
        """,
        why="""
            A review means that somebody takes responsibility. Programs help to prepare it; they can't answer for it.
        """,
        serves=MANAGED,
        do="release-guard review request",
        how="""
            A person reads what was prepared and records the review under their own name.
        """,
        where=RECORD,
        before="""
            by = "okafor@uni.example"
            recorded_by = "release-bot[bot]@users.noreply.github.com"
        """,
        after="""
            by = "okafor@uni.example"
            recorded_by = "okafor@uni.example"
        """,
    ),
    "RG317": page(
        what="""
            The event, stage or condition was confirmed by an owner or author of the release. The confirmation
            doesn't count.
        """,
        why="""
            Those who wait for the gate to open are not the ones to say that it may.
        """,
        serves=MANAGED,
        do="release-guard confirm event --evidence https://lab.example/detector --statement 'It is online.' "
        "--by okafor@uni.example",
        how="""
            One of the people in `event_confirmer`, or the reviewer who set the condition, confirms it. Name somebody
            outside the authors when you write the plan.
        """,
        where=CONSIDERATIONS,
        before="""
            [timing]
            mode = "evented"
            event = "The detector is published"
            event_confirmer = ["ada@example.org"]
        """,
        after="""
            [timing]
            mode = "evented"
            event = "The detector is published"
            event_confirmer = ["okafor@uni.example"]
        """,
    ),
    "RG318": page(
        what="""
            Somebody said no to this release and it was lifted since, by themselves or by the release board; or
            somebody said "not yet". It holds nothing, and it is said with every verdict.
        """,
        why="""
            Honest people disagree about releases. Whoever decides, and whoever reads the decision later, should know
            who saw it otherwise and why.
        """,
        serves="paper, section 4: what people disagree about",
        do="release-guard review list",
        how="""
            Nothing has to be done. Read what they said; where the release answers it, say so under `[disagreement]` in
            the considerations.
        """,
        where=CONSIDERATIONS,
        before="""
            [disagreement]
        """,
        after="""
            [disagreement]
            risks = "Mei expects cloned calls to rise before detectors spread; the board weighed it and went on."
        """,
    ),
}
