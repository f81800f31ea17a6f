"""What a policy may name as its outer one, what a relative name means, and that no secret is ever shown."""

import pytest

from release_guard.formats.extends import Extends, Kind, resolved, without_user
from release_guard.formats.policy import extends, parse
from release_guard.model.considerations import Unreadable

HEX = "0123456789abcdef" * 4
COMMIT = "4f0c2d9e" * 5


def text(**keys: str) -> bytes:
    rows = "".join(f'{key} = "{value}"\n' for key, value in {"sha256": HEX, **keys}.items())
    return f'schema = "release-policy/1"\nname = "acme"\n[extends]\n{rows}'.encode()


def named(**keys: str) -> Extends:
    found = extends(text(**keys), "p")
    assert isinstance(found, Extends), found
    return found


def complaint(**keys: str) -> str:
    found = parse(text(**keys), "p")
    assert isinstance(found, Unreadable), found
    problem = found.findings[0]
    assert problem.finding.code == "RG202"
    assert problem.finding.fix
    return f"{problem.finding.message} | {problem.finding.fix}"


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ({"source": "/etc/acme/policy.toml"}, Kind.FILE),
        ({"source": "../policy.toml"}, Kind.FILE),
        ({"source": "file:///etc/acme/policy.toml"}, Kind.FILE),
        ({"source": "/srv/policies", "path": "a/policy.toml"}, Kind.FILE),
        ({"source": "/srv/policy.git", "rev": COMMIT, "path": "p.toml"}, Kind.GIT),
        ({"source": "file:///srv/policy.git", "rev": COMMIT, "path": "p.toml"}, Kind.GIT),
        ({"source": "git@git.acme.example:policy", "rev": COMMIT * 1, "path": "p.toml"}, Kind.GIT),
        ({"source": "ssh://git@git.acme.example/policy", "rev": HEX, "path": "p.toml"}, Kind.GIT),
        ({"source": "http://git.acme.example/policy.git", "rev": COMMIT, "path": "p.toml"}, Kind.GIT),
        ({"source": "https://acme.example/policy.toml"}, Kind.URL),
        ({"source": "https://acme.example/raw?file=policy.toml"}, Kind.URL),
    ],
)
def test_three_kinds_of_sources_are_told_apart(keys: dict[str, str], kind: Kind) -> None:
    assert named(**keys).kind is kind


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"source": "https://acme.example/policy.git"}, "extends.rev is missing"),
        ({"source": "https://acme.example/rules", "path": "p.toml"}, "extends.rev is missing"),
        ({"source": "https://acme.example/policy", "rev": COMMIT}, "extends.path is missing"),
        ({"source": "https://acme.example/policy", "rev": "main", "path": "p.toml"}, "no whole commit id"),
        ({"source": "https://acme.example/policy", "rev": "4f0c2d9", "path": "p.toml"}, "no whole commit id"),
        ({"source": "http://acme.example/policy.toml"}, "without encryption"),
        ({"source": "ext::sh -c true", "rev": COMMIT, "path": "p.toml"}, "runs a program"),
        ({"source": "gopher://acme.example/policy.toml"}, "isn't known here"),
        ({"source": "--upload-pack=true", "rev": COMMIT, "path": "p.toml"}, "is no address"),
        ({"source": " /etc/policy.toml"}, "is no address"),
    ],
)
def test_what_nobody_could_follow_is_refused(keys: dict[str, str], said: str) -> None:
    assert said in complaint(**keys)


@pytest.mark.parametrize(
    "source",
    [
        "https://ann:hunter2@acme.example/policy.git",
        "https://hunter2@acme.example/policy.toml",
        "ssh://git:hunter2@acme.example/policy.git",
        "git:hunter2@acme.example:policy.git",
    ],
)
def test_secret_in_an_address_is_refused_and_not_repeated(source: str) -> None:
    said = complaint(source=source, rev=COMMIT, path="p.toml")
    assert "user or password" in said
    assert "hunter2" not in said


def test_shown_source_holds_no_secret() -> None:
    for source in ("https://u:hunter2@h.example/a?token=hunter2#hunter2", "git:hunter2@h.example:a"):
        assert "hunter2" not in without_user(source)
    assert without_user("git@h.example:a/b.git") == "h.example:a/b.git"
    assert without_user("/srv/with@sign/policy.toml") == "/srv/with@sign/policy.toml"
    assert Extends("https://h.example/p.git", HEX, COMMIT, "a.toml").shown == (
        "https://h.example/p.git at 4f0c2d9e4f0c, a.toml"
    )


REPOSITORY = Extends("https://h.example/p.git", HEX, COMMIT, "org/team.toml")
ADDRESS = Extends("https://h.example/org/team.toml", HEX)


def test_relative_source_in_a_repository_is_beside_the_policy_at_its_commit() -> None:
    found = resolved(Extends("../base.toml", "1" * 64), REPOSITORY)
    assert found == Extends(REPOSITORY.source, "1" * 64, COMMIT, "base.toml")
    assert resolved(Extends("shared", "1" * 64, path="base.toml"), REPOSITORY) == Extends(
        REPOSITORY.source, "1" * 64, COMMIT, "org/shared/base.toml"
    )


def test_relative_source_does_not_leave_its_repository() -> None:
    assert resolved(Extends("../../base.toml", HEX), REPOSITORY) is None


def test_relative_source_at_an_address_is_beside_the_policy() -> None:
    assert resolved(Extends("base.toml", HEX), ADDRESS) == Extends("https://h.example/org/base.toml", HEX)


def test_whole_source_means_the_same_everywhere() -> None:
    for whole in (REPOSITORY, ADDRESS, Extends("/etc/policy.toml", HEX)):
        assert resolved(whole, REPOSITORY) == whole


def test_relative_repository_in_a_fetched_policy_means_nothing() -> None:
    assert resolved(Extends("../other.git", HEX, COMMIT, "p.toml"), REPOSITORY) is None
