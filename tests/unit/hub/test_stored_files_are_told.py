"""What an extension in Rust is handed to store is told to the guard first, with the digest that it really has."""

from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from release_guard.hub import stack_xet, watch
from release_guard.hub.outgoing import Ask, Outgoing, Pass, ReleaseBlocked, Rewrite
from release_guard.hub.watch import Watch

TOKEN = "https://huggingface.co/api/models/acme/digits/xet-write-token/main"
DATA = bytes(range(256)) * 2000


class Extension(ModuleType):
    """As much of hf_xet as is wrapped, of both generations; ``stored`` is what it was really given."""

    def __init__(self) -> None:
        super().__init__("hf_xet")
        stored: list[Any] = []
        self.stored = stored

        class XetUploadCommit:
            ended = 0

            def __enter__(self) -> Any:
                return self

            def __exit__(self, *error: object) -> None:
                self.ended += 1

            def start_upload_file(self, path: str, sha256: str = "") -> str:
                stored.append(path)
                return f"{path}:{sha256}"

            def start_upload_bytes(self, data: bytes, sha256: str = "", name: str = "") -> str:
                stored.append(data)
                return f"{name}:{sha256}"

        class XetSession:
            def new_upload_commit(self, *arguments: Any, **options: Any) -> XetUploadCommit:
                return XetUploadCommit()

        def upload_files(file_paths: list[str], endpoint: str) -> int:
            stored.extend(file_paths)
            return len(file_paths)

        def upload_bytes(file_contents: list[bytes], endpoint: str) -> int:
            stored.extend(file_contents)
            return len(file_contents)

        self.XetSession, self.upload_files, self.upload_bytes = XetSession, upload_files, upload_bytes


class Ward:
    """Decides: ``asks`` for digests where a place is public, and refuses files whose digest is among ``refuses``."""

    def __init__(self, *, asks: bool = True, refuses: frozenset[str] = frozenset()) -> None:
        self.asks, self.refuses = asks, refuses
        self.heard: list[tuple[str, int, str]] = []

    def __call__(self, request: Outgoing, ask: Ask) -> Pass | Rewrite:
        assert (request.method, request.url) == ("GET", TOKEN)
        if request.file is None:
            return Pass(digests=self.asks)
        self.heard.append((request.file.name, request.file.size, request.file.digest()))
        assert DATA.startswith(request.file.head) or not request.file.head
        if request.file.digest() in self.refuses:
            raise ReleaseBlocked("not cleared")
        return Pass()


def guarded(ward: Ward) -> Extension:
    found = Extension()
    for _ in range(2):
        stack_xet.guard(
            found, Watch(ward, lambda method, url: "huggingface" in url, lambda method, url: False, 1 << 20)
        )
    return found


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "model.safetensors"
    path.write_bytes(DATA)
    return str(path)


def test_every_file_is_told_before_it_is_stored(file: str) -> None:
    ward = Ward()
    hf_xet = guarded(ward)
    with hf_xet.XetSession().new_upload_commit(token_refresh_url=TOKEN, token_refresh_headers={}) as commit:
        assert commit.start_upload_file(file, sha256="x") == f"{file}:x"
        assert commit.start_upload_bytes(DATA, name="sub/a.bin") == "sub/a.bin:"
    assert commit.ended == 1
    digest = sha256(DATA).hexdigest()
    assert ward.heard == [("model.safetensors", len(DATA), digest), ("a.bin", len(DATA), digest)]
    assert hf_xet.stored == [file, DATA]


def test_what_is_refused_is_not_stored(file: str) -> None:
    hf_xet = guarded(Ward(refuses=frozenset({sha256(DATA).hexdigest()})))
    commit = hf_xet.XetSession().new_upload_commit(token_refresh_url=TOKEN, token_refresh_headers={"a": "b"})
    with pytest.raises(ReleaseBlocked):
        commit.start_upload_file(file)
    assert hf_xet.stored == []


def test_where_nobody_asks_nothing_is_read() -> None:
    hf_xet = guarded(Ward(asks=False))
    commit = hf_xet.XetSession().new_upload_commit(None, None, None, TOKEN)
    assert commit.start_upload_file("/no/such/file") == "/no/such/file:"


@pytest.mark.parametrize("url", [None, "https://example.org/xet-write-token"])
def test_storage_of_others_is_nobody_s_business(url: str | None, file: str) -> None:
    ward = Ward()
    guarded(ward).XetSession().new_upload_commit(endpoint="https://cas.example.org", token_refresh_url=url)
    assert ward.heard == []


def test_a_file_that_cannot_be_read_is_told_as_such() -> None:
    commit = guarded(Ward()).XetSession().new_upload_commit(token_refresh_url=TOKEN)
    with pytest.raises(FileNotFoundError):
        commit.start_upload_file("/no/such/file")


def test_older_clients_ask_for_leave_themselves_and_it_counts_for_what_follows(file: str) -> None:
    ward = Ward()
    hf_xet = guarded(ward)
    watch.decided("GET", TOKEN, Pass(digests=True))
    assert hf_xet.upload_files([file], "endpoint") == 1
    assert hf_xet.upload_bytes(file_contents=[DATA], endpoint="endpoint") == 1
    assert [name for name, *_ in ward.heard] == ["model.safetensors", "bytes"]
    watch.decided("POST", "https://huggingface.co/api/whatever", Pass())
    hf_xet.upload_files([file], "endpoint")
    assert len(ward.heard) == 3
    watch.decided("GET", TOKEN.replace("digits", "mine"), Pass())
    hf_xet.upload_files([file], "endpoint")
    assert len(ward.heard) == 3
    assert hf_xet.stored == [file, DATA, file, file]
