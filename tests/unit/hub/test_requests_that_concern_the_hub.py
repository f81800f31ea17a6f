"""Which requests of a program are looked at, told from method and address alone."""

import sys
from types import ModuleType

import pytest

from release_guard.hub.reach import address, concerns, needs_body

HUB = "https://huggingface.co"


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", f"{HUB}/api/repos/create"),
        ("post", "https://HUGGINGFACE.co/api/repos/create"),
        ("PUT", "https://hf.co:443/api/models/acme/m/settings"),
        ("POST", "https://huggingface.co./api/repos/create"),
        ("POST", "https://me:secret@huggingface.co/api/repos/create"),
        ("POST", "https://hub-ci.huggingface.co/api/repos/create"),
        ("GET", f"{HUB}/api/models/acme/m/xet-write-token/main"),
        ("GET", f"{HUB}/api/models/acme/m/xet%2Dwrite%2Dtoken/main"),
        ("GET", f"{HUB}/acme/m.git/info/refs?service=git-receive-pack"),
    ],
)
def test_write_to_the_hub_concerns(method: str, url: str) -> None:
    assert concerns(method, url)


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", f"{HUB}/api/models/acme/m"),
        ("HEAD", f"{HUB}/acme/m/resolve/refs%2Fpr%2F1/a%20file"),
        ("POST", "https://example.org/api/repos/create"),
        ("POST", "https://huggingface.co.example.org/api/repos/create"),
        ("POST", "https://example.org/?at=https://huggingface.co/api/repos/create"),
        ("PUT", "https://cas-server.xethub.hf.co/v1/xorbs/default/aa"),
        ("POST", ""),
        ("POST", "/api/repos/create"),
        ("POST", "https://"),
    ],
)
def test_reads_and_other_hosts_do_not_concern(method: str, url: str) -> None:
    assert not concerns(method, url)


def test_endpoint_of_the_environment_is_the_hub_with_its_port_and_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://localhost:8080/mirror/")
    found = address("http://localhost:8080/mirror/api/repos/create?a=1#part")
    assert found is not None
    assert tuple(found) == ("/api/repos/create", "a=1")
    assert not concerns("POST", "http://localhost:8081/mirror/api/repos/create")
    assert not concerns("POST", "http://localhost:8080/mirrored/api/repos/create")


def test_endpoint_that_the_client_took_when_it_was_imported_stays_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    constants = ModuleType("huggingface_hub.constants")
    vars(constants)["ENDPOINT"] = "https://hub.example.org"
    monkeypatch.setitem(sys.modules, "huggingface_hub.constants", constants)
    assert concerns("POST", "https://hub.example.org/api/repos/create")


def test_hosts_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELEASE_GUARD_HUB_HOSTS", "hub.example.org, Other.example.org:8443")
    assert concerns("POST", "https://hub.example.org/api/repos/create")
    assert concerns("POST", "https://other.example.org:8443/api/repos/create")
    assert not concerns("POST", "https://other.example.org/api/repos/create")


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("POST", "/api/repos/create", True),
        ("POST", "/api/models/acme/m/commit/main?create_pr=1", True),
        ("PUT", "/s3/aa?X-Amz-Signature=x", False),
        ("DELETE", "/api/repos/delete", False),
        ("GET", "/api/models/acme/m/xet-write-token/main", False),
    ],
)
def test_body_is_read_only_where_it_tells(method: str, path: str, needed: bool) -> None:
    assert needs_body(method, HUB + path) is needed
    assert not needs_body(method, f"https://example.org{path}")
