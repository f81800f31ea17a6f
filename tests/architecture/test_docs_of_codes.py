from pathlib import Path

from release_guard.reports import docs

FOLDER = Path(__file__).parents[2] / "docs" / "codes"


def test_docs_of_codes_are_as_the_catalogue_says() -> None:
    wanted = docs.pages()
    found = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    assert not stale, f"{', '.join(stale)} differ; regenerate them with: {docs.COMMAND}"


def test_writing_takes_away_pages_of_codes_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "RG000-gone.md").write_text("old")
    (tmp_path / "notes.txt").write_text("kept")
    docs.write(tmp_path)
    assert not (tmp_path / "RG000-gone.md").exists()
    assert (tmp_path / "notes.txt").exists()
    assert {path.name for path in tmp_path.glob("*.md")} == docs.pages().keys()
