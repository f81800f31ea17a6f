from pathlib import Path

from release_guard.reports import docs

FOLDER = Path(__file__).parents[2] / "docs"


def test_generated_docs_are_as_the_program_says() -> None:
    wanted = docs.pages()
    found = {f"codes/{path.name}": path.read_text("utf-8") for path in (FOLDER / "codes").glob("*.md")}
    found["files.md"] = (FOLDER / "files.md").read_text("utf-8")
    stale = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    assert not stale, f"{', '.join(stale)} differ; regenerate them with: {docs.COMMAND}"


def test_writing_takes_away_pages_of_codes_that_are_gone(tmp_path: Path) -> None:
    codes = tmp_path / "codes"
    codes.mkdir()
    (codes / "RG000-gone.md").write_text("old")
    (codes / "notes.txt").write_text("kept")
    docs.write(tmp_path)
    assert not (codes / "RG000-gone.md").exists()
    assert (codes / "notes.txt").exists()
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")} == docs.pages().keys()
