"""What comes along with a push that a server receives: its options (``git push -o``) and its signature.

Both only inform. An option loosens nothing, because whoever pushes may write any; and a signed push says who pushed,
which is no review. Sources: git-push(1), ``--push-option``; git-receive-pack(1), "GIT_PUSH_CERT" and its neighbours.
"""

from collections.abc import Mapping

#: Asks for the whole report, reasons included.
VERBOSE = "release-guard.verbose"

_PREFIX = "release-guard."
_MOST = 1000
_STATES = {
    "G": "good",
    "U": "good, of a key that nobody here vouches for",
    "X": "good, but expired",
    "Y": "good, of a key that has expired",
    "R": "good, of a key that was revoked",
    "B": "bad",
    "E": "not checked, because the key isn't known here",
}
_NONCES = {"BAD": "the nonce is another one", "MISSING": "without the nonce that was asked for", "SLOP": "an old nonce"}


def options(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The options of this push, in order; none where the server doesn't take any."""
    count = environ.get("GIT_PUSH_OPTION_COUNT", "")
    number = min(int(count), _MOST) if count.isascii() and count.isdecimal() else 0
    return tuple(environ.get(f"GIT_PUSH_OPTION_{index}", "") for index in range(number))


def unknown(said: tuple[str, ...]) -> tuple[str, ...]:
    """Those options that address us and mean nothing."""
    return tuple(option for option in said if option.startswith(_PREFIX) and option != VERBOSE)


def signature(environ: Mapping[str, str]) -> str:
    """Who signed this push, in words; "" where nobody did."""
    if "GIT_PUSH_CERT" not in environ:
        return ""
    status, who = environ.get("GIT_PUSH_CERT_STATUS", ""), environ.get("GIT_PUSH_CERT_SIGNER", "")
    if status == "G" and not who:  # what git 2.39 says of an SSH key that no list of signers holds
        status = "U"
    state = _STATES.get(status, "missing")
    key = environ.get("GIT_PUSH_CERT_KEY", "")
    nonce = _NONCES.get(environ.get("GIT_PUSH_CERT_NONCE_STATUS", ""), "")
    told = [
        f"signed by {who or 'somebody unnamed'}",
        *([f"with {key}"] if key else []),
        f"(signature {state}{'; ' if nonce else ''}{nonce})",
    ]
    return f"this push is {' '.join(told)}; that says who pushed, and is no review"
