"""One hooks folder with our shim in it: the gate first, then the hook that stood there before.

Knows the folder's files and nothing of git's settings (see ``hooks_folder``).
"""

import os

from release_guard.git import hook_files, interpreter
from release_guard.git.hook_files import EARLIER, GATE, LEGACY, LEGACY_COPY, SET_ASIDE, SET_ASIDE_COPY, HookFile, Maker

#: Where hooks stand, ours or those of others, the one that git runs first.
_PLACES = (GATE, LEGACY, SET_ASIDE)
_COPIES = {LEGACY: LEGACY_COPY, SET_ASIDE: SET_ASIDE_COPY}


class Chain:
    """The pre-push hooks of the folder *path*."""

    def __init__(self, path: str) -> None:
        self.path = path

    def at(self, name: str) -> str:
        """The path of the file *name* in this folder."""
        return os.path.join(self.path, name)

    def file(self, name: str) -> "HookFile | None":
        """The hook *name*, or None."""
        return hook_files.read(self.at(name))

    @property
    def gate(self) -> "HookFile | None":
        """What git runs before a push."""
        return self.file(GATE)

    def is_ours(self, name: str) -> bool:
        """Whether the file *name* is our shim."""
        found = self.file(name)
        return found is not None and found.maker is Maker.OURS

    def seat(self) -> "HookFile | None":
        """Our shim where it does its work: as the hook itself, or as the legacy hook of pre-commit or prek."""
        gate = self.gate
        if gate is None or gate.maker is Maker.OURS:
            return gate
        legacy = self.file(LEGACY) if gate.maker.keeps_legacy else None
        return legacy if legacy is not None and legacy.maker is Maker.OURS else None

    def makers(self) -> "tuple[Maker, ...]":
        """Who runs before a push, in order, as far as files tell."""
        gate = self.gate
        names = [GATE, EARLIER] if gate is not None and gate.maker is Maker.OURS else [GATE]
        found = [hook for name in names if (hook := self.file(name)) is not None and hook.executable]
        if any(hook.maker.keeps_legacy for hook in found):
            legacy = self.file(LEGACY)
            if legacy is not None and legacy.maker is Maker.OURS:
                return tuple(hook.maker for hook in (legacy, *self._kept_for_legacy(), *found))
            found += [legacy] if legacy is not None and legacy.executable else []
        return tuple(hook.maker for hook in found)

    def _kept_for_legacy(self) -> "tuple[HookFile, ...]":
        kept = self.file(EARLIER)
        if kept is not None and kept.maker.keeps_legacy:
            kept = self.file(LEGACY_COPY)
        return (kept,) if kept is not None and kept.executable else ()

    def install(self, python: str) -> "tuple[str, ...]":
        """Write the shim, keeping what is there; returns what was done, in sentences."""
        shim = hook_files.shim(python, start=interpreter.start_of(python))
        seat = self.seat()
        if seat is not None:
            return (self._refresh(seat, shim),)
        if self.is_ours(SET_ASIDE):
            self._give_back(SET_ASIDE)
        done = self._keep_earlier()
        os.makedirs(self.path, exist_ok=True)
        write(self.at(GATE), shim)
        return (*done, f"wrote {self.at(GATE)}; it judges with {python}")

    def _refresh(self, seat: HookFile, shim: bytes) -> str:
        where = "" if os.path.basename(seat.path) == GATE else f", which {self.makers()[-1].value} calls"
        if seat.data == shim and seat.executable:
            return f"{seat.path} is in place and current{where}"
        write(seat.path, shim)
        return f"refreshed {seat.path}{where}"

    def _keep_earlier(self) -> "tuple[str, ...]":
        gate = self.at(GATE)
        kept = os.path.lexists(self.at(EARLIER))
        done: list[str] = []
        if os.path.lexists(gate):
            if kept and not _same(gate, self.at(EARLIER)):
                done.append(self._set_aside())
            _copy(gate, self.at(EARLIER))
            done.append(f"kept the hook that was there as {self.at(EARLIER)}; it runs after the gate has passed")
        elif kept:
            done.append(f"{self.at(EARLIER)} was kept by an earlier install; it runs again after the gate has passed")
        self._keep_what_others_keep()
        return tuple(done)

    def _keep_what_others_keep(self) -> None:
        """Copy what the tool behind us keeps, because installed again it would overwrite that with our shim."""
        earlier = self.file(EARLIER)
        if earlier is None or not (earlier.maker.keeps_legacy or earlier.maker is Maker.LEFTHOOK):
            return
        place = LEGACY if earlier.maker.keeps_legacy else SET_ASIDE
        kept = self.file(place)
        if kept is not None and kept.maker is not Maker.OURS:
            _copy(kept.path, self.at(_COPIES[place]))

    def _set_aside(self) -> str:
        number = 1
        while os.path.lexists(self.at(f"pre-push.release-guard-kept-{number}")):
            number += 1
        aside = self.at(f"pre-push.release-guard-kept-{number}")
        os.rename(self.at(EARLIER), aside)
        return f"set aside as {aside}, and no longer run: the hook kept by an earlier install"

    def uninstall(self) -> "tuple[str, ...]":
        """Put back what our shim stands in the place of; returns what was done, nothing where nothing is ours."""
        places = [name for name in _PLACES if self.is_ours(name)]
        return (*[self._give_back(name) for name in places], *self._drop_leftovers())

    def _give_back(self, name: str) -> str:
        back = self._behind(name)
        if back:
            os.replace(self.at(back), self.at(name))
            return f"put back the hook that was there before: {self.at(name)}"
        os.remove(self.at(name))
        return f"removed {self.at(name)}"

    def _behind(self, name: str) -> str:
        """The kept file that belongs in the place *name* of our shim, or "".

        A tool that was behind us and was installed again stands before us now: its own hook is in its place already.
        """
        if name != GATE and self._stands(EARLIER):
            return _COPIES[name] if os.path.lexists(self.at(_COPIES[name])) else ""
        return EARLIER if os.path.lexists(self.at(EARLIER)) else ""

    def _drop_leftovers(self) -> "tuple[str, ...]":
        """Remove kept copies of what is in its own place again; name those that have no other copy."""
        done: list[str] = []
        for name in (EARLIER, *_COPIES.values()):
            if not os.path.lexists(self.at(name)):
                continue
            if self._stands(name):
                os.remove(self.at(name))
            else:
                done.append(f"left {self.at(name)} where it is: no other copy of that hook is in this folder")
        return tuple(done)

    def _stands(self, name: str) -> bool:
        """Whether the kept hook *name*, or a newer one of the same framework, is in some place of its own."""
        kept = self.file(name)
        for place in _PLACES:
            if self.is_ours(place) or not os.path.lexists(self.at(place)):
                continue
            found = self.file(place)
            alike = kept is not None and found is not None and kept.maker is found.maker and kept.maker.keeps_legacy
            if alike or _same(self.at(name), self.at(place)):
                return True
        return False


def write(path: str, data: bytes) -> None:
    """Put an executable file in its place in one step, so that no push ever meets half a hook."""
    beside = f"{path}.release-guard-{os.getpid()}"
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o777), "wb") as file:
            file.write(data)
        os.replace(beside, path)
    except OSError:
        if os.path.exists(beside):
            os.remove(beside)
        raise


def _copy(source: str, target: str) -> None:
    """Copy bytes, mode and times in one step; a symbolic link stays one."""
    import shutil

    beside = f"{target}.{os.getpid()}"
    shutil.copy2(source, beside, follow_symlinks=False)
    os.replace(beside, target)


def _same(one: str, other: str) -> bool:
    if os.path.islink(one) or os.path.islink(other):
        return os.path.islink(one) and os.path.islink(other) and os.readlink(one) == os.readlink(other)
    first, second = hook_files.read(one), hook_files.read(other)
    return (
        first is not None and second is not None and (first.data, first.executable) == (second.data, second.executable)
    )
