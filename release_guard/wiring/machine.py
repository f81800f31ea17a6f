"""What this machine brings to every judgement: its policies, its clock, private answers, and how records are read."""

from datetime import datetime, timezone

from release_guard.evidence import policy_files, private_file, records_folder
from release_guard.gate import Setting
from release_guard.git.config import Ignored, Settings
from release_guard.model.finding import Finding
from release_guard.ports import FileReader, PolicyError, PolicyFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from release_guard.model.considerations import Considerations, Parent, Unread


def setting(settings: Settings, extra_policy: str = "") -> Setting:
    """The setting of this machine, given git's *settings*; *extra_policy* is a file named on the command line."""
    files: tuple[PolicyFile, ...] = ()
    noted = [_ignored(one) for one in settings.ignored]
    try:
        files = policy_files.of_machine(settings.policy, settings.scopes)
        if extra_policy:
            file = policy_files.read(extra_policy, "the policy of the command line")
            files += (*policy_files.outward(file), file)
    except PolicyError as error:
        noted.append(Finding(error.code, str(error), fix=error.fix))
    private = private_file.digest_in(settings.folder)
    moment = datetime.now(timezone.utc)
    return Setting(files, moment, records_folder.begin_union, _outward, tuple(noted), private, lineage=_lineage)


def _lineage(parents: "tuple[Parent, ...]", beside: FileReader | None, /) -> "Mapping[Parent, Considerations | Unread]":
    """What is on this machine of the parents' records; imported only where there are any."""
    from release_guard.evidence import parent_records

    return parent_records.known(parents, beside)


def _outward(file: PolicyFile) -> tuple[PolicyFile, ...]:
    return policy_files.outward(file, inside_repository=True)


def _ignored(one: Ignored) -> Finding:
    message = f"{one.key} in git's {one.scope} configuration counts for nothing; only the machine's and the user's do"
    return Finding("RG203", message, fix=f"git config --global --add {one.key} '{one.value}'")
