"""What a client does beside repositories: jobs, webhooks, collections, what a Space mounts. A script for a real client.

It runs in an environment of its own, so it imports nothing of ours.
"""

from typing import Any

from huggingface_hub import HfApi, Volume

api = HfApi()


def jobs() -> None:
    """Start a job, look at it, stop it; plan one, and take the plan back."""
    job = api.run_job(image="python:3.12", command=["python", "-V"], secrets={"HF_TOKEN": "hf_x"}, namespace="acme")
    assert api.inspect_job(job_id=job.id, namespace="acme").status.stage == "RUNNING"
    api.cancel_job(job_id=job.id, namespace="acme")
    again = api.rerun_job(job_id=job.id, namespace="acme")
    assert {one.id: one.status.stage for one in api.list_jobs(namespace="acme")} == {
        job.id: "CANCELED",
        again.id: "RUNNING",
    }
    planned = api.create_scheduled_job(image="python:3.12", command=["true"], schedule="@daily", namespace="acme")
    api.suspend_scheduled_job(scheduled_job_id=planned.id, namespace="acme")
    assert api.inspect_scheduled_job(scheduled_job_id=planned.id, namespace="acme").suspend
    api.delete_scheduled_job(scheduled_job_id=planned.id, namespace="acme")
    assert api.list_scheduled_jobs(namespace="acme") == []


def webhooks() -> None:
    """Make a webhook, switch it off, delete it."""
    watched: list[Any] = [{"type": "org", "name": "acme"}]
    made = api.create_webhook(url="https://example.org/hook", watched=watched, domains=["repo"], secret="s")
    assert api.disable_webhook(made.id).disabled
    changed = api.update_webhook(made.id, url="https://example.org/other", watched=watched)
    assert changed.url == "https://example.org/other"
    assert [one.id for one in api.list_webhooks()] == [made.id]
    api.delete_webhook(made.id)
    assert api.list_webhooks() == []


def collections() -> None:
    """A list with two models in it; whoever may not see one of them doesn't see it there either."""
    api.create_repo("acme/open", visibility="public")
    api.create_repo("acme/closed", private=True)
    made = api.create_collection("Our models", namespace="acme", private=False)
    for name in ("acme/open", "acme/closed"):
        api.add_collection_item(made.slug, name, item_type="model", note="ours")
    api.add_collection_item(made.slug, "acme/open", item_type="model", exists_ok=True)
    found = api.get_collection(made.slug)
    assert [one.item_id for one in found.items] == ["acme/open", "acme/closed"]
    assert [one.item_id for one in HfApi(token=False).get_collection(made.slug).items] == ["acme/open"]
    api.update_collection_item(made.slug, found.items[1].item_object_id, position=0)
    api.delete_collection_item(made.slug, found.items[0].item_object_id)
    assert [one.item_id for one in api.get_collection(made.slug).items] == ["acme/closed"]
    assert api.update_collection_metadata(made.slug, private=True).private


def space() -> None:
    """Variables, secrets, and a model that the app mounts."""
    api.create_repo("acme/show", repo_type="space", space_sdk="gradio", private=True)
    api.add_space_secret("acme/show", "KEY", "value")
    api.add_space_variable("acme/show", "NAME", "value")
    assert set(api.get_space_secrets("acme/show")) == {"KEY"}
    assert api.get_space_variables("acme/show")["NAME"].value == "value"
    api.set_space_volumes("acme/show", volumes=[Volume(type="model", source="acme/closed", mount_path="/models")])
    mounted = api.get_space_runtime("acme/show").volumes or []
    assert [one.source for one in mounted] == ["acme/closed"]
    api.delete_space_volumes("acme/show")
    api.delete_space_secret("acme/show", "KEY")
    assert api.get_space_secrets("acme/show") == {}


jobs()
webhooks()
collections()
space()
