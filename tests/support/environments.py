"""Fresh Python environments in which release-guard can be imported, made in a moment and without a package index."""

import sys
import sysconfig
import venv
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Environment(NamedTuple):
    """A virtual environment in ``folder``; ``site`` holds its packages."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def site(self) -> Path:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return self.folder / "lib" / version / "site-packages"

    def files(self) -> dict[str, bytes]:
        """Every file in it but compiled ones, with its bytes."""
        found = (path for path in self.folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}


def environment(folder: Path, *, guard: bool = True) -> Environment:
    """Make one with the packages of the environment that runs the tests; with *guard* also release-guard itself."""
    venv.create(folder)
    made = Environment(folder)
    lines = [sysconfig.get_path("purelib"), *([str(ROOT)] if guard else [])]
    (made.site / "a_packages.pth").write_text("".join(f"{line}\n" for line in lines))
    return made
