"""The table is imported inside other people's programs, so it brings little along and compiles nothing."""

import subprocess
import sys

#: What a program that speaks HTTP has imported long before.
USUAL = {
    "collections", "contextlib", "copyreg", "enum", "functools", "itertools", "keyword", "operator", "re", "reprlib",
    "types", "typing", "warnings",
    "sre_compile", "sre_constants", "sre_parse",
}  # fmt: skip
_ASK = (
    "import sys; bare = set(sys.modules); import release_guard.hub.wire as wire;"
    "wire.classify('GET', '/api/models/acme/m1', 'expand=private', None);"
    "wire.classify('POST', '/api/models/acme/m1/discussions/7/merge', '', None);"
    "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - bare}))"
)


def test_import_and_a_read_bring_nothing_heavy() -> None:
    printed = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True).stdout
    loaded = {name for name in printed.split() if not name.startswith("_")}
    assert loaded - USUAL == {"release_guard"}
