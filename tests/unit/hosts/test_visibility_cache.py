"""What the cache remembers, for how long, and that nothing in its file can make it fail."""

import os
import stat
import sys
from pathlib import Path

import pytest

from release_guard.hosts.cache import HOST_SECONDS, PRIVATE_SECONDS, PUBLIC_SECONDS, Cache, default_folder
from release_guard.model.destination import Destination
from release_guard.model.visibility import Visibility

MODEL = Destination("git.example", "acme/model")
OTHER = Destination("git.example", "acme/other")


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(tmp_path: Path, clock: Clock) -> Cache:
    return Cache(str(tmp_path / "cache"), clock)


def seen(cache: Cache, destination: Destination = MODEL) -> "Visibility | None":
    answer = cache.get(destination)
    return None if answer is None else answer.visibility


def test_nothing_is_known_at_first(cache: Cache) -> None:
    assert seen(cache) is None
    assert cache.places() == ()


@pytest.mark.parametrize("visibility", list(Visibility))
def test_an_answer_is_remembered_for_its_destination_only(cache: Cache, visibility: Visibility) -> None:
    cache.put(MODEL, visibility)
    assert seen(cache) is visibility
    assert seen(cache, OTHER) is None
    assert cache.places() == ((str(MODEL), visibility),)


@pytest.mark.parametrize(
    ("visibility", "seconds"),
    [
        (Visibility.PUBLIC, PUBLIC_SECONDS),
        (Visibility.PRIVATE, PRIVATE_SECONDS),
        (Visibility.GATED_AUTO, PRIVATE_SECONDS),
    ],
)
def test_an_answer_counts_until_its_time_is_over(
    cache: Cache, clock: Clock, visibility: Visibility, seconds: int
) -> None:
    cache.put(MODEL, visibility)
    clock.seconds += seconds - 1
    assert seen(cache) is visibility
    clock.seconds += 1
    assert seen(cache) is None


def test_private_counts_for_minutes_and_public_for_a_day() -> None:
    assert (PRIVATE_SECONDS, PUBLIC_SECONDS) == (5 * 60, 24 * 3600)


def test_an_answer_from_the_future_counts_for_nothing(cache: Cache, clock: Clock) -> None:
    cache.put(MODEL, Visibility.PRIVATE)
    clock.seconds -= 2
    assert seen(cache) is None


def test_the_newest_answer_counts(cache: Cache) -> None:
    cache.put(MODEL, Visibility.PRIVATE)
    cache.put(MODEL, Visibility.PUBLIC)
    assert seen(cache) is Visibility.PUBLIC


def test_forgetting_one_place_keeps_the_others(cache: Cache) -> None:
    cache.put(MODEL, Visibility.PRIVATE)
    cache.put(OTHER, Visibility.PUBLIC)
    cache.forget(MODEL)
    assert (seen(cache), seen(cache, OTHER)) == (None, Visibility.PUBLIC)


def test_forgetting_takes_other_spellings_and_earlier_names_along(cache: Cache) -> None:
    cache.put(MODEL, Visibility.PUBLIC)
    cache.put(Destination("git.example", "Acme/Model"), Visibility.PUBLIC)
    cache.put(Destination("git.example", "acme/before"), Visibility.PUBLIC, place=MODEL)
    cache.put(OTHER, Visibility.PUBLIC)
    cache.forget(MODEL)
    assert cache.places() == ((str(OTHER), Visibility.PUBLIC),)


def test_the_name_of_today_is_kept_as_long_as_the_answer(cache: Cache, clock: Clock) -> None:
    today = Destination("git.example:8443", "acme/today")
    cache.put(MODEL, Visibility.PUBLIC, place=today)
    answer = cache.get(MODEL)
    assert answer is not None
    assert answer.place == today
    cache.put(MODEL, Visibility.PUBLIC)
    answer = cache.get(MODEL)
    assert answer is not None
    assert answer.place is None, "it was named back"
    cache.put(MODEL, Visibility.PUBLIC, place=today)
    clock.seconds += PUBLIC_SECONDS
    assert cache.get(MODEL) is None


def test_internal_is_remembered_as_such_for_minutes(cache: Cache, clock: Clock) -> None:
    cache.put(MODEL, Visibility.PRIVATE, internal=True)
    answer = cache.get(MODEL)
    assert answer is not None
    assert (answer.visibility, answer.internal) == (Visibility.PRIVATE, True)
    clock.seconds += PRIVATE_SECONDS
    assert cache.get(MODEL) is None


