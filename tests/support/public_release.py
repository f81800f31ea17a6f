"""A release of code that is public already, and pushes that are watched from the other side: its refs and objects."""

from pathlib import Path

from tests.support.git_repo import Repo, run
from tests.support.guarded import Guarded, weights

#: The name of the file with weights that nobody cleared.
WEIGHTS = "model.safetensors"


class PublicRelease(Guarded):
    """``repo`` releases source code alone and its main branch is out; weights in it are never cleared.

    *options* are for ``git init`` of both repositories.
    """

    def __init__(self, folder: Path, *options: str, preset: str = "solo") -> None:
        Repo(folder / "public.git", "--bare", *options)
        Repo(folder / "work", *options)
        super().__init__(folder, preset, '["source-code"]')
        self.folder = folder
        self.commit(train__py="print(1)\n")
        self.accepts("push", "-q", "origin", "main")

    def add_weights(self, branch: str = "", fill: int = 0) -> str:
        """Commit weights, on a new *branch* where one is named; the value is the commit's oid."""
        if branch:
            self.repo("switch", "-q", "-c", branch)
        self.write(WEIGHTS, weights(fill))
        return self.commit("Add weights")

    def add_code(self, branch: str = "", text: str = "print(2)\n") -> str:
        """Commit code, on a new *branch* where one is named; the value is the commit's oid."""
        if branch:
            self.repo("switch", "-q", "-c", branch)
        self.write(f"code-{branch.replace('/', '-')}.py", text)
        return self.commit("Add code")

    def refuses(self, *arguments: str, code: str = "", at: "Path | None" = None, **variables: str) -> str:
        """Run ``git ARGUMENTS``, which must fail without a ref or an object arriving; what was said on stderr.

        *at* is another folder than the work tree, *code* one that must be named.
        """
        before = (self.refs(), objects(self.public))
        done = run(at or self.repo.path, *arguments, **variables)
        assert done.returncode != 0, done.stderr
        assert (self.refs(), objects(self.public)) == before
        assert "release-guard: " in done.stderr, done.stderr
        assert "RG001" not in done.stderr, done.stderr
        assert code in done.stderr, done.stderr
        assert "release-guard" not in done.stdout
        return done.stderr

    def accepts(self, *arguments: str, at: "Path | None" = None, **variables: str) -> str:
        """Run ``git ARGUMENTS``, which must succeed; what was said on stderr."""
        done = run(at or self.repo.path, *arguments, **variables)
        assert done.returncode == 0, done.stderr
        assert "release-guard" not in done.stdout
        return done.stderr

    def holds(self, oid: str) -> bool:
        """Whether the public repository has the object."""
        return oid in objects(self.public)


def objects(repo: Repo) -> "frozenset[str]":
    """Every object in a repository's store, reachable or not."""
    return frozenset(repo("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split())


def push_reached_the_hook(said: str) -> bool:
    """Whether git, run with GIT_TRACE=1, says that it started its pre-push hook."""
    return any("run_command: " in line and "pre-push" in line for line in said.splitlines())
