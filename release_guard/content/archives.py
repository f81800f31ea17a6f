"""Opens archives within hard bounds and hands out their members; what a member is, is for ``verdict`` to say.

zip (and all that is zip inside: wheels, jars, office files), tar, and gzip, bzip2, xz or lzma around a tar or one
file. Reading is streamed: memory stays at one member's first bytes, or a nested archive's whole. Anything that breaks
a bound, is encrypted or can't be read raises ``Unopened``: an archive that nobody looked through is no evidence.
"""

from collections.abc import Callable, Iterator

from release_guard.content.magic import is_tar
from release_guard.model.lean import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bz2 import BZ2Decompressor
    from lzma import LZMADecompressor
    from zipfile import ZipFile, ZipInfo

#: Bounds: bytes of an archive read into memory; bytes unpacked, members seen and nesting, over the whole file.
MAX_PACKED = 128 << 20
MAX_UNPACKED = 512 << 20
MAX_MEMBERS = 20_000
MAX_DEPTH = 4
MAX_NESTED = 64 << 20
#: Compressed streams put end to end in one file: each costs time, even an empty one.
MAX_STREAMS = 4096

#: The first bytes of a member that are looked at, and up to which size it is looked at as a whole (as in ``File``).
HEAD = 64 << 10
WHOLE = 256 << 10

_BLOCK = 1 << 16
#: Signatures of packages lie between the files of a zip archive and their list; weights are longer.
_SLACK = 64 << 10


class Unopened(Exception):  # noqa: N818 (it is a state of the archive, not a fault of ours)
    """The archive was not looked through; the message says why. ``bound`` is true where it broke a bound of ours."""

    def __init__(self, why: str, *, bound: bool = False) -> None:
        super().__init__(why)
        self.bound = bound


class Member(NamedTuple):
    """One file inside: ``head`` as in ``File``; ``rest`` reads all of it, once, before the next member is asked for.

    ``locked`` members are encrypted: only name and size can be seen.
    """

    path: str
    size: int
    head: bytes
    rest: Callable[[], bytes]
    locked: bool = False


class Budget:
    """What may still be unpacked and seen, shared by an archive of *packed* bytes and those inside it."""

    def __init__(self, packed: int) -> None:
        self.packed = packed
        self.unpacked = MAX_UNPACKED
        self.members = MAX_MEMBERS

    def spend(self, count: int) -> None:
        self.unpacked -= count
        if self.unpacked < 0:
            raise Unopened(f"it unpacks to more than {MAX_UNPACKED >> 20} MiB", bound=True)

    def see(self) -> None:
        self.members -= 1
        if self.members < 0:
            raise Unopened(f"it holds more than {MAX_MEMBERS} files", bound=True)


def members(path: str, data: bytes, budget: Budget) -> Iterator[Member]:
    """The files in the archive *data*. Raises ``Unopened`` where it can't be looked through to the end."""
    if data.startswith(b"PK"):
        yield from _zip(data, budget)
        return
    stream = _Stream(data, budget)
    first = stream.read(512)
    if is_tar(first):
        yield from _tar(stream, first, budget)
        return
    if stream.plain:
        raise Unopened("its format is not known")
    yield _single(path, stream, first, budget)


def _single(path: str, stream: "_Stream", first: bytes, budget: Budget) -> Member:
    """The one file inside a compressed file, named like it; its size is known only at the end."""
    budget.see()
    head = first + stream.read(WHOLE - len(first))
    more = stream.skip() if len(head) == WHOLE else 0
    name = path.rpartition("/")[2]
    stem, dot, last = name.rpartition(".")
    inner = stem if dot and last.lower() in ("gz", "bz2", "xz", "lzma", "z") else name
    return Member(inner, len(head) + more, head[:HEAD] if more else head, lambda: stream.again(MAX_NESTED))


