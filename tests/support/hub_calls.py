"""The writes of a huggingface_hub, read from its source: every HTTP call with a verb that changes something.

A URL is followed through the f-strings and assignments of the function that sends it; what can't be known from the
source stays a placeholder in braces.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

VERBS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_SENDERS = frozenset({"request", "stream", "http_backoff", "_request", "_stream", "_request_wrapper"})


class Write(NamedTuple):
    """One place in the source that sends a write, to one of the URLs that it may have."""

    file: str
    line: int
    receiver: str
    method: str
    url: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.receiver}: {self.method} {self.url}"


def writes(package: Path) -> Iterator[Write]:
    """Every write in the modules under *package*."""
    for file in sorted(package.rglob("*.py")):
        yield from writes_in(file.read_text(encoding="utf-8"), str(file.relative_to(package)))


def writes_in(source: str, file: str) -> Iterator[Write]:
    """Every write in one module."""
    module = ast.parse(source)
    for function, call in _calls(module, None):
        sent = _sent(call)
        if sent is not None:
            receiver, method, url = sent
            for text in sorted(set(_Urls(module, function).of(url))):
                yield Write(file, call.lineno, receiver, method, text)


def texts_with(package: Path, part: str) -> list[str]:
    """Every text and f-string in the modules under *package* that has *part* in it, with its placeholders."""
    found = []
    for file in sorted(package.rglob("*.py")):
        module = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.JoinedStr):
                found += [text for text in _Urls(module, None).of(node) if part in text]
    return found


Scope = ast.FunctionDef | ast.AsyncFunctionDef | None


def _calls(node: ast.AST, function: Scope) -> Iterator[tuple[Scope, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inner = child if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        if isinstance(child, ast.Call):
            yield inner, child
        yield from _calls(child, inner)


def _sent(call: ast.Call) -> tuple[str, str, ast.expr] | None:
    """Receiver, verb and URL of a call that sends a write."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    receiver = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else name
    arguments = list(call.args)
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    if name.upper() in VERBS and name.islower():
        method = name.upper()
    elif name in _SENDERS:
        verb = named.get("method") or (arguments.pop(0) if arguments else None)
        method = str(verb.value).upper() if isinstance(verb, ast.Constant) else ""
    else:
        return None
    url = named.get("url") or (arguments[0] if arguments else None)
    return (receiver, method, url) if method in VERBS and url is not None else None


class _Urls:
    """The texts that an expression in *function* may have."""

    def __init__(self, module: ast.Module, function: Scope) -> None:
        self.module = module
        self.function = function

    def of(self, node: ast.expr, seen: tuple[str, ...] = ()) -> list[str]:
        if isinstance(node, ast.Constant):
            return [str(node.value)]
        if isinstance(node, ast.JoinedStr):
            return self._joined([*node.values], seen)
        if isinstance(node, ast.FormattedValue):
            return self.of(node.value, seen)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._joined([node.left, node.right], seen)
        if isinstance(node, ast.IfExp):
            return self.of(node.body, seen) + self.of(node.orelse, seen)
        if isinstance(node, ast.Name) and node.id not in seen:
            return self._named(node.id, seen) or [f"{{{node.id}}}"]
        return [f"{{{ast.unparse(node)}}}"]

    def _joined(self, parts: list[ast.expr], seen: tuple[str, ...]) -> list[str]:
        texts = [""]
        for part in parts:
            texts = [text + more for text in texts for more in self.of(part, seen)]
        return texts

    def _named(self, name: str, seen: tuple[str, ...]) -> list[str]:
        """What is assigned to *name* in the function, or handed over by its callers in the module."""
        if self.function is None:
            return []
        found = [value for value in _assigned(self.function, name) if _is_text(value)]
        texts = [text for value in found for text in self.of(value, (*seen, name))]
        return texts or [text for value in self._handed(name) for text in self.of(value, (*seen, name))]

    def _handed(self, name: str) -> Iterator[ast.expr]:
        assert self.function is not None
        for _, call in _calls(self.module, None):
            if isinstance(call.func, ast.Attribute) and call.func.attr == self.function.name:
                yield from (key.value for key in call.keywords if key.arg == name and _is_text(key.value))


def _assigned(function: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets):
            yield node.value


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_text(node.body) and _is_text(node.orelse)
    if isinstance(node, ast.BinOp):
        return _is_text(node.left)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
