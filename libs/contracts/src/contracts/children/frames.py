"""What parent and child say to each other over a pipe: JSON and bytes, never objects that a child could forge."""

import json
import struct
from typing import Any

HEAD = struct.Struct(">II")
JSON_MAX = 1 << 20
BYTES_MAX = 64 << 20


def frame(message: dict[str, Any], octets: bytes = b"") -> bytes:
    text = json.dumps(message).encode()
    return HEAD.pack(len(text), len(octets)) + text + octets


def sizes(head: bytes) -> tuple[int, int]:
    """How long the JSON and the bytes are. Raises ValueError for what nobody of ours would send."""
    text, octets = HEAD.unpack(head)
    if text > JSON_MAX or octets > BYTES_MAX:
        raise ValueError("a frame out of all measure")
    return text, octets