class _Stream:
    """Unpacked bytes of *data*, read forwards, counted against the budget; plain bytes where nothing is packed."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._data, self._budget = data, budget
        self._source, self.plain = _unpacker(data)

    def read(self, count: int) -> bytes:
        """The next *count* bytes, fewer at the end."""
        import zlib

        parts = []
        while count > 0:
            try:
                block = self._source(min(count, _BLOCK))
            except (OSError, EOFError, ValueError, zlib.error) as error:
                raise Unopened(f"it can't be unpacked: {error}") from error
            if not block:
                break
            self._budget.spend(len(block))
            parts.append(block)
            count -= len(block)
        return b"".join(parts)

    def skip(self, count: int = MAX_UNPACKED + 1) -> int:
        """Pass over *count* bytes; how many there were."""
        passed = 0
        while passed < count:
            got = len(self.read(min(_BLOCK, count - passed)))
            if not got:
                break
            passed += got
        return passed

    def again(self, limit: int) -> bytes:
        """All unpacked bytes from the start. Raises ``Unopened`` where there are more than *limit*."""
        return _limited(_Stream(self._data, self._budget).read(limit + 1), limit)


def _limited(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise Unopened(f"a file inside is larger than {limit >> 20} MiB", bound=True)
    return data


def _unpacker(data: bytes) -> tuple[Callable[[int], bytes], bool]:
    """A function that reads on in *data*, unpacked, and whether there is nothing to unpack."""
    import io

    if data.count(data[:3]) > MAX_STREAMS and not is_tar(data[:512]):
        raise Unopened(f"it is made of more than {MAX_STREAMS} parts", bound=True)
    if data.startswith(b"\x1f\x8b"):
        import gzip

        return gzip.GzipFile(fileobj=io.BytesIO(data)).read, False
    if data.startswith((b"x\x01", b"x\x9c", b"x\xda")):
        return _zlib(data), False
    if data.startswith(b"BZh"):
        import bz2

        return _streams(data, bz2.BZ2Decompressor), False
    if data.startswith((b"\xfd7zXZ\x00", b"]\x00\x00")):
        import lzma

        return _streams(data, lambda: lzma.LZMADecompressor(memlimit=MAX_PACKED)), False
    return io.BytesIO(data).read, True


def _zlib(data: bytes) -> Callable[[int], bytes]:
    """One stream of RFC 1950; bytes behind its end are an error."""
    import zlib

    engine = zlib.decompressobj()
    pending = data

    def read(count: int) -> bytes:
        nonlocal pending
        block = b"" if engine.eof else engine.decompress(pending, count)
        pending = engine.unconsumed_tail
        if not block and not engine.eof:
            raise EOFError("it is cut short")
        if engine.unused_data:
            raise OSError("something follows its end")
        return block

    return read


def _streams(data: bytes, start: "Callable[[], BZ2Decompressor | LZMADecompressor]") -> Callable[[int], bytes]:
    """Like ``lzma.LZMAFile`` and ``bz2.BZ2File``, but memory can be limited, and bytes behind the end are an error."""
    from lzma import LZMAError

    engine = start()
    pending = data

    def read(count: int) -> bytes:
        nonlocal engine, pending
        block = b""
        while not block:
            if engine.eof:
                pending = engine.unused_data.lstrip(b"\0")  # streams follow each other, with padding between them
                if not pending:
                    break
                engine = start()
            try:
                block = engine.decompress(pending, count)
            except LZMAError as error:
                raise OSError(str(error)) from error
            pending = b""
            if not block and not engine.eof:
                raise EOFError("it is cut short")
        return block

    return read


def _tar(stream: _Stream, block: bytes, budget: Budget) -> Iterator[Member]:
    """Read by hand, since ``tarfile`` takes what a header says of itself on trust, sizes included."""
    name = b""
    while len(block) == 512 and any(block):
        if not is_tar(block):
            raise Unopened("a header inside is damaged")
        size, kind = _tar_size(block[124:136]), block[156:157]
        if kind in (b"L", b"x", b"g", b"K", b"V") and size > HEAD:
            raise Unopened("a header inside is longer than any that programs write", bound=True)
        if kind in (b"L", b"x"):
            named = stream.read(size)
            stream.skip(-size % 512)
            name = named.rstrip(b"\0") if kind == b"L" else _pax_path(named) or name
        elif kind in (b"g", b"K", b"V"):
            stream.skip(size + -size % 512)
        elif kind not in (b"1", b"2", b"3", b"4", b"5", b"6"):  # kinds that nobody knows are unpacked as files
            budget.see()
            yield from _tar_member(stream, name or _tar_name(block), size)
            name = b""
        block = stream.read(512)
    _nothing_left(block, stream)


def _nothing_left(block: bytes, stream: _Stream) -> None:
    """What comes after the end of a tar file: empty blocks, as many as its writer likes."""
    while block:
        if any(block):
            raise Unopened("something follows its end", bound=True)
        block = stream.read(_BLOCK)


def _tar_member(stream: _Stream, name: bytes, size: int) -> Iterator[Member]:
    head = stream.read(min(size, HEAD if size > WHOLE else WHOLE))
    seen = len(head)
    kept: list[bytes] = []

    def rest() -> bytes:
        kept.append(_limited(stream.read(min(size - seen, MAX_NESTED + 1)), MAX_NESTED))
        return head + kept[0]

    yield Member(name.decode("utf-8", "replace"), size, head, rest)
    missing = size - seen - sum(map(len, kept))
    if stream.skip(missing) < missing:
        raise Unopened("it is cut short")
    stream.skip(-size % 512)


def _tar_size(field: bytes) -> int:
    """The size in a header: octal digits, or GNU's base-256 for large files."""
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.strip(b"\0 ") or b"0", 8)
    except ValueError:
        raise Unopened("a header inside is damaged") from None


