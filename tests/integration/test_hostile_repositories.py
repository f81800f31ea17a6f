"""Everything hostile that a repository, or whoever calls the hook, can hold: each ends in a verdict with a code.

Weights are hidden in what git itself would never write; a push of it is refused without an error of our own (RG001),
and nothing of it arrives.
"""

import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.guarded import weights
from tests.support.public_release import WEIGHTS, PublicRelease, objects

WHO = b"A <a@example.org> 1700000000 +0000"
BAD = weights(7)


@pytest.fixture
def release(tmp_path: Path) -> PublicRelease:
    return PublicRelease(tmp_path)


class Forge:
    """Writes objects as they are given, without git's own checks; each method returns the object's id."""

    def __init__(self, release: PublicRelease) -> None:
        self._repo = release.repo
        self.head = release.repo("rev-parse", "HEAD")

    def write(self, kind: str, data: bytes) -> str:
        file = self._repo.path / ".git" / "forged"
        file.write_bytes(data)
        return self._repo("hash-object", "-w", "-t", kind, "--literally", str(file))

    def blob(self, data: bytes = BAD) -> str:
        return self.write("blob", data)

    def tree(self, *entries: "tuple[bytes, bytes, str]") -> str:
        """A tree of modes, names and ids, in this order."""
        return self.write(
            "tree", b"".join(mode + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
        )

    def top(self, *entries: "tuple[bytes, bytes, str]") -> "tuple[tuple[bytes, bytes, str], ...]":
        """The entries of HEAD's tree, and more."""
        lines = self._repo("ls-tree", "HEAD").splitlines()
        own = tuple((line.split()[0].encode(), line.split("\t")[1].encode(), line.split()[2]) for line in lines)
        return (*own, *entries)

    def commit(self, tree: str, *parents: str, message: bytes = b"Change\n", extra: bytes = b"") -> str:
        lines = [b"tree " + tree.encode(), *(b"parent " + one.encode() for one in parents or (self.head,))]
        lines += [b"author " + WHO, b"committer " + WHO]
        return self.write("commit", b"\n".join(lines) + b"\n" + extra + b"\n" + message)


@pytest.fixture
def forge(release: PublicRelease) -> Forge:
    return Forge(release)


NAMES = {
    "no-utf8": b"mod\xe8l\xff.safetensors",
    "line-end": b"model\n.safetensors",
    "quote": b'mod"el\\.safetensors',
    "tab": b"model\t.safetensors",
    "escape": b"\x1b[2Jmodel.safetensors",
    "long": b"x" * 4096,
    "dot-git": b".git",
    "dot": b".",
    "dots": b"..",
    "slash": b"a/b",
    "dash": b"-rf",
    "magic": b":(exclude)model",
    "space": b" ",
    "bidi": "\N{RIGHT-TO-LEFT OVERRIDE}yp.ledom".encode(),
}


@pytest.mark.parametrize("name", NAMES)
def test_weights_under_any_name_are_held(release: PublicRelease, forge: Forge, name: str) -> None:
    commit = forge.commit(forge.tree(*forge.top((b"100644", NAMES[name], forge.blob()))))
    said = release.refuses("push", "origin", f"{commit}:refs/heads/side", code="RG4")
    assert "\x1b[2J" not in said
    assert len(said) < 20_000


def test_path_of_many_folders_is_followed(release: PublicRelease, forge: Forge) -> None:
    """Longer than any file system would take: 4,096 bytes and more."""
    oid = forge.tree((b"100644", WEIGHTS.encode(), forge.blob()))
    for _ in range(600):
        oid = forge.tree((b"40000", b"folder12", oid))
    commit = forge.commit(forge.tree(*forge.top((b"40000", b"zz", oid))))
    release.refuses("push", "origin", f"{commit}:refs/heads/side", code=WEIGHTS)


def test_answers_that_stand_twice_in_one_tree_are_no_answers(release: PublicRelease, forge: Forge) -> None:
    """One reader takes the first, the next one the last: whoever is told the one reads the other."""
    entries = forge.top()
    kind, name, oid = next(entry for entry in entries if entry[1] == b"release-considerations.toml")
    text = release.repo("cat-file", "blob", oid).replace('["source-code"]', '["source-code", "trained-model"]')
    twin = (kind, name, forge.blob(text.encode()))
    for order in ((twin, *entries), (*entries, twin)):
        commit = forge.commit(forge.tree(*order, (b"100644", b"zz.safetensors", forge.blob())))
        release.refuses("push", "origin", f"{commit}:refs/heads/side", code="RG002")


@pytest.mark.parametrize(
    "name", [b"Release-Considerations.toml", b"release-considerations.toml ", b"./release-policy.toml"]
)
def test_names_that_only_look_like_ours_say_nothing(release: PublicRelease, forge: Forge, name: bytes) -> None:
    lax = release.repo("cat-file", "blob", "HEAD:release-considerations.toml").replace(
        '["source-code"]', '["source-code", "trained-model"]'
    )
    entries = forge.top((b"100644", name, forge.blob(lax.encode())), (b"100644", b"zz.safetensors", forge.blob()))
    release.refuses("push", "origin", f"{forge.commit(forge.tree(*entries))}:refs/heads/side", code="zz.safetensors")


def test_commit_of_many_parents_hides_nothing(release: PublicRelease, forge: Forge) -> None:
    bad = forge.commit(forge.tree(*forge.top((b"100644", b"zz.safetensors", forge.blob()))))
    clean = [forge.commit(forge.tree(*forge.top()), message=b"%d\n" % number) for number in range(120)]
    merge = forge.commit(forge.tree(*forge.top()), *clean, bad)
    release.refuses("push", "origin", f"{merge}:refs/heads/side", code="RG413")


@pytest.mark.parametrize(
    "extra",
    [b"parent " + b"0" * 40 + b"\n", b"encoding \xff\n", b"gpgsig -----\n x\n", b"x" * 100_000 + b"\n", b"\0\n"],
    ids=["zero-parent", "encoding", "signature", "long-header", "nul"],
)
def test_odd_headers_of_a_commit_hide_nothing(release: PublicRelease, forge: Forge, extra: bytes) -> None:
    commit = forge.commit(forge.tree(*forge.top((b"100644", b"zz.safetensors", forge.blob()))), extra=extra)
    release.refuses("push", "origin", f"{commit}:refs/heads/side")


@pytest.mark.parametrize("kind", ["commit", "tree", "blob"])
def test_object_that_is_missing_blocks(release: PublicRelease, forge: Forge, kind: str) -> None:
    blob = forge.blob()
    tree = forge.tree(*forge.top((b"100644", b"zz.safetensors", blob)))
    first = forge.commit(tree)
    second = forge.commit(forge.tree(*forge.top()), first)
    gone = {"commit": first, "tree": tree, "blob": blob}[kind]
    (release.repo.path / ".git" / "objects" / gone[:2] / gone[2:]).unlink()
    before = (release.refs(), objects(release.public))
    done = release.repo.run("push", "origin", f"{second}:refs/heads/side")
    assert done.returncode != 0
    assert "RG002" in done.stderr or "release-guard" not in done.stderr, "git itself gives up on some of them first"
    assert (release.refs(), objects(release.public)) == before


def test_object_that_is_damaged_blocks(release: PublicRelease, forge: Forge) -> None:
    blob = forge.blob()
    commit = forge.commit(forge.tree(*forge.top((b"100644", b"zz.safetensors", blob))))
    file = release.repo.path / ".git" / "objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:20])
    release.refuses("push", "origin", f"{commit}:refs/heads/side", code="RG002")


def test_tag_of_a_tag_without_end_blocks(release: PublicRelease, forge: Forge) -> None:
    oid, kind = forge.head, b"commit"
    for number in range(70):
        oid = forge.write(
            "tag", b"object " + oid.encode() + b"\ntype " + kind + b"\ntag t%d\ntagger " % number + WHO + b"\n\nx\n"
        )
        kind = b"tag"
    release.refuses("push", "origin", f"{oid}:refs/tags/deep", code="RG002")


def test_detached_and_unborn_heads_change_no_verdict(release: PublicRelease) -> None:
    bad = release.add_weights()
    release.repo("checkout", "-q", "--detach", bad)
    release.refuses("push", "origin", "HEAD:refs/heads/side", code=WEIGHTS)
    release.repo("symbolic-ref", "HEAD", "refs/heads/unborn")
    release.refuses("push", "origin", f"{bad}:refs/heads/side", code=WEIGHTS)


def test_shared_history_without_an_ancestor_is_judged_whole(release: PublicRelease, forge: Forge) -> None:
    commit = forge.write(
        "commit",
        b"tree " + forge.tree(*forge.top((b"100644", b"zz.safetensors", forge.blob()))).encode()
        + b"\nauthor " + WHO + b"\ncommitter " + WHO + b"\n\nAlone\n",
    )  # fmt: skip
    release.refuses("push", "--force", "origin", f"{commit}:main", code="zz.safetensors")


# --- whoever calls the hook -------------------------------------------------------------------------------------------


def call(
    release: PublicRelease, data: bytes, url: str = "", limit: "Callable[[], None] | None" = None
) -> "subprocess.CompletedProcess[bytes]":
    command = [str(release.repo.path / ".git" / "hooks" / "pre-push"), "origin", url or str(release.public.path)]
    return subprocess.run(
        command, cwd=release.repo.path, input=data, capture_output=True, check=False, timeout=120, preexec_fn=limit
    )


@pytest.mark.parametrize(
    "data",
    [
        b"refs/heads/main",
        b"refs/heads/main \n",
        b"refs/heads/main " + b"a" * 40 + b" refs/heads/main",
        b"x " + b"a" * 40 + b" y " + b"a" * 39,
        b"x " + b"a" * 40 + b" y " + b"a" * 64,
        b"x " + b"A" * 40 + b" y " + b"a" * 40,
        b"x " + b"g" * 40 + b" y " + b"a" * 40,
        b"\xff\xfe" * 100,
        b" " * 10_000,
        b"x" * 3_000_000,
        ("x " * 500_000).encode(),
        b"\x1b[2J " * 4,
    ],
    ids=lambda data: ascii(data[:20]),
)
def test_lines_that_git_never_writes_block(release: PublicRelease, data: bytes) -> None:
    done = call(release, data)
    assert done.returncode == 3
    assert b"RG007" in done.stderr
    assert b"\x1b" not in done.stderr
    assert len(done.stderr) < 2000
    assert done.stdout == b""


@pytest.mark.parametrize("oid", ["a" * 40, "a" * 64])
def test_object_that_nobody_has_blocks(release: PublicRelease, oid: str) -> None:
    done = call(release, f"x {oid} refs/heads/x {'0' * len(oid)}\n".encode())
    assert done.returncode == 3
    assert b"RG002" in done.stderr


def test_zeros_of_either_length_delete_and_publish_nothing(release: PublicRelease) -> None:
    for width in (40, 64):
        done = call(release, f"(delete) {'0' * width} refs/heads/x {'a' * width}\n".encode())
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "url",
    [
        "https://", "://x", "x::", "", " ", "https://[::1/x", "https://\nx/y", "ssh://-oProxyCommand=touch owned/x",
        "ext::sh -c touch% owned", "https://git.example.org/../../x", "https://" + "a" * 100_000 + "/x", "//////",
        "https://git.example.org:99999999999/a/b", "file://", "git@:x", "https://%00/x", "https://user:s3cret@/x",
    ],
    ids=ascii,
)  # fmt: skip
def test_address_that_makes_no_sense_never_opens_the_gate(release: PublicRelease, url: str) -> None:
    bad = release.add_weights()
    _no_network(release)
    done = call(release, f"x {bad} refs/heads/x {'0' * 40}\n".encode(), url or "''")
    is_path = url in ("", " ", "//////", "file://")
    assert done.returncode in ((0, 1, 3) if is_path else (1, 3)), done.stderr
    assert b"RG001" not in done.stderr
    assert b"s3cret" not in done.stderr
    assert len(done.stderr) < 10_000
    assert not list(release.folder.rglob("owned"))


def _no_network(release: PublicRelease) -> None:
    release.repo("config", "http.proxy", "http://127.0.0.1:9")


def test_list_of_refs_and_large_files_are_judged_in_little_memory(release: PublicRelease) -> None:
    """50,000 refs and a file of 40 MB, in an address space of 512 MiB for each process."""
    release.write("large.safetensors", BAD + bytes(40 << 20))
    bad = release.commit("Add a large file")
    lines = [f"refs/heads/b{number} {bad} refs/heads/b{number} {'0' * 40}\n" for number in range(50_000)]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))

    done = call(release, "".join(lines).encode(), limit=limit)
    assert done.returncode == 1, done.stderr
    assert b"large.safetensors" in done.stderr


def test_hook_needs_no_more_than_its_own_files_open(release: PublicRelease) -> None:
    bad = release.add_weights()

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))

    done = call(release, f"x {bad} refs/heads/x {'0' * 40}\n".encode(), limit=limit)
    assert done.returncode == 1, done.stderr
