"""SSH keys for tests: made by the real ssh-keygen, held by a real agent, and a security key that is made by hand."""

import base64
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from release_guard.evidence import sshsig

KINDS = {"ed25519": (), "ecdsa": ("-b", "384"), "rsa": ("-b", "2048")}
_SK = b"sk-ssh-ed25519@openssh.com"
_APPLICATION = b"ssh:"


def new(path: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    """A new private key at *path*, its public half beside it."""
    options = ["-t", kind, *KINDS[kind], "-N", passphrase, "-C", "test", "-f", str(path)]
    subprocess.run(["ssh-keygen", "-q", *options], check=True)
    return path


def public(key: Path) -> str:
    """Type and base64 of the public half, as a roster has it."""
    return " ".join(key.with_name(key.name + ".pub").read_text().split()[:2])


@contextmanager
def agent(*keys: Path) -> Iterator[str]:
    """A real ssh-agent that holds *keys*; the value is its socket."""
    said = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
    settings = dict(part.split("=", 1) for line in said.splitlines() for part in line.split(";") if "=" in part)
    environment = {**os.environ, **settings}
    try:
        for key in keys:
            subprocess.run(["ssh-add", "-q", str(key)], check=True, capture_output=True, env=environment)
        yield settings["SSH_AUTH_SOCK"]
    finally:
        subprocess.run(["ssh-agent", "-k"], env=environment, check=True, capture_output=True)


def text(value: bytes) -> bytes:
    """A string on the wire (RFC 4251, section 5)."""
    return len(value).to_bytes(4, "big") + value


def security_key_signature(folder: Path, data: bytes, *, touched: bool = True) -> tuple[bytes, str]:
    """The signature over *data* that a security key would make, and its public key (PROTOCOL.u2f, PROTOCOL.sshsig).

    No security key is at hand in a test, so OpenSSL signs what one would.
    """
    private = folder / "sk.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(private)], check=True)
    der = subprocess.run(
        ["openssl", "pkey", "-in", str(private), "-pubout", "-outform", "DER"], capture_output=True, check=True
    ).stdout
    blob = text(_SK) + text(der[-32:]) + text(_APPLICATION)
    head = text(sshsig.NAMESPACE.encode()) + text(b"") + text(b"sha512")
    signed = b"SSHSIG" + head + text(hashlib.sha512(data).digest())
    flags_and_counter = bytes([1 if touched else 0]) + (7).to_bytes(4, "big")
    message = folder / "message"
    message.write_bytes(hashlib.sha256(_APPLICATION).digest() + flags_and_counter + hashlib.sha256(signed).digest())
    command = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", str(private), "-in", str(message)]
    made = subprocess.run(command, capture_output=True, check=True).stdout
    signature = text(_SK) + text(made) + flags_and_counter
    whole = b"SSHSIG" + (1).to_bytes(4, "big") + text(blob) + head + text(signature)
    key = f"{_SK.decode()} {base64.b64encode(blob).decode()}"
    return sshsig.SshSig(key, sshsig.NAMESPACE, whole).armored, key
