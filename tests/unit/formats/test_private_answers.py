"""The answers that stay here: bound by a salted digest, whatever their layout, and never quoted."""

import hashlib

import pytest

from release_guard.formats import private_answers
from release_guard.formats.private_answers import PrivateAnswers
from release_guard.model.considerations import Unreadable

SALT = "4f0c2d9a8b7e6d5c4b3a29180f1e2d3c"
TEXT = f"""\
schema = "release-considerations-private/1"
salt = "{SALT}"
[[threat]]
id = "T1"
details = "The exact prompt is: open sesame."
"""


def parsed(text: str) -> PrivateAnswers | Unreadable:
    return private_answers.parse(text.encode())


def digest(text: str) -> str:
    found = parsed(text)
    assert isinstance(found, PrivateAnswers), found
    return found.digest


def test_digest_is_that_of_salt_and_canonical_form() -> None:
    canonical = b'{"threat":[{"details":"The exact prompt is: open sesame.","id":"T1"}]}'
    assert digest(TEXT) == "sha256:" + hashlib.sha256(SALT.encode() + canonical).hexdigest()


def test_layout_does_not_change_it_and_words_do() -> None:
    assert digest(TEXT) == digest("# mine\n" + TEXT.replace('id = "T1"', 'id   =   "T1"  # first'))
    assert digest(TEXT) != digest(TEXT.replace("sesame", "sesame!"))
    assert digest(TEXT) != digest(TEXT.replace(SALT, SALT[::-1]))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("private/1", "private/9", "RG103"),
        (SALT, "short", "RG106"),
        (SALT, "TODO " * 8, "RG106"),
        (TEXT[TEXT.index("[[") :], "", "RG105"),
        ("details = ", "details ", "RG102"),
    ],
)
def test_what_is_wrong_is_named_without_a_word_of_the_file(old: str, new: str, code: str) -> None:
    found = parsed(TEXT.replace(old, new))
    assert isinstance(found, Unreadable)
    assert code in [problem.finding.code for problem in found.findings]
    assert "sesame" not in str(found)


def test_template_is_complete_but_for_what_is_to_be_said() -> None:
    text = private_answers.template(SALT)
    found = parsed(text.replace('details = ""', 'details = "x"'))
    assert isinstance(found, PrivateAnswers)
