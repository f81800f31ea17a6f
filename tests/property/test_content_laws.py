"""Laws of reading content: it never fails, order makes no difference, and adding a file makes none lighter."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from release_guard.content.capabilities import hints
from release_guard.content.files import File, classify, lfs_pointer, quick
from release_guard.content.references import find_references
from release_guard.model.attempt import Context, Item
from release_guard.model.category import Category
from tests.support.content_files import (
    DATASET,
    GIT,
    MODEL,
    NOISE,
    PNG,
    PYTHON,
    SPACE,
    WAV,
    file,
    pointer,
    safetensors,
    tarred,
    zipped,
)

CONTEXTS = st.sampled_from(
    [GIT, GIT._replace(opted_in=False), GIT._replace(synthetic_media=True), MODEL, DATASET, SPACE]
)
NAMES = st.sampled_from(
    (
        *("a.py", "app.py", "README.md", "config.json", "w.pt", "x.data", "t.csv", "t.parquet", "a.zip", "a.tgz"),
        *("i.png", "s.wav", "p.pdf", "m.tex", "nb.ipynb", "Dockerfile", "install.sh", "requirements.txt", "a.gz"),
        *("tokenizer.json", "blob", "release-considerations.toml", "ünïcode\udcff.bin"),
    )
)
ARCHIVES = (
    zipped({"a/b.py": PYTHON, "c": safetensors()}),
    tarred({"a/b.py": PYTHON}),
    tarred({"a": PYTHON * 9}, "w"),
    tarred({"a": PYTHON}, "w:xz"),
    tarred({"a": PYTHON}, "w:bz2"),
)
MAGIC = (b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"BZh9", b"\xfd7zXZ\x00", b"]\x00\x00", b"\x80\x04\x95", b"GGUF", b"PAR1")
STARTS = (
    *(b"", b"%PDF-", b"\x00\x00\x08\x03", b"\xff\xfe", b"{", b"---\n", PNG, WAV, safetensors(), pointer(1 << 30)),
    *MAGIC,
    *ARCHIVES,
)
SAMPLES = (
    *(b"", PYTHON, b"# page\n", b"{}", safetensors(), PNG, WAV, b"%PDF-1.4", pointer(5), pointer(20 << 20)),
    *(b"import gradio\n", b"import gradio\nx.from_pretrained('a/b')\n"),
    *(NOISE(70_000), NOISE(200), b"1,2\n" * 300_000, WAV + bytes(30 << 20)),
    *(zipped({"app.py": b"import gradio\n"}), zipped({"w.pt": b"weights"})),
    zipped({f"{n}.png": PNG + bytes([n]) for n in range(120)}),
    tarred({f"{n}.png": PNG + bytes([n, 1]) for n in range(120)}),
)


@st.composite
def files(draw: st.DrawFn) -> File:
    data = draw(st.sampled_from(SAMPLES))
    path = f"{draw(st.integers(0, 9))}/{draw(NAMES)}"
    return file(path, data, already=draw(st.booleans()) and draw(st.booleans()))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Bytes that begin like some format and then are cut, changed or made up."""
    data = bytearray(draw(st.sampled_from(STARTS)) + draw(st.binary(max_size=600)))
    for _ in range(draw(st.integers(0, 4))):
        if data:
            data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))])


def weight(item: Item) -> int:
    """How much a category asks for, from documentation up."""
    order = (
        Category.DOCUMENTATION,
        Category.SOURCE_CODE,
        Category.SAMPLE_OUTPUTS,
        Category.PAPER,
        Category.RUNNABLE_SYSTEM,
        Category.TRAINING_DATA,
        Category.TRAINED_MODEL,
    )
    return order.index(item.category)


@settings(max_examples=400, deadline=None)
@given(NAMES, damaged(), CONTEXTS)
def test_any_bytes_get_exactly_one_category(path: str, data: bytes, context: Context) -> None:
    (item,) = classify([file(path, data)], context)
    assert item.path == path
    assert item.why
    assert item.category is not Category.MODIFIABLE_SYSTEM
    assert not item.companion or item.category is Category.TRAINED_MODEL
    assert not item.unclassified or item.category is Category.TRAINED_MODEL


def test_damaged_archives_raise_nothing() -> None:
    chance = random.Random(7)
    for _ in range(20_000):
        data = bytearray(chance.choice(ARCHIVES))
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (item,) = classify([file("blob", bytes(data))], GIT)
        assert item.why


@settings(max_examples=100, deadline=None)
@given(st.lists(files(), max_size=8), CONTEXTS, st.randoms(use_true_random=False))
def test_order_makes_no_difference(several: list[File], context: Context, chance: random.Random) -> None:
    shuffled = several.copy()
    chance.shuffle(shuffled)
    assert classify(several, context) == classify(shuffled, context)


@settings(max_examples=150, deadline=None)
@given(st.lists(files(), min_size=1, max_size=6, unique_by=lambda one: one.path), files(), CONTEXTS)
def test_adding_a_file_makes_no_other_lighter(several: list[File], added: File, context: Context) -> None:
    added = added._replace(path=f"added/{added.path}")
    before = classify(several, context)
    after = {item.path: item for item in classify([*several, added], context)}
    for item in before:
        now = after[item.path]
        assert weight(now) >= weight(item)
        assert (now.companion, now.unclassified) == (item.companion, item.unclassified)


@settings(max_examples=150, deadline=None)
@given(files(), st.sampled_from(["zip", "tgz", "zip in tgz"]))
def test_packing_a_file_makes_it_no_lighter(one: File, how: str) -> None:
    data = one.whole() if one.whole else one.head
    plain = classify([one], GIT)[0]
    name = one.path.encode("utf-8", "replace").decode()
    members = {name: data}
    inner = {"in.zip": zipped(members)} if how == "zip in tgz" else members
    packed = zipped(inner) if how == "zip" else tarred(inner)
    item = classify([file("packed", packed)], GIT)[0]
    assert weight(item) >= weight(plain)
    assert plain.companion or not item.companion


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400), NAMES)
def test_any_text_can_be_looked_through_for_references(text: str, path: str) -> None:
    for around in (text, f'from_pretrained("{text}', f"https://{text}", f"hf download {text}", f"hf:models/{text}"):
        for item in find_references(path, around, GIT):
            assert item.reference
            assert item.sha256


@settings(max_examples=300, deadline=None)
@given(NAMES, st.binary(max_size=300))
def test_any_bytes_can_be_asked_for_hints_and_pointers(path: str, data: bytes) -> None:
    assert isinstance(hints([file(path, data), file("README.md", b"---\n" + data)]), frozenset)
    assert lfs_pointer(data) is None
    quick(path)
