"""P9: fifty signed reviews read and verified as a push does it, beside fifty runs of ``ssh-keygen -Y verify``."""

import subprocess
import tempfile
from pathlib import Path

from bench import judging
from bench.timing import Row, Work, side_by_side
from release_guard.evidence import records_folder, sshsig
from release_guard.formats import record_text
from release_guard.model.record import Signature
from release_guard.ports import Bytes, Evidence

REVIEWS = 50
_WHO = "lin@example.org"


def measure(rounds: int) -> list[Row]:
    """The reviews signed and unsigned, and the same signatures by OpenSSH alone, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        records = _signed(Path(folder))
        signed = Evidence("the bench", records=records)
        unsigned = Evidence("the bench", records=tuple(one for one in records if one.path.endswith(".toml")))
        read, findings = records_folder.read_union(signed, None)
        assert not findings, findings
        assert all(isinstance(record.signature, Signature) for record in read)
        names = (f"{REVIEWS} signed reviews, read and verified", f"{REVIEWS} x ssh-keygen -Y verify", "read unsigned")
        work = (
            Work(lambda: records_folder.read_union(signed, None)),
            Work(lambda: _verify_one_by_one(Path(folder), unsigned.records)),
            Work(lambda: records_folder.read_union(unsigned, None)),
        )
        taken = side_by_side(dict(zip(names, work, strict=True)), max(5, rounds // 4))
    ours, theirs, plain = names
    ratio = taken[ours].median / taken[theirs].median
    return [
        Row("P9", ours, taken[ours], theirs, ratio, "less than one by one", ratio < 1),
        Row("P9", theirs, taken[theirs]),
        Row("P9", plain, taken[plain]),
    ]


def _signed(folder: Path) -> tuple[Bytes, ...]:
    """Records with their signatures, by one key that ``folder/allowed`` names."""
    key = folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (folder / "allowed").write_text(f"{_WHO} {key.with_suffix('.pub').read_text()}")
    records = judging.facts(REVIEWS, judging.FILES, 1).records
    paths = [folder / record.file for record in records]
    for path, record in zip(paths, records, strict=True):
        path.write_text(record_text.render(record))
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", sshsig.NAMESPACE, "-f", str(key), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True)
    files = [file for path in paths for file in (path, path.with_name(f"{path.name}.sig"))]
    return tuple(Bytes(records_folder.FOLDER + file.name, file.read_bytes()) for file in files)


def _verify_one_by_one(folder: Path, records: tuple[Bytes, ...]) -> None:
    command = ["ssh-keygen", "-Y", "verify", "-n", sshsig.NAMESPACE, "-I", _WHO, "-f", str(folder / "allowed")]
    for record in records:
        signature = folder / f"{record.path.rpartition('/')[2]}.sig"
        subprocess.run([*command, "-s", str(signature)], input=record.data, capture_output=True, check=True)
