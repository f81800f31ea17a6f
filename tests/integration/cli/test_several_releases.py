"""Several releases in one repository: each is judged for its own files, and every command can tell them apart."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.guarded import FILE, Guarded, weights

HUB = "hf:models/acme/"


class Zoo(Guarded):
    """``models/a`` and ``models/b`` are releases of their own; both go to the public repository, each to its Hub."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "team")
        (self.repo.path / "release-considerations.toml").unlink()
        for name in "ab":
            self.describe(name, f"models/{name}/**")
            self.write(f"models/{name}/model.safetensors", weights(ord(name)))
            self.write(f"models/{name}/run.py", f"print({name!r})\n")
        self.commit("Describe two releases")

    def describe(self, name: str, *paths: str, tier: str = "public", targets: tuple[str, ...] = ()) -> None:
        places = '", "'.join(targets or (self.place, f"{HUB}{name}"))
        text = FILE.format(place=places, release='["source-code", "trained-model"]')
        text = text.replace("Digit classifier", f"Release {name}").replace('tier = "public"', f'tier = "{tier}"')
        own = f"paths = {json.dumps(paths)}\n" if paths else ""
        self.write(f"release-considerations/{name}.toml", text.replace("synthetic_media", f"{own}synthetic_media", 1))

    def judged(self, *arguments: str) -> dict[str, dict[str, Any]]:
        """The decisions of ``check`` by the title of the release."""
        done = self.guard("check", "--format", "json", *(arguments or ("--target", self.place)))
        return {one["release"] or "": one for one in json.loads(done.stdout)["decisions"]}


@pytest.fixture
def zoo(tmp_path: Path) -> Zoo:
    return Zoo(tmp_path)


def ceilings(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {title: one["ceiling"] for title, one in found.items() if title}


def test_a_review_of_one_is_none_of_the_other(zoo: Zoo) -> None:
    zoo.record("--release", "a")
    assert ceilings(zoo.judged()) == {"Release a": "public", "Release b": "gated-manual"}
    held = zoo.push()
    assert held.returncode == 1
    assert "it is about release a, not b" in held.stderr
    assert "release-guard review request --release b --to lin@example.org" in held.stderr
    zoo.record("--release", "b", by="sam@example.org")
    assert zoo.push().returncode == 0


def test_each_is_judged_for_its_own_files(zoo: Zoo) -> None:
    paths = {title: {one["path"] for one in found["attempt"]["content"]} for title, found in zoo.judged().items()}
    assert paths["Release a"] == {"models/a/model.safetensors", "models/a/run.py"}
    assert paths["Release b"] == {"models/b/model.safetensors", "models/b/run.py"}
    assert not any(path.startswith("models/") for path in paths[""])


def test_a_file_that_several_claim_takes_the_narrowest(zoo: Zoo) -> None:
    zoo.describe("b", "models/**", tier="ask-for-access")
    zoo.commit("Claim more")
    zoo.record("--release", "a")
    zoo.record("--release", "b", by="sam@example.org")
    found = zoo.judged()
    assert ceilings(found) == {"Release a": "public", "Release b": "gated-manual"}
    assert "models/a/model.safetensors" in str(found["Release b"]["attempt"]["content"])
    assert zoo.push().returncode == 1


def test_a_file_that_none_claims_is_not_released(zoo: Zoo) -> None:
    zoo.commit(stray__safetensors=weights(7))
    (told,) = [one for one in zoo.judged()[""]["findings"] if one["code"] == "RG410"]
    assert "no release in this repository claims these files" in told["message"]


def test_a_folder_and_a_single_file_contradict(zoo: Zoo) -> None:
    zoo.write("release-considerations.toml", FILE.format(place=zoo.place, release='["source-code"]'))
    zoo.commit("Describe it twice")
    held = zoo.push()
    assert held.returncode == 1
    assert "RG108" in held.stderr


def test_on_the_hub_the_one_that_names_the_place_speaks_for_all_of_it(zoo: Zoo, tmp_path: Path) -> None:
    """What is uploaded lies at the top there, not under the path that it has in the repository."""
    model = tmp_path / "model"
    model.mkdir()
    (model / "model.safetensors").write_bytes(weights(ord("a")))
    zoo.record("--release", "a")
    found = zoo.judged("--folder", str(model), "--target", f"{HUB}a")
    assert ceilings(found) == {"Release a": "public"}
    (model / "model.safetensors").write_bytes(weights(ord("b")))
    assert ceilings(zoo.judged("--folder", str(model), "--target", f"{HUB}a")) == {"Release a": "gated-manual"}


def test_two_that_name_one_place_on_the_hub_keep_to_their_paths(zoo: Zoo, tmp_path: Path) -> None:
    for name in "ab":
        zoo.describe(name, f"{name}/**", targets=(f"{HUB}both",))
    zoo.commit("Share a place")
    for name in "ab":
        (tmp_path / "model" / name).mkdir(parents=True)
        (tmp_path / "model" / name / "model.safetensors").write_bytes(weights(ord(name)))
    found = zoo.judged("--folder", str(tmp_path / "model"), "--target", f"{HUB}both")
    assert sorted(filter(None, found)) == ["Release a", "Release b"]
    assert [one["path"] for one in found["Release a"]["attempt"]["content"]] == ["a/model.safetensors"]


class TestCommandsTellThemApart:
    """``--release`` wherever a command is about one of them."""

    def test_status(self, zoo: Zoo) -> None:
        both = zoo.guard("status", "--target", zoo.place).stdout
        assert f"{zoo.place}, Release a, asked for public" in both
        assert f"{zoo.place}, what no release claims, asked for public" in both
        one = zoo.guard("status", "--target", zoo.place, "--release", "b").stdout
        assert "Release b" in one
        assert "Release a" not in one
        assert "release-guard review request --release b" in one

    def test_plan_and_what_it_says_to_do(self, zoo: Zoo) -> None:
        one = zoo.guard("plan", "--release", "b").stdout
        assert "Release a" not in one
        assert "release-guard advance --release b release" in one

    @pytest.mark.parametrize("command", [("review", "request"), ("review", "record", "--role", "ml")])
    def test_review(self, zoo: Zoo, command: tuple[str, ...]) -> None:
        more = ("--decision", "approve", "--rationale", "Read and ran it.") if "record" in command else ()
        unnamed = self.said(zoo.guard(*command, *more, "--by", "lin@example.org") if more else zoo.guard(*command))
        assert "this repository holds a, b: say which with --release" in unnamed
        named = zoo.guard(*command, *more, "--release", "a", *(("--by", "lin@example.org") if more else ()))
        assert named.returncode == 0, named.stderr
        assert "Release a" in named.stdout

    def test_a_name_that_is_none_is_a_usage_error_with_those_that_are(self, zoo: Zoo) -> None:
        done = zoo.guard("status", "--release", "c")
        assert done.returncode == 2
        assert "no release is called 'c'; this repository holds a, b" in done.stderr

    @staticmethod
    def said(done: "subprocess.CompletedProcess[str]") -> str:
        return done.stdout + done.stderr


def test_one_release_needs_no_name(tmp_path: Path) -> None:
    only = Guarded(tmp_path, "team")
    only.commit(model__safetensors=weights())
    told = only.guard("status")
    assert "--release" not in told.stdout
    assert f"{only.place}, asked for public" in told.stdout
