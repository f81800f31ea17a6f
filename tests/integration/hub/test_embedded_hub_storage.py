"""What the embedded Hub stores: git's own ids, commits that are whole or nothing, large files only if they are true."""

import hashlib
import json
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from release_guard.demo.hub import EmbeddedHub, lz4, xet
from release_guard.demo.hub.objects import commit as commit_of
from release_guard.demo.hub.objects import large, regular
from tests.support.hub_asks import Told, ask, commit

DIGEST = hashlib.sha256(b"weights").hexdigest()


@pytest.fixture
def model(hub: EmbeddedHub) -> str:
    """The address of a model in the API."""
    ask(f"{hub.url}/api/repos/create", "POST", token=hub.token, body={"name": "m", "organization": "acme"})
    return f"{hub.url}/api/models/acme/m"


def batch(hub: EmbeddedHub, size: int = 7, **more: Any) -> "dict[str, Any]":
    body = {
        "operation": "upload",
        "transfers": ["basic", "multipart"],
        "objects": [{"oid": DIGEST, "size": size}],
        **more,
    }
    told = ask(f"{hub.url}/acme/m.git/info/lfs/objects/batch", "POST", token=hub.token, body=body)
    assert told.status == 200
    return dict(told.json)


def lines(*operations: "tuple[str, dict[str, Any]]") -> bytes:
    every = [("header", {"summary": "Change"}), *operations]
    return b"\n".join(json.dumps({"key": key, "value": value}).encode() for key, value in every)


def send(hub: EmbeddedHub, model: str, body: bytes, revision: str = "main") -> Told:
    return ask(f"{model}/commit/{revision}", "POST", token=hub.token, body=body)


def test_ids_are_those_of_git(tmp_path: Path) -> None:
    files = {
        "a.txt": regular(b"a\n"),
        "b/c.txt": regular(b"c\n"),
        "b.txt": regular(b""),
        "b/d/w.bin": large(b"weights"),
    }
    ours = commit_of(None, files, "Add files", "And say why.", "ada", 1_700_000_000)

    def git(*command: str) -> str:
        who = {
            "GIT_AUTHOR_NAME": "ada",
            "GIT_AUTHOR_EMAIL": "ada@users.example.org",
            "GIT_AUTHOR_DATE": "1700000000 +0000",
        }
        who |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in who.items()}
        env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **who}
        return subprocess.run(
            ["git", *command], cwd=tmp_path, env=env, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "-q")
    (tmp_path / "b" / "d").mkdir(parents=True)
    for path, file in files.items():
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{DIGEST}\nsize 7\n".encode()
        (tmp_path / path).write_bytes(pointer if file.sha256 else file.data)
    git("add", ".")
    git("commit", "-q", "-m", "Add files\n\nAnd say why.")

    assert ours.oid == git("rev-parse", "HEAD")
    assert files["b/d/w.bin"].oid == git("rev-parse", "HEAD:b/d/w.bin")


def test_a_large_file_is_stored_only_if_its_bytes_are_true(hub: EmbeddedHub, model: str) -> None:
    address = batch(hub)["objects"][0]["actions"]["upload"]["href"]
    named = lines(("lfsFile", {"path": "w.bin", "algo": "sha256", "oid": DIGEST, "size": 7}))

    assert ask(address, "PUT", body=b"others!").status == 400
    assert send(hub, model, named).status == 400
    assert ask(address, "PUT", body=b"weights").status == 200
    assert send(hub, model, named).status == 200
    assert hub.repo("models", "acme/m").files()["w.bin"] == large(b"weights")
    assert "actions" not in batch(hub)["objects"][0]


def test_addresses_in_storage_work_only_as_they_were_given(hub: EmbeddedHub, model: str) -> None:
    address = batch(hub)["objects"][0]["actions"]["upload"]["href"]

    assert ask(address[:-1] + ("0" if address[-1] != "0" else "1"), "PUT", body=b"weights").status == 403
    assert ask(address.replace(DIGEST, DIGEST[::-1]), "PUT", body=b"weights").status == 403
    assert ask(f"{hub.world.storage}/content/{DIGEST}").status == 403


