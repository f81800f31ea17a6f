"""A library that isn't what we know can't be guarded: the Hub's client goes offline, and the program goes on."""

import os
import sys
from types import ModuleType

import pytest

from release_guard.wiring import libraries


def test_client_of_the_hub_goes_offline_and_it_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    constants = ModuleType("huggingface_hub.constants")
    monkeypatch.setitem(sys.modules, "huggingface_hub.constants", constants)
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    libraries.guard(ModuleType("httpx2._client"))
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert vars(constants)["HF_HUB_OFFLINE"] is True
    assert "huggingface_hub is offline in it: httpx2._client" in capsys.readouterr().err
