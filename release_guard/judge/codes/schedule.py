"""RG42x: when something may become visible."""

from release_guard.judge.codes.page import CONSIDERATIONS, OTHER_FIELDS, POLICY, RECORD, SHELL, WHEN, page

PAGES = {
    "RG420": page(
        what="""
            The release, or this stage of it, has a `not_before`, and that moment hasn't come.
        """,
        why="""
            The time was given to somebody: to those who build a defence, close a hole or inform those concerned.
        """,
        serves=WHEN,
        do="wait for the moment that the finding names",
        how="""
            If one of the file's `early_release_triggers` has happened, somebody who isn't an author confirms it:
            `release-guard confirm trigger:1 --evidence URL --statement TEXT`. A new date is a change of plan, and
            the reviews are asked for again.
        """,
        where=CONSIDERATIONS,
        before="""
            [timing]
            mode = "timed"
            not_before = 2026-12-01T09:00:00+00:00
            embargo_start = 2026-10-15
            reason = "The maintainers of two detectors asked for six weeks."
        """,
        after="""
            [timing]
            mode = "timed"
            not_before = 2026-12-01T09:00:00+00:00
            embargo_start = 2026-10-15
            reason = "The maintainers of two detectors asked for six weeks."
            early_release_triggers = ["Both detectors are updated", "Somebody else publishes the same"]
        """,
    ),
    "RG421": page(
        what="""
            The release, or this stage, waits for an event, and none of the people named in `event_confirmer` has
            confirmed that it happened.
        """,
        why="""
            "When a countermeasure exists" is a good plan only if somebody checks that it does.
        """,
        serves=WHEN,
        do="release-guard confirm event --evidence https://lab.example/detector --statement 'It is online.' "
        "--by okafor@uni.example",
        how="""
            For a stage it is `release-guard confirm stage:ID`. Commit the record that it writes. Owner and authors
            can't confirm.
        """,
        where=RECORD,
        before="""
            # no confirmation yet
        """,
        after="""
            schema = "release-record/1"
            kind = "confirmation"
            by = "okafor@uni.example"
            recorded_by = "okafor@uni.example"
            date = 2026-11-22
            confirms = "event"
            evidence = "https://lab.example/detector"
            statement = "It is online, and finds 97 of our 100 samples."
        """,
    ),
    "RG422": page(
        what="""
            The file's category is staged, and no stage matches the file; or its stage comes after another that no
            record says has gone out. It may be reviewed already; it waits for its turn all the same.
        """,
        why="""
            A staged release watches what a smaller model does before a larger one is out. The order is the point.
        """,
        serves=WHEN,
        do="release-guard plan",
        how="""
            It shows every stage, what may go now and what waits for what. If no stage matches the file, add it to the
            `paths` of the one it belongs to. If the stage before has gone out, `release-guard advance ID` asks the
            place who can read it and records that. What is open may be pushed without the rest: on a branch whose
            commits never held the files that wait.
        """,
        where=CONSIDERATIONS,
        before="""
            [timing]
            mode = "staged"
            [[timing.stage]]
            id = "774M"
            content = ["trained-model"]
            paths = ["models/774M/**"]
            tier = "public"
        """,
        after="""
            [timing]
            mode = "staged"
            [[timing.stage]]
            id = "774M"
            content = ["trained-model"]
            paths = ["models/774M/**"]
            tier = "public"
            [[timing.stage]]
            id = "1558M"
            content = ["trained-model"]
            paths = ["models/1558M/**"]
            tier = "public"
            after = "774M"
            min_observation_days = 60
        """,
    ),
    "RG424": page(
        what="""
            The file says `review_by`, and that day is past. New content waits. What is public stays public.
        """,
        why="""
            Answers about misuse and defences grow old. The authors themselves chose the day on which to look again.
        """,
        serves=WHEN,
        do="read the answers again, then set a new review_by",
        how="""
            Change what is no longer true. A new `review_by` alone voids no review; changed hazards, threats or
            timing do, and that is right.
        """,
        where=CONSIDERATIONS,
        before="""
            [timing]
            mode = "immediate"
            review_by = 2026-05-01
        """,
        after="""
            [timing]
            mode = "immediate"
            review_by = 2027-05-01
        """,
    ),
    "RG425": page(
        what="""
            The embargo is longer than the policy's `embargo_days`.
        """,
        why="""
            Those who disclose vulnerabilities agree on weeks, not years: secrets leak with time, and a defence that
            isn't built in that time isn't being built.
        """,
        serves=OTHER_FIELDS,
        do="choose an earlier not_before, or name the event that you are really waiting for",
        how="""
            With `mode = "evented"` the release waits as long as it must, and somebody confirms the event. How long
            an embargo may be is for the policy to say.
        """,
        where=POLICY,
        before="""
            [limits]
            embargo_days = 90
        """,
        after="""
            [limits]
            embargo_days = 120
        """,
    ),
    "RG426": page(
        what="""
            The stage before this one is out, and the `min_observation_days` aren't over; or the release is periodic,
            and the last content went out less than `interval_days` ago.
        """,
        why="""
            What people do with a model shows after weeks. The days were set aside to see it.
        """,
        serves=WHEN,
        do="wait for the day that the finding names",
        how="""
            The days are counted from the stage record of what went out before, which `release-guard advance` writes.
            `release-guard plan` shows where things stand. A shorter time is a change of plan, and the reviews are asked
            for again.
        """,
        where=CONSIDERATIONS,
        before="""
            [timing]
            mode = "staged"
            [[timing.stage]]
            id = "355M"
            content = ["trained-model"]
            paths = ["models/355M/**"]
            tier = "public"
            [[timing.stage]]
            id = "774M"
            content = ["trained-model"]
            paths = ["models/774M/**"]
            tier = "public"
            after = "355M"
            min_observation_days = 60
        """,
        after="""
            [timing]
            mode = "staged"
            [[timing.stage]]
            id = "355M"
            content = ["trained-model"]
            paths = ["models/355M/**"]
            tier = "public"
            [[timing.stage]]
            id = "774M"
            content = ["trained-model"]
            paths = ["models/774M/**"]
            tier = "public"
            after = "355M"
            min_observation_days = 30
        """,
    ),
    "RG427": page(
        what="""
            Your clock and the host's differ by more than ten minutes, and a date decides here: an embargo, an
            expiry. Embargoes take the earlier of the two, expiry the later.
        """,
        why="""
            A laptop's clock can be wrong by accident, or by intent. Nothing else is held because of it.
        """,
        serves=WHEN,
        do="timedatectl set-ntp true",
        how="""
            Set the clock, then push again. `timedatectl` is for Linux; other systems have the setting among those
            for date and time.
        """,
        where=SHELL,
        before="""
            $ git push origin main
            release-guard: RG427 clocks-disagree: ...
        """,
        after="""
            $ sudo timedatectl set-ntp true
            $ git push origin main
        """,
    ),
}
