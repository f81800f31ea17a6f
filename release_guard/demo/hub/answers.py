"""What the Hub says: answers, and refusals in the form that its clients read.

A refusal carries its reason twice, in the headers ``X-Error-Message`` and ``X-Error-Code`` and as JSON
(huggingface_hub, ``hf_raise_for_status``).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """A whole answer; the server adds length and date."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = {}


class Refused(Exception):  # noqa: N818 (it is an answer, not an error of ours)
    """The Hub says no: with *status*, a reason, where clients look for one a code, and more fields for the JSON."""

    def __init__(
        self, status: int, reason: str, code: str | None = None, headers: Mapping[str, str] | None = None, **fields: Any
    ) -> None:
        super().__init__(reason)
        self.status, self.reason, self.code, self.headers, self.fields = status, reason, code, headers or {}, fields

    @property
    def answer(self) -> Answer:
        code = {"X-Error-Code": self.code} if self.code else {}
        headers = {"X-Error-Message": self.reason, **code, **self.headers}
        return as_json({"error": self.reason, "message": self.reason, **self.fields}, self.status, headers)


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """*value* as JSON."""
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})


def slice_of(data: bytes, wanted: str | None, headers: Mapping[str, str]) -> Answer:
    """*data*, or the part of it that a Range header asks for (RFC 9110, section 14)."""
    headers = {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes", **headers}
    if wanted is None or not wanted.startswith("bytes="):
        return Answer(200, data, headers)
    first, _, last = wanted[len("bytes=") :].partition("-")
    start = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last) if first and last else len(data) - 1, len(data) - 1)
    if start > end:
        return Answer(416, b"", {"Content-Range": f"bytes */{len(data)}"})
    return Answer(206, data[start : end + 1], {**headers, "Content-Range": f"bytes {start}-{end}/{len(data)}"})


def kept(item: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Those fields of *item* that are in *names*."""
    return {name: value for name, value in item.items() if name in names}
