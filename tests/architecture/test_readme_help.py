from tests.support.readme_help import COMMAND, README, fenced, shown


def test_readme_shows_the_help_as_it_is() -> None:
    assert shown(README.read_text("utf-8")) == fenced(), f"the README's help is old; write it anew: {COMMAND}"
