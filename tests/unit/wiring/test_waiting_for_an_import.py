"""Callbacks after an import: once the module is whole, for it alone, whatever else hooks into imports."""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from release_guard.wiring.in_process import watch


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two small modules on the path; the import system is as before afterwards."""
    for name in ("rg_watched", "rg_other"):
        (tmp_path / f"{name}.py").write_text("VALUE = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    yield
    for name in ("rg_watched", "rg_other"):
        sys.modules.pop(name, None)


def test_callback_gets_the_whole_module_and_no_other() -> None:
    seen: list[tuple[str, int]] = []
    watch({"rg_watched": lambda module: seen.append((module.__name__, module.VALUE))})
    importlib.import_module("rg_other")
    assert seen == []
    importlib.import_module("rg_watched")
    assert seen == [("rg_watched", 1)]


def test_module_that_is_there_already_is_called_for_at_once() -> None:
    there = importlib.import_module("rg_watched")
    seen: list[ModuleType] = []
    watch({"rg_watched": seen.append})
    assert seen == [there]


def test_module_looks_as_if_nobody_had_waited_for_it() -> None:
    watch({"rg_watched": lambda module: None})
    module = importlib.import_module("rg_watched")
    assert type(module.__loader__).__name__ == "SourceFileLoader"
    assert module.__spec__ is not None
    assert module.__spec__.loader is module.__loader__
    assert inspect.getsource(module) == "VALUE = 1\n"


def test_reloaded_module_is_called_for_again() -> None:
    seen: list[ModuleType] = []
    watch({"rg_watched": seen.append})
    importlib.reload(importlib.import_module("rg_watched"))
    assert len(seen) == 2


def test_watched_module_that_is_not_there_stays_missing() -> None:
    watch({"rg_missing": lambda module: None})
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("rg_missing")


def test_another_hook_that_asks_every_finder_does_not_go_in_circles() -> None:
    class Asking:
        def find_spec(
            self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
        ) -> ModuleSpec | None:
            others = (one for one in sys.meta_path if one is not self)
            return next((spec for one in others if (spec := one.find_spec(name, path, target))), None)

    seen: list[ModuleType] = []
    watch({"rg_watched": seen.append})
    sys.meta_path.insert(0, Asking())
    importlib.import_module("rg_watched")
    assert len(seen) == 1


def test_looking_for_the_module_does_not_call() -> None:
    seen: list[ModuleType] = []
    watch({"rg_watched": seen.append})
    assert importlib.util.find_spec("rg_watched") is not None
    assert seen == []
