"""Tells an answer from something that stands where an answer should be.

It must not misfire: "None." and "Small." are honest answers, a sentence about a to-do list is a sentence.
"""

import re

#: What ``init`` writes where a person has to answer.
MARK = "TODO"

_MARKED = r"[\[(<*_#-]*\s*(?:TODO|TBD|TBC|FIXME|XXX+|CHANGEME|FILLME|PLACEHOLDER|\?\?+)(?![\w-])"
_BRACKETED = r"(?is)<[^<>@]*>|\{\{.*\}\}|\[(?:your|insert|fill|describe|name|todo)[^\]]*\]"
_NOT_AN_ANSWER = """
todo,tbd,tbc,fixme,xxx,wip,placeholder,changeme,fillme,lorem ipsum,asdf,foo,bar,baz,qwerty,na,n/a,n.a,nil,
not-applicable,inapplicable,unanswered,pending,unset,undefined,null,empty,blank,example,to do,to be done,
to be defined,to be determined,to be decided,to be confirmed,to be added,to be filled in,to be written,fill in,
fill me in,fill this in,not applicable,not available,not yet,later,coming soon,some text,text here,your answer here,
your name,your name here,write something here
"""
_WHOLE = frozenset(_NOT_AN_ANSWER.replace("\n", "").split(","))


def is_placeholder(text: str, example: str = "") -> bool:
    """Whether *text* only holds the place of an answer, or repeats the *example* (TOML text) word for word."""
    words = text.strip()
    if re.match(_MARKED, words) or re.fullmatch(_BRACKETED, words):
        return True
    plain = words.strip(" .!?-_*…:;,()[]").lower()
    return not plain or plain in _WHOLE or plain.startswith("lorem ipsum ") or _is_example(words, example)


def _is_example(text: str, example: str) -> bool:
    """A whole sentence that stands in the format's own examples; short answers may agree with one by chance."""
    return len(example) > 26 and " " in example and same_words(text) == same_words(example)


def is_short(text: str, words: int) -> bool:
    """Whether *text* has fewer than *words* words; scripts without spaces between words are counted by character."""
    if len(text.split()) >= words:
        return False
    dense = sum(char > "\u2e7f" for char in text)
    return dense < 2 * words


def same_words(text: str) -> str:
    """*text* without what two copies of one sentence may differ in: case, white space, the full stop."""
    return " ".join(text.strip('" .').lower().split())
