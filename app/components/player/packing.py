"""Pack a recording into bytes for the browser, and unpack it again."""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from lessons.contract import Recording, outside_float32


def pack(rec: Recording, start: Mapping[str, int | str]) -> bytes:
    """A recording as bytes: header length (uint32), JSON header, a block a table.

    A block holds float32; for a table of float64 the places (uint32) and values of
    those that float32 cannot hold follow. All begin at multiples of eight bytes.

    Args:
        rec: the recording; infinite numbers and NaN are allowed in its tables.
        start: position of each played control on a fresh mount; step `t` and its `act`,
            and up to which message what was `typed` in the figure of this `session` is
            read.
    """
    at, blocks, tables = 0, [], {}
    for name, table in rec.tables.items():
        values = table.values.ravel()
        beyond = np.flatnonzero(outside_float32(values))
        with np.errstate(over="ignore", under="ignore"):
            parts = [values.astype("<f4")]
        if len(beyond):
            parts += [beyond.astype("<u4"), values[beyond].astype("<f8")]
        shape = table.values.shape
        place = {"from": at, "axes": table.axes, "shape": shape, "beyond": len(beyond)}
        tables[name] = place
        for part in parts:
            block = part.tobytes()
            blocks.append(block + bytes(-len(block) % 8))
            at += len(blocks[-1])
    head = {"axes": rec.axes, "steps": rec.n_steps, "stride": rec.stride}
    head["known"] = rec.n_steps if rec.known is None else rec.known
    head |= {"tables": tables, "facts": rec.facts, "start": start, "cross": rec.cross}
    head["here"] = {name: rec.axes[name].index(v) for name, v in rec.here.items()}
    text = json.dumps(head, allow_nan=False).encode()
    text += b" " * (-(len(text) + 4) % 8)
    return struct.pack("<I", len(text)) + text + b"".join(blocks)


def unpack(packed: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The header and the tables by name: what the browser reads, in Python."""
    (n,) = struct.unpack_from("<I", packed)
    head = json.loads(packed[4 : 4 + n])
    tables = {}
    for name, table in head["tables"].items():
        at, size = 4 + n + table["from"], int(np.prod(table["shape"]))
        values = np.frombuffer(packed, "<f4", size, at)
        if more := table["beyond"]:
            at += -(-4 * size // 8) * 8
            places = np.frombuffer(packed, "<u4", more, at)
            at += -(-4 * more // 8) * 8
            values = values.astype("<f8")
            values[places] = np.frombuffer(packed, "<f8", more, at)
        tables[name] = values.reshape(table["shape"])
    return head, tables
