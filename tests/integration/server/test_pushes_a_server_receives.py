"""Real pushes to a bare repository behind the pre-receive gate: what is refused, what passes, and what is said."""

import subprocess
import threading
from pathlib import Path

import pytest

from tests.support.server import NAME, Server, said, weights


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def objects(server: Server) -> set[str]:
    """Every object that the bare repository has, reachable or not."""
    listed = server.bare("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    return set(listed.splitlines())


def test_weights_are_refused_with_one_report_and_nothing_of_them_is_kept(server: Server) -> None:
    server.commit(train__py="print(1)\n", model__safetensors=weights())
    done = server.push()
    assert done.returncode == 1
    assert "[remote rejected] main -> main (pre-receive hook declined)" in done.stderr
    lines = said(done)
    assert len(lines) <= 20
    assert [line for line in lines if line.startswith("release-guard: blocked: ")] == lines[:1]
    assert any("RG301 review-missing" in line for line in lines)
    assert lines[-1].endswith("Next: release-guard review request")
    assert (server.refs(), objects(server)) == ({}, set())


def test_reviewed_weights_are_taken(server: Server) -> None:
    server.commit(train__py="print(1)\n", model__safetensors=weights())
    server.record()
    done = server.push()
    assert done.returncode == 0, done.stderr
    assert said(done) == [
        f'release-guard: allowed: "Digit classifier" to {NAME} (public), level 1, 1 note',
    ]
    assert server.refs() == {"refs/heads/main": server.repo("rev-parse", "main")}


def test_client_that_skips_its_own_hooks_meets_the_servers(server: Server) -> None:
    server.commit(model__safetensors=weights())
    assert server.push("--no-verify", "main").returncode == 1
    assert server.repo.run("send-pack", str(server.bare.path), "main").returncode != 0
    assert server.refs() == {}


def test_private_repository_takes_anything_in_silence(server: Server) -> None:
    server.says("visibility", "private")
    server.commit(model__safetensors=weights())
    done = server.push()
    assert (done.returncode, said(done)) == (0, [])


def test_repository_that_never_opted_in_is_not_the_servers_business(server: Server) -> None:
    (server.repo.path / "release-considerations.toml").unlink()
    server.commit(model__safetensors=weights())
    done = server.push()
    assert (done.returncode, said(done)) == (0, [])


def test_policy_of_the_server_can_ask_for_every_repository(server: Server) -> None:
    (server.repo.path / "release-considerations.toml").unlink()
    server.policy.write_text(server.policy.read_text() + '\n[scope]\nrepositories = "all"\n')
    server.commit(model__safetensors=weights())
    done = server.push()
    assert done.returncode == 1
    assert "RG101" in done.stderr


def test_model_content_is_the_servers_business_where_its_policy_says_so(server: Server) -> None:
    (server.repo.path / "release-considerations.toml").unlink()
    server.policy.write_text('schema = "release-policy/1"\nname = "x"\n[scope]\nrepositories = "model-content"\n')
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    server.commit(model__safetensors=weights(count=1 << 18))
    done = server.push()
    assert (done.returncode, "RG101" in done.stderr) == (1, True)


def test_deadline_of_a_real_push_refuses_it(server: Server) -> None:
    server.commit(train__py="print(1)\n")
    server.says("deadline", "0.001")
    done = server.push()
    assert (done.returncode, "RG006" in done.stderr, server.refs()) == (1, True, {})


def test_second_ref_is_judged_when_the_first_is_clean(server: Server) -> None:
    server.commit(train__py="print(1)\n")
    server.repo("switch", "-q", "-c", "weights")
    server.commit(model__safetensors=weights())
    for order in (("main", "weights"), ("weights", "main")):
        assert server.push(*order).returncode == 1
    assert server.push("--atomic", "main", "weights").returncode == 1
    assert server.refs() == {}
    assert server.push("main").returncode == 0


def test_weights_deleted_again_are_refused_all_the_same(server: Server) -> None:
    server.commit(model__safetensors=weights())
    (server.repo.path / "model.safetensors").unlink()
    server.commit()
    done = server.push()
    assert done.returncode == 1
    assert "RG301" in done.stderr


@pytest.mark.parametrize("ref", ["refs/tags/v1", "refs/notes/models", "refs/custom/x", "refs/pull/7/head"])
def test_every_kind_of_ref_is_judged(server: Server, ref: str) -> None:
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    server.commit(model__safetensors=weights())
    assert server.push(f"HEAD:{ref}").returncode == 1
    assert set(server.refs()) == {"refs/heads/main"}


def test_what_the_repository_shows_already_is_not_new(server: Server) -> None:
    server.hook.unlink()
    server.commit(train__py="print(1)\n", model__safetensors=weights())
    assert server.push().returncode == 0
    server.install()
    assert server.push("main:again").returncode == 0
    server.commit(train__py="print(2)\n")
    assert server.push("main", "main:third").returncode == 0


def test_what_only_hidden_refs_reach_is_new_to_those_who_read(server: Server) -> None:
    """Refs that a server hides can't be fetched: what was diverted to one of them isn't out."""
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    server.commit(model__safetensors=weights())
    server.hook.unlink()
    assert server.push("main:refs/held/main").returncode == 0
    server.install()
    server.bare("config", "transfer.hideRefs", "refs/held")
    assert server.push().returncode == 1
    server.bare("config", "--add", "transfer.hideRefs", "!refs/held")
    assert server.push().returncode == 0


def test_branch_that_holds_nothing_of_ours_is_deleted_in_silence(server: Server) -> None:
    server.commit(train__py="print(1)\n")
    assert server.push("main", "main:gone").returncode == 0
    done = server.push(":gone")
    assert (done.returncode, said(done)) == (0, [])


@pytest.mark.parametrize("atomic", [False, True])
def test_default_branch_with_its_answers_is_not_deleted(server: Server, atomic: bool) -> None:
    """Else the next push would be judged as if nobody had ever answered or objected."""
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    server.bare("config", "receive.denyDeleteCurrent", "ignore")
    options = ["--atomic"] if atomic else []
    done = server.push(*options, ":main", "main:other")
    assert done.returncode == 1
    assert "RG112 file-removed: main would be deleted" in done.stderr
    assert set(server.refs()) == {"refs/heads/main"}


def test_deletion_that_a_mirror_push_hides_from_the_client_is_seen_here(server: Server) -> None:
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    server.bare("config", "receive.denyDeleteCurrent", "ignore")
    server.repo("branch", "-m", "main", "other")
    done = server.push("--mirror")
    assert done.returncode == 1
    assert "RG112" in done.stderr


def test_branch_that_head_names_does_not_come_without_what_stood_on_the_default_branch(server: Server) -> None:
    """A server begins with HEAD at "master", people push "main": who creates "master" later takes nothing away."""
    server.bare("symbolic-ref", "HEAD", "refs/heads/master")
    server.commit(train__py="print(1)\n")
    first = server.repo("rev-parse", "HEAD")
    assert server.push().returncode == 0
    server.record(decision="disapprove")
    assert server.push().returncode == 0
    done = server.push(f"{first}:refs/heads/master")
    assert done.returncode == 1
    assert "RG313" in done.stderr
    assert server.push(f"{first}:refs/heads/other").returncode == 0
    assert server.push("main:refs/heads/master").returncode == 0


def test_namespace_is_a_repository_of_its_own(server: Server) -> None:
    """What stands in another namespace (gitnamespaces(7)) isn't shown in this one."""
    server.hook.unlink()
    server.commit(train__py="print(1)\n", model__safetensors=weights())
    assert server.push("main", GIT_NAMESPACE="one").returncode == 0
    server.install()
    done = server.push("main", GIT_NAMESPACE="two")
    assert done.returncode == 1
    assert "RG301" in done.stderr
    assert server.push("main:again", GIT_NAMESPACE="one").returncode == 0


def test_set_back_behind_an_objection_is_refused(server: Server) -> None:
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    server.record(decision="disapprove")
    assert server.push().returncode == 0
    server.repo("reset", "-q", "--hard", "HEAD~1")
    server.commit(model__safetensors=weights())
    server.record(by="sam@example.org")
    done = server.push("--force", "main")
    assert done.returncode == 1
    assert "RG313" in done.stderr, done.stderr


def test_fifty_refs_make_one_short_report(server: Server) -> None:
    server.commit(train__py="print(1)\n", model__safetensors=weights())
    for number in range(50):
        server.repo("branch", f"branch-{number}")
    done = server.push("--all")
    assert done.returncode == 1
    assert len(said(done)) <= 20
    assert server.refs() == {}


def test_fifty_different_releases_still_make_a_short_report(server: Server) -> None:
    text = (server.repo.path / "release-considerations.toml").read_text()
    for number in range(50):
        server.repo("switch", "-q", "--orphan", f"branch-{number}")
        server.write("release-considerations.toml", text.replace("Digit classifier", f"Digits {number}"))
        server.commit(model__safetensors=weights(number))
    done = server.push("--all")
    assert done.returncode == 1
    lines = said(done)
    assert 15 < len(lines) <= 20
    assert "more lines: git push -o release-guard.verbose" in lines[-1]
    assert server.refs() == {}


def test_hostile_names_end_in_a_verdict(server: Server) -> None:
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    server.write("::error::\x1b[31mred\nnext line.safetensors", weights())
    head = server.commit()
    name = b"refs/heads/\xff\xfe$(id)`id`;'\"&|"
    command = [b"git", b"push", b"origin", head.encode() + b":" + name]
    done = subprocess.run(command, cwd=server.repo.path, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"RG301" in done.stderr
    assert b"\x1b" not in done.stderr
    assert set(server.refs()) == {"refs/heads/main"}


def test_pushes_at_the_same_time_are_judged_each(server: Server, tmp_path: Path) -> None:
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    for number in range(6):
        server.repo("switch", "-q", "-c", f"branch-{number}", "main")
        content = {"model__safetensors": weights(number)} if number % 2 else {"train__py": f"print({number})\n"}
        server.commit(**content)
    done: dict[int, int] = {}

    def push(number: int) -> None:
        done[number] = server.push(f"branch-{number}").returncode

    threads = [threading.Thread(target=push, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == {number: number % 2 for number in range(6)}


def test_repository_in_sha256_is_judged_too(tmp_path: Path) -> None:
    server = Server(tmp_path, options=("--object-format=sha256",))
    server.commit(train__py="print(1)\n")
    assert server.push("main", "main:gone").returncode == 0
    server.commit(model__safetensors=weights())
    assert server.push().returncode == 1
    assert server.push(":gone").returncode == 0


def test_pushed_policy_can_narrow_and_not_loosen(server: Server) -> None:
    server.commit(train__py="print(1)\n")
    assert server.push().returncode == 0
    loose = 'schema = "release-policy/1"\nname = "loose"\n[[requirement]]\nlevel = 1\nfrom = "private"\n'
    server.write("release-policy.toml", loose + 'people = [{ role = "owner" }]\n')
    server.commit(model__safetensors=weights())
    for _ in range(2):
        done = server.push()
        assert done.returncode == 1
        assert "RG301" in done.stderr
    server.write("release-policy.toml", loose.replace("loose", "closed") + 'people = [{ role = "legal" }]\n')
    (server.repo.path / "model.safetensors").unlink()
    server.repo("reset", "-q", "--soft", "origin/main")
    server.commit(train__py="print(2)\n")
    done = server.push()
    assert done.returncode == 1, "the pushed policy asks for more than the server's"
    assert "release-policy.toml" in done.stderr


def test_place_that_the_push_calls_private_stays_public(server: Server) -> None:
    server.says("visibility", "")
    place = f'schema = "release-policy/1"\nname = "mine"\n[[place]]\nmatch = "{NAME}"\nvisibility = "private"\n'
    server.write("release-policy.toml", place)
    server.commit(model__safetensors=weights())
    done = server.push()
    assert done.returncode == 1
    assert "RG407" in done.stderr


def test_pointer_of_lfs_counts_by_the_content_that_it_names(server: Server) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 400000000\n"
    server.commit(train__py="print(1)\n", model__safetensors=pointer)
    assert server.push().returncode == 1
    path = server.record()
    assert "a" * 64 in (server.repo.path / path).read_text()
    assert server.push().returncode == 0
