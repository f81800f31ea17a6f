"""Signs a record with a person's SSH key, through ``ssh-keygen`` or the agent; never touches the key itself."""

import os
import subprocess
from tempfile import NamedTemporaryFile

from release_guard.evidence import signatures, sshsig
from release_guard.model.record import BadSignature

#: How the text of a public key begins, as against the name of a file; git's ``key::`` prefix is taken too.
_LITERAL = ("key::", "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-")


class SigningError(Exception):
    """No signature could be made; the message names the key and what to do."""


def sign(data: bytes, key: str) -> bytes:
    """The armoured signature over *data* in our namespace.

    *key* is a private key file, a public key file or a public key's text; for the last two the private half is in the
    agent. A passphrase is asked for at the terminal. Raises ``SigningError``.
    """
    if not key.strip():
        raise SigningError("no key is named: give a key file, or set git's user.signingkey")
    if key.startswith(_LITERAL):
        return _with_literal(data, key.removeprefix("key::").strip())
    return _with_file(data, os.path.expanduser(key))


def needs_touch(key: str) -> bool:
    """Whether *key* lives on a security key, which waits for a finger; false where that can't be seen."""
    if key.startswith(_LITERAL):
        return key.removeprefix("key::").startswith("sk-")
    path = os.path.expanduser(key).removesuffix(".pub") + ".pub"
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the evidence room has no pathlib
            return file.read(3) == b"sk-"
    except OSError:
        return False


def _with_literal(data: bytes, key: str) -> bytes:
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".pub") as file:
        file.write(key + "\n")
        file.flush()
        return _with_file(data, file.name, named=key)


def _with_file(data: bytes, path: str, *, named: str = "") -> bytes:
    if not os.path.isfile(path):
        raise SigningError(f"there is no key file {path}")
    command = ["ssh-keygen", "-Y", "sign", "-n", sshsig.NAMESPACE, "-f", path]
    try:
        run = subprocess.run(command, input=data, capture_output=True, check=False)
    except FileNotFoundError:
        raise SigningError("ssh-keygen is not installed: install OpenSSH") from None
    if run.returncode != 0:
        raise SigningError(_advice(named or path, run.stderr.decode("utf-8", "replace")))
    held = signatures.check(data, run.stdout)
    if isinstance(held, BadSignature):
        raise SigningError(f"ssh-keygen signed with {named or path}, but {held.reason}")
    return run.stdout


def _advice(key: str, said: str) -> str:
    if "incorrect passphrase" in said:
        return f"{key} has a passphrase, and it wasn't given: sign at a terminal, or load the key first with `ssh-add`"
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("Signing data")]
    reason = lines[-1].strip() if lines else "it gave no reason"
    return f"{key} did not sign: {reason}; name the private key file, or load it with `ssh-add`"
