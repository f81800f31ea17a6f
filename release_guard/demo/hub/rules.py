"""Which files go to LFS, and which are left out of an upload.

By name as in the ``.gitattributes`` of a new repository, else by what the first 512 bytes look like or by size (hub
docs, "Storage limits": a regular file has at most 10 MiB).
"""

from fnmatch import fnmatchcase

#: File names whose content is stored in LFS.
LARGE = (
    *("*.7z", "*.arrow", "*.avro", "*.bin", "*.bz2", "*.ckpt", "*.ftz", "*.gguf", "*.gz", "*.h5", "*.joblib"),
    *("*.lfs.*", "*.mlmodel", "*.model", "*.msgpack", "*.npy", "*.npz", "*.onnx", "*.ot", "*.parquet", "*.pb"),
    *("*.pickle", "*.pkl", "*.pt", "*.pth", "*.rar", "*.safetensors", "*.tar", "*.tflite", "*.tgz", "*.wasm"),
    *("*.xz", "*.zip", "*.zst", "*tfevents*"),
)
LARGEST_REGULAR = 10 * 1024 * 1024


def is_large(path: str, size: int, sample: bytes) -> bool:
    """Whether the file *path* belongs into LFS; *sample* is its beginning. An empty file never does."""
    name = path.rpartition("/")[2]
    by_name = any(fnmatchcase(name, pattern) for pattern in LARGE)
    return size > 0 and (by_name or size > LARGEST_REGULAR or b"\0" in sample)


def is_ignored(path: str, gitignore: str) -> bool:
    """Whether a ``.gitignore`` leaves *path* out; plain patterns only, for a name or for a path from the root."""
    patterns = [line.strip() for line in gitignore.splitlines() if line.strip() and not line.startswith("#")]
    names = path.split("/")
    return any(_matches(path, names, pattern.rstrip("/")) for pattern in patterns)


def _matches(path: str, names: list[str], pattern: str) -> bool:
    if "/" in pattern:
        pattern = pattern.lstrip("/")
        return fnmatchcase(path, pattern) or path.startswith(f"{pattern}/")
    return any(fnmatchcase(name, pattern) for name in names)
