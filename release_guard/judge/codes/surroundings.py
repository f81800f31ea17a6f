"""RG43x: whose account it is, what the model was made from, what its code can do, and what goes around the guard."""

from release_guard.judge.codes.page import CONSIDERATIONS, HAZARDS, POLICY, PRACTICE, SHELL, WHAT, WHOM, page

PAGES = {
    "RG430": page(
        what="""
            The policy names the Hub namespaces that one may publish to, and this destination is in another one,
            often the personal account that a library falls back to.
        """,
        why="""
            In a personal account the organisation can't see the release, answer requests for access, or take it
            back.
        """,
        serves="policy: [scope] namespaces",
        do="hf upload acme/digits model.safetensors",
        how="""
            Write the organisation's name in front of the repository's: `hub_model_id="acme/digits"` for the
            Trainer, `acme/digits` for `push_to_hub`.
        """,
        where=POLICY,
        before="""
            [scope]
            namespaces = ["acme"]
        """,
        after="""
            [scope]
            namespaces = ["acme", "acme-research"]
        """,
    ),
    "RG431": page(
        what="""
            The model was made from another one, and that one isn't cleared this widely: its record or its present
            visibility is narrower, or nothing is known of it. From level 3 on this holds the release, below it is a
            note.
        """,
        why="""
            A fine-tuned, merged, quantised or distilled model can do what its parent can. Publishing it would open
            the gate that the parent's authors closed.
        """,
        serves=HAZARDS,
        do="add the parent's record to [[derived_from]]",
        how="""
            Where the parent publishes its considerations, name the file and its digest; `release-guard fetch` brings
            what is elsewhere to this machine. Else publish at the parent's own visibility, or ask its authors. An
            adapter isn't capped: it holds nothing without its parent.
        """,
        where=CONSIDERATIONS,
        before="""
            [[derived_from]]
            repo = "hf:models/lab/kestrel"
            rev = "4f1c9a7e5d3b2a1908f7e6d5c4b3a29180f7e6d5"
            relation = "finetune"
            claims = ["safeguards_kept"]
        """,
        after="""
            [[derived_from]]
            repo = "hf:models/lab/kestrel"
            rev = "4f1c9a7e5d3b2a1908f7e6d5c4b3a29180f7e6d5"
            relation = "finetune"
            claims = ["safeguards_kept"]
            record = "https://lab.example/kestrel/release-considerations.toml"
            record_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        """,
    ),
    "RG432": page(
        what="""
            The code can do something that the policy sets a level for, such as cloning voices or swapping faces. The
            release has at least that level, and needs what the level needs.
        """,
        why="""
            What a tool can do doesn't depend on what its authors had in mind. The level decides how many people
            look; it judges nobody's intent.
        """,
        serves=HAZARDS,
        do="release-guard explain --level",
        how="""
            It shows how the level came about. If the capability was seen where there is none, say so in the
            hazards' rationale and tell whoever owns the policy.
        """,
        where=POLICY,
        before="""
            [capabilities]
            voice-cloning = 3
        """,
        after="""
            [capabilities]
            voice-cloning = 3
            face-swap = 3
        """,
    ),
    "RG433": page(
        what="""
            A job is started on another machine with a token of yours. What it uploads doesn't pass this guard.
        """,
        why="""
            A guard sees what goes through it. Nobody should believe that the job's uploads were judged.
        """,
        serves=PRACTICE,
        do="give the job a token that can't write to public repositories",
        how="""
            Or let the job run with the guard in its own environment, or through the gateway: that one judges whatever
            client there is.
        """,
        where=SHELL,
        before="""
            $ hf jobs run --secrets HF_TOKEN python:3.12 python train.py
        """,
        after="""
            $ hf jobs run --secrets HF_TOKEN=$READ_ONLY_TOKEN python:3.12 python train.py
        """,
    ),
    "RG434": page(
        what="""
            The repository is gated, and members of the organisation that owns it get in without asking.
        """,
        why="""
            A gate with a list of people who needn't ask is a wider gate than the reviews may have had in mind.
        """,
        serves=WHOM,
        do='turn on "also gate access for members" in the organisation\'s settings',
        how="""
            Or leave it, if every member of the organisation may have the files.
        """,
        where=SHELL,
        before="""
            $ release-guard check --target hf:models/acme/kestrel --visibility gated-manual
            release-guard: RG434 members-bypass-the-gate: ...
        """,
        after="""
            $ release-guard check --target hf:models/acme/kestrel --visibility gated-manual
        """,
    ),
    "RG435": page(
        what="""
            The code loads models or data sets of other people from the Hub. Nothing of theirs is published by that,
            so nothing is held back.
        """,
        why="""
            What a release can do depends on what it loads, and its owner can change that at any time. A reviewer
            should know the names, and a pinned revision is what they looked at.
        """,
        serves=WHAT,
        do="pin each to a commit: revision=...",
        how="""
            `hf models info NAME` shows the commit of today. Is the repository yours under another name, or is it
            the parent of this model? Then it belongs into `[content] references`, or under `[[derived_from]]`.
        """,
        where=SHELL,
        before="""
            $ git grep from_pretrained
            app.py: model = AutoModel.from_pretrained("lab/base")
        """,
        after="""
            $ git grep from_pretrained
            app.py: model = AutoModel.from_pretrained("lab/base", revision="607a30d783dfa663caf39e06633721c8d4cfcd7e")
        """,
    ),
    "RG436": page(
        what="""
            A file of the release says that the model was made from another one: the front matter of its card
            (`base_model`), `adapter_config.json`, `config.json`, the header of a GGUF file or the recipe of a merge.
            The considerations don't name that one under `[[derived_from]]`.
        """,
        why="""
            A model made from another can do what that one can, and a release that doesn't say where it comes from
            isn't held to it. From level 3 on this holds weights, as an unknown parent does; below, and for adapters,
            it is a warning. Where the named model can be seen to be gated or private, this goes no further.
        """,
        serves=HAZARDS,
        do="add it to [[derived_from]]",
        how="""
            The fix holds the lines to add; `rev` is the commit that you started from. Was the model made from another
            one, or is the name in the card a mistake? Then correct the card or the config.
        """,
        where=CONSIDERATIONS,
        before="""
            # README.md says: base_model: lab/kestrel
            [content]
            release = ["trained-model"]
        """,
        after="""
            [content]
            release = ["trained-model"]

            [[derived_from]]
            repo = "hf:models/lab/kestrel"
            rev = "4f1c9a7e5d3b2a1908f7e6d5c4b3a29180f7e6d5"
            relation = "quantized"
            claims = ["safeguards_kept"]
        """,
    ),
}
