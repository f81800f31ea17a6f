"""Starts an embedded Hub to try things out by hand: ``python -m release_guard.demo.hub``, ended by Ctrl-C.

What it prints can be given to a shell: the address and the token of "ada", who is admin of the organisation "acme".
"""

import signal
import sys

from release_guard.demo.hub.server import EmbeddedHub


def main() -> None:
    """Serve until somebody ends it; everything is gone then."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # both by name: a shell has its background jobs ignore SIGINT
        signal.signal(ending, lambda *_: sys.exit(0))
    with EmbeddedHub() as hub:
        sys.stdout.write(f"export HF_ENDPOINT={hub.url} HF_TOKEN={hub.token}\n")
        sys.stdout.flush()
        hub.closing.wait()


if __name__ == "__main__":
    main()
