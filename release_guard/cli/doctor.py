"""``doctor``: what is guarded here, what advises, what binds, and what would go around it."""

import os
from collections.abc import Iterator
from typing import NamedTuple

import click

from release_guard import __version__
from release_guard.cli import hub_guard, server_gate
from release_guard.cli.shared import NOT_JUDGED, Repository, as_json, json_text, put, reports, repository, said, table
from release_guard.git import config, remotes
from release_guard.git import doctor as hooks
from release_guard.git.config import Settings
from release_guard.git.doctor import Checkup
from release_guard.git.tree import CONSIDERATIONS, CONSIDERATIONS_FOLDER
from release_guard.hosts.cache import Cache
from release_guard.hub.interpreters import Interpreter
from release_guard.model.finding import Finding
from release_guard.ports import Answer, HostError
from release_guard.reports.text import clean
from release_guard.wiring import machine, places, policy_layers
from release_guard.wiring.places import Push
from release_guard.wiring.policy_layers import InForce


class Remote(NamedTuple):
    """One address that pushes go to: what it is taken for, and why."""

    name: str
    place: str
    seen_as: str
    why: str


class Diagnosis(NamedTuple):
    """Everything that was looked at.

    ``described`` says whether a considerations file is there, ``committed`` whether it is at HEAD; ``pythons`` are the
    interpreters from which uploads are likely to come.
    """

    hooks: Checkup
    policy: InForce
    remotes: tuple[Remote, ...]
    described: bool
    committed: bool
    pythons: tuple[Interpreter, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.hooks.findings, *self.policy.findings)


@click.command()
@click.option("--offline", is_flag=True, help="Ask no host who can read there; say what is known here.")
@click.option("--hub", is_flag=True, help="Tell only which interpreters are guarded; works anywhere.")
@reports
def doctor(offline: bool, hub: bool, form: str, output: str | None) -> None:
    """Tell what is guarded, what advises, what binds and what would bypass it.

    It changes nothing. Hosts are asked as a stranger would ask, without any credentials. In a bare repository it tells
    how pushes to that one are judged.
    """
    if hub:
        pythons = hub_guard.examine()
        put(hub_guard.as_text(pythons) if form == "text" else json_text(_json_of_hub(pythons)), output)
        return
    if server_gate.is_server():
        server = server_gate.examine()
        put(server_gate.as_text(server) if form == "text" else json_text(server_gate.as_json(server)), output)
        click.get_current_context().exit(NOT_JUDGED if _is_unread(server.findings) else 0)
    with repository() as here:
        found = _look(here, offline=offline)
    put(as_text(found) if form == "text" else json_text(_json(found)), output)
    click.get_current_context().exit(NOT_JUDGED if _is_unread(found.findings) else 0)


def _is_unread(findings: tuple[Finding, ...]) -> bool:
    return any(finding.code in ("RG002", "RG004") for finding in findings)


def _look(here: Repository, *, offline: bool) -> Diagnosis:
    settings = config.read(here.git)
    names = (CONSIDERATIONS, CONSIDERATIONS_FOLDER)
    described = any(os.path.exists(os.path.join(here.top, name)) for name in names)
    return Diagnosis(
        hooks.examine(here.top, remembered=Cache().places()),
        policy_layers.in_force(here.git, here.top, machine.setting(settings)),
        tuple(_remotes(here, settings, offline=offline)),
        described,
        any(here.git.find([f"HEAD:{name}" for name in names])),
        hub_guard.examine(),
    )


def _remotes(here: Repository, settings: Settings, *, offline: bool) -> Iterator[Remote]:
    """Every push address of every remote, each with what a push there would be judged as."""
    for name in os.fsdecode(here.git.ask("remote")[1]).splitlines():
        urls = os.fsdecode(here.git.ask("remote", "get-url", "--push", "--all", name)[1]).splitlines()
        for url in urls:
            try:
                place = places.destination(url, here.git)
            except HostError as error:
                yield Remote(name, remotes.redact(url), "public", str(error))
                continue
            host = places.host(here.git, Push(name, url, place, ()), settings)
            answer = host.without_asking(place) if offline else host.visibility_of(place)
            yield Remote(name, str(place), *_taken_for(answer))


def _taken_for(answer: Answer | None) -> tuple[str, str]:
    if answer is None:
        return "public", "nobody was asked, and what isn't known counts as public"
    if answer.visibility is None:
        return "public", f"not known, so it counts as public: {answer.reason or answer.how}"
    return answer.visibility.word, answer.reason or answer.how


def as_text(found: Diagnosis) -> str:
    """Hooks, remotes, interpreters, policy layers, then what is wrong and the next command."""
    layers = [(stated.layer.origin, f'"{stated.layer.policy.name}"') for stated in found.policy.layers]
    layers += [("built-in policy", '"team", because no layer says who must review')] * found.policy.rules.built_in
    parts = [
        "Hooks:\n" + "".join(f"  {clean(fact)}\n" for fact in found.hooks.facts),
        _section("What stands between a push and the world, the nearest first:", table(found.hooks.levels), ""),
        _section("Remotes, and who can read there:", table(found.remotes), "no remote yet"),
        hub_guard.as_text(found.pythons),
        _section("Policy layers, outermost first:", table(layers), "none"),
        said(*found.findings),
        f"release-guard: {found.policy.remark}\n" if found.policy.remark else "",
    ]
    return "\n".join(part for part in parts if part) + f"\nrelease-guard: {_next(found)}\n"


def _section(title: str, body: str, empty: str) -> str:
    return f"{title}\n" + "".join(f"  {line}\n" for line in (body if body.strip() else empty).splitlines())


def _next(found: Diagnosis) -> str:
    """The one command that helps most now."""
    urgent = next((one for one in found.findings if one.code in ("RG504", "RG502", "RG004", "RG202") and one.fix), None)
    if urgent is not None:
        return f"next: {clean(urgent.fix)}"
    if not found.described:
        return "the gate is in place; next: release-guard init"
    if not found.committed:
        return f"the gate is in place; next: git add {CONSIDERATIONS} && git commit, because commits are what is judged"
    return "the gate is in place; next: release-guard check"


def _json_of_hub(pythons: tuple[Interpreter, ...]) -> dict[str, object]:
    return {
        "schema": "release-guard-doctor/1",
        "tool": f"release-guard {__version__}",
        "interpreters": [hub_guard.as_json(python) for python in pythons],
    }


def _json(found: Diagnosis) -> dict[str, object]:
    return {
        **_json_of_hub(found.pythons),
        "facts": list(found.hooks.facts),
        "levels": [level._asdict() for level in found.hooks.levels],
        "remotes": [remote._asdict() for remote in found.remotes],
        "layers": [
            {"origin": stated.layer.origin, "name": stated.layer.policy.name, "machine": stated.layer.machine}
            for stated in found.policy.layers
        ],
        "built_in": found.policy.rules.built_in,
        "findings": [as_json(finding) for finding in found.findings],
        "next": _next(found),
    }
