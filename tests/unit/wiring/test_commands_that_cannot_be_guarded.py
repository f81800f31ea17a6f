"""The options of Python that keep it from seeing the guard of ``exec``."""

import pytest

from release_guard.wiring.child import blinding_option, environment


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("python -I train.py", "-I"),
        ("python3.12 -uE train.py", "-E"),
        ("/opt/env/bin/python -X dev -S -m train", "-S"),
        ("python -Xdev -BS", "-S"),
        ("python -Werror -sI -c pass", "-I"),
        ("python train.py -I", ""),
        ("python -m train -S", ""),
        ("python -cI", ""),
        ("python -W I train.py", ""),
        ("python --version -I", ""),
        ("python - -I", ""),
        ("python", ""),
        ("bash -I", ""),
    ],
)
def test_option_that_blinds_is_found(command: str, option: str) -> None:
    assert blinding_option(command.split()) == option


def test_folder_of_the_guard_comes_first_and_once() -> None:
    once = environment({"PYTHONPATH": "/mine:", "HOME": "/home/ada"})
    first, *others = once["PYTHONPATH"].split(":")
    assert first.endswith("for_exec")
    assert others == ["/mine"]
    assert environment(once)["PYTHONPATH"] == once["PYTHONPATH"]
