"""Who is who: when two spellings name one person, and when a name isn't a person's.

Pure text. Whether a person may review is for the judge; whether an agent is at work here is for the evidence room.
"""

from functools import lru_cache

#: Mail addresses under which coding agents sign commits; bots of GitHub Apps are known by their ``[bot]`` instead.
_AGENT_ADDRESSES = frozenset(
    {
        "aider@aider.chat",
        "copilot@users.noreply.github.com",
        "cursoragent@cursor.com",
        "noreply@aider.chat",
        "noreply@anthropic.com",
        "openhands@all-hands.dev",
    }
)
_GITHUB_NOREPLY = "users.noreply.github.com"


@lru_cache(maxsize=1024)
def canonical_id(text: str) -> str:
    """The one spelling of a person's id: lower case, no white space around it, no ``+tag`` in a mail address.

    GitHub's private addresses are ``number+login@users.noreply.github.com``: there the login is kept, the number goes.
    """
    name = _lower(text)
    local, at, domain = name.rpartition("@")
    if not at or "+" not in local:
        return name
    kept = local.rpartition("+")[2] if domain == _GITHUB_NOREPLY else local.partition("+")[0]
    return f"{kept}@{domain}" if kept else name


def same_person(first: str, second: str) -> bool:
    """Whether two ids name one person; an empty id names nobody."""
    return bool(first.strip()) and canonical_id(first) == canonical_id(second)


def is_agent(text: str) -> bool:
    """Whether an id is a program's: ``agent:NAME``, ``NAME[bot]`` (also as a mail address), a known agent's address."""
    name = canonical_id(text)
    return name.startswith("agent:") or name.partition("@")[0].endswith("[bot]") or name in _AGENT_ADDRESSES


def _lower(text: str) -> str:
    """Lower case; letters that only look apart (composed, full width) are made one where there are any."""
    if text.isascii():
        return text.strip().lower()
    from unicodedata import normalize

    return normalize("NFKC", text).strip().lower()
