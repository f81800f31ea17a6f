"""The first lines of a hook's process: ``python -I -S .../release_guard/wiring/hook_start.py pre-push NAME URL``.

``-S`` leaves out Python's ``site``, and with it whatever an environment does at every start of Python: a quarter of
the time that a bare start takes. What a push needs lies beside this package; where it doesn't, as in a working copy,
``site`` is brought up after all.
"""

import gc
import os
import sys


def start() -> None:
    """Make the package importable, and hand over to the hook. Never returns."""
    gc.set_threshold(100_000)  # the process is too short to look for circular garbage
    packages = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    sys.path.append(packages)
    if not os.path.isdir(os.path.join(packages, "tomli")):
        whole()
    from release_guard.wiring import hook

    hook.run()


def whole() -> None:
    """Bring up ``site`` where it was left out: what asks the network may need what a machine's owner put there."""
    if sys.flags.no_site and "site" not in sys.modules:
        import site

        site.main()


if __name__ == "__main__":
    start()
