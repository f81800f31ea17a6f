"""Who asks: people, organisations with their roles, and tokens with what each may do.

Roles are the Hub's (hub docs, "Access control in organizations"): ``read`` sees private repositories, ``contributor``
also makes repositories and writes to those it made, ``write`` writes to all, ``admin`` may do everything.
"""

import secrets
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from release_guard.demo.hub.answers import Refused

Role = Literal["read", "contributor", "write", "admin"]
Right = Literal["content", "settings"]

EVERY_RIGHT: frozenset[Right] = frozenset({"content", "settings"})


class Who(NamedTuple):
    """The one who asks: an account, and what the token at hand allows it to do; without a name, a stranger."""

    name: str | None
    rights: frozenset[Right] = EVERY_RIGHT


STRANGER = Who(None, frozenset())


@dataclass
class Organisation:
    """A namespace that several people share.

    ``default`` is what a repository becomes whose maker chose nothing; ``private_only`` leaves everything wider to
    admins (hub docs, "Repository visibility control").
    """

    name: str
    members: dict[str, Role] = field(default_factory=dict)
    default: str = "public"
    private_only: bool = False


class Accounts:
    """Everyone that the Hub knows."""

    def __init__(self) -> None:
        self.people: set[str] = set()
        self.organisations: dict[str, Organisation] = {}
        #: Namespaces whose private storage is used up.
        self.full: set[str] = set()
        self._tokens: dict[str, Who] = {}

    def token(self, person: str, rights: frozenset[Right] = EVERY_RIGHT) -> str:
        """A new token of *person*, who gets an account with the first one."""
        self.people.add(person)
        token = f"hf_{secrets.token_hex(17)}"
        self._tokens[token] = Who(person, rights)
        return token

    def lease(self, who: Who) -> str:
        """A token for storage, good for what *who* may do."""
        token = f"xet_{secrets.token_hex(17)}"
        self._tokens[token] = who
        return token

    def bearer(self, authorization: str | None) -> Who:
        """Whose token an Authorization header holds, as git also sends it; refuses one that nobody was given."""
        if not authorization:
            return STRANGER
        scheme, _, token = authorization.partition(" ")
        who = self._tokens.get(_password(token) if scheme.lower() == "basic" else token)
        if who is None:
            raise Refused(401, "Invalid credentials in Authorization header")
        return who

    def role(self, name: str | None, namespace: str) -> Role | None:
        """What *name* is in *namespace*; everyone is admin at home."""
        if name is not None and name == namespace:
            return "admin"
        organisation = self.organisations.get(namespace)
        return organisation.members.get(name or "") if organisation else None

    def default_visibility(self, namespace: str) -> str:
        """What a new repository becomes whose maker chose nothing."""
        organisation = self.organisations.get(namespace)
        if organisation is None:
            return "public"
        return "private" if organisation.private_only else organisation.default


def _password(credentials: str) -> str:
    """The password of basic credentials (RFC 7617); "" where they hold none."""
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
