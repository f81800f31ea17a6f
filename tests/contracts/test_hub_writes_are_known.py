"""Every write that a huggingface_hub can send to the Hub is one that the table in `hub/wire` knows.

Read from the client's source: the installed one in the short suite, the last of each generation with `-m clients`.
"""

import importlib.util
import re
from pathlib import Path

import pytest

from release_guard.hub.actions import StageBytes, Unknown
from release_guard.hub.wire import classify
from tests.support import hub_clients
from tests.support.hub_calls import Write, texts_with, writes, writes_in

#: How the clients write the address of the Hub.
HUB = re.compile(r"\{(self\.|constants\.)?(endpoint|ENDPOINT)( or constants\.ENDPOINT)?\}|https://huggingface\.co(?=/)")

#: Writes that don't go to the Hub's interface, by file and receiver or URL, and why.
ELSEWHERE = (
    (
        r"^_sandbox\.py:\d+: (self|self\._sandbox|self\._server|host): ",
        "a server inside a job, reached over its own host",
    ),
    (r"^_hot_reload/client\.py:\d+: self\.client: ", "the running app of a Space, reached over its own host"),
    (r"^_webhooks_server\.py:\d+: self\.fastapi_app: ", "a route that the user's own server gets"),
    (r"[qQ][uU][eE][uU][eE]\w*: PUT ", "a queue between threads"),
    (
        r" \{constants\.INFERENCE_(ENDPOINTS|CATALOG)_ENDPOINT\}/",
        "paid machines that serve a model, on their own hosts",
    ),
    (r" \{request_parameters\.url\}$", "a question to a model, on the provider's host"),
    (r"^inference_api\.py:\d+: get_session\(\): POST \{self\.api_url\}$", "a question to a model, on its own host"),
    (
        r"lfs\.py:\d+: [\w()]+: PUT \{(presigned_url|upload_url|part_upload_url)\}$",
        "storage: the answer to an LFS batch",
    ),
    (r"lfs\.py:\d+: [\w()]+: POST \{(completion_url|upload_url|verify_url)\}$", "storage: the answer to an LFS batch"),
)

#: What stands for the values that only a running client knows; the rest becomes one plain word.
SAMPLES = {
    "repo_type": ("model", "dataset", "space"),
    "src_repo_type": ("model", "bucket"),
    "api_prefix": ("models", "spaces"),
    "repo_id": ("acme/m1",),
    "src_repo_id": ("acme/m1",),
    "from_id": ("acme/m1",),
    "bucket_id": ("acme/b1",),
    "collection_slug": ("acme/best-64f9a55bb3115b4f513ec026",),
}


def paths(url: str) -> list[str]:
    """The paths that *url* stands for, without the Hub's address."""
    found = [HUB.sub("", url, count=1)]
    while any("{" in path for path in found):
        found = [filled for path in found for filled in _filled(path)]
    return found


def _filled(path: str) -> list[str]:
    slot = re.search(r"\{([^{}]*)\}", path)
    if slot is None:
        return [path]
    return [path[: slot.start()] + sample + path[slot.end() :] for sample in SAMPLES.get(slot[1], ("word",))]


def is_elsewhere(write: Write) -> bool:
    return any(re.search(pattern, str(write)) for pattern, _ in ELSEWHERE)


def unknown(found: list[Write]) -> list[str]:
    """The writes that the table doesn't know, one line each."""
    lines = []
    for write in found:
        if is_elsewhere(write):
            continue
        for path in paths(write.url):
            action = classify(write.method, path, "", b"")
            if not HUB.match(write.url) or (isinstance(action, Unknown) and action.code == "RG011"):
                lines.append(f"{write}  ({path})")
    return lines


def check(package: Path) -> None:
    found = list(writes(package))
    missing = unknown(found)
    assert not missing, "writes that hub/wire doesn't know:\n" + "\n".join(missing)
    on_the_hub = [write for write in found if not is_elsewhere(write)]
    assert len(on_the_hub) >= 55, "the reader of the client's source has lost its calls"
    check_write_tokens(package)


def check_write_tokens(package: Path) -> None:
    """hf_xet asks for its token outside Python; the address that it is given is built here."""
    urls = texts_with(package, "-token/") + texts_with(package, "-token")
    tokens = [
        path.replace("/xet-word-token", "/xet-write-token") for url in urls for path in paths(url) if "/xet-" in path
    ]
    assert tokens, "the address of a xet token isn't where it was"
    assert all(isinstance(classify("GET", token, "", None), StageBytes) for token in tokens), tokens


def test_installed_client_sends_no_write_that_the_table_does_not_know() -> None:
    spec = importlib.util.find_spec("huggingface_hub")
    assert spec is not None
    assert spec.origin is not None
    check(Path(spec.origin).parent)


@pytest.mark.clients
@pytest.mark.parametrize("line", hub_clients.LINES)
def test_no_generation_sends_a_write_that_the_table_does_not_know(line: str) -> None:
    try:
        client = hub_clients.client(line)
    except hub_clients.ClientMissingError as missing:
        pytest.skip(str(missing))
    check(client.package)


@pytest.mark.parametrize(
    "source",
    [
        "def f(self):\n    get_session().post(f'{self.endpoint}/api/models/{repo_id}/shine', json={})",
        "def f(self):\n    url = f'{self.endpoint}/api/shine'\n    http_backoff('PUT', url)",
        "def f(self):\n    get_session().request(method='PATCH', url=f'{self.endpoint}/api/shine')",
        "def f(self):\n    requests.delete(somewhere)",
        "def f(self):\n    self.g(to='shine')\ndef g(self, to):\n    get_session().post(f'{self.endpoint}/api/{to}')",
        "get_session().post(f'https://elsewhere.example/api/repos/create')",
    ],
)
def test_new_write_in_a_client_would_be_found(source: str) -> None:
    assert len(unknown(list(writes_in(source, "new.py")))) == 1
