"""Content by reference: addresses in text that lead to weights or data elsewhere (judge.md; paper, section 3.3).

A stage of a release can be published with a few lines of text, as GPT-2's was. What an address names is read in
``addresses``; what a repository already pointed to before is for the caller to leave out.
"""

from collections.abc import Iterator
from functools import lru_cache

from release_guard.content import names
from release_guard.content.addresses import Address, addresses, calls
from release_guard.content.files import File
from release_guard.content.text import is_text
from release_guard.model.attempt import Context, Item
from release_guard.model.category import Category
from release_guard.model.globs import matches, matches_any

#: Text is looked through up to here; what people write, notebooks with pictures included, is shorter.
LONGEST = 8 << 20

#: So many bytes tell text from a binary.
_ENOUGH = 8 << 10


def of_file(file: File, context: Context) -> tuple[Item, ...]:
    """What *file* refers to, as ``find_references`` tells it; nothing where it is no text."""
    if file.size > LONGEST or not is_text(file.head[:_ENOUGH]):
        return ()
    data = file.head if file.whole is None else file.whole()
    return find_references(file.path, data.decode("utf-8", "replace"), context)


def find_references(path: str, text: str, context: Context) -> tuple[Item, ...]:
    """The references in *text*, the content of the file at *path*, each once, at its first line.

    An item stands for (a) weights or data under the release's own targets or their namespaces, (b) under a pattern of
    ``content.references``, (c) any other file at a plain URL or in a bucket with a weight or data ending: only these
    are ``undeclared``. A link to a page and this destination's own files are no items; in
    documentation only links to files count. ``sha256`` is the pinned revision, or the address itself.

    Other people's Hub ids that code loads from are items of the category documentation: they release nothing.
    """
    found: dict[tuple[str, str], tuple[int, Item]] = {}
    for address in _addresses(path, text, context):
        item = _item(path, text, address, context)
        if item is not None:
            found.setdefault((item.path, item.sha256), (address.start, item))
    return tuple(sorted(_with_lines(path, text, sorted(found.values()))))


def _with_lines(path: str, text: str, found: list[tuple[int, Item]]) -> Iterator[Item]:
    """The items with the lines at which they stand; *found* goes by place, so the text is counted through once."""
    line, counted = 1, 0
    for start, item in found:
        line, counted = line + text.count("\n", counted, start), start
        yield item._replace(why=f"named in {path}:{line}")


def _addresses(path: str, text: str, context: Context) -> Iterator[Address]:
    if names.ours(path) or names.lock(path):
        return
    yield from addresses(text)
    if not names.document(path):
        yield from calls(text, *_owners(context))


@lru_cache(maxsize=8)
def _owners(context: Context) -> tuple[frozenset[str], frozenset[str]]:
    """The accounts on the Hub, and on git hosts, that the release has to do with."""
    places = [place.lower().split("/") for place in (*context.targets, *context.references, str(context.destination))]
    hub = frozenset("*" if "*" in part[1] else part[1] for part in places if part[0][:3] == "hf:" and len(part) > 1)
    return hub, frozenset(part[1] for part in places if len(part) == 3 and "." in part[0] and "*" not in part[1])


def _item(path: str, text: str, address: Address, context: Context) -> Item | None:
    declared = _declared(address, context)
    own = _own(address, context)
    if _itself(address, context) or not (_counts(path, text, address, declared=bool(declared))):
        return None
    if address.on_hub and not own and not declared:
        return None if names.document(path) else _of_others(address)
    name = declared or address.text
    return Item(
        path=name,
        category=address.category or Category.TRAINED_MODEL,
        sha256=address.pin or name,
        reference=True,
        undeclared=not own and not declared,
    )


def _of_others(address: Address) -> Item:
    """A Hub repository that somebody else publishes: worth a note (RG435), never a block."""
    return Item(address.place, Category.DOCUMENTATION, sha256=address.pin or address.place, reference=True)


def _counts(path: str, text: str, address: Address, *, declared: bool) -> bool:
    """Whether *address* leads to weights or data rather than to a page about them."""
    if address.file or (address.call and address.category is not None):
        return True
    if names.document(path):
        return False
    if declared:
        return _may_be_content(address)
    return address.open and not address.on_hub and _is_bucket_prefix(address, text)


def _may_be_content(address: Address) -> bool:
    """Whether a declared address without a telling ending may be what was declared: not a page, not a picture."""
    ending = names.ending(address.text)
    return (
        address.open
        or ("." not in address.text.rpartition("/")[2])
        or ending not in names.CODE | names.MEDIA | names.DOCUMENTS
    )


def _is_bucket_prefix(address: Address, text: str) -> bool:
    """Whether code builds addresses in a bucket from parts, and names weight files nearby, as GPT-2's download does."""
    import re

    if not re.match(
        r"(?:gs|s3a?|r2)://|https?://(?:[\w.-]+\.)?(?:storage\.googleapis|amazonaws|blob\.core\.windows)\.",
        address.text,
    ):
        return False
    around = text[max(0, address.start - 4000) : address.start + 4000]
    return any(names.weights(word) for word in re.findall(r"[\"']([\w./-]+\.[\w.-]+)[\"']", around))


def _itself(address: Address, context: Context) -> bool:
    """Whether *address* lies in this very destination: its bytes are judged when they come. Release assets never do."""
    return not address.release and address.place.lower() == str(context.destination).lower()


def _declared(address: Address, context: Context) -> str:
    """The form of *address* that a pattern of ``content.references`` matches, "" where none does."""
    forms = [address.text, address.place, f"{address.place}@{address.pin}"] if address.place else [address.text]
    return next((form for form in forms if matches_any(context.references, form)), "")


def _own(address: Address, context: Context) -> bool:
    """Whether *address* lies in a target of the release, or beside one: under the same account."""
    if not address.place:
        return False
    place = address.place.lower()
    names_of = (*context.targets, *([str(context.destination)] if context.destination.host != "file" else []))
    return any(matches(pattern, place) for target in names_of for pattern in _reach(target.lower()))


def _reach(target: str) -> tuple[str, ...]:
    """Patterns for *target* and for all that its owner has beside it; an owner with wildcards reaches no further."""
    if target.startswith("hf:"):
        owner = target.partition("/")[2].partition("/")[0]
        return (target, f"hf:*/{owner}/*") if owner and "*" not in owner else (target,)
    owner = target.rpartition("/")[0]
    return (target, f"{owner}/*") if "/" in owner and "*" not in owner else (target,)