def _tar_name(block: bytes) -> bytes:
    name, prefix = block[:100].rstrip(b"\0"), block[345:500].rstrip(b"\0")
    return prefix + b"/" + name if prefix and block[257:263] == b"ustar\0" else name


def _pax_path(header: bytes) -> bytes:
    """The path that an extended header gives to the next member (POSIX.1-2001): lines "LENGTH path=NAME"."""
    _, found, value = header.partition(b" path=")
    return value.partition(b"\n")[0] if found else b""


def _zip(data: bytes, budget: Budget) -> Iterator[Member]:
    import io
    import struct
    import zipfile
    import zlib

    if data.count(b"PK\x01\x02") > MAX_MEMBERS * 2:
        raise Unopened(f"it holds more than {MAX_MEMBERS} files", bound=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if not info.is_dir():
                    budget.see()
                    yield _zip_member(archive, info, budget)
            if _unlisted(archive, len(data)) > _SLACK:
                raise Unopened("it holds bytes that its list of files doesn't name", bound=True)
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        LookupError,
        ArithmeticError,
        struct.error,
        zlib.error,
    ) as error:
        raise Unopened(f"it can't be read as a zip archive: {error}") from error


def _unlisted(archive: "ZipFile", size: int) -> int:
    """How many bytes belong to no listed file; each of these has two headers, and may be aligned to a page."""
    listed = sum(info.compress_size + 2 * len(info.orig_filename) + (5 << 10) for info in archive.infolist())
    return size - listed - len(archive.comment)


def _zip_member(archive: "ZipFile", info: "ZipInfo", budget: Budget) -> Member:
    if info.flag_bits & 1:
        return Member(info.filename, info.file_size, b"", _locked, locked=True)

    if info.compress_type not in (0, 8, 12):  # lzma may ask for any amount of memory, others can't be read
        raise Unopened("a file inside is packed in an unusual way")

    def upto(limit: int) -> bytes:
        with archive.open(info) as opened:
            found = opened.read(limit)
        budget.spend(len(found))
        return found

    head = upto(HEAD if info.file_size > WHOLE else WHOLE + 1)
    if info.file_size <= WHOLE < len(head):
        raise Unopened("a file inside is larger than its entry says")
    return Member(info.filename, info.file_size, head, lambda: _limited(upto(MAX_NESTED + 1), MAX_NESTED))


def _locked() -> bytes:
    raise Unopened("it is encrypted")
