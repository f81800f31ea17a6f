"""A program whose requests to the Hub are guarded: what it sends goes by the guard to a Hub in memory.

The Hub is the embedded one, asked directly. Requests are those that the clients send (reference: hub.md, appendix A).
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

from release_guard.demo.hub import protocol
from release_guard.demo.hub.accounts import Organisation, Who
from release_guard.demo.hub.answers import Answer
from release_guard.demo.hub.buckets import Bucket
from release_guard.demo.hub.objects import File, large, regular
from release_guard.demo.hub.repos import MAIN, Kind, Repo
from release_guard.demo.hub.requests import Request
from release_guard.demo.hub.rules import is_large
from release_guard.demo.hub.world import World
from release_guard.evidence import binding, records_folder
from release_guard.formats import considerations, presets, record_text
from release_guard.gate import Setting
from release_guard.hub.bodies import BODY_LIMIT
from release_guard.hub.guard import Guard
from release_guard.hub.outgoing import Outgoing, ReleaseBlocked, Reply, Rewrite
from release_guard.hub.session import Machine, Tools
from release_guard.model.attempt import Item
from release_guard.model.category import Category
from release_guard.model.considerations import Considerations
from release_guard.model.record import Record, Scope
from release_guard.model.visibility import Visibility
from release_guard.ports import Bytes, Evidence, PolicyFile, PortError
from release_guard.reports import text
from tests.support.guarded import FILE

ENDPOINT = "https://huggingface.co"
TODAY = date(2026, 11, 20)
ANSWERS = "release-considerations.toml"
#: A level at which others must look: one hazard isn't "no".
HAZARDOUS = ('product   = { present = "no", rationale', 'product   = { present = "yes", rationale')


def answers(*places: str, release: str = '["source-code", "trained-model"]', tier: str = "public") -> str:
    """Complete answers of a release that goes to *places*."""
    named = '", "'.join(places)
    return FILE.format(place=named, release=release).replace('tier = "public"', f'tier = "{tier}"')


class Program:
    """``hub`` is the Hub, ``told`` what stood on standard error, ``sent`` what really went out (method and path).

    ``files`` is the working project; a *policy* is the name of a preset or a whole policy.
    """

    def __init__(self, policy: str = "team", machine_policy: str = "") -> None:
        self.hub = World()
        self.hub.url = self.hub.storage = ENDPOINT
        self.hub.accounts.people |= {"ada", "eve"}
        self.hub.accounts.organisations["acme"] = Organisation("acme", {"ada": "admin"})
        self.files: dict[str, bytes] = {"release-policy.toml": _policy(policy)} if policy else {}
        self.machine = (
            (PolicyFile("the machine's policy", "/m.toml", _policy(machine_policy)),) if machine_policy else ()
        )
        self.told: list[str] = []
        self.sent: list[str] = []
        self.asked: list[str] = []
        self.ignores: frozenset[str] = frozenset()
        self.refuses: dict[str, Answer] = {}
        self.fails: PortError | None = None
        self.uncommitted = False
        self.moment = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
        self.restart()

    def restart(self, limit: int = BODY_LIMIT, *, in_command: bool = False) -> None:
        """The program ends, and another begins, whose bodies are read up to *limit* bytes; or the Hub's own command."""
        self.guard = Guard(Tools(self._look, text.render, self.told.append, in_command), limit)

    def _look(self) -> Machine:
        if self.fails is not None:
            raise self.fails
        every = [Bytes(path, data) for path, data in sorted(self.files.items())]
        project = Evidence(
            "the project",
            considerations=tuple(one for one in every if one.path.startswith("release-considerations")),
            records=tuple(one for one in every if one.path.startswith("release-records/")),
            policy=next((one for one in every if one.path == "release-policy.toml"), None),
        )
        return Machine(
            project, Setting(self.machine, self.moment, records_folder.begin_union, lambda _: ()), self.uncommitted
        )

    # what the program sends

    def send(self, method: str, path: str, body: Any = None, *, to: str = ENDPOINT) -> Reply:
        """Send a request by the guard; a refusal is raised and nothing goes out."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        answer = self.guard.handle(Outgoing(method, f"{to}{path}", "application/json", data), self.asks)
        self.sent.append(f"{method} {path}")
        return self._answered(method, path, answer.body if isinstance(answer, Rewrite) else data)

    def asks(self, method: str, url: str, body: bytes | None) -> Reply:
        """A question of the guard's own, with the token of "ada"."""
        path = url.removeprefix(ENDPOINT)
        self.asked.append(f"{method} {path}")
        return self._answered(method, path, body)

    def _answered(self, method: str, path: str, body: bytes | None) -> Reply:
        parts = urlsplit(path)
        planned = self.refuses.get(f"{method} {parts.path}")
        query = parse_qs(parts.query, keep_blank_values=True)
        headers = {"content-type": "application/json"}
        request = Request(method, parts.path, query, headers, body or b"", Who("ada"), {}, self.ignores)
        found = planned or protocol.answered(self.hub, protocol.HUB, request)
        return Reply(found.status, {name.lower(): value for name, value in found.headers.items()}, found.body)

    def create(self, name: str, **settings: Any) -> Reply:
        """``create_repo`` of ``acme/NAME`` or of what *settings* say."""
        return self.send("POST", "/api/repos/create", {"name": name, "organization": "acme", **settings})

    def settings(self, place: str, **settings: Any) -> Reply:
        """``update_repo_settings`` of "models/acme/x"."""
        return self.send("PUT", f"/api/{place}/settings", settings)

    def announce(self, place: str, files: Mapping[str, bytes], revision: str = "main", query: str = "") -> Reply:
        """The preupload of *files*."""
        said = [
            {"path": path, "size": len(data), "sample": b64encode(data[:512]).decode()} for path, data in files.items()
        ]
        return self.send("POST", f"/api/{place}/preupload/{revision}{query}", {"files": said})

    def store(self, place: str, *blobs: bytes) -> Reply:
        """The LFS batch for *blobs*."""
        objects = [{"oid": sha(blob), "size": len(blob)} for blob in blobs]
        prefix = place.removeprefix("models/")
        body = {"operation": "upload", "transfers": ["basic"], "objects": objects, "hash_algo": "sha256"}
        return self.send("POST", f"/{prefix}.git/info/lfs/objects/batch", body)

    def commit(
        self,
        place: str,
        files: Mapping[str, bytes],
        revision: str = "main",
        query: str = "",
        deleted: Sequence[str] = (),
    ) -> Reply:
        """The commit of *files*, those that belong into LFS by their digest."""
        lines: list[dict[str, Any]] = [{"key": "header", "value": {"summary": "Upload", "description": ""}}]
        lines += [_line(path, data) for path, data in files.items()]
        lines += [{"key": "deletedFile", "value": {"path": path}} for path in deleted]
        self._stored(place, files)
        body = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        return self.send("POST", f"/api/{place}/commit/{revision}{query}", body)

    def upload(self, place: str, files: Mapping[str, bytes]) -> Reply:
        """A whole upload, as ``upload_folder`` does it with xet."""
        self.announce(place, files)
        return self.commit(place, files)

    def _stored(self, place: str, files: Mapping[str, bytes]) -> None:
        """Bytes that moved outside of what the guard can see."""
        kind, _, id_ = place.partition("/")
        repo = self.hub.repos.get((kind, id_))  # type: ignore[arg-type]
        if repo is not None:
            repo.stored.update({sha(data): data for data in files.values()})

    # what there is

    def has(self, place: str, files: Mapping[str, bytes], visibility: str = "public", gated: Any = False) -> Repo:
        """Put *files* into "models/acme/x", as if they had been there for long."""
        kind, _, id_ = place.partition("/")
        repo = self.hub.repos.get((kind, id_))  # type: ignore[arg-type]
        if repo is None:
            repo = self.hub.repos[kind, id_] = Repo(kind, id_, "ada", visibility, self.hub.clock())  # type: ignore[arg-type,index]
            repo.expose(gated=gated)
        held: dict[str, File] = dict(repo.files()) if MAIN in repo.refs else {}
        for path, data in files.items():
            held[path] = large(data) if is_large(path, len(data), data[:512]) else regular(data)
            repo.stored[sha(data)] = data
        repo.add(MAIN, held, "Put there", "", "ada", self.hub.clock())
        repo.space = {"sdk": "gradio", "stage": "RUNNING"} if kind == "spaces" else {}
        return repo

    def has_bucket(self, id_: str, visibility: str) -> Bucket:
        """Make an empty bucket."""
        self.hub.buckets[id_] = Bucket(id_, "ada", visibility, self.hub.clock())
        return self.hub.buckets[id_]

    def repo(self, place: str) -> Repo:
        """A repository as it is now."""
        kind, _, id_ = place.partition("/")
        found: dict[tuple[Kind, str], Repo] = self.hub.repos
        return found[kind, id_]  # type: ignore[index]

    def answer(self, *places: str, **changes: str) -> None:
        """Write the project's answers."""
        self.files[ANSWERS] = answers(*places, **changes).encode()

    def review(self, *blobs: bytes, by: str = "lin@example.org", **changes: Any) -> str:
        """Somebody's approval of weights and code, bound to *blobs* and to the project's present answers."""
        path, data = review(self.files[ANSWERS], *blobs, by=by, **changes)
        self.files[path] = data
        return path

    def refused(self, act: Any, *arguments: Any, **named: Any) -> str:
        """The report of the refusal that *act* ends with; nothing went out."""
        before = len(self.sent)
        try:
            act(*arguments, **named)
        except ReleaseBlocked as blocked:
            assert "announce" in act.__name__ or "upload" in act.__name__ or len(self.sent) == before
            return str(blocked)
        raise AssertionError("nothing was refused")


