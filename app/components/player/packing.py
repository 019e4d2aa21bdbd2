"""Pack a recording into bytes for the browser, and unpack it again."""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from lessons.contract import Recording, outside_float32


def pack(recording: Recording, start: Mapping[str, int | str]) -> bytes:
    """Return a recording as bytes: length of header, JSON header, a block a table.

    The length is uint32. A block holds float32; for a table of float64 the places
    (uint32) and values of those that float32 cannot hold follow. All begin at
    multiples of eight bytes.

    Args:
        recording: infinite numbers and NaN are allowed in its tables.
        start: position of each played control on a fresh mount; step `t` and its `act`,
            and up to which message what was `typed` in the figure of this `session` is
            read.

    Raises:
        ValueError: if a number outside its tables is not finite.
    """
    offset, blocks, tables = 0, [], {}
    for name, table in recording.tables.items():
        values = table.values.ravel()
        beyond = np.flatnonzero(outside_float32(values))
        tables[name] = {
            "from": offset,
            "axes": table.axes,
            "shape": table.values.shape,
            "beyond": len(beyond),
        }
        for block in _table_blocks(values, beyond):
            blocks.append(block)
            offset += len(block)
    here = {name: recording.axes[name].index(v) for name, v in recording.here.items()}
    known = recording.n_steps if recording.known is None else recording.known
    header = {
        "axes": recording.axes,
        "steps": recording.n_steps,
        "stride": recording.stride,
        "known": known,
        "tables": tables,
        "facts": recording.facts,
        "start": start,
        "cross": recording.cross,
        "here": here,
    }
    text = json.dumps(header, allow_nan=False).encode()
    text += b" " * (-(len(text) + 4) % 8)
    return struct.pack("<I", len(text)) + text + b"".join(blocks)


def _table_blocks(values: np.ndarray, beyond: np.ndarray) -> list[bytes]:
    with np.errstate(over="ignore", under="ignore"):
        arrays = [values.astype("<f4")]
    if len(beyond):
        arrays += [beyond.astype("<u4"), values[beyond].astype("<f8")]
    return [_padded(array.tobytes()) for array in arrays]


def _padded(block: bytes) -> bytes:
    return block + bytes(-len(block) % 8)


def unpack(packed: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return the header and the tables by name: what the browser reads, in Python."""
    (length,) = struct.unpack_from("<I", packed)
    header = json.loads(packed[4 : 4 + length])
    tables = {}
    for name, table in header["tables"].items():
        offset, size = 4 + length + table["from"], int(np.prod(table["shape"]))
        values = np.frombuffer(packed, "<f4", size, offset)
        if beyond := table["beyond"]:
            offset += -(-4 * size // 8) * 8
            places = np.frombuffer(packed, "<u4", beyond, offset)
            offset += -(-4 * beyond // 8) * 8
            values = values.astype("<f8")
            values[places] = np.frombuffer(packed, "<f8", beyond, offset)
        tables[name] = values.reshape(table["shape"])
    return header, tables
