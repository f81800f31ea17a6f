"""The wire format of an OpenSSH signature: reads the armour and says which key made it; checks nothing.

Source: OpenSSH's ``PROTOCOL.sshsig``, and RFC 4251 section 5 for strings. Whether the signature holds is for
``signatures`` to ask of OpenSSH itself.
"""

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64

from release_guard.model.lean import NamedTuple

#: What our signatures are for: one made for e-mail or for git commits says nothing about a review.
NAMESPACE = "release-guard"

#: No signature that OpenSSH writes comes near this (an RSA key of 16384 bits takes 6 KiB).
MAX_BYTES = 16_384

_BEGIN = b"-----BEGIN SSH SIGNATURE-----"
_END = b"-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_KEY_TYPE = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-@.")
#: What may sign. DSA and RSA with SHA-1 are broken, and newer OpenSSH has dropped them.
_SIGNS = frozenset(
    {
        b"ssh-ed25519",
        b"sk-ssh-ed25519@openssh.com",
        b"ecdsa-sha2-nistp256",
        b"ecdsa-sha2-nistp384",
        b"ecdsa-sha2-nistp521",
        b"sk-ecdsa-sha2-nistp256@openssh.com",
        b"rsa-sha2-256",
        b"rsa-sha2-512",
    }
)
_HASHES = frozenset({b"sha256", b"sha512"})
#: A security key says in a byte behind its signature whether somebody touched it (PROTOCOL.u2f).
_TOUCHED = 0x01


class FormatError(ValueError):
    """The bytes aren't a signature that could be checked; the message says why, in words for people."""


class SshSig(NamedTuple):
    """A signature as it stands in its file. ``key`` is the public key as a roster has it: ``ssh-ed25519 AAAA...``."""

    key: str
    namespace: str
    blob: bytes

    @property
    def armored(self) -> bytes:
        """The same signature in OpenSSH's own layout, so that two readers can't understand it differently."""
        text = b2a_base64(self.blob, newline=False)
        lines = [text[start : start + 70] for start in range(0, len(text), 70)]
        return b"\n".join([_BEGIN, *lines, _END, b""])


def parse(armored: bytes) -> SshSig:
    """Read an armoured signature; raises ``FormatError`` for anything else, and for another namespace than ours."""
    blob = _dearmored(armored)
    if not blob.startswith(_MAGIC) or blob[6:10] != b"\x00\x00\x00\x01":
        raise FormatError("it is not an SSH signature of version 1")
    fields, at = [], 10
    for _ in range(5):  # public key, namespace, reserved, hash, signature
        field, at = _string(blob, at)
        fields.append(field)
    if at != len(blob):
        raise FormatError("it goes on after its end")
    namespace = fields[1].decode("utf-8", "replace")
    if namespace != NAMESPACE:
        raise FormatError(f"it was made for {namespace!r}, not for {NAMESPACE!r}")
    if fields[3] not in _HASHES:
        raise FormatError(f"it is over a hash that nobody should trust: {_shown(fields[3])}")
    _check_way(fields[4])
    return SshSig(_public_key(fields[0]), namespace, blob)


def _check_way(signature: bytes) -> None:
    """Refuse ways of signing that don't hold any longer, and security keys that nobody touched."""
    way, at = _string(signature, 0)
    if way not in _SIGNS:
        raise FormatError(f"it is made in a way that nobody should trust: {_shown(way)}; use ed25519, ecdsa or rsa")
    _, at = _string(signature, at)
    if way.startswith(b"sk-") and not (len(signature) == at + 5 and signature[at] & _TOUCHED):
        raise FormatError("it is by a security key that nobody touched")


def _shown(word: bytes) -> str:
    return repr(word[:40].decode("ascii", "replace"))


def _dearmored(armored: bytes) -> bytes:
    if len(armored) > MAX_BYTES:
        raise FormatError(f"it is larger than {MAX_BYTES} bytes")
    lines = [line.strip() for line in armored.strip().splitlines()]
    if len(lines) < 3 or lines[0] != _BEGIN or lines[-1] != _END:
        raise FormatError("it has not the lines that begin and end an SSH signature")
    try:
        return a2b_base64(b"".join(lines[1:-1]))
    except Base64Error:
        raise FormatError("its text is not base64") from None


def _string(blob: bytes, at: int) -> tuple[bytes, int]:
    """The string at offset *at* and the offset behind it: four bytes of length, then that many."""
    start = at + 4
    end = start + int.from_bytes(blob[at:start], "big")
    if start > len(blob) or end > len(blob):
        raise FormatError("it ends too early")
    return blob[start:end], end


def _public_key(blob: bytes) -> str:
    kind, _ = _string(blob, 0)
    if not kind or not _KEY_TYPE.issuperset(kind):
        raise FormatError("it names no key type")
    return f"{kind.decode('ascii')} {b2a_base64(blob, newline=False).decode('ascii')}"
