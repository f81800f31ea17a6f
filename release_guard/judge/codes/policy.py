"""RG2xx: the policy, its layers and its waivers."""

from release_guard.judge.codes.page import MANAGED, OTHER_FIELDS, POLICY, SHELL, page

PAGES = {
    "RG201": page(
        what="""
            No policy was found, neither on this machine nor at the destination, so the built-in one, `team`, applies:
            the owner decides, and weights or data that become public need one other person.
        """,
        why="""
            It is good to know which rules one was judged by, and that nobody here has chosen them.
        """,
        serves=MANAGED,
        do="release-guard init --preset team",
        how="""
            It writes release-policy.toml, where you can see the rules and change them. For one person who works
            alone there is `--preset solo`, for a larger house `--preset organisation`.
        """,
        where=SHELL,
        before="""
            $ release-guard check
            release-guard: RG201 policy-missing: ...
        """,
        after="""
            $ release-guard init --preset team
            $ git add release-policy.toml
            $ git commit -m "Say who reviews"
        """,
    ),
    "RG202": page(
        what="""
            A policy layer holds a mistake: broken TOML, an unknown key, role or category, a requirement without
            people, or a `schema` that this version doesn't know. `policy lint` tells more under this code, which
            holds nothing back: rules that nobody can meet, and what has no effect where it stands.
        """,
        why="""
            A rule that is skipped because of a typo fails open. So the whole layer is refused, and public pushes
            wait until it is mended.
        """,
        serves="policy: every layer is judged, or none is trusted",
        do="release-guard lint release-policy.toml",
        how="""
            It lists every mistake with its line. A layer from elsewhere is mended where it stands: `release-guard
            policy show --origins` names the place.
        """,
        where=POLICY,
        before="""
            schema = "release-policy/1"
            name = "acme"

            [[requirement]]
            level = 2
            from = "gated"
            people = [{ role = "any" }]
        """,
        after="""
            schema = "release-policy/1"
            name = "acme"

            [[requirement]]
            level = 2
            from = "gated-manual"
            people = [{ role = "any" }]
        """,
    ),
    "RG203": page(
        what="""
            The push brings a policy that asks for less than the one that stands already, or the repository's own
            git config tries to call a place private. What is looser has no effect on this push. `policy lint` and
            `doctor` say the same of a policy of the machine that others may write.
        """,
        why="""
            Otherwise every push could excuse itself. The rules that judge it are those of the machine and of the
            destination as it is now: the trust base.
        """,
        serves="trust base: a push can't choose its own judge",
        do="push the policy first, then the content",
        how="""
            What a policy loosens counts from the next push on. Machine layers are changed where they stand:
            `release-guard policy show --origins` names the place of each.
        """,
        where=SHELL,
        before="""
            $ git commit -am "One reviewer is enough, and here are the weights"
            $ git push origin main
            release-policy.toml:12: RG203 inner-policy-loosens: ...
        """,
        after="""
            $ git push origin policy-change:main
            $ git push origin main
        """,
    ),
    "RG205": page(
        what="""
            The policy caps this content at this level. No number of reviews makes it wider.
        """,
        why="""
            Some content an organisation never wants to publish, however good the reasons look on the day, as
            laboratories don't vote on what leaves the highest biosafety level.
        """,
        serves=OTHER_FIELDS,
        do="release-guard explain --ceiling",
        how="""
            It shows the cap, the layer it stands in, and how the level came about. Publish at what the cap allows,
            leave the capped content out, or ask whoever owns that layer.
        """,
        where=POLICY,
        before="""
            [[cap]]
            level = 4
            content = ["trained-model", "training-data"]
            at_most = "private"
        """,
        after="""
            [[cap]]
            level = 4
            content = ["trained-model", "training-data"]
            at_most = "gated-manual"
        """,
    ),
    "RG206": page(
        what="""
            A waiver's `until` is past. It exempts nothing any more, and the finding that it covered is back.
        """,
        why="""
            An exemption answers for a situation. On its day somebody looks whether the situation is still the same.
        """,
        serves="policy: [[waiver]]",
        do="remove the waiver, or renew its `until`",
        how="""
            At most one year ahead, by the person who answers for it. A waiver counts only where it stands in the
            trust base, so a renewed one takes effect from the next push on.
        """,
        where=POLICY,
        before="""
            [[waiver]]
            code = "RG412"
            target = "github.com/acme/zoo"
            paths = ["tests/fixtures/**"]
            max_bytes = 65536
            who = "sam@acme.example"
            reason = "Random bytes that the reader's tests need."
            until = 2025-12-31
        """,
        after="""
            [[waiver]]
            code = "RG412"
            target = "github.com/acme/zoo"
            paths = ["tests/fixtures/**"]
            max_bytes = 65536
            who = "sam@acme.example"
            reason = "Random bytes that the reader's tests need."
            until = 2026-12-31
        """,
    ),
    "RG207": page(
        what="""
            A waiver covers more than a waiver may: a code that can't be waived, no paths, neither `sha256` nor
            `max_bytes`, no reason or person, or more than a year. It exempts nothing.
        """,
        why="""
            A wide exemption is a second policy that nobody reads. A narrow one says which files, why, who answers,
            and until when.
        """,
        serves="policy: [[waiver]]",
        do="name the files, and their size or sha256",
        how="""
            Only RG107, RG111, RG412, RG414, RG424 and notes can be waived. For everything else the policy has a key
            that says openly what is asked.
        """,
        where=POLICY,
        before="""
            [[waiver]]
            code = "RG412"
            target = "github.com/acme/zoo"
            paths = ["**"]
            who = "sam@acme.example"
            reason = "Test fixtures"
            until = 2029-12-31
        """,
        after="""
            [[waiver]]
            code = "RG412"
            target = "github.com/acme/zoo"
            paths = ["tests/fixtures/**"]
            max_bytes = 65536
            who = "sam@acme.example"
            reason = "Random bytes that the reader's tests need."
            until = 2027-01-31
        """,
    ),
    "RG208": page(
        what="""
            `policy lint` found a waiver that covers nothing: its files are gone, or its target is another place.
        """,
        why="""
            It does no harm today. The next file that happens to match its pattern would pass without a look.
        """,
        serves="policy: [[waiver]]",
        do="remove the waiver",
        how="""
            Or mend its `paths` and `target` where the files have moved.
        """,
        where=POLICY,
        before="""
            [[waiver]]
            code = "RG412"
            target = "github.com/acme/zoo"
            paths = ["test/old/**"]
            max_bytes = 65536
            who = "sam@acme.example"
            reason = "Fixtures of the first reader"
            until = 2027-01-31
        """,
        after="""
            # the fixtures are gone, and their waiver with them
        """,
    ),
    "RG209": page(
        what="""
            The destination is empty and this machine has no policy of its own, so the policy in this very push is
            the one that judges it. The decision says so.
        """,
        why="""
            There is nothing older to trust. Whoever reads the decision later should know that the rules came in
            together with what they allowed.
        """,
        serves="trust base: the first push",
        do="git config --global release-guard.policy /etc/release-guard/policy.toml",
        how="""
            A machine policy is there before any repository, and makes this note go away. From the second push on
            the policy at the destination is the base anyway.
        """,
        where=SHELL,
        before="""
            $ git push -u origin main
            release-guard: RG209 policy-chosen-in-this-push: ...
        """,
        after="""
            $ git config --global release-guard.policy ~/policies/acme.toml
            $ git push -u origin main
        """,
    ),
}
