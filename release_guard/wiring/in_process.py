"""Starts the guard of uploads inside a Python program: what the ``.pth`` of ``install --hub`` and ``exec`` call.

It only waits for an HTTP library to be imported; ``libraries`` guards it then, and the judge comes in with the first
write to the Hub. Every start of Python in a guarded environment pays for this file, so it imports nothing but ``sys``.
No variable of the environment switches it off.
"""

import sys

TYPE_CHECKING = False  # importing typing for it would cost more than the rest of this file
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any


#: Where each library that huggingface_hub can use defines its clients, and what stores bytes for it.
_LIBRARIES = ("httpx2._client", "httpx._client", "requests.sessions", "hf_xet")
_started = False


def start() -> None:
    """Guard every HTTP library of this program that huggingface_hub can use. A second call changes nothing."""
    global _started  # noqa: PLW0603 - there is one import system to hook into
    if not _started:
        _started = True
        watch(dict.fromkeys(_LIBRARIES, _guard))


def _guard(module: "ModuleType") -> None:
    from release_guard.wiring import libraries

    libraries.guard(module)


def watch(callbacks: "Mapping[str, Callable[[ModuleType], object]]") -> None:
    """Call ``callbacks[name](module)`` after each import of the module *name*, and now if it is there already.

    What a callback raises goes to whoever imports the module.
    """
    sys.meta_path.insert(0, _Finder(callbacks))
    for name, callback in callbacks.items():
        if name in sys.modules:
            callback(sys.modules[name])


class _Finder:
    """Finds the modules that are watched, as the other finders would, and stands in front of their loaders."""

    def __init__(self, callbacks: "Mapping[str, Callable[[ModuleType], object]]") -> None:
        self.callbacks = callbacks
        self.searching: set[str] = set()

    def find_spec(
        self, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """The module's specification with a loader that calls back; None for every module that isn't watched."""
        if name not in self.callbacks or name in self.searching:
            return None
        self.searching.add(name)  # another hook on imports may ask all finders too, this one included
        try:
            spec = self._others_find(name, path, target)
        finally:
            self.searching.discard(name)
        if spec is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = _Loader(spec.loader, self.callbacks[name])  # type: ignore[assignment]
        return spec

    def _others_find(self, name: str, path: "Sequence[str] | None", target: "ModuleType | None") -> "ModuleSpec | None":
        for finder in sys.meta_path:
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = find(name, path, target) if find else None
            if spec is not None:
                return spec
        return None


class _Loader:
    """Loads as the real loader does, then calls back; the module itself sees only the real one."""

    def __init__(self, real: "Any", callback: "Callable[[ModuleType], object]") -> None:
        self._real, self._callback = real, callback

    def __getattr__(self, name: str) -> "Any":
        if name == "_real":
            raise AttributeError(name)
        return getattr(self._real, name)

    def create_module(self, spec: "ModuleSpec") -> "ModuleType | None":
        made: ModuleType | None = self._real.create_module(spec)
        return made

    def exec_module(self, module: "ModuleType") -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._real
        module.__loader__ = self._real
        self._real.exec_module(module)
        self._callback(module)
