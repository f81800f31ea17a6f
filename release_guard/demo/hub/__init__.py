"""An embedded Hugging Face Hub: enough of the protocol for the real clients, in memory, on loopback.

The guided tour and the tests use the same one. ``server`` is what they start; ``connection`` speaks HTTP;
``world`` holds the state and the rules of who may do what; ``requests`` reads what is asked; ``protocol`` says which
part answers, one module each, with its table of routes; ``faults`` lets the Hub misbehave on demand. git is served by
the real ``git http-backend`` (``git_http``), on bare repositories that ``git_store`` keeps in step.
"""

from release_guard.demo.hub.connection import Asked
from release_guard.demo.hub.server import EmbeddedHub

__all__ = ["Asked", "EmbeddedHub"]
