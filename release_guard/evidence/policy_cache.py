"""The copies of fetched policies, each under its sha256: what is there needs no network, and never grows stale.

A copy counts only while its bytes are those of its name, so nothing is won by changing one. Fetching is left to others.
"""

import os

from release_guard.ports import PolicyError

#: What brings a copy here, or puts a damaged one right.
FETCH = "release-guard policy update"

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def folder() -> str:
    """The folder of this user's copies."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "release-guard", "policies")


def place(cache: str, sha256: str) -> str:
    """The path of the copy with this digest in the folder *cache*, whether it is there or not."""
    return os.path.join(cache, f"{sha256}.toml")


def read(cache: str, sha256: str, origin: str, limit: int) -> bytes:
    """The copy of *origin* with this digest, of at most *limit* bytes. Raises ``PolicyError``."""
    try:
        data = _read(place(cache, sha256), limit)
    except FileNotFoundError:
        raise PolicyError(f"{origin} is not on this machine yet", FETCH) from None
    except OSError as error:
        reason = "is a symbolic link" if os.path.islink(place(cache, sha256)) else f"can't be read: {error.strerror}"
        raise PolicyError(f"{origin} doesn't count: its copy on this machine {reason}", FETCH) from None
    if digest(data) != sha256:
        raise PolicyError(f"{origin} has other bytes than the pinned ones: its copy here was changed", FETCH)
    return data


def digest(data: bytes) -> str:
    """The sha256 of *data*, as pins write it."""
    from hashlib import sha256

    return sha256(data).hexdigest()


def keep(cache: str, data: bytes) -> str:
    """Put a copy of *data* into the folder *cache*; the value is its path.

    It appears whole or not at all, and takes the place of whatever stands under its name. Raises ``PolicyError``.
    """
    path = place(cache, digest(data))
    draft = f"{path}.{os.urandom(8).hex()}"
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        with os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file:
            file.write(data)
        os.replace(draft, path)
    except OSError as error:
        if os.path.lexists(draft):
            os.unlink(draft)
        message = f"a fetched policy can't be kept at {path}: {error.strerror}"
        raise PolicyError(message, f"make {cache} a folder that you can write to") from None
    return path


def _read(path: str, limit: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        return whole(descriptor, limit)
    finally:
        os.close(descriptor)


def whole(descriptor: int, limit: int) -> bytes:
    """The bytes of an open file, at most *limit*: so much of one that is too large that its reader refuses it."""
    data = b""
    while len(data) < limit and (piece := os.read(descriptor, limit - len(data))):
        data += piece
    return data
