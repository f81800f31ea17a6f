"""The address that git pushes to, read by git's own rules."""

from pathlib import Path

import pytest

from release_guard.git.remotes import destination, https_twin, redact
from release_guard.model.destination import DestinationError


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/acme/digits", "github.com/acme/digits"),
        ("https://github.com/acme/digits.git/", "github.com/acme/digits"),
        ("https://user:t0ken@GitHub.com:443/acme/digits.git", "github.com/acme/digits"),
        ("git@github.com:acme/digits.git", "github.com/acme/digits"),
        ("github.com:acme/digits", "github.com/acme/digits"),
        ("[git@github.com:22]:acme/digits", "github.com/acme/digits"),
        ("[github.com]:acme/digits.git", "github.com/acme/digits"),
        ("[git@git.acme.example:2222]:x/y", "git.acme.example:2222/x/y"),
        ("git@[::1]:x/y.git", "[::1]/x/y"),
        ("ssh://git@github.com:22/acme/digits", "github.com/acme/digits"),
        ("ssh://git@ssh.github.com:443/acme/digits.git", "github.com/acme/digits"),
        ("ssh://git@git.acme.example:2222/x/y.git", "git.acme.example:2222/x/y"),
        ("git+ssh://git@git.acme.example/x/y.git", "git.acme.example/x/y"),
        ("git@hf.co:acme/digits", "hf:models/acme/digits"),
        ("git@hf.co:datasets/acme/digits", "hf:datasets/acme/digits"),
        ("https://huggingface.co/spaces/acme/digits", "hf:spaces/acme/digits"),
        ("codecommit::us-east-1://profile@digits", "codecommit::/us-east-1://digits"),
        ("s3://key:secret@bucket/digits", "s3::/bucket/digits"),
        ("../digits.git", "file:/srv/digits.git"),
        ("sub.dir/digits", "file:/srv/here/sub.dir/digits"),
        ("github.com/acme/digits", "file:/srv/here/github.com/acme/digits"),
        ("/srv/a%20b", "file:/srv/a%20b"),
        ("file:///srv/a%20b/", "file:/srv/a b"),
        ("file://localhost/srv/x", "file:/srv/x"),
    ],
)
def test_address_names_one_place(url: str, name: str) -> None:
    assert str(destination(url, "/srv/here")) == name


@pytest.mark.parametrize("url", ["https://", "git@github.com:", "x::", "https://github.com/../x"])
def test_address_without_a_repository_is_refused(url: str) -> None:
    with pytest.raises(DestinationError):
        destination(url, "/srv/here")


def test_local_paths_that_git_takes_for_one_repository_are_one_place(tmp_path: Path) -> None:
    (tmp_path / "bare.git").mkdir()
    (tmp_path / "tree" / ".git").mkdir(parents=True)
    (tmp_path / "tree" / ".git" / "HEAD").touch()
    (tmp_path / "link").symlink_to("tree")
    base = str(tmp_path)
    assert destination("bare", base) == destination("./bare.git", base)
    assert destination("tree", base) == destination("tree/.git", base) == destination(f"file://{base}/link/", base)


@pytest.mark.parametrize(
    ("url", "twin"),
    [
        ("git@github.com:acme/digits.git", "https://github.com/acme/digits.git"),
        ("ssh://git@altssh.gitlab.com:443/acme/sub/digits", "https://gitlab.com/acme/sub/digits.git"),
        ("git@hf.co:datasets/acme/digits", "https://huggingface.co/datasets/acme/digits"),
        ("https://user:t0ken@git.acme.example:8443/x.git?a=b#c", "https://git.acme.example:8443/x.git"),
        ("http://localhost:8080/x.git", "http://localhost:8080/x.git"),
        ("git@git.acme.example:x/y.git", None),
        ("ssh://git@github.com:2222/acme/digits", None),
        ("/srv/x.git", None),
        ("file:///srv/x.git", None),
        ("codecommit::us-east-1://digits", None),
    ],
)
def test_https_twin_is_asked_without_credentials(url: str, twin: str | None) -> None:
    assert https_twin(url) == twin


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:t0ken@github.com/acme/digits", "https://github.com/acme/digits"),
        ("https://t0ken@github.com/acme/digits?private_token=t0ken", "https://github.com/acme/digits"),
        ("user:t0ken@host:path", "host:path"),
        ("x::https://user:t0ken@host/y", "x::https://host/y"),
        ("../a@b", "../a@b"),
        ("https://host/a\x1b[31mb\n", "https://host/a?[31mb?"),
    ],
)
def test_credentials_and_control_characters_are_never_shown(url: str, shown: str) -> None:
    assert redact(url) == shown
    assert "t0ken" not in redact(url)
