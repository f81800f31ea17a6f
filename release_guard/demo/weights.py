"""A small but real weight file: safetensors bytes, written by the standard library alone."""

import json
import random
import struct

_SHAPES = {"conv.weight": (8, 1, 5, 5), "dense.weight": (10, 1152), "dense.bias": (10,)}


def safetensors(seed: int) -> bytes:
    """The weights of a little network, another for each *seed*.

    The format: the length of the header as a little-endian 64-bit number, the header as JSON, then the numbers
    (github.com/huggingface/safetensors, "Format").
    """
    source = random.Random(seed)
    header: dict[str, object] = {}
    body = b""
    for name, shape in _SHAPES.items():
        numbers = [source.gauss(0, 0.1) for _ in range(_size(shape))]
        start = len(body)
        body += struct.pack(f"<{len(numbers)}f", *numbers)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": (start, len(body))}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for length in shape:
        size *= length
    return size
