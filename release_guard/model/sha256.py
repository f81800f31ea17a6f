"""The sha256 of short texts and files, for a hook that mustn't spend three milliseconds on loading OpenSSL."""

try:
    from _sha2 import sha256 as _built_in  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    try:
        from _sha256 import sha256 as _built_in  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from hashlib import sha256 as _built_in

#: From this length on OpenSSL, which is several times as fast, is worth its loading.
LONG = 1 << 20


def hex_digest(data: bytes) -> str:
    """The sha256 of *data* in hex."""
    if len(data) < LONG:
        return str(_built_in(data).hexdigest())
    from hashlib import sha256

    return sha256(data).hexdigest()
