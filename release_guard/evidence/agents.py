"""Tells whether a program rather than a person is at work here, from the traces that programs leave in the environment.

Good manners, not a lock: a program that hides is not found. So an agent that is found is named in the record
(``recorded_by``), and the judge doesn't count that record (RG316).
"""

from collections.abc import Mapping

from release_guard.model.people import is_agent

#: Variables that carry the agent's own name as their value: the convention that several agents share.
_NAMING = ("AI_AGENT", "AGENT")

#: What each coding agent sets for the commands that it runs. Settings of the same tools that people keep in their shell
#: profile (keys, folders, models) are no sign of an agent and aren't listed.
_AGENTS = {
    "CLAUDECODE": "claude-code",
    "CLAUDE_CODE_ENTRYPOINT": "claude-code",
    "CLINE_ACTIVE": "cline",
    "CODEX_CI": "codex",
    "CODEX_SANDBOX": "codex",
    "CODEX_THREAD_ID": "codex",
    "COPILOT_CLI": "copilot",
    "CURSOR_AGENT": "cursor",
    "GEMINI_CLI": "gemini-cli",
    "GOOSE_TERMINAL": "goose",
    "OPENCODE": "opencode",
    "AUGMENT_AGENT": "augment",
    "QWEN_CODE": "qwen-code",
}

#: What automation sets; nobody types there.
_AUTOMATION = {
    "GITHUB_ACTIONS": "github-actions",
    "GITLAB_CI": "gitlab-ci",
    "BITBUCKET_BUILD_NUMBER": "bitbucket-pipelines",
    "BUILDKITE": "buildkite",
    "CIRCLECI": "circleci",
    "JENKINS_URL": "jenkins",
    "TEAMCITY_VERSION": "teamcity",
    "TF_BUILD": "azure-pipelines",
    "CI": "ci",
}

_OFF = frozenset({"", "0", "false", "no", "off"})
_NAME_LENGTH = 40


def agent_at_work(environment: Mapping[str, str]) -> str:
    """``agent:NAME`` where a coding agent or a CI system runs this, else the empty string."""
    for variable in _NAMING:
        value = environment.get(variable, "")
        if _is_on(value):
            return f"agent:{_slug(value)}"
    for table in (_AGENTS, _AUTOMATION):
        for variable, name in table.items():
            if _is_on(environment.get(variable, "")):
                return f"agent:{name}"
    return ""


def recorded_by(person: str, environment: Mapping[str, str]) -> str:
    """Who types a record here: the agent where there is one, else *person* (who may be a program by name already)."""
    return person if is_agent(person) else agent_at_work(environment) or person


def _is_on(value: str) -> bool:
    return value.strip().lower() not in _OFF


def _slug(value: str) -> str:
    """The agent's name in letters that a record can hold; some set the bare sign that there is one ("1")."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in value.strip().lower())
    name = kept.strip("-")[:_NAME_LENGTH]
    return "unnamed" if name in ("", "1", "true", "yes", "on") else name
