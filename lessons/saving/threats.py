"""Files that would do something if they were trusted; never run, only looked at."""

import io
import pickletools
import zipfile
from functools import cache

import torch

from lessons.saving.upload import entries_of
from lessons.toolkit.python_prompt import error_text

COMMAND = b"cposix\nsystem\n(Vrm -rf ~\ntR."
"""A pickle by hand: fetch posix.system, give it a text, call it."""
LARGE, SMALL = 0x7F000000, 1000
"""Bytes that the other one asks for, and how many torch.load is given here."""


def memory(n: int) -> bytes:
    """Return a pickle by hand: fetch bytearray, call it with n."""
    return b"\x80\x02c__builtin__\nbytearray\nJ" + n.to_bytes(4, "little") + b"\x85R."


def archive(pickled: bytes) -> bytes:
    """Return a file as torch.save would write it around this pickle."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zip_file:
        zip_file.writestr("archive/data.pkl", pickled)
        zip_file.writestr("archive/version", "3\n")
    return file.getvalue()


def module() -> bytes:
    """Return a model saved whole: its class comes with it, by name."""
    file = io.BytesIO()
    torch.save(torch.nn.Linear(1, 1), file)
    return file.getvalue()


@cache
def threat(name: str) -> bytes:
    """Return the file of that name.

    Raises:
        KeyError: if there is none.
    """
    files = {
        "command": archive(COMMAND),
        "memory": archive(memory(LARGE)),
        "module": module(),
    }
    return files[name]


@cache
def disassemble(name: str, most: int = 8) -> str:
    """Return the instructions of its pickle, read by pickletools: nothing is run."""
    out = io.StringIO()
    pickletools.dis(entries_of(threat(name))["data.pkl"], out)
    *lines, _ = out.getvalue().splitlines()
    return "\n".join([*lines[:most], "…"] if len(lines) > most else lines)


@cache
def refusal(name: str) -> str:
    """Return the main sentence of torch.load's error with weights_only=True.

    The one that asks for memory is obeyed: it is given a small number here.
    """
    data = archive(memory(SMALL)) if name == "memory" else threat(name)
    try:
        result = torch.load(io.BytesIO(data), weights_only=True)
    except Exception as error:
        kind, _, text = error_text(error).partition(": ")
        (line,) = [s for s in text.splitlines() if "GLOBAL" in s]
        line = line.strip().removeprefix("WeightsUnpickler error: ")
        return f"{kind}: {line.partition('. ')[0].rstrip('.')}."
    return f"{type(result).__name__}, {len(result)}"