def review(considered: bytes, *blobs: bytes, by: str = "lin@example.org", **changes: Any) -> tuple[str, bytes]:
    """Path and text of an approval by somebody else, bound to *blobs* as weights."""
    file = considerations.parse(considered, ANSWERS)
    assert isinstance(file, Considerations), file
    items = [Item("model.safetensors", Category.TRAINED_MODEL, sha256=sha(blob)) for blob in blobs]
    record = Record(
        "review",
        "",
        by,
        TODAY,
        role="ml",
        recorded_by=by,
        decision="approve",
        rationale="Read the answers and ran the tests.",
        expires=date(2027, 11, 20),
        scope=Scope(frozenset({Category.SOURCE_CODE, Category.TRAINED_MODEL}), Visibility.PUBLIC, ("hf:**",)),
        bound=binding.bound(file, items),
    )._replace(**changes)
    return f"release-records/{record_text.file_name(record)}", record_text.render(record).encode()


def sha(data: bytes) -> str:
    """The sha256 in hex."""
    return hashlib.sha256(data).hexdigest()


def _policy(name: str) -> bytes:
    return presets.text(name) if name in presets.NAMES else name.encode()


def _line(path: str, data: bytes) -> dict[str, Any]:
    if is_large(path, len(data), data[:512]):
        return {"key": "lfsFile", "value": {"path": path, "algo": "sha256", "oid": sha(data), "size": len(data)}}
    return {"key": "file", "value": {"path": path, "encoding": "base64", "content": b64encode(data).decode()}}
