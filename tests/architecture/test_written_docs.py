import re
from pathlib import Path

import pytest
import tomli

from release_guard.judge.catalogue import CODES

ROOT = Path(__file__).parents[2]
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if not path.match("docs/codes/RG*.md"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]+)[^)\s]*\)", page.read_text("utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_examples_of_files_are_toml(page: Path) -> None:
    for block in re.findall(r"^```toml\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        tomli.loads(block)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_codes_that_are_named_exist(page: Path) -> None:
    assert set(re.findall(r"\bRG\d{3}\b", page.read_text("utf-8"))) - CODES.keys() == set()
