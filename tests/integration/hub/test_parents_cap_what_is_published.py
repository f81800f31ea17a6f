"""``check --at`` and ``publish`` ask the Hub how widely the parents of a release can be seen."""

from pathlib import Path

from release_guard.demo.hub import EmbeddedHub
from tests.support.guarded import weights
from tests.support.hub_release import Release
from tests.support.hub_shelf import shelve

PARENT = '[[derived_from]]\nrepo = "hf:models/eve/base"\nrev = "4f0c2d9"\nrelation = "finetune"\nclaims = []\n\n'


def test_a_fine_tuned_model_goes_no_further_than_its_parent(hub: EmbeddedHub, tmp_path: Path) -> None:
    release = Release(hub, tmp_path, preset="solo")
    release.change("[timing]", f"{PARENT}[timing]")
    parent = shelve(hub, "models/eve/base", {"model.safetensors": weights(3)}, visibility="public")
    parent.expose(gated="manual")
    held = release.guard("check", "--at", release.place)
    assert "RG431 parent-not-cleared: hf:models/eve/base, from which this was made, is gated-manual" in held.stdout
    done = release.guard("publish", release.place, "--yes")
    assert f"{release.shown[-1]}" == "('public', 'manual')", done.stdout + done.stderr
    parent.expose(gated=False)
    done = release.guard("publish", release.place, "--yes")
    assert f"{release.shown[-1]}" == "('public', False)", done.stdout + done.stderr
