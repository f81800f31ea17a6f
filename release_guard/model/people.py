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
#: Letters of the Cyrillic, Greek and Armenian alphabets that look like Latin ones, small or capital (Unicode TR 39).
_LOOKALIKES = str.maketrans(
    "\u0430\u0432\u0441\u0501\u0435\u04bb\u0456\u0458\u043a\u04cf\u043c\u043d\u043e\u0440\u051b\u0455\u0442\u0443\u0445\u0475"
    "\u03b1\u03b2\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u0585\u057d\u0570",
    "abcdehijklmhopqstyxvabeikvoptuxouh",
)
_GITHUB_NOREPLY = "users.noreply.github.com"


@lru_cache(maxsize=1024)
def canonical_id(text: str) -> str:
    """The one spelling of a person's id: lower case, no white space around it, no ``+tag`` in a mail address.

    It is for comparing, not for showing: letters of other alphabets that look like Latin ones have become these.
    GitHub's private addresses are ``number+login@users.noreply.github.com``: there the login is kept, the number goes.
    """
    name = _lower(text)
    local, at, domain = name.rstrip(".").rpartition("@")
    if not at or "+" not in local:
        return local + at + domain
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
    """Lower case; letters that look alike are made one, and signs that nobody sees are dropped, where there are any."""
    if text.isascii():
        return text.strip().lower()
    from unicodedata import category, normalize

    seen = "".join(char for char in normalize("NFKC", text) if category(char) != "Cf")
    return seen.strip().lower().translate(_LOOKALIKES)
