"""RG5xx: what was left behind, and what stands around the gate."""

from release_guard.judge.codes.page import CONSIDERATIONS, MANAGED, SHELL, SYSTEMS, WHEN, page

PAGES = {
    "RG501": page(
        what="""
            The destination holds these bytes already, at the same or a wider visibility. They aren't judged again,
            and no review here binds them.
        """,
        why="""
            A project that adopts the guard has a past. Holding today's typo fix for it would help nobody; forgetting
            it wouldn't either.
        """,
        serves=WHEN,
        do="release-guard review request",
        how="""
            A review that binds them makes the note go away. `[release] public_since` says since when they are out.
            If they should not be out, make the place private on its host; what was copied stays copied.
        """,
        where=CONSIDERATIONS,
        before="""
            [release]
            title = "Bird tagger"
        """,
        after="""
            [release]
            title = "Bird tagger"
            public_since = 2024-05-01
        """,
    ),
    "RG502": page(
        what="""
            Another hook runs before this guard's, or instead of it: another `core.hooksPath`, a hook manager that has
            written its own over it, or a switch such as `hook.pre-push.enabled` that keeps git from starting it.
        """,
        why="""
            git-lfs uploads weights in its own pre-push hook. If that one runs first, the weights are there before
            anybody judged them.
        """,
        serves="git gate: the guard runs first",
        do="release-guard install",
        how="""
            Run it after the other tool was set up: it takes its place in front and calls the other hook when the
            gate has passed. `release-guard uninstall` puts everything back.
        """,
        where=SHELL,
        before="""
            $ git lfs install --force
            $ release-guard doctor
            release-guard: RG502 hook-shadowed: ...
        """,
        after="""
            $ release-guard install
            $ release-guard doctor
        """,
    ),
    "RG503": page(
        what="""
            The chain of the ledger doesn't hold: an entry was changed, taken out or cut off.
        """,
        why="""
            Each entry carries the digest of the one before, so that nobody can rewrite what was decided without it
            being seen.
        """,
        serves=SYSTEMS,
        do="release-guard ledger verify",
        how="""
            It names every entry that doesn't fit. Keep the file as it is for whoever looks into it, and begin a new one
            with `RELEASE_GUARD_LEDGER=FILE`. What a crash leaves, half a line at the end, is no fault.
        """,
        where=SHELL,
        before="""
            $ release-guard ledger verify
            release-guard: RG503 ledger-broken: ...
        """,
        after="""
            $ release-guard ledger show
        """,
    ),
    "RG504": page(
        what="""
            This repository has a considerations file and no hook of the guard, or one of an older version, or one
            that points to a Python that is gone.
        """,
        why="""
            Without the hook `git push` asks nobody. Hooks aren't cloned with a repository: each clone needs its own.
        """,
        serves=SYSTEMS,
        do="release-guard install",
        how="""
            For every repository of yours at once: `release-guard install --scope user`.
        """,
        where=SHELL,
        before="""
            $ git clone git@github.com:acme/digits.git
            $ release-guard -C digits doctor
            release-guard: RG504 hook-missing-or-old: ...
        """,
        after="""
            $ release-guard -C digits install
            $ release-guard -C digits doctor
        """,
    ),
    "RG505": page(
        what="""
            Everything that was found is local: hooks and settings that whoever pushes can skip. No control on a
            server stands behind them.
        """,
        why="""
            Local hooks help those who want to do it right. `--no-verify`, another client or the web page goes
            around them without a trace.
        """,
        serves=SYSTEMS,
        do="make `release-guard check` a required check of the public branches",
        how="""
            Other controls that bind: a pre-receive hook on one's own git server, and an organisation's setting that
            new repositories are private and only administrators change that.
        """,
        where=SHELL,
        before="""
            $ git push --no-verify origin main
        """,
        after="""
            $ release-guard check --range origin/main..HEAD --target github.com/acme/digits
        """,
    ),
    "RG506": page(
        what="""
            An override is in force: somebody named a reason, and this very content goes to this very place although
            findings are open. It ends after at most 24 hours and stays visible. One that doesn't count, because it
            lasts too long or gives no reason, is named under this code too.
        """,
        why="""
            Sometimes a fix must be out tonight. Then it should be plain who decided that, why, and what was open.
        """,
        serves=MANAGED,
        do="release-guard status",
        how="""
            Close the findings that were open; the override covers no other bytes and no other place. It never covers
            an objection, a failure to judge, or the private part of the considerations.
        """,
        where=SHELL,
        before="""
            $ release-guard override --target github.com/acme/digits --reason "Security fix; review follows." --hours 12
            $ git push origin main
        """,
        after="""
            $ release-guard review record --role ml --decision approve --by lin@example.org --rationale "I read the fix and ran the evaluation again."
        """,  # noqa: E501 - one command
    ),
    "RG507": page(
        what="""
            Under pre-commit or prek a hook sees one ref of the push. Others in the same push were not seen.
        """,
        why="""
            `git push --all` could take a branch with weights along.
        """,
        serves="git gate: every ref of a push is judged",
        do="release-guard install",
        how="""
            The native hook sees all refs and runs beside the manager's. With both, the verdict is said once.
        """,
        where=SHELL,
        before="""
            $ pre-commit install --hook-type pre-push
        """,
        after="""
            $ pre-commit install --hook-type pre-push
            $ release-guard install
        """,
    ),
}
