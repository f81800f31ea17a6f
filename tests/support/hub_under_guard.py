"""What a program does whose uploads are guarded by a handler of its own: a script for a real client of the Hub.

Arguments: the folder that holds release_guard. Whatever is committed to a repository called "refused" is refused, and
what is created is made private. It prints what was asked, and how each way of uploading ended, as JSON.
"""

import json
import sys
import time
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import huggingface_hub
from huggingface_hub import CommitScheduler, HfApi, create_repo, upload_file, upload_folder

sys.path.insert(0, sys.argv[1])

from release_guard.hub import reach, stack_httpx, stack_requests
from release_guard.hub.bodies import BODY_LIMIT, as_private
from release_guard.hub.outgoing import Ask, Outgoing, Pass, ReleaseBlocked, Rewrite
from release_guard.hub.watch import Watch
from release_guard.wiring import in_process

ENDPOINT = huggingface_hub.constants.ENDPOINT
TOKEN = huggingface_hub.get_token()
asked: list[list[str]] = []
ended: dict[str, str] = {}


def decide(request: Outgoing, ask: Ask) -> Pass | Rewrite:
    """The handler of this program."""
    path = request.url.removeprefix(ENDPOINT)
    asked.append([request.method, path])
    if path == "/api/repos/create":
        return Rewrite(as_private(request.body or b""))
    if "/acme/refused/commit/" in path:
        assert ask("GET", f"{ENDPOINT}/api/whoami-v2", None).status == 200
        raise ReleaseBlocked(f"{len(request.body or b'')} bytes aren't cleared")
    return Pass()


def start() -> None:
    """Guard whichever libraries are there, although they have been imported before."""
    watch = Watch(decide, reach.concerns, reach.needs_body, BODY_LIMIT)

    def httpx(module: ModuleType) -> None:
        stack_httpx.guard(module, watch)

    def requests(module: ModuleType) -> None:
        stack_requests.guard(module, watch)

    in_process.watch({"httpx2._client": httpx, "httpx._client": httpx, "requests.sessions": requests})


def tried(way: str, act: Any) -> None:
    """Note what *act* raises."""
    before = commits()
    try:
        act()
    except Exception as error:  # noqa: BLE001 - that is what is looked at
        ended[way] = type(error).__name__
    else:
        ended[way] = "done"
    ended[f"commits sent by {way}"] = str(commits() - before)


def commits() -> int:
    """How many commits were asked about until now."""
    return sum("/commit/" in path for _, path in asked)


def in_a_thread() -> None:
    """An upload in a thread of the program's own; what it raises is raised here."""
    errors: list[Exception] = []

    def upload() -> None:
        try:
            upload_file(path_or_fileobj=b"{}", path_in_repo="c.json", repo_id="acme/refused")
        except Exception as error:  # noqa: BLE001 - handed on
            errors.append(error)

    thread = Thread(target=upload)
    thread.start()
    thread.join()
    raise errors[0]


def scheduler_of(folder: Path) -> CommitScheduler:
    """A scheduler whose first upload, which it begins before it is quite made, is over."""
    scheduler = CommitScheduler(repo_id="acme/refused", folder_path=str(folder), every=60)
    while not hasattr(scheduler, "last_future"):
        time.sleep(0.01)
    scheduler.last_future.exception()
    return scheduler


def of_my_own() -> Any:
    """A session or client that the library knows nothing of."""
    session = huggingface_hub.utils.get_session()  # type: ignore[attr-defined]
    return type(session)()


def main() -> None:
    """Upload in every way."""
    start()
    folder = Path("folder")
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(bytes(range(256)) * 500)
    for name in ("refused", "other"):
        create_repo(f"acme/{name}")
    body, headers = b'{"key": "header", "value": {"summary": "s"}}\n', {"authorization": f"Bearer {TOKEN}"}
    url = f"{ENDPOINT}/api/models/acme/refused/commit/main"
    where: dict[str, Any] = {"repo_id": "acme/refused", "folder_path": str(folder)}
    tried(
        "a function bound early", lambda: upload_file(path_or_fileobj=b"{}", path_in_repo="c", repo_id="acme/refused")
    )
    tried("a folder", lambda: upload_folder(**where))
    tried("a future", lambda: HfApi().upload_folder(**where, run_as_future=True).result())
    tried("a thread", in_a_thread)
    tried("a client of my own", lambda: of_my_own().post(url, headers=headers, **{body_word(): body}))
    scheduler = scheduler_of(folder)
    tried("a scheduler", lambda: scheduler.trigger().result())
    scheduler.stop()
    tried("another place", lambda: upload_folder(repo_id="acme/other", folder_path=str(folder)))
    print(json.dumps({"asked": asked, "ended": ended}))


def body_word() -> str:
    """What each library calls a body of bytes."""
    return "content" if type(of_my_own()).__module__.startswith("httpx") else "data"


if __name__ == "__main__":
    main()
