"""Calls back as soon as a module has been imported, and imports nothing itself.

Every start of Python in a guarded environment pays for this file, so it needs nothing but ``sys``.
"""

import sys

TYPE_CHECKING = False  # importing typing for it would cost more than the rest of this file
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any


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
