"""RG401 to RG418: what would become visible, and what the destination can hold."""

from release_guard.judge.codes.page import CONSIDERATIONS, HAZARDS, POLICY, SHELL, SYSTEMS, WHAT, WHOM, page

PAGES = {
    "RG401": page(
        what="""
            The headline of a block: this would become wider than the evidence allows, and this destination either
            can't be narrower or isn't to be lowered. The findings below it say why; nothing was published.
        """,
        why="""
            Public weights are copied within minutes and can't be called back. So the question is settled before.
        """,
        serves="the decision: wanted visibility against ceiling",
        do="release-guard status",
        how="""
            It shows for every kind of content and every target how wide it may be now, and the smallest next step
            for each person. The last line of the report names the nearest one.
        """,
        where=SHELL,
        before="""
            $ git push origin main
            release-guard: RG401 public-not-cleared: ...
        """,
        after="""
            $ release-guard status
            $ release-guard review request
        """,
    ),
    "RG402": page(
        what="""
            The content is published behind a gate, because the evidence allows that and no more. People ask for
            access, and whoever decides lets them in.
        """,
        why="""
            A gate keeps the work useful for those who need it while the reviews for everybody are still open.
        """,
        serves=WHOM,
        do="release-guard status",
        how="""
            It names what lifts the ceiling to public. Until then nothing is lost: the repository is there, and
            anybody can see its card, file names and sizes.
        """,
        where=SHELL,
        before="""
            $ release-guard check --target hf:models/lab/kestrel --visibility public
            release-guard: RG402 lowered-to-gated: ...
        """,
        after="""
            $ release-guard status --target hf:models/lab/kestrel
        """,
    ),
    "RG403": page(
        what="""
            The content goes to a private repository instead of the wider one that was asked for.
        """,
        why="""
            An upload at the end of a night's training is never lost for want of a review: it is kept, and raised
            when the reviews are there.
        """,
        serves=WHOM,
        do="release-guard status",
        how="""
            It names what is missing. A project that wants to be private anyway says so in its upload
            (`hub_private_repo=True`, `--private`) or with `tier = "private"`, and this finding goes away.
        """,
        where=SHELL,
        before="""
            $ release-guard check --target hf:models/acme/digits --visibility public
            release-guard: RG403 lowered-to-private: ...
        """,
        after="""
            $ release-guard review request
            $ release-guard check --target hf:models/acme/digits --visibility public
        """,
    ),
    "RG404": page(
        what="""
            The content should go out less visible, and the host didn't set a narrower visibility: missing rights, a
            full quota for private storage, or a kind of repository without one. Nothing was sent. After
            `release-guard lower` it means that the repository is as visible as before.
        """,
        why="""
            Private first, never public and then restricted: a minute in public is enough.
        """,
        serves=SYSTEMS,
        do="hf repo settings acme/digits --private",
        how="""
            Let somebody with the rights do it, or make room for private storage; then upload again. Your files are
            where they were. Where the host tells which scope a token lacks, the finding names it.
        """,
        where=SHELL,
        before="""
            $ hf upload acme/digits model.safetensors
            release-guard: RG404 lowering-not-possible: ...
        """,
        after="""
            $ hf repo settings acme/digits --private
            $ hf upload acme/digits model.safetensors
        """,
    ),
    "RG405": page(
        what="""
            The host accepted a narrower visibility, and a fresh look shows another one.
        """,
        why="""
            Settings get ignored: a repository that exists already keeps its own, and organisations have defaults. So
            a lowering counts when the host shows it.
        """,
        serves=SYSTEMS,
        do="open the repository's settings page and set its visibility there",
        how="""
            Then run the upload again. If somebody else changes the setting back, agree with them first.
        """,
        where=SHELL,
        before="""
            $ hf upload acme/digits model.safetensors
            release-guard: RG405 read-back-differs: ...
        """,
        after="""
            $ hf repo settings acme/digits --private
            $ hf upload acme/digits model.safetensors
        """,
    ),
    "RG406": page(
        what="""
            The host has another name for this repository today, and sends the old address on to it. The push is
            judged under the name of today.
        """,
        why="""
            The old name leads to the same public place, or somebody else may take it later. Targets, reviews and
            policies name places, so it has to be clear which one is meant.
        """,
        serves=WHOM,
        do="git remote set-url origin https://github.com/acme/digits.git",
        how="""
            Give the remote its new address, and put the new name among `[release] targets`.
        """,
        where=SHELL,
        before="""
            $ git push https://github.com/acme/mnist.git main
            release-guard: RG406 repository-renamed: ...
        """,
        after="""
            $ git remote set-url origin https://github.com/acme/digits.git
            $ git push origin main
        """,
    ),
    "RG407": page(
        what="""
            The host answered that there is no such repository, or it could not be asked. It counts as public.
        """,
        why="""
            Several hosts create a repository on the first push, and readable by all. A mistyped address can become
            a public copy.
        """,
        serves=WHOM,
        do="create the repository as private, then push again",
        how="""
            If it exists and is private, say so once on this machine: in git config `release-guard.private`, or in a
            machine policy's `[[place]]`.
        """,
        where=SHELL,
        before="""
            $ git push https://git.acme.example/ada/digts.git main
            release-guard: RG407 new-or-unknown-repository: ...
        """,
        after="""
            $ git config --global --add release-guard.private 'git.acme.example/ada/**'
            $ git push https://git.acme.example/ada/digits.git main
        """,
    ),
    "RG408": page(
        what="""
            The bytes that are being sent are not those that were judged a moment ago: a file changed during the
            upload, or another process wrote to the folder.
        """,
        why="""
            The verdict was about certain digests. Other bytes are another release.
        """,
        serves=SYSTEMS,
        do="release-guard check --folder . --target hf:models/acme/digits",
        how="""
            Wait until training or conversion is done, then upload again: from a finished folder, not from the one
            that a run still writes to.
        """,
        where=SHELL,
        before="""
            $ hf upload acme/digits checkpoints/
            release-guard: RG408 bytes-changed-since-judged: ...
        """,
        after="""
            $ cp -r checkpoints/ final/
            $ hf upload acme/digits final/
        """,
    ),
    "RG410": page(
        what="""
            A file is of a category that `[content] release` doesn't name, or, where a repository holds several
            releases, it belongs to none of them.
        """,
        why="""
            The authors decided about code, or about code and weights. A file of another kind came along, and nobody
            decided about it.
        """,
        serves=WHAT,
        do="take the file out of the push, or add its category to [content] release",
        how="""
            The finding says what the file was taken for, and why. A new category needs the reviews that its level
            asks for. The list is closed: documentation and records need no listing, everything else does.
        """,
        where=CONSIDERATIONS,
        before="""
            [content]
            release = ["source-code"]
        """,
        after="""
            [content]
            release = ["source-code", "trained-model"]
        """,
    ),
    "RG411": page(
        what="""
            A file is of a category that the authors withhold.
        """,
        why="""
            Keeping one part back is often what makes it right to release the others.
        """,
        serves=WHAT,
        do="take the file out of the commits that you push",
        how="""
            It must leave the history too: whoever clones gets deleted files as well. If the decision has changed,
            move the category from `withhold` to `release`; the reviews then start anew for it.
        """,
        where=SHELL,
        before="""
            $ git log --oneline origin/main..
            3f2a9c1 Add voices
            $ git push origin main
            data/voices.parquet: RG411 content-withheld: ...
        """,
        after="""
            $ git reset --soft origin/main
            $ git restore --staged data/voices.parquet
            $ git commit -m "Add the loader"
            $ git push origin main
        """,
    ),
    "RG412": page(
        what="""
            A binary from 64 KiB on that no name, no magic bytes and no size tells apart. It counts as a trained
            model.
        """,
        why="""
            A renamed checkpoint looks like this. So does a test fixture, and only you know which it is.
        """,
        serves=WHAT,
        do="give the file its usual ending, or leave it out",
        how="""
            For fixtures that stay, an organisation's policy can hold a waiver with their paths and their size or
            sha256. A reviewer who knows what it is can say so, too, for these very bytes: `release-guard review record
            --as 'tests/fixtures/**=source-code' ...`.
        """,
        where=POLICY,
        before="""
            schema = "release-policy/1"
            name = "acme"
        """,
        after="""
            schema = "release-policy/1"
            name = "acme"

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
    "RG413": page(
        what="""
            A file was added in one of the pushed commits and deleted in a later one. It isn't in the tip, and it
            would be published all the same.
        """,
        why="""
            `git clone` brings the whole history. Deleted weights are one `git checkout` away.
        """,
        serves="git gate: every commit of the range is judged",
        do="git rebase -i origin/main",
        how="""
            Drop the commit that adds the file, or edit it so that it doesn't. Is the history long? `git
            filter-repo --invert-paths --path FILE` takes a file out of all of it. What was pushed before stays
            public. On the Hub, `release-guard publish DEST --squash` drops earlier revisions.
        """,
        where=SHELL,
        before="""
            $ git log --oneline origin/main..
            8c11d0e Remove the checkpoint
            3f2a9c1 Add the checkpoint
            $ git push origin main
            model.pt: RG413 removed-but-in-history: ...
        """,
        after="""
            $ git reset --soft origin/main
            $ git commit -m "Add the loader"
            $ git push origin main
        """,
    ),
    "RG414": page(
        what="""
            A file points to weights or data elsewhere (a link to a bucket, an entry in a download table), and
            `[content] references` doesn't name it.
        """,
        why="""
            Seven lines of text have published a large language model: a name in a download script was enough. A link
            that you put there is content like the file it points to.
        """,
        serves=WHAT,
        do="add the address to [content] references",
        how="""
            Then it is held by its stage and its reviews, like a file. Is it somebody else's published data, or an
            example? Say so with a narrow waiver. A Hub id in somebody else's namespace is never held.
        """,
        where=CONSIDERATIONS,
        before="""
            [content]
            release = ["source-code", "trained-model"]
        """,
        after="""
            [content]
            release = ["source-code", "trained-model"]
            references = ["https://storage.example.org/kestrel/**"]
        """,
    ),
    "RG415": page(
        what="""
            release-considerations.private.toml is among the pushed files. It never goes to a place wider than
            private; no review and no override changes that.
        """,
        why="""
            It holds the details that would themselves help to do harm: how exactly, with which data, against whom.
        """,
        serves=HAZARDS,
        do="git rm --cached release-considerations.private.toml",
        how="""
            Take it out of every commit that you push, not only of the last one, and let git ignore it. The published
            file holds its digest, and that is all that others need.
        """,
        where=SHELL,
        before="""
            $ git push origin main
            release-considerations.private.toml: RG415 private-considerations-in-push: ...
        """,
        after="""
            $ git rm --cached release-considerations.private.toml
            $ echo release-considerations.private.toml >> .gitignore
            $ git add .gitignore
            $ git commit --amend --no-edit
            $ git push origin main
        """,
    ),
    "RG416": page(
        what="""
            Together with what is public already at another target, this makes a system that others can modify: code
            here and weights there.
        """,
        why="""
            Each part may be harmless by itself. Whoever has both can retrain the model and take its safeguards out.
        """,
        serves=HAZARDS,
        do="release-guard review request",
        how="""
            Ask for reviews whose scope holds both parts; they bind only the new bytes. To keep the pair apart, hold
            one part back with `withhold` or a later stage.
        """,
        where=CONSIDERATIONS,
        before="""
            [content]
            release = ["source-code", "trained-model"]
        """,
        after="""
            [content]
            release = ["source-code"]
            withhold = [{ category = "trained-model", reason = "The code is public; both together clone voices." }]
        """,
    ),
    "RG417": page(
        what="""
            The file promises that people ask for access and somebody decides; the repository's gate opens for
            everybody who clicks.
        """,
        why="""
            A click-through collects names. It doesn't keep anybody out.
        """,
        serves=WHOM,
        do="release-guard lower hf:models/lab/kestrel --to gated-manual",
        how="""
            `publish` sets the gate that is cleared while the repository is private still. Or say what is meant: with
            `tier = "registration"` the ceiling is gated-auto, and the reviews must allow that.
        """,
        where=CONSIDERATIONS,
        before="""
            [distribution]
            tier = "ask-for-access"
            criteria = "Clinics and researchers; an answer within ten days."
            decider = "release@example.org"
        """,
        after="""
            [distribution]
            tier = "registration"
            criteria = "Anybody who accepts the licence."
            decider = "release@example.org"
        """,
    ),
    "RG418": page(
        what="""
            The evidence allows the content behind a gate, and this destination knows only private and public: git
            hosts, Spaces, buckets.
        """,
        why="""
            A visibility that can't be had is not rounded up.
        """,
        serves=WHOM,
        do="put the weights in a gated repository on the Hub, and keep the code here",
        how="""
            Or share a private repository with the people who asked. Code that may be public goes out as soon as it
            is pushed without the weights.
        """,
        where=CONSIDERATIONS,
        before="""
            [release]
            targets = ["github.com/lab/kestrel"]

            [distribution]
            tier = "ask-for-access"
            criteria = "Clinics and researchers; an answer within ten days."
            decider = "release@lab.example"
        """,
        after="""
            [release]
            targets = ["github.com/lab/kestrel", "hf:models/lab/kestrel"]

            [timing]
            mode = "staged"
            [[timing.stage]]
            id = "code"
            content = ["source-code"]
            tier = "public"
            [[timing.stage]]
            id = "weights"
            content = ["trained-model"]
            tier = "ask-for-access"
            targets = ["hf:models/lab/kestrel"]
        """,
    ),
}
