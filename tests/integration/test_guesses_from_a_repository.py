"""What ``init`` guesses from real repositories: people, places, content, media, capabilities."""

from pathlib import Path

import pytest

from release_guard.git.plumbing import Git
from release_guard.wiring.guess import Guesses, guess
from tests.support.git_repo import Repo
from tests.support.guarded import weights
from tests.support.pushing import commit


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "work")


def guessed(repo: Repo) -> Guesses:
    with Git(str(repo.path)) as git:
        return guess(str(repo.path), git)


def commit_as(repo: Repo, email: str, number: int = 1) -> None:
    for _ in range(number):
        repo("-c", f"user.email={email}", "commit", "-q", "--allow-empty", "-m", "Work")


def test_authors_are_those_with_a_fair_share_most_first_and_no_programs(repo: Repo) -> None:
    commit_as(repo, "lin@example.org", 30)
    commit_as(repo, "ada@example.org", 10)
    commit_as(repo, "typo@example.org", 1)
    commit_as(repo, "49699333+dependabot[bot]@users.noreply.github.com", 20)
    found = guessed(repo)
    assert found.answers["release.authors"] == ["lin@example.org", "ada@example.org"]
    assert found.answers["release.owner"] == "ada@example.org"
    assert found.several


def test_one_person_under_two_addresses_is_one_author(repo: Repo) -> None:
    commit_as(repo, "Ada@example.org")
    commit_as(repo, "ada+work@example.org")
    found = guessed(repo)
    assert found.answers["release.authors"] == ["ada@example.org"]
    assert not found.several


@pytest.mark.parametrize(
    ("urls", "targets"),
    [
        (["git@github.com:a/b.git", "https://t0ken@hf.co/a/b"], ["github.com/a/b", "hf:models/a/b"]),
        (["../backup.git", "https://github.com/acme/digits"], ["github.com/acme/digits"]),
    ],
)  # fmt: skip
def test_targets_are_the_remotes_in_canonical_form_without_local_ones(
    repo: Repo, urls: list[str], targets: list[str]
) -> None:
    for number, url in enumerate(urls):
        repo("remote", "add", f"r{number}", url)
    assert guessed(repo).answers["release.targets"] == targets


def test_local_remote_is_a_target_where_it_is_the_only_one(repo: Repo) -> None:
    repo("remote", "add", "origin", str(repo.path.parent / "public.git"))
    assert guessed(repo).answers["release.targets"] == [f"file:{repo.path.parent / 'public.git'}"]


def test_content_is_that_of_the_tracked_files(repo: Repo) -> None:
    commit(repo, {"train.py": "import torch\n", "weights/model.safetensors": weights(), "README.md": "# Digits\n"})
    (repo.path / "untracked.parquet").write_bytes(b"PAR1" + bytes(100_000))
    assert guessed(repo).answers["content.release"] == ["source-code", "trained-model"]


def test_config_of_a_model_alone_is_no_model(repo: Repo) -> None:
    commit(repo, {"train.py": "x = 1\n", "tokenizer.json": "{}"})
    assert guessed(repo).answers["content.release"] == ["source-code"]


def test_modalities_are_told_by_media_and_libraries(repo: Repo) -> None:
    commit(repo, {"a.py": "from transformers import AutoModel\n", "samples/x.wav": b"RIFF\0\0\0\0WAVE"})
    assert guessed(repo).answers["release.modalities"] == ["text", "audio"]


def test_library_that_is_only_mentioned_in_words_tells_nothing(repo: Repo) -> None:
    commit(repo, {"a.py": '"""Not made with transformers, whatever people say."""\n'})
    assert "release.modalities" not in guessed(repo).answers


def test_capability_is_hinted_at_with_its_reason(repo: Repo) -> None:
    commit(repo, {"requirements.txt": "insightface\nroop==1.0\n"})
    found = guessed(repo)
    assert {hint.capability for hint in found.hints} == {"face-swap"}
    assert found.answers["release.synthetic_media"] is True


def test_empty_repository_gives_what_is_known_of_people_alone(repo: Repo) -> None:
    assert set(guessed(repo).answers) == {
        *("release.title", "release.owner", "release.authors", "release.contact"),
        *("timing.mode", "distribution.tier"),
    }


def test_links_that_lead_nowhere_and_large_files_are_passed_over(repo: Repo) -> None:
    (repo.path / "gone").symlink_to("/nowhere/at/all")
    with (repo.path / "model.gguf").open("wb") as file:
        file.write(b"GGUF")
        file.truncate(3 << 30)
    repo("add", "gone")
    repo("update-index", "--add", "--cacheinfo", f"100644,{repo('hash-object', '-w', '--stdin')},model.gguf")
    assert guessed(repo).answers["content.release"] == ["trained-model"]


def test_folder_without_git_is_walked(tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "x.safetensors").write_bytes(weights())
    (tmp_path / "train.py").write_text("x = 1\n")
    assert guess(str(tmp_path), None).answers["content.release"] == ["source-code"]


def test_parents_are_told_by_cards_and_configs_and_their_revision_is_left_open(repo: Repo) -> None:
    card = "---\nbase_model: lab/base\nlibrary_name: peft\ndatasets:\n- lab/rows\n---\n# It\n"
    commit(repo, {"README.md": card, "adapter_config.json": '{"base_model_name_or_path": "lab/base"}'})
    expected = [{"repo": "hf:models/lab/base", "relation": "adapter", "claims": []}]
    assert guessed(repo).answers["derived_from"] == expected


def test_its_own_target_is_no_parent(repo: Repo) -> None:
    repo("remote", "add", "hub", "https://huggingface.co/acme/digits")
    commit(repo, {"config.json": '{"_name_or_path": "acme/digits"}'})
    assert "derived_from" not in guessed(repo).answers