def test_what_a_host_runs_is_known_for_a_month(cache: Cache, clock: Clock) -> None:
    cache.meet_host("git.example", "gitlab")
    cache.meet_host("git.example")
    clock.seconds += HOST_SECONDS - 1
    assert (cache.kind("git.example"), cache.kind("git.example:8443")) == ("gitlab", "")
    clock.seconds += 1
    assert cache.kind("git.example") == ""


def test_a_host_is_known_for_a_month(cache: Cache, clock: Clock) -> None:
    cache.meet_host("git.example")
    clock.seconds += HOST_SECONDS - 1
    assert cache.knows_host("git.example")
    assert not cache.knows_host("git.example:8443")
    clock.seconds += 1
    assert not cache.knows_host("git.example")


def test_a_place_and_a_host_of_one_name_are_two_things(cache: Cache) -> None:
    cache.meet_host(str(MODEL))
    assert seen(cache) is None


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x00\xff\xfe\n" * 50,
        b"place\tgit.example/acme/model\tprivate\n",
        b"place\tgit.example/acme/model\tprivate\tsoon\n",
        b"place\tgit.example/acme/model\tprivate\t-1\n",
        b"place\tgit.example/acme/model\tprivate\t99999999999999999999\n",
        "place\tgit.example/acme/model\tprivate\t١٨٠٠٠٠٠٠٠٠\n".encode(),
        b"place\tgit.example/acme/model\tsecret\t1800000000\n",
        b"place\tgit.example/acme/model\tgit\t1800000000\n",
        b"name\tgit.example/acme/model\t../..\t1800000000\n",
        b"place\tgit.example/acme/model\t\t1800000000\n",
        b"city\tgit.example/acme/model\tprivate\t1800000000\n",
        b"place\tgit.example/acme/model\tprivate\t1800000000\tmore\n",
        b"x" * (3 << 20),
    ],
)
def test_garbage_in_the_file_is_ignored_and_written_over(cache: Cache, garbage: bytes) -> None:
    os.makedirs(cache.folder)
    Path(cache.path).write_bytes(garbage)
    assert seen(cache) is None
    cache.put(MODEL, Visibility.PUBLIC)
    assert seen(cache) is Visibility.PUBLIC


def test_a_name_with_line_ends_writes_no_line_of_its_own(cache: Cache) -> None:
    cache.put(Destination("git.example", "a\nplace\tgit.example/acme/model\tprivate\t1800000000"), Visibility.PUBLIC)
    cache.put(Destination("git.example", "\udcff"), Visibility.PUBLIC)
    assert not Path(cache.path).exists()


def test_old_answers_leave_the_file(cache: Cache, clock: Clock) -> None:
    cache.put(MODEL, Visibility.PUBLIC)
    clock.seconds += PUBLIC_SECONDS
    cache.put(OTHER, Visibility.PUBLIC)
    assert str(MODEL) not in Path(cache.path).read_text()


def test_only_the_owner_can_read_it(cache: Cache) -> None:
    cache.put(MODEL, Visibility.PUBLIC)
    assert stat.S_IMODE(os.stat(cache.path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(cache.folder).st_mode) == 0o700


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (str(tmp_path / "file" / "cache"), "/proc/release-guard", ""):
        cache = Cache(folder, clock)
        cache.put(MODEL, Visibility.PUBLIC)
        cache.forget(MODEL)
        assert seen(cache) is None


def test_a_failed_write_leaves_nothing_behind(cache: Cache) -> None:
    os.makedirs(cache.path)
    cache.put(MODEL, Visibility.PUBLIC)
    assert os.listdir(cache.folder) == ["visibility"]


def test_the_folder_follows_xdg_and_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere/cache")
    assert default_folder() == "/somewhere/cache/release-guard"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/ada")
    assert default_folder() == "/home/ada/.cache/release-guard"
    monkeypatch.delenv("HOME")
    assert default_folder() == ""


def test_a_cached_answer_needs_no_heavy_import(tmp_path: Path) -> None:
    import subprocess

    folder = str(tmp_path / "cache")
    Cache(folder).put(MODEL, Visibility.PUBLIC)
    program = (
        "import sys\n"
        "from release_guard.hosts.visibility import VisibilityOf\n"
        "from release_guard.hosts.cache import Cache\n"
        "from release_guard.model.destination import Destination\n"
        f"answer = VisibilityOf(cache=Cache({folder!r})).visibility_of(Destination('git.example', 'acme/model'))\n"
        "heavy = set('requests urllib3 json ssl socket http.client pathlib dataclasses subprocess'.split())\n"
        "print(answer.visibility.word, *sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["public"]
