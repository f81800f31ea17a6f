"""What stands beside repositories on the embedded Hub, as the installed client and each newer one uses it."""

import sys
from pathlib import Path

import huggingface_hub
import pytest

from release_guard.demo.hub import EmbeddedHub
from tests.support import hub_asks, hub_clients
from tests.support.hub_runs import environment, run

SCRIPT = Path(__file__).parents[2] / "support" / "hub_surroundings.py"


@pytest.mark.skipif(not hasattr(huggingface_hub, "Volume"), reason="the installed client mounts nothing yet")
def test_jobs_webhooks_collections_and_volumes_with_the_installed_client(hub: EmbeddedHub, tmp_path: Path) -> None:
    run(sys.executable, SCRIPT.read_text(), environment(tmp_path, hub.url, hub.token))


@pytest.mark.clients
def test_jobs_webhooks_collections_and_volumes_with_the_newest_client(hub: EmbeddedHub, tmp_path: Path) -> None:
    try:
        client = hub_clients.client("2.x")
    except hub_clients.ClientMissingError as missing:
        pytest.skip(str(missing))
    run(client.python, SCRIPT.read_text(), environment(tmp_path, hub.url, hub.token))


def test_the_secrets_of_a_job_are_never_told(hub: EmbeddedHub) -> None:
    body = {"command": ["true"], "dockerImage": "x", "secrets": {"HF_TOKEN": "hf_secret"}, "flavor": "cpu-basic"}
    started = hub_asks.ask(f"{hub.url}/api/jobs/acme", "POST", token=hub.token, body=body)
    listed = hub_asks.ask(f"{hub.url}/api/jobs/acme", token=hub.token)

    assert "HF_TOKEN" in started.body.decode()
    assert "hf_secret" not in started.body.decode() + listed.body.decode()


def test_jobs_and_webhooks_are_their_owners_alone(hub: EmbeddedHub) -> None:
    eve = hub.person("eve")
    body = {"command": ["true"], "dockerImage": "x", "flavor": "cpu-basic"}
    job = hub_asks.ask(f"{hub.url}/api/jobs/acme", "POST", token=hub.token, body=body).json["id"]
    hook = hub_asks.ask(f"{hub.url}/api/settings/webhooks", "POST", token=hub.token, body={"watched": []}).json

    assert hub_asks.ask(f"{hub.url}/api/jobs/acme", "POST", token=eve, body=body).status == 403
    assert hub_asks.ask(f"{hub.url}/api/jobs/acme/{job}", token=eve).status == 403
    assert hub_asks.ask(f"{hub.url}/api/settings/webhooks/{hook['webhook']['id']}", token=eve).status == 404
