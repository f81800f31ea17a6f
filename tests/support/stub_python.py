"""A stand-in for the interpreter that the shim calls: it notes what it was asked and exits as it was told."""

import shlex
from pathlib import Path
from typing import NamedTuple


class StubPython(NamedTuple):
    """An executable at ``path``; each judged push leaves its arguments and its refs in ``folder``."""

    path: Path
    folder: Path

    @property
    def refs(self) -> bytes:
        """What it read from its standard input in the last run that judged."""
        return (self.folder / "refs").read_bytes()

    @property
    def arguments(self) -> list[str]:
        """Its arguments in the last run that judged."""
        return (self.folder / "arguments").read_text().splitlines()

    @property
    def judged(self) -> int:
        """How often it was asked for a judgement."""
        log = self.folder / "runs"
        return len(log.read_text().splitlines()) if log.exists() else 0


def stub_python(folder: Path, *, verdict: int = 0, imports: bool = True) -> StubPython:
    """Make a stub in *folder*; *imports* says whether it would find release_guard."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "python stub"
    at = shlex.quote(str(folder))
    path.write_text(
        "#!/bin/sh\n"
        f'if [ "$2" = -c ]; then exit {0 if imports else 1}; fi\n'
        f"if {'false' if imports else 'true'}; then echo no such module >&2; exit 1; fi\n"
        f"echo run >> {at}/runs\n"
        f"cat > {at}/refs\n"
        f"printf '%s\\n' \"$@\" > {at}/arguments\n"
        "echo words for the person\n"
        f"exit {verdict}\n"
    )
    path.chmod(0o755)
    return StubPython(path, folder)
