"""Puts the guard into hf_xet, the extension in Rust that stores the bytes of large files for huggingface_hub.

Its requests can't be seen. What it is asked to send can be: where to, by the address of its leave to store, and which
files. So each file is told before it moves, as if that address were asked for it.

From 1.19 on the client hands the address over (``XetSession.new_upload_commit``); before, it asks there itself, and
what that answered counts for the files that follow (``upload_files`` and ``upload_bytes``).
"""

import os
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from types import ModuleType
from typing import Any

from release_guard.hub import asking, watch
from release_guard.hub.outgoing import Ask, LocalFile, Outgoing, Pass
from release_guard.hub.watch import Watch

_HEAD, _PIECE = 256 << 10, 1 << 20


def guard(module: ModuleType, ward: Watch) -> None:
    """Let *ward* decide about every file that *module* (``hf_xet``, of any age) stores.

    A second call changes nothing.
    """
    session: Any = getattr(module, "XetSession", None)
    begin = getattr(session, "new_upload_commit", None)
    if begin is not None and not hasattr(begin, watch.MARK):
        session.new_upload_commit = _marked(begin, _told_where(begin, ward))
    for one in (getattr(module, "hf_xet", None), module):  # the package hands on what its library has
        for name, key, local in _STORES:
            store = getattr(one, name, None)
            if store is not None and not hasattr(store, watch.MARK):
                setattr(one, name, _marked(store, _told_which(store, key, local, ward)))


def _marked(real: Any, guarded: Any) -> Any:
    found = wraps(real)(guarded)
    setattr(found, watch.MARK, True)
    return found


def _told_where(begin: Any, ward: Watch) -> Any:
    """``new_upload_commit``: its answer stores nothing that isn't told, where the place wants to be told."""

    def guarded(self: Any, *arguments: Any, **options: Any) -> Any:
        url = options.get("token_refresh_url") or (arguments[3] if len(arguments) > 3 else None)
        if not isinstance(url, str) or not ward.concerns("GET", url):
            return begin(self, *arguments, **options)
        tell = _Teller(ward, url, _ask(url, options.get("token_refresh_headers")))
        return _Told(begin(self, *arguments, **options), tell) if tell.wants else begin(self, *arguments, **options)

    return guarded


def _told_which(store: Any, key: str, local: "Callable[[Any], LocalFile]", ward: Watch) -> Any:
    """``upload_files`` and ``upload_bytes``: what they store is told, where the last leave to store asks for it.

    *key* is the name of their first argument, a list.
    """

    def guarded(*arguments: Any, **options: Any) -> Any:
        url = watch.storing()
        for file in (arguments[0] if arguments else options[key]) if url else ():
            _tell(ward, url, _ask(url, None), local(file))
        return store(*arguments, **options)

    return guarded


class _Teller:
    """Tells of files under one leave to store; ``wants`` says whether anybody asks for them."""

    def __init__(self, ward: Watch, url: str, ask: Ask) -> None:
        self._ward, self._url, self._ask = ward, url, ask
        answer = ward.handler(Outgoing("GET", url), ask)
        self.wants = isinstance(answer, Pass) and answer.digests

    def __call__(self, file: LocalFile) -> None:
        _tell(self._ward, self._url, self._ask, file)


def _tell(ward: Watch, url: str, ask: Ask, file: LocalFile) -> None:
    """Raises what the handler raises; then the file must not move."""
    ward.handler(Outgoing("GET", url, file=file), ask)


class _Told:
    """An ``XetUploadCommit`` that tells of each file before it hands it on; all else is the real one's."""

    def __init__(self, real: Any, tell: _Teller) -> None:
        self._real, self._tell = real, tell

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __enter__(self) -> Any:
        self._real.__enter__()
        return self

    def __exit__(self, *error: object) -> Any:
        return self._real.__exit__(*error)

    def start_upload_file(self, path: Any, *arguments: Any, **options: Any) -> Any:
        self._tell(_of_path(path))
        return self._real.start_upload_file(path, *arguments, **options)

    def start_upload_bytes(self, data: Any, *arguments: Any, **options: Any) -> Any:
        self._tell(_of_bytes(data, str(options.get("name") or "")))
        return self._real.start_upload_bytes(data, *arguments, **options)


def _of_path(path: Any) -> LocalFile:
    """A file on disk; one that can't be read is told as such, and fails by itself afterwards."""
    name = os.fspath(path)
    try:
        with open(name, "rb") as file:  # noqa: PTH123 - imported into other people's programs
            head, size = file.read(_HEAD), os.fstat(file.fileno()).st_size
    except OSError:
        head, size = b"", 0
    return LocalFile(os.path.basename(name), size, head, lambda: _digest(name))


def _of_bytes(data: Any, name: str = "") -> LocalFile:
    content = bytes(data)
    return LocalFile(os.path.basename(name) or "bytes", len(content), content[:_HEAD], sha256(content).hexdigest)


def _digest(name: str) -> str:
    found = sha256()
    with open(name, "rb") as file:  # noqa: PTH123 - imported into other people's programs
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


#: The functions of older clients, the name of what each stores, and how one of those is told.
_STORES = (("upload_files", "file_paths", _of_path), ("upload_bytes", "file_contents", _of_bytes))


def _ask(url: str, headers: Mapping[str, str] | None) -> Ask:
    """Questions with the token that goes to *url*, where it is handed over, else with the one of this machine."""
    told = {name.lower(): value for name, value in (headers or {}).items()}
    return asking.with_token(told.get("authorization"), url) if headers is not None else asking.ask
