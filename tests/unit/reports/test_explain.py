import re

import pytest
import tomli

from release_guard.judge.catalogue import CODES, entry
from release_guard.judge.codes import PAGES
from release_guard.judge.codes.page import CONSIDERATIONS, POLICY, RECORD, SHELL, Page
from release_guard.reports.explain import explain, is_command, markdown

#: The one page whose example of a mistake is a file that can't be parsed.
BROKEN = "RG102"


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert list(PAGES) == list(CODES)


@pytest.mark.parametrize("code", PAGES)
def test_a_page_says_all_it_has_to_say(code: str) -> None:
    page = PAGES[code]
    assert [name for name in Page._fields if not getattr(page, name)] == []
    assert page.status in {"stable", "preview"}
    assert page.where in {CONSIDERATIONS, POLICY, RECORD, SHELL}
    assert "\n" not in page.do
    assert page.before != page.after


@pytest.mark.parametrize("code", PAGES)
def test_prose_ends_as_sentences_do(code: str) -> None:
    page = PAGES[code]
    assert [text for text in (page.what, page.why, page.how) if text[-1] not in ".?"] == []


@pytest.mark.parametrize("code", [code for code in PAGES if PAGES[code].where != SHELL])
def test_examples_of_files_are_toml(code: str) -> None:
    page = PAGES[code]
    tomli.loads(page.after)
    if code == BROKEN:
        with pytest.raises(tomli.TOMLDecodeError):
            tomli.loads(page.before)
    else:
        tomli.loads(page.before)


@pytest.mark.parametrize("code", [code for code in PAGES if PAGES[code].where == SHELL])
def test_examples_of_a_shell_begin_with_a_command(code: str) -> None:
    page = PAGES[code]
    assert page.before.startswith("$ ")
    assert page.after.startswith("$ ")


def test_a_finding_shown_in_an_example_is_the_one_of_the_page() -> None:
    shown = {
        code: re.findall(r"\b(RG\d{3}) ([a-z-]+):", page.before + page.after)
        for code, page in PAGES.items()
        if page.where == SHELL
    }
    assert {code: pairs for code, pairs in shown.items() if set(pairs) - {(code, entry(code).name)}} == {}


def test_number_and_name_give_the_same_page() -> None:
    assert explain("RG302") == explain("too-few-reviewers")


def test_text_fits_a_terminal_save_for_what_must_not_be_broken() -> None:
    page = PAGES["RG302"]
    lines = explain("RG302").splitlines()
    kept = {f"    {line}" for line in (page.do + "\n" + page.before + "\n" + page.after).splitlines()}
    assert [line for line in lines if len(line) > 88 and line not in kept] == []


def test_text_begins_with_the_code_and_gives_the_fix_before_the_example() -> None:
    text = explain("RG302")
    assert text.startswith("RG302 too-few-reviewers\n")
    assert text.index("release-guard review request") < text.index("Before")


def test_an_unknown_code_has_no_page() -> None:
    with pytest.raises(KeyError):
        explain("RG999")


def test_markdown_shows_commands_as_such_and_edits_in_words() -> None:
    assert "```console\n$ release-guard init\n```" in markdown(entry("RG101"))
    assert "**Change the answer that isn't true.**" in markdown(entry("RG108"))
    assert is_command("git fetch")
    assert not is_command("gittern")


def test_a_page_says_what_a_policy_may_do() -> None:
    assert "It may be waived." in explain("RG412")
    assert "No policy can lower its severity. It can't be waived." in explain("RG415")
