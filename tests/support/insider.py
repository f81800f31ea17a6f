"""An insider's workbench: a release of level 2 that wants its weights public, under a preset, and what may be forged.

The insider is the owner: may push, types every command, has keys of her own, and no reviewer's key. ``genuine`` is what
honest reviewers would do; everything else is hers.
"""

import subprocess
from pathlib import Path

from tests.support.git_repo import Repo
from tests.support.guarded import FILE, Guarded, weights

REVIEWERS = {"sam": "security", "lin": "ml"}
LEVEL_2 = """
[access_ratchet]
awareness  = { level = "high", rationale = "Readers of digits are in every textbook of the field." }
deployment = { level = "low", change = "none", talent = "low", reproducibility = "high", modifiability = "high", rationale = "It runs on any laptop and adds nothing to what is there." }
sustained_access = { level = "high", revocability = "irrevocable", rationale = "Weights can't be recalled once they are out." }

[[benefit]]
who = "People who teach"
what = "A model that is small enough to look into"
needs = ["trained-model"]

[[mitigation]]
id = "M1"
kind = "clear_disclosure"
status = "in_place"
threats = []
evidence = "README.md"
"""  # noqa: E501 - one answer a line, as people write them

#: Columns of the table in docs/trust.md.
WORLDS = ("solo", "team", "organisation", "organisation, kept on the machine")


class Insider(Guarded):
    """A repository with public code under a preset (*world*); the weights are yet to go out."""

    def __init__(self, folder: Path, world: str) -> None:
        self.folder, self.world = folder, world
        self.preset, _, self.on_machine = world.partition(", ")
        self.keys = {who: self._key(who) for who in (*REVIEWERS, "own")}
        super().__init__(folder, self.preset)
        self.write("release-policy.toml", self.rules())
        self.write("release-considerations.toml", self.answers())
        self.write("README.md", "# Digits\n")
        self.commit(train__py="print(1)\n")
        if self.on_machine:
            file = folder / "machine.toml"
            file.write_text(self.rules())
            self.repo("config", "--global", "release-guard.policy", str(file))
        self.repo.run("push", "-q", "--no-verify", "origin", "main")

    def answers(self, targets: str = "") -> str:
        """Complete answers of level 2."""
        text = FILE.format(place=targets or self.place, release='["source-code", "trained-model"]')
        text = text.replace('tier = "public"\n', 'tier = "public"\nlicence = "apache-2.0"\n')
        return text.replace("[release]\n", "[release]\nlevel   = 2\n") + LEVEL_2

    def policy(self, preset: str) -> str:
        """A preset that calls both places public."""
        other = f'\n[[place]]\nmatch = "file:{(self.folder / "other.git").resolve()}"\nvisibility = "public"\n'
        return super().policy(preset) + other

    def rules(self) -> str:
        """The preset; an organisation's with its reviewers and their keys."""
        rows = (self.reviewer(who, role, who) for who, role in REVIEWERS.items())
        return self.policy(self.preset) + ("".join(rows) if self.preset == "organisation" else "")

    def reviewer(self, who: str, role: str, key: str) -> str:
        """A row of a roster."""
        listed = f'keys = [{{ key = "{self.public_key(key)}" }}]\n'
        return f'\n[[reviewer]]\nid = "{who}@example.org"\nroles = ["{role}"]\n{listed}'

    def _key(self, who: str) -> Path:
        path = self.folder / f"key-{who}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(path)], check=True)
        return path

    def new_key(self, who: str) -> None:
        """One more key of the insider's."""
        self.keys[who] = self._key(who)

    def public_key(self, who: str) -> str:
        return " ".join(self.keys[who].with_suffix(".pub").read_text().split()[:2])

    def add_weights(self, fill: int = 0) -> None:
        """Commit the weights that are to become public."""
        self.commit("Add weights", model__safetensors=weights(fill))

    def genuine(self, *options: str) -> list[str]:
        """The reviews that this preset asks for, by the people themselves; the paths of the records."""
        return [self._review(who, *options, signed=who) for who in REVIEWERS]

    def genuine_by(self, who: str) -> str:
        """The review of one of them."""
        return self._review(who, signed=who)

    def forge(self, *options: str, signed: str = "") -> list[str]:
        """The same reviews as the insider would write them; *signed* names the key that she uses."""
        return [self._review(who, *options, signed=signed) for who in REVIEWERS]

    def _review(self, who: str, *options: str, signed: str = "", decision: str = "approve") -> str:
        signing = ("--sign", str(self.keys[signed])) if signed and self.preset == "organisation" else ()
        words = ("--role", REVIEWERS[who], "--decision", decision, "--rationale", "Ran it, and read the answers.")
        done = self.guard("review", "record", *words, "--by", f"{who}@example.org", *signing, *options)
        assert done.returncode == 0, done.stdout + done.stderr
        lines = self.repo("status", "--porcelain", "-uall").split()
        self.repo.commit(f"Record the review of {who}")
        return next(line for line in lines if line.endswith(".toml"))

    def objection(self) -> str:
        """Sam says no, for everybody to see."""
        path = self._review("sam", decision="disapprove", signed="sam")
        self.repo.run("push", "-q", "--no-verify", "origin", "main")
        return path

    def edit(self, path: str, *changes: tuple[str, str]) -> None:
        """Change a file and commit it."""
        text = (self.repo.path / path).read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        self.write(path, text)
        self.repo.commit(f"Edit {path}")

    def another(self, name: str = "other.git") -> tuple[Repo, str]:
        """Another place, empty, which is public when it is called other.git; and its name as a target."""
        other = Repo(self.folder / name, "--bare")
        return other, f"file:{other.path.resolve()}"
