"""Who works in a repository and where it pushes to, for ``init``; off the hot path, so with GitPython's comfort.

What a push brings is read by ``plumbing`` alone: importing GitPython costs more than a whole push may.
"""

import re
from collections.abc import Iterator

_LINE = re.compile(r"\s*(\d+)\t.*<([^<>\s]+)>")


class Project:
    """The repository at *top*, the absolute path of a work tree."""

    def __init__(self, top: str) -> None:
        from git import Repo

        self._repo: Repo = Repo(top)

    def __enter__(self) -> "Project":  # noqa: PYI034 (typing.Self needs Python 3.11)
        return self

    def __exit__(self, *_: object) -> None:
        self._repo.close()

    def contributors(self) -> dict[str, int]:
        """How many commits of HEAD each address has written; nothing where there is no commit."""
        if not self._repo.head.is_valid():
            return {}
        lines = self._repo.git.shortlog("-sne", "HEAD").splitlines()
        found = (_LINE.fullmatch(line) for line in lines)
        return {match[2]: int(match[1]) for match in found if match}

    def email(self) -> str:
        """Git's ``user.email`` here, "" where it isn't set."""
        return str(self._repo.git.config("--default", "", "--get", "user.email")).strip()

    def push_urls(self) -> Iterator[str]:
        """Every address that a remote pushes to, after every insteadOf."""
        for remote in self._repo.remotes:
            yield from self._repo.git.remote("get-url", "--push", "--all", remote.name).splitlines()
