"""Laws of the request table: it never raises, no write is taken for a read, and no read for a write."""

import json
from base64 import b64encode

from hypothesis import given
from hypothesis import strategies as st

from release_guard.hub import actions
from release_guard.hub.actions import Commit, CreateRepo, Unknown
from release_guard.hub.bodies import BodyError, as_private
from release_guard.hub.wire import READ_LIKE, ROWS, UPKEEP, Row, classify, needs_body
from release_guard.model.visibility import Visibility

ACTIONS = tuple(vars(actions)["HubAction"].__args__)
VERBS = st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "post", "MKCOL"])
_WORDS = """
api models datasets spaces kernels buckets repos create move settings duplicate preupload commit batch discussions jobs
xet-write-token info lfs objects refs git-receive-pack acme m1 m1.git main collections webhooks .. . %2e%2e acme%2Fm1
refs%2Fpr%2F7 %00 %ff gpt2
"""
_KEYS = """
key value path type name organization visibility private files objects oid size content encoding target jobSpec item
"""
WORDS = st.sampled_from(_WORDS.split())
PATHS = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=8).map(lambda words: "/" + "/".join(words)),
    st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=8).map(lambda words: "/" + "/".join(words)),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(_KEYS.split()) | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
BODIES = st.one_of(
    st.none(),
    st.binary(max_size=80),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.lists(JSON, max_size=4).map(lambda values: b"\n".join(json.dumps(value).encode() for value in values)),
)
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,7}", fullmatch=True)
PATH_TEXT = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() and "\n" not in text)


@st.composite
def requests_of_the_table(draw: st.DrawFn, rows: tuple[Row, ...]) -> tuple[str, str]:
    """A method and a path that fit a row of *rows*, with names drawn anew."""
    row = draw(st.sampled_from(rows))
    method = draw(st.sampled_from(row.methods.split()))
    return method, "/" + "/".join(draw(_segment(piece)) for piece in row.pattern.split("/"))


def _segment(piece: str) -> st.SearchStrategy[str]:
    if not piece.startswith("{"):
        return st.just(piece)
    if ":" in piece and piece not in ("{:}",):
        return st.sampled_from(piece[1:-1].partition(":")[2].split(","))
    ids = st.tuples(NAMES, NAMES).map("/".join)
    known = {"{kind}": st.sampled_from(["models", "datasets", "spaces", "kernels"]), "{id}": ids}
    known |= {"{repo}": ids.map(lambda name: f"{name}.git"), "{any}": st.just(""), "{rest}": NAMES}
    return known.get(piece, NAMES)


@given(st.text(max_size=8) | VERBS, PATHS, st.text(max_size=30), BODIES, st.text(max_size=20))
def test_any_request_gives_an_action_or_none(
    method: str, path: str, query: str, body: bytes | None, content_type: str
) -> None:
    action = classify(method, path, query, body, content_type)
    assert action is None or isinstance(action, ACTIONS)
    assert needs_body(method, path) in (True, False)


@given(requests_of_the_table(ROWS + UPKEEP), BODIES)
def test_no_known_write_is_a_read(request: tuple[str, str], body: bytes | None) -> None:
    method, path = request
    asked = "service=git-receive-pack" if path.endswith("/info/refs") else ""
    action = classify(method, path, asked, body)
    download = path.endswith("/info/lfs/objects/batch") and body is not None and b'"download"' in body
    assert action is not None or download
    assert not isinstance(action, Unknown) or action.code == "RG007"


@given(VERBS, st.lists(WORDS | NAMES, max_size=7), BODIES)
def test_no_write_under_the_interface_is_a_read(method: str, words: list[str], body: bytes | None) -> None:
    path = "/api/" + "/".join(word for word in words if ".." not in word and "%2e" not in word)
    if not any(word in path for word in ("validate-yaml", "paths-info")):
        assert classify(method, path, "", body) is not None


@given(st.sampled_from(["GET", "HEAD", "OPTIONS", "get"]), PATHS, BODIES)
def test_no_read_is_a_write_but_for_a_write_token(method: str, path: str, body: bytes | None) -> None:
    action = classify(method, path, "", body)
    assert action is None or isinstance(action, actions.StageBytes)
    assert not needs_body(method, path)


@given(requests_of_the_table(READ_LIKE), BODIES)
def test_question_asked_with_post_is_a_read(request: tuple[str, str], body: bytes | None) -> None:
    assert classify(*request, "", body) is None


@given(requests_of_the_table(ROWS))
def test_action_does_not_depend_on_the_body_where_none_is_needed(request: tuple[str, str]) -> None:
    if not needs_body(*request):
        assert classify(*request, "", None) == classify(*request, "", b'{"anything": 1}')


@given(st.lists(st.tuples(PATH_TEXT, st.binary(max_size=40)), max_size=5), NAMES)
def test_every_file_of_a_commit_is_seen_with_its_bytes(files: list[tuple[str, bytes]], branch: str) -> None:
    values = [{"path": path, "encoding": "base64", "content": b64encode(data).decode()} for path, data in files]
    body = b"\n".join(json.dumps({"key": "file", "value": value}).encode() for value in values)
    action = classify("POST", f"/api/models/acme/m1/commit/{branch}", "", body)
    assert isinstance(action, Commit)
    assert [(file.path, file.data) for file in action.additions] == files


@given(st.integers(min_value=0), st.binary(min_size=1, max_size=4))
def test_commit_with_damaged_bytes_never_loses_a_file_silently(at: int, damage: bytes) -> None:
    lines = [{"key": "file", "value": {"path": f"f{n}", "encoding": "base64", "content": "QUJD"}} for n in range(3)]
    body = b"\n".join(json.dumps(line).encode() for line in lines)
    at %= len(body)
    action = classify("POST", "/api/models/acme/m1/commit/main", "", body[:at] + damage + body[at + len(damage) :])
    if isinstance(action, Commit):
        changes = len(action.additions) + len(action.renames) + len(action.deletions)
        assert changes == 3
    else:
        assert isinstance(action, Unknown)


@given(JSON)
def test_rewritten_create_is_private_or_refused(value: object) -> None:
    try:
        body = as_private(json.dumps(value).encode())
    except BodyError:
        assert not isinstance(value, dict)
        return
    named = json.dumps(json.loads(body) | {"name": "m", "type": None, "organization": None, "files": None}).encode()
    action = classify("POST", "/api/repos/create", "", named)
    if not isinstance(action, Unknown):
        assert isinstance(action, CreateRepo)
        assert action.wanted is Visibility.PRIVATE
