"""A host that answers on a port of its own: its canonical form is read as what it was written from."""

import pytest

from release_guard.git import remotes
from release_guard.model.destination import Destination, parse


@pytest.mark.parametrize(
    "place",
    [
        Destination("git.example:3000", "acme/digits"),
        Destination("git.example", "acme/digits"),
        Destination("localhost:8080", "digits"),
        Destination("127.0.0.1:1", "acme/teams/digits"),
        Destination("[::1]:3000", "acme/digits"),
    ],
)
def test_what_is_written_is_read_again(place: Destination) -> None:
    assert parse(str(place)) == place
    assert parse(f"https://{place}.git") == place


def test_usual_ports_go_without_saying() -> None:
    for port in (22, 443):
        assert parse(f"git.example:{port}/acme/digits") == Destination("git.example", "acme/digits")


def test_git_reads_a_folder_there() -> None:
    """``git push git.example:3000/acme`` is ssh to a folder (git-push(1), "Git URLs")."""
    assert remotes.destination("git.example:3000/acme.git", "/") == Destination("git.example", "3000/acme")
    assert remotes.destination("git@git.example:3000/acme.git", "/") == Destination("git.example", "3000/acme")
    assert parse("git@git.example:3000/acme") == Destination("git.example", "3000/acme")
    assert remotes.destination("https://git.example:3000/acme", "/") == Destination("git.example:3000", "acme")