def test_xet_is_chosen_where_a_client_offers_it(hub: EmbeddedHub, model: str) -> None:
    assert batch(hub, transfers=["basic", "multipart", "xet"])["transfer"] == "xet"
    assert batch(hub)["transfer"] == "basic"
    assert batch(hub, size=12_000_000)["transfer"] == "multipart"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{not json",
        b'{"key":"file","value":{"path":"a","content":"a"}}',
        lines(("file", {"path": "../a", "content": "a"})),
        lines(("file", {"path": "a/.git/config", "content": "a"})),
        lines(("file", {"path": "a", "content": "a"}), ("somethingNew", {"path": "b"})),
        lines(("file", {"path": "a", "content": "a"}), ("deletedFile", {"path": "nothing"})),
        lines(("file", {"path": "a", "content": "a"}), ("lfsFile", {"path": "b", "oid": "0" * 64})),
    ],
    ids=["empty", "broken", "no header", "outside", "in .git", "unknown", "not there", "no such bytes"],
)
def test_a_commit_is_whole_or_nothing(hub: EmbeddedHub, model: str, body: bytes) -> None:
    assert send(hub, model, body).status in (400, 404)
    assert list(hub.repo("models", "acme/m").files()) == [".gitattributes"]


def test_a_commit_on_an_old_parent_is_refused(hub: EmbeddedHub, model: str) -> None:
    old = hub.repo("models", "acme/m").at("main").oid
    body = commit("First", a="a")
    assert send(hub, model, body).status == 200

    late = send(hub, model, body.replace(b'"First"', f'"Second", "parentCommit": "{old}"'.encode()))

    assert (late.status, [each.title for each in hub.repo("models", "acme/m").history()]) == (
        412,
        ["First", "initial commit"],
    )


def test_preupload_tells_large_files_and_ignored_ones(hub: EmbeddedHub, model: str) -> None:
    sizes = {
        "w.safetensors": 10,
        "long.txt": 20_000_000,
        "short.txt": 10,
        "raw.dat": 10,
        "empty.bin": 0,
        "no/me.txt": 1,
    }
    files = [
        {"path": path, "size": size, "sample": "AAAA" if path == "raw.dat" else "YWFh"} for path, size in sizes.items()
    ]

    told = ask(f"{model}/preupload/main", "POST", token=hub.token, body={"files": files, "gitIgnore": "no/\n"}).json[
        "files"
    ]

    assert [each["path"] for each in told if each["uploadMode"] == "lfs"] == ["w.safetensors", "long.txt", "raw.dat"]
    assert [each["path"] for each in told if each["shouldIgnore"]] == ["no/me.txt"]


def test_a_squash_leaves_one_commit_and_a_purge_takes_bytes_out_of_history(hub: EmbeddedHub, model: str) -> None:
    ask(batch(hub)["objects"][0]["actions"]["upload"]["href"], "PUT", body=b"weights")
    send(hub, model, lines(("lfsFile", {"path": "w.bin", "oid": DIGEST})))
    send(hub, model, lines(("deletedFile", {"path": "w.bin"})))
    repo = hub.repo("models", "acme/m")
    held = repo.history()[1].oid

    deletions = {"deletions": {"sha": [DIGEST], "rewriteHistory": True}}
    assert ask(f"{model}/lfs-files/batch", "POST", token=hub.token, body=deletions).status == 200

    assert all("w.bin" not in each.files for each in repo.history())
    assert (held in repo.commits, DIGEST in repo.stored) == (False, False)
    assert ask(f"{model}/super-squash/main", "POST", token=hub.token, body={"message": "One"}).status == 200
    assert [each.title for each in repo.history()] == ["One"]


