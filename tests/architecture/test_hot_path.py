"""What a push imports is its cost: the standard library and tomli, and of the library no more than is listed here."""

import subprocess
import sys

#: Modules that stage one may import, beyond those that a bare interpreter has loaded.
STAGE_ONE = {
    "collections", "contextlib", "copyreg", "datetime", "enum", "functools", "gc", "ipaddress", "itertools",
    "keyword", "math", "operator", "re", "reprlib", "select", "signal", "sre_compile", "sre_constants", "sre_parse",
    "types", "urllib", "warnings",
}  # fmt: skip
#: What stage two adds.
STAGE_TWO = {"binascii", "bisect", "fcntl", "hashlib", "importlib", "string", "struct", "tomli", "weakref", "zlib"}

_LIST = "import sys, {module}; print('\\n'.join(sorted(name for name in sys.modules)))"


def imported(module: str) -> set[str]:
    """The public top-level modules that importing *module* loads in a fresh, isolated interpreter."""
    bare = _run("import sys; print('\\n'.join(sys.modules))")
    tops = {name.partition(".")[0] for name in _run(_LIST.format(module=module)) - bare}
    return {name for name in tops if not name.startswith("_") and not name.endswith("__mypyc")} - {"release_guard"}


def _run(code: str) -> set[str]:
    command = [sys.executable, "-I", "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_a_push_to_a_private_place_imports_little() -> None:
    assert imported("release_guard.wiring.hook") - STAGE_ONE == set()


def test_a_judged_push_imports_little_more() -> None:
    assert imported("release_guard.wiring.hook, release_guard.wiring.push") - STAGE_ONE - STAGE_TWO == set()


def test_stage_one_does_not_import_the_judge() -> None:
    loaded = _run(_LIST.format(module="release_guard.wiring.hook"))
    assert not [name for name in loaded if name.startswith(("release_guard.judge", "release_guard.formats"))]
