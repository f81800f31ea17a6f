"""Starts an embedded Hub to try things out by hand: ``python -m release_guard.demo.hub``, ended by Ctrl-C.

What it prints can be given to a shell: the address and the token of "ada", who is admin of the organisation "acme".
"""

import signal
import sys

from release_guard.demo.hub.server import EmbeddedHub


def main() -> None:
    """Serve until somebody ends it; everything is gone then."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with EmbeddedHub() as hub:
        sys.stdout.write(f"export HF_ENDPOINT={hub.url} HF_TOKEN={hub.token}\n")
        sys.stdout.flush()
        try:
            hub.closing.wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
