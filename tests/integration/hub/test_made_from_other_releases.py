"""Releases that were made from others, as people make them: records that are fetched, cached, read and kept to."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from release_guard.demo.hub import EmbeddedHub
from release_guard.evidence import parent_records
from tests.support.git_repo import Repo
from tests.support.guarded import FILE, Guarded, weights
from tests.support.hub_release import Release
from tests.support.hub_shelf import shelve

BASE = "hf:models/eve/base"
ANSWERS = "release-considerations.toml"


def answers(place: str, *changes: tuple[str, str]) -> str:
    """The answers of a parent, cleared for everybody but for *changes*."""
    text = FILE.format(place=place, release='["trained-model"]')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


GATED = ('tier = "public"', 'tier = "ask-for-access"\ncriteria = "Clinics."\ndecider = "eve@example.org"')


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def derived(repo: str, text: str = "", record: str = "", relation: str = "finetune", **more: str) -> str:
    """The lines that declare a parent; *text* is its record, which stands at *record*."""
    rows = {"repo": repo, "rev": more.pop("rev", "main"), "relation": relation}
    rows |= {"record": record, "record_sha256": sha(text), **more} if record else {}
    keys = "".join(f"{key} = {json.dumps(value)}\n" for key, value in rows.items())
    return f"[[derived_from]]\n{keys}claims = []\n\n[timing]"


class Child(Guarded):
    """A release of weights on their way to a public git repository, made from others."""

    def made_from(self, *tables: str, level: int = 1) -> None:
        text = FILE.format(place=self.place, release='["source-code", "trained-model"]')
        text = text.replace("[timing]", "".join(one.removesuffix("[timing]") for one in tables) + "[timing]")
        self.write(ANSWERS, text.replace("synthetic_media", f"level = {level}\nsynthetic_media", 1))

    def fetch(self, hub: EmbeddedHub | None = None, *arguments: str) -> "subprocess.CompletedProcess[str]":
        told = {"HF_ENDPOINT": hub.url, "HF_TOKEN": hub.token, "NO_PROXY": "*"} if hub is not None else {}
        return self.guard("fetch", *arguments, **told)


@pytest.fixture
def child(tmp_path: Path) -> Child:
    return Child(tmp_path)


def test_a_finetune_of_a_gated_parent_by_its_record_on_the_hub(child: Child, hub: EmbeddedHub) -> None:
    """Before the fetch a hook knows nothing; after it, offline, it keeps to the record."""
    text = answers(BASE, GATED)
    shelve(hub, "models/eve/base", {ANSWERS: text.encode(), "m.safetensors": weights(9)}, visibility="public")
    child.made_from(derived(BASE, text, BASE))
    child.commit(model__safetensors=weights())
    told = child.guard("check")
    assert f"the record of {BASE} is not on this machine yet" in told.stdout
    assert "fix: release-guard fetch" in told.stdout
    brought = child.fetch(hub)
    assert brought.returncode == 0, brought.stdout + brought.stderr
    assert brought.stdout.splitlines()[0].split() == [
        "fetched",
        "the",
        "record",
        "of",
        BASE,
        "Digit",
        "classifier",
        BASE,
    ]
    held = child.push()
    assert held.returncode == 1
    assert (
        f"RG431 parent-not-cleared: {BASE}, from which this was made, goes no further than gated-manual" in held.stderr
    )
    again = child.fetch(hub)
    assert again.stdout.startswith("here ")


def test_a_gguf_of_a_public_parent_passes_by_a_record_in_git(child: Child, tmp_path: Path) -> None:
    text = answers(BASE)
    lab = Repo(tmp_path / "lab")
    (lab.path / "deep").mkdir()
    (lab.path / "deep" / "answers.toml").write_text(text)
    commit = lab.commit("Describe the base")
    record = derived(
        BASE, text, f"file://{lab.path}/.git", "quantized", record_rev=commit, record_path="deep/answers.toml"
    )
    child.made_from(record)
    child.commit(q4__gguf=b"GGUF\x03\0\0\0" + bytes(64))
    brought = child.fetch()
    assert brought.returncode == 0, brought.stdout + brought.stderr
    done = child.push()
    assert done.returncode == 0, done.stderr
    assert "RG431" not in done.stderr


def test_a_record_in_the_repository_is_read_at_the_pushed_commit(child: Child) -> None:
    text = answers(BASE, ('outcome = "go"', 'outcome = "no-go"'))
    child.made_from(derived(BASE, text, "parents/base.toml", "distilled"))
    child.write("parents/base.toml", text)
    child.commit(model__safetensors=weights())
    (child.repo.path / "parents/base.toml").write_text(answers(BASE))
    held = child.push()
    assert held.returncode == 1
    assert "its authors decided not to release it" in held.stderr
    folder = child.guard("check", "--folder", str(child.repo.path))
    assert "has other bytes than the pinned ones" in folder.stdout


def test_a_merge_is_held_to_the_narrower_of_its_parents(child: Child) -> None:
    other = "hf:models/eve/other"
    wide, narrow = answers(BASE), answers(other, GATED)
    child.made_from(derived(BASE, wide, "a.toml", "merge"), derived(other, narrow, "b.toml", "merge"))
    child.write("a.toml", wide)
    child.write("b.toml", narrow)
    child.commit(model__safetensors=weights())
    held = child.push()
    assert held.returncode == 1
    assert f"{other}, from which this was made, goes no further than gated-manual" in held.stderr
    assert BASE not in held.stderr
    (told,) = json.loads(child.guard("status", "--format", "json").stdout)["decisions"]
    assert told["ceiling_by_category"]["trained-model"] == "gated-manual"


def test_a_chain_of_three_is_fetched_and_kept_to(child: Child, hub: EmbeddedHub) -> None:
    first, second = "hf:models/eve/first", "hf:models/eve/second"
    oldest = answers(
        first, ('mode = "immediate"', 'mode = "timed"\nreason = "A fix."\nnot_before = 2099-01-01T00:00:00Z')
    )
    middle = answers(second, ("[timing]", derived(first, oldest, first)))
    nearest = answers(BASE, ("[timing]", derived(second, middle, second)))
    for place, text in (("first", oldest), ("second", middle), ("base", nearest)):
        shelve(hub, f"models/eve/{place}", {ANSWERS: text.encode()}, visibility="public")
    child.made_from(derived(BASE, nearest, BASE))
    child.commit(model__safetensors=weights())
    brought = child.fetch(hub)
    assert "3 records of parents" in brought.stdout, brought.stdout
    held = child.push()
    assert held.returncode == 1
    assert f"{first}, from which {BASE} was made" in held.stderr
    assert "2099-01-01" in held.stderr


def test_an_unknown_record_holds_from_level_three_and_says_what_to_run(child: Child) -> None:
    child.made_from(derived(BASE, "never seen", "https://eve.example/answers.toml"), level=3)
    child.commit(model__safetensors=weights())
    held = child.push()
    assert held.returncode == 1
    assert f"RG431 parent-not-cleared: the record of {BASE} is not on this machine yet" in held.stderr
    assert "release-guard fetch" in held.stderr


def test_fetch_tells_the_digest_of_what_is_not_pinned_and_of_what_changed(child: Child, hub: EmbeddedHub) -> None:
    text = answers(BASE)
    shelve(hub, "models/eve/base", {ANSWERS: text.encode()}, visibility="public")
    unpinned = derived(BASE, text, BASE).replace(f'record_sha256 = "{sha(text)}"\n', "")
    for table in (unpinned, derived(BASE, "older bytes", BASE)):
        child.made_from(table)
        child.commit()
        told = child.fetch(hub)
        assert told.returncode == 3
        assert f'record_sha256 = "{sha(text)}"' in told.stdout
    assert not os.path.exists(parent_records.folder()), "nothing is kept that nobody pinned"


def test_fetch_says_what_can_not_be_had_and_brings_the_rest(child: Child, hub: EmbeddedHub) -> None:
    text = answers(BASE)
    shelve(hub, "models/eve/base", {ANSWERS: text.encode()}, visibility="public")
    missing = derived("hf:models/eve/gone", text, "hf:models/eve/gone")
    child.made_from(missing, derived(BASE, text, BASE))
    told = child.fetch(hub, "--format", "json")
    assert told.returncode == 3
    report = json.loads(told.stdout)
    assert [one["repo"] for one in report["records"]] == [BASE]
    assert "the record of hf:models/eve/gone can't be had" in report["findings"][0]["message"]
    assert hub.token not in told.stdout + told.stderr


def test_fetch_has_nothing_to_do_without_pins(child: Child) -> None:
    child.commit()
    done = child.fetch()
    assert (done.returncode, "nothing to fetch" in done.stdout) == (0, True)


def test_publish_on_the_hub_keeps_to_the_record_of_the_parent(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path, preset="solo")
    text = answers(BASE, GATED)
    (release.repo.path / "base.toml").write_text(text)
    release.change("[timing]", derived(BASE, text, "base.toml"))
    shelve(hub, "models/eve/base", {"model.safetensors": weights(3)}, visibility="public")
    done = release.guard("publish", release.place, "--yes")
    assert f"{release.shown[-1]}" == "('public', 'manual')", done.stdout + done.stderr
    assert "RG431" in release.guard("check", "--at", release.place).stdout


def test_an_upload_is_held_to_the_record_of_the_parent(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path, preset="solo", files={"README.md": b"# It\n"})
    release.remote.expose("public")
    text = answers(BASE, GATED)
    (release.repo.path / "base.toml").write_text(text)
    release.change("[timing]", derived(BASE, text, "base.toml"))
    model = tmp_path / "model.safetensors"
    model.write_bytes(weights(5))
    upload = (
        "import sys; from huggingface_hub import upload_file; "
        "upload_file(path_or_fileobj=sys.argv[1], path_in_repo='model.safetensors', repo_id='acme/digits')"
    )
    command = release.command("exec", "--", sys.executable, "-c", upload, str(model))
    told = release.environment(HF_HUB_DISABLE_XET="1")
    done = subprocess.run(
        command, cwd=release.repo.path, env=told, text=True, capture_output=True, check=False, timeout=120
    )
    assert done.returncode != 0
    assert "RG431 parent-not-cleared" in done.stderr
    assert "goes no further than gated-manual by its record" in done.stderr


class TestParentsThatNobodyDeclared:
    """What a card or a config says of the parents, where the answers don't (RG436)."""

    def test_a_push_of_a_quantisation_names_the_lines_to_add(self, child: Child) -> None:
        child.made_from()
        child.commit(README__md="---\nbase_model: eve/base\ntags: [text, gguf]\n---\n# Q4\n")
        assert "RG436" not in child.push().stderr, "a card alone is no model"
        child.commit(q4__safetensors=weights())
        done = child.push()
        assert done.returncode == 0, done.stderr
        assert f"README.md: RG436 parent-not-declared: README.md says that this was made from {BASE}" in done.stderr
        assert f'[[derived_from]] with repo = "{BASE}", rev = "<its commit>", relation = "quantized"' in done.stderr

    def test_from_level_three_on_it_holds(self, child: Child) -> None:
        child.made_from(level=3)
        child.write("lora/config.json", json.dumps({"_name_or_path": "eve/base"}))
        child.commit(model__safetensors=weights())
        held = child.push()
        assert held.returncode == 1
        assert "lora/config.json: RG436" in held.stderr

    def test_the_hub_is_asked_who_sees_it(self, hub: EmbeddedHub, tmp_path: Path) -> None:
        files = {"README.md": b"---\nbase_model: eve/base\n---\n# It\n", "model.safetensors": weights()}
        release = Release(hub, tmp_path, preset="solo", files=files)
        shelve(hub, "models/eve/base", {"m.safetensors": weights(2)}, visibility="public").expose(gated="manual")
        held = release.guard("check", "--at", release.place)
        assert f"made from {BASE}, which is gated-manual, and the answers don't declare it" in held.stdout
        release.guard("publish", release.place, "--yes")
        assert f"{release.shown[-1]}" == "('public', 'manual')"

    def test_an_adapter_is_told_and_goes_out(self, child: Child) -> None:
        child.made_from()
        child.write("adapter_config.json", json.dumps({"base_model_name_or_path": "eve/base", "peft_type": "LORA"}))
        child.commit(adapter_model__safetensors=weights())
        done = child.push()
        assert done.returncode == 0
        assert "adapter_config.json: RG436" in done.stderr
        child.made_from(derived(BASE, relation="adapter"))
        child.commit(adapter_model__safetensors=weights(1))
        assert "RG436" not in child.push().stderr
