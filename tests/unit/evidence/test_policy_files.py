"""The policy layers of a machine, and the outer ones they extend."""

import hashlib
import os
from pathlib import Path

import pytest

from release_guard.evidence import policy_cache
from release_guard.evidence.policy_files import layers, outward, read
from release_guard.formats.toml_source import MAX_BYTES
from release_guard.ports import PolicyError, PolicyFile


def policy(name: str, extends: str = "") -> str:
    return f'schema = "release-policy/1"\nname = "{name}"\n{extends}'


def pinned(source: str, content: str, **more: str) -> str:
    digest = hashlib.sha256(content.encode()).hexdigest()
    rows = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    return f'[extends]\nsource = "{source}"\nsha256 = "{digest}"\n{rows}'


def written(path: Path, content: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return str(path)


def names(files: tuple[PolicyFile, ...]) -> list[str]:
    return [file.data.decode().split('"')[3] for file in files]


def test_machine_without_policies_has_no_layers(tmp_path: Path) -> None:
    assert layers([], "", system=str(tmp_path / "none.toml")) == ()


def test_layers_stand_outermost_first(tmp_path: Path) -> None:
    system = written(tmp_path / "etc.toml", policy("system"))
    first, second = (written(tmp_path / f"{name}.toml", policy(name)) for name in ("first", "second"))
    variable = written(tmp_path / "env.toml", policy("variable"))
    found = layers([first, second], variable, system=system)
    assert names(found) == ["system", "first", "second", "variable"]
    assert [file.path for file in found] == [system, first, second, variable]
    assert found[0].origin == f"the machine's policy ({system})"


def test_file_named_twice_is_one_layer(tmp_path: Path) -> None:
    path = written(tmp_path / "p.toml", policy("p"))
    assert len(layers([path, path], path, system=str(tmp_path / "none"))) == 1


@pytest.mark.parametrize("where", ["configured", "environment"])
def test_named_policy_that_is_missing_is_an_error(tmp_path: Path, where: str) -> None:
    gone = str(tmp_path / "gone.toml")
    with pytest.raises(PolicyError, match=r"can't be read: .*gone\.toml: No such file") as caught:
        layers([gone] if where == "configured" else [], gone if where == "environment" else "", system=gone)
    assert caught.value.code == "RG004"
    assert caught.value.fix


def test_folder_in_place_of_the_machines_policy_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="Is a directory"):
        layers([], system=str(tmp_path))


def test_dangling_link_in_place_of_the_machines_policy_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").symlink_to(tmp_path / "gone")
    with pytest.raises(PolicyError):
        layers([], system=str(tmp_path / "policy.toml"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_policy_without_permission_is_an_error(tmp_path: Path) -> None:
    path = Path(written(tmp_path / "p.toml", policy("p")))
    path.chmod(0)
    with pytest.raises(PolicyError, match="Permission denied"):
        layers([], system=str(path))


def test_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 50)
    assert MAX_BYTES < len(read(str(path), "x").data) <= MAX_BYTES * 3


def test_outer_file_stands_before_the_one_that_extends_it(tmp_path: Path) -> None:
    outermost = policy("outermost")
    written(tmp_path / "org" / "outermost.toml", outermost)
    outer = policy("outer", pinned("outermost.toml", outermost))
    written(tmp_path / "org" / "outer.toml", outer)
    inner = written(tmp_path / "inner.toml", policy("inner", pinned("org/outer.toml", outer)))
    assert names(layers([inner], system=str(tmp_path / "none"))) == ["outermost", "outer", "inner"]


@pytest.mark.parametrize("form", ["{}", "file:{}", "file://{}"])
def test_outer_file_may_be_named_in_several_ways(tmp_path: Path, form: str) -> None:
    outer = policy("outer")
    source = form.format(written(tmp_path / "outer.toml", outer))
    file = PolicyFile("the repository's policy", "release-policy.toml", policy("in", pinned(source, outer)).encode())
    assert names(outward(file, inside_repository=True)) == ["outer"]


def test_folder_is_read_at_the_path_inside_it(tmp_path: Path) -> None:
    outer = policy("outer")
    written(tmp_path / "rules" / "sub" / "release-policy.toml", outer)
    pin = pinned(str(tmp_path / "rules"), outer, path="sub/release-policy.toml")
    assert names(outward(PolicyFile("x", "/x", policy("in", pin).encode()))) == ["outer"]


def test_other_bytes_than_pinned_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "outer.toml", policy("changed"))
    file = PolicyFile("the machine's policy", "/etc/p.toml", policy("in", pinned(path, policy("outer"))).encode())
    with pytest.raises(PolicyError, match="other bytes than the pinned ones") as caught:
        outward(file)
    assert "/etc/p.toml" in caught.value.fix


