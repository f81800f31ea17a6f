"""RG0xx: what kept the guard from judging."""

from release_guard.judge.codes.page import MANAGED, OTHER_FIELDS, POLICY, RECORD, SHELL, SYSTEMS, WHOM, page

PAGES = {
    "RG001": page(
        what="""
            The guard itself failed. This is a mistake in release-guard, not in your files or your answers. What was
            on its way to a public or unknown place stayed here.
        """,
        why="""
            A guard that lets everything through when it breaks protects only on good days. So a failure of its own
            counts like any other reason not to have looked.
        """,
        serves=SYSTEMS,
        do="release-guard check --target github.com/acme/digits",
        how="""
            Run the judgement by hand: it says the same without pushing anything. Then update release-guard, and if
            it still fails, report it with the block of lines that it printed: versions and the place in our code,
            without file contents and without secrets.
        """,
        where=SHELL,
        before="""
            $ git push origin main
            release-guard: RG001 internal-error: ...
        """,
        after="""
            $ python -m pip install --upgrade ml-release-guard
            $ git push origin main
        """,
    ),
    "RG002": page(
        what="""
            The commits, or the folder, that would become visible could not be read completely: objects are missing
            (a partial or broken clone), or the file system refused.
        """,
        why="""
            Content that was not read can't be compared with what was reviewed. Missing objects are not fetched from
            inside a hook, because that would open a connection that you didn't ask for.
        """,
        serves=SYSTEMS,
        do="git fetch --refetch --no-filter origin",
        how="""
            That completes a partial clone; `git fetch --unshallow` completes a shallow one. Where the repository is
            damaged, `git fsck` names the objects. Then push again.
        """,
        where=SHELL,
        before="""
            $ git clone --filter=blob:none https://github.com/acme/digits.git
            $ git push public main
            release-guard: RG002 tree-unreadable: ...
        """,
        after="""
            $ git fetch --refetch --no-filter origin
            $ git push public main
        """,
    ),
    "RG003": page(
        what="""
            The guard could not learn who can read the destination: the address names no place that it knows how to
            judge, or its host didn't answer. Such a place counts as public.
        """,
        why="""
            Taking a public place for a private one publishes for good; taking a private one for public costs a
            question. So the doubt is settled on the safe side.
        """,
        serves=WHOM,
        do="git config --global --add release-guard.private 'git.acme.internal/**'",
        how="""
            Do this where you know that the place is private: the user's or the system's git config and a machine
            policy may say so, the repository's own config may not. Is the host merely out of reach? Push again when
            it is back.
        """,
        where=POLICY,
        before="""
            schema = "release-policy/1"
            name = "acme"
        """,
        after="""
            schema = "release-policy/1"
            name = "acme"

            [[place]]
            match = "git.acme.internal/**"
            visibility = "private"
        """,
    ),
    "RG004": page(
        what="""
            A policy layer is there and can't be read: no permission, no such file at the path that was configured,
            or a layer that it extends could not be had with the digest it is pinned to.
        """,
        why="""
            The layers are judged one by one and the narrowest answer wins. A layer that can't be read may be that
            one.
        """,
        serves="policy layers: machine, extended, repository",
        do="release-guard policy show --origins",
        how="""
            It lists every layer with the place it comes from, and says which one fails. Mend that file or the
            setting that points to it (RELEASE_GUARD_POLICY, git config `release-guard.policy`, or `[extends]`).
            What is pinned and not on this machine yet is brought by `release-guard policy update`; hooks never
            fetch.
        """,
        where=SHELL,
        before="""
            $ git config --global release-guard.policy /srv/policy/relase-policy.toml
        """,
        after="""
            $ git config --global release-guard.policy /srv/policy/release-policy.toml
        """,
    ),
    "RG005": page(
        what="""
            A file in `release-records/` can't be read: broken TOML, an unknown key or kind, a missing field. That
            record alone counts for nothing; the others do. It is a warning, save where the file may hold an objection:
            then it is an error, and nothing passes until it can be read.
        """,
        why="""
            A record is somebody's word, and half of it can mean the opposite. An approval that doesn't count is
            missed soon; an objection would be lost in silence.
        """,
        serves=MANAGED,
        do="release-guard lint release-records/2026-11-20-okafor-domain-expert-3fa9c1.toml",
        how="""
            It prints every problem of the file with its line. Mend the layout only; what the person said is theirs.
            If the meaning must change, they record a new review with `release-guard review renew`.
        """,
        where=RECORD,
        before="""
            schema = "release-record/1"
            kind = "confirmation"
            by = "okafor@uni.example"
            recorded_by = "ada@example.org"
            date = 2026-11-22
            confirm = "event"
            evidence = "https://lab.example/detector"
            statement = "It is online, and finds 97 of our 100 samples."
        """,
        after="""
            schema = "release-record/1"
            kind = "confirmation"
            by = "okafor@uni.example"
            recorded_by = "ada@example.org"
            date = 2026-11-22
            confirms = "event"
            evidence = "https://lab.example/detector"
            statement = "It is online, and finds 97 of our 100 samples."
        """,
    ),
    "RG006": page(
        what="""
            The hook has a budget of seconds, and the judgement wasn't finished when it ran out: a very long history,
            a slow disk, or a host that didn't answer in time.
        """,
        why="""
            A hook must neither hang nor guess. What was read so far may hold nothing, and the next file may hold the
            weights.
        """,
        serves=SYSTEMS,
        do="release-guard check --target github.com/acme/digits",
        how="""
            It judges the same without a deadline. For a long history, push in parts: each push is judged for what is
            new in it. Where the host was slow, push again.
        """,
        where=SHELL,
        before="""
            $ git push public main
            release-guard: RG006 time-budget-spent: ...
        """,
        after="""
            $ git push public main~2000:refs/heads/main
            $ git push public main
        """,
    ),
    "RG007": page(
        what="""
            The hook got something on its standard input that isn't git's list of refs, or was started with other
            arguments than git gives. Or a program sent the Hub a known request whose body can't be read.
        """,
        why="""
            The list says what would be pushed, the body what would be published. What can't be read may be the very
            line that publishes the model.
        """,
        serves="git gate: every ref of a push is judged",
        do="release-guard install",
        how="""
            It puts the hook back as git expects it, ahead of the hooks that are there. If another program calls the
            hook, it must hand on git's arguments and its input unchanged. To judge by hand, use `release-guard
            check`, not the hook.
        """,
        where=SHELL,
        before="""
            $ echo main | .git/hooks/pre-push origin git@github.com:acme/digits.git
            release-guard: RG007 hook-input-malformed: ...
        """,
        after="""
            $ release-guard check --target github.com/acme/digits
        """,
    ),
    "RG009": page(
        what="""
            The policy says `ledger = "required"`, and the decision could not be written to the ledger: the disk is
            full, or the file may not be written. Or the journal of `publish` and `lower` can't be written, or another
            process has it.
        """,
        why="""
            An organisation that has to show later what was decided, and on which evidence, can't do with gaps.
        """,
        serves='policy: ledger = "required"',
        do="release-guard ledger verify",
        how="""
            It shows where the ledger is. Make that file writable, or name another with `RELEASE_GUARD_LEDGER`, then
            push again. Whether a ledger is required is for the policy to say.
        """,
        where=SHELL,
        before="""
            $ git push origin main
            release-guard: RG009 ledger-required-not-writable: ...
        """,
        after="""
            $ export RELEASE_GUARD_LEDGER=/srv/ledgers/digits.jsonl
            $ git push origin main
        """,
    ),
    "RG010": page(
        what="""
            A request to the Hub is larger than is read in one piece (1 GiB), so what it would publish is unknown.
        """,
        why="""
            Judging the first half of a commit and letting the second half through would be no judgement.
        """,
        serves=SYSTEMS,
        do="hf upload acme/digits . --include '*.safetensors'",
        how="""
            Upload in smaller commits: large files go through LFS or xet anyway and don't count here.
        """,
        where=SHELL,
        before="""
            $ hf upload acme/digits .
            release-guard: RG010 body-over-limit: ...
        """,
        after="""
            $ hf upload acme/digits . --include '*.safetensors'
            $ hf upload acme/digits . --include '*.json' --include '*.md'
        """,
    ),
    "RG011": page(
        what="""
            A write to the Hub that this version doesn't know. Where the repository is private now, this is only a
            note; anywhere else it is held.
        """,
        why="""
            Hubs grow new ways to publish. What isn't in the table of known requests can't be judged, and guessing
            that it is harmless would make every new feature a way around.
        """,
        serves=OTHER_FIELDS,
        do="python -m pip install --upgrade ml-release-guard",
        how="""
            A newer version may know the request. If not, report its method and path, without headers: they hold
            your token. Under a policy with `mode = "advise"` it is a warning.
        """,
        where=SHELL,
        before="""
            $ python train.py
            release-guard: RG011 request-unknown: POST /api/models/acme/digits/new-thing
        """,
        after="""
            $ python -m pip install --upgrade ml-release-guard
            $ python train.py
        """,
    ),
}