def test_conflicting_pull_requests_are_not_merged(hub: EmbeddedHub, model: str) -> None:
    ask(f"{model}/commit/main?create_pr=1", "POST", token=hub.token, body=commit("Offer", a="theirs"))
    send(hub, model, commit("Ours", a="ours"))

    assert ask(f"{model}/discussions/1").json["filesWithConflicts"] == ["a"]
    assert ask(f"{model}/discussions/1/merge", "POST", token=hub.token).status == 409
    assert hub.repo("models", "acme/m").files()["a"].data == b"ours"


def test_parts_of_files_are_served(hub: EmbeddedHub, model: str) -> None:
    send(hub, model, commit("Add", t__txt="0123456789"))

    def part(wanted: str) -> "tuple[int, bytes]":
        told = ask(f"{hub.url}/acme/m/resolve/main/t.txt", headers={"Range": f"bytes={wanted}"})
        return told.status, told.body

    assert [part(each) for each in ("2-4", "7-", "-2", "20-")] == [
        (206, b"234"),
        (206, b"789"),
        (206, b"89"),
        (416, b""),
    ]


def test_head_says_all_but_the_bytes(hub: EmbeddedHub, model: str) -> None:
    ask(batch(hub)["objects"][0]["actions"]["upload"]["href"], "PUT", body=b"weights")
    send(hub, model, lines(("lfsFile", {"path": "w.bin", "oid": DIGEST})))

    small = ask(f"{hub.url}/acme/m/resolve/main/.gitattributes", "HEAD")
    weights = ask(f"{hub.url}/acme/m/resolve/main/w.bin", "HEAD")

    assert (small.status, small.body, int(small.headers["content-length"]) > 0) == (200, b"", True)
    assert (
        small.headers["x-repo-commit"]
        == weights.headers["x-repo-commit"]
        == hub.repo("models", "acme/m").at("main").oid
    )
    assert (weights.status, weights.headers["x-linked-etag"], weights.headers["x-linked-size"]) == (
        302,
        f'"{DIGEST}"',
        "7",
    )
    assert ask(weights.headers["location"]).body == b"weights"


def test_a_shard_that_lies_about_its_content_stores_nothing() -> None:
    chunks = xet.Chunks()
    name, word = "11" * 32, struct.pack("<4Q", *[0x1111111111111111] * 4)
    assert chunks.put(name, xet.as_xorb(b"weights"))
    term = word + struct.pack("<IIII", 0, 7, 0, 1)
    file = b"\x22" * 32 + struct.pack("<IIQ", 1 << 30, 1, 0) + term + b"\x33" * 32 + bytes(16)

    with pytest.raises(Exception, match="SHA-256"):
        chunks.register(bytes(48) + file + b"\xff" * 32 + bytes(16))

    assert chunks.files == {}
    assert not chunks.put(name, xet.as_xorb(b"weights"))


@pytest.mark.parametrize(
    ("block", "content"),
    [
        (b"\x50hello", b"hello"),
        (b"\x1fa\x01\x00\x05\x50hello", b"a" * 25 + b"hello"),
        (b"\x42abcd\x02\x00\x10e", b"abcd" + b"cdcdcd" + b"e"),
        (b"\xf0\x01" + b"0123456789abcdef", b"0123456789abcdef"),
    ],
    ids=["literals", "run", "overlap", "long literals"],
)
def test_lz4_blocks_are_read(block: bytes, content: bytes) -> None:
    frame = b"\x04\x22\x4d\x18\x60\x40\x00" + len(block).to_bytes(4, "little") + block + bytes(4)

    assert lz4.decompress(frame) == content


@pytest.mark.parametrize(
    "frame", [b"nothing", b"\x04\x22\x4d\x18\x60\x40\x00\x05\x00\x00\x00\x10a\xff\xff\x00\x00\x00\x00"]
)
def test_what_is_not_lz4_is_an_error(frame: bytes) -> None:
    with pytest.raises(ValueError, match="LZ4"):
        lz4.decompress(frame)
