"""What README, pyproject.toml and LICENSE say of a project."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_guard.wiring import papers

CARD = """---
license: cc-by-4.0
tags:
- vision
---
<!-- a comment with # no title -->
[![badge](https://img.example/b.svg)](https://ci.example)

# Leaf *disease* classifier :leaves:

![picture](leaf.png)

Tells nine leaf diseases apart on [phone](https://x.example) photographs. It runs offline.
"""


@pytest.mark.parametrize(
    ("readme", "title"),
    [
        (CARD, "Leaf disease classifier"),
        ("<h1 align='center'>\n  Whisper <img src='x'>\n</h1>\n", "Whisper"),
        ("## StyleGAN, the official code\n\ntext\n", "StyleGAN, the official code"),
        ("Speech tools\n============\n\ntext\n", "Speech tools"),
        ("```python\n# Load the network.\n```\n# Real title\n", "Real title"),
        ("# TODO\n", ""),
        (f"# {'long ' * 40}\n", ""),
        ("no heading at all\n", ""),
        ("# snake_case_tool\n", "snake_case_tool"),
    ],
)
def test_title_is_the_first_heading_without_its_markup(readme: str, title: str) -> None:
    assert papers.title(readme) == title


@pytest.mark.parametrize(
    ("readme", "summary"),
    [
        (CARD, "Tells nine leaf diseases apart on phone photographs."),
        ("# T\n\n> A quote that is long enough to be one.\n\n- a list of things that matter.\n", ""),
        ("# T\n\nAll material is made available under the MIT license by us.\n\nReads digits from pictures well.\n",
         "Reads digits from pictures well."),
        ("# T\n\nShort.\n", ""),
    ],
)  # fmt: skip
def test_summary_is_the_first_sentence_of_prose(readme: str, summary: str) -> None:
    assert papers.summary(readme) == summary


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("MIT License\n\nPermission is hereby granted, free of charge, to any person", "mit"),
        ("        Apache License\n       Version 2.0, January 2004", "apache-2.0"),
        ("GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007", "gpl-3.0"),
        ("GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3, 19 November 2007", "agpl-3.0"),
        ("Redistributions of source code must retain ... Neither the name of", "bsd-3-clause"),
        ("Redistributions of source code must retain the above", "bsd-2-clause"),
        ("Attribution-NonCommercial 4.0 International", "cc-by-nc-4.0"),
        ("Creative Commons Attribution 4.0 International", "cc-by-4.0"),
        ("CreativeML Open RAIL-M ... Responsible AI License", "openrail"),
        ("All rights reserved.", ""),
    ],
)  # fmt: skip
def test_licence_is_known_by_its_text(text: str, spdx: str) -> None:
    assert papers.licence(text) == spdx


def test_model_card_names_its_licence() -> None:
    assert papers.front_matter(CARD, "license") == "cc-by-4.0"
    assert papers.front_matter("license: mit\n", "license") == ""


def test_project_table_answers_where_it_is_sound() -> None:
    text = '[project]\nname = "leaves"\ndescription = "Tells leaves apart."\nlicense = { text = "MIT" }\n'
    assert [papers.project(text, key) for key in ("name", "description", "license")] == [
        "leaves",
        "Tells leaves apart.",
        "MIT",
    ]
    assert papers.project("project = 1\n", "name") == ""
    assert papers.project("no toml [", "name") == ""


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader_or_brings_control_characters(text: str) -> None:
    found = papers.title(text) + papers.summary(text) + papers.licence(text) + papers.project(text, "name")
    assert all(char.isprintable() for char in papers.title(text) + papers.summary(text))
    assert isinstance(found, str)