def test_repository_cannot_name_a_relative_path() -> None:
    file = PolicyFile("the pushed policy", "release-policy.toml", policy("in", pinned("../x.toml", "")).encode())
    with pytest.raises(PolicyError, match="no other machine can follow"):
        outward(file, inside_repository=True)


GIT = {"rev": "4f0c2d9e" * 5, "path": "release-policy.toml"}


@pytest.mark.parametrize("source", ["https://git.acme.example/policy.git", "git@git.acme.example:policy.git"])
def test_policy_in_git_comes_from_the_cache(tmp_path: Path, source: str) -> None:
    outer = policy("outer")
    written(tmp_path / f"{hashlib.sha256(outer.encode()).hexdigest()}.toml", outer)
    file = PolicyFile("x", "/x", policy("in", pinned(source, outer, **GIT)).encode())
    assert names(outward(file, cache=str(tmp_path))) == ["outer"]


def test_policy_that_was_never_fetched_names_the_command(tmp_path: Path) -> None:
    pin = pinned("https://git.acme.example/policy.git", policy("outer"), **GIT)
    with pytest.raises(PolicyError, match="not on this machine yet") as caught:
        outward(PolicyFile("x", "/x", policy("in", pin).encode()), cache=str(tmp_path))
    assert caught.value.fix == "release-guard policy update"


def test_cached_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    written(tmp_path / f"{hashlib.sha256(policy('outer').encode()).hexdigest()}.toml", policy("evil"))
    pin = pinned("https://git.acme.example/policy.git", policy("outer"), **GIT)
    with pytest.raises(PolicyError, match="other bytes"):
        outward(PolicyFile("x", "/x", policy("in", pin).encode()), cache=str(tmp_path))


def test_long_row_of_outer_policies_ends(tmp_path: Path) -> None:
    content = policy("0")
    for number in range(1, 12):
        path = written(tmp_path / f"{number}.toml", content)
        content = policy(str(number), pinned(path, content))
    with pytest.raises(PolicyError, match="more than 8 policies"):
        outward(PolicyFile("x", "/x", content.encode()))


@pytest.mark.parametrize("data", [b"extends = 1", b"[extends", b"\xff extends"])
def test_broken_policy_extends_nothing(data: bytes) -> None:
    assert outward(PolicyFile("x", "/x", data)) == ()


def test_cache_is_the_users(fence: Path) -> None:
    assert policy_cache.folder() == str(fence / ".cache" / "release-guard" / "policies")


def test_level_of_the_setting_is_named(tmp_path: Path) -> None:
    one, two = (written(tmp_path / f"{name}.toml", policy(name)) for name in ("one", "two"))
    found = layers([one, two], scopes=["system", "global"], system=str(tmp_path / "none"))
    assert [file.origin for file in found] == [
        f"the policy of git config release-guard.policy, system ({one})",
        f"the policy of git config release-guard.policy, global ({two})",
    ]


@pytest.mark.parametrize("where", ["configured", "environment"])
def test_relative_name_of_a_machines_policy_is_refused(tmp_path: Path, where: str) -> None:
    with pytest.raises(PolicyError, match="another file in every folder"):
        layers(
            ["policy.toml"] if where == "configured" else [],
            "policy.toml" if where == "environment" else "",
            system=str(tmp_path / "none"),
        )


def test_layers_keep_their_order_with_what_each_extends(tmp_path: Path) -> None:
    paths = []
    for name in ("system", "first", "second", "variable"):
        outer = policy(f"outer of {name}")
        place = written(tmp_path / name / "outer.toml", outer)
        paths.append(written(tmp_path / name / "policy.toml", policy(name, pinned(place, outer))))
    found = layers(paths[1:3], paths[3], system=paths[0])
    assert names(found) == [
        each for name in ("system", "first", "second", "variable") for each in (f"outer of {name}", name)
    ]


def test_outer_policy_that_two_layers_extend_is_one_layer(tmp_path: Path) -> None:
    outer = policy("outer")
    place = written(tmp_path / "outer.toml", outer)
    first, second = (written(tmp_path / f"{name}.toml", policy(name, pinned(place, outer))) for name in ("a", "b"))
    assert names(layers([first, second], system=str(tmp_path / "none"))) == ["outer", "a", "b"]
