"""A stranger's file: inspected, loaded with weights only, compared with our own.

Nothing in it is ever run. Each look is cheap and comes before what it protects: the
size before the archive, the archive before the pickle, the pickle's instructions before
torch.load, shapes before values.
"""

import io
import pickletools
import re
import zipfile
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

import torch

from lessons.contract import ParseError, Settings
from lessons.saving.checkpoint import load_checkpoint, write_checkpoint
from lessons.saving.with_torch import N_EPOCHS, make, make_data, train
from lessons.toolkit.python_prompt import record_warnings

MAX_BYTES = 64_000
"""The largest file that is looked at; the page's own have some 10 kB."""
ACCEPT = ".pt,.pth,.ckpt,.bin"
"""What such files are called, as HTML's `accept`."""
MAX_ENTRIES = 40
ENTRY = re.compile(
    r"[\w.-]{1,80}/(data\.pkl|data/\d{1,20}|version|byteorder|\.format_version"
    r"|\.storage_alignment|\.data/serialization_id)",
    re.ASCII,
)
"""The names in an archive of torch.save; PyTorch 1.6 called storages by address."""
ALLOWED_GLOBALS = re.compile(
    r"torch\._utils _rebuild_(tensor_v2|parameter)|torch \w+Storage"
    r"|collections OrderedDict",
    re.ASCII,
)
"""All that a file of tensors needs by name; a storage's is its type, no call."""
OTHER_CALLS = {"STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX"}
OTHER_CALLS |= {"EXT1", "EXT2", "EXT4", "PERSID"}
"""Instructions that call, or name what is called, in other ways."""
POINTER = b"version https://git-lfs"
"""How a file of Git LFS begins that stands for a large one."""
PREFIXES = {"module.": "DataParallel", "_orig_mod.": "torch.compile"}
"""What is put before all names of a model, and by what."""
MOST_NAMES = 6
"""Names of a file that are listed."""
KEYS = ("epoch", "model", "optimizer", "rng")
Continuation = tuple[int, list[tuple[float, float]]]
REASONS = (
    *(
        "empty",
        "large",
        "web_page",
        "pointer",
        "not_zip",
        "legacy",
        "broken",
        "bomb",
        "many",
        "name",
    ),
    *(
        "script",
        "no_pickle",
        "calls",
        "torch",
        "not_dict",
        "prefix",
        "missing",
        "extra",
    ),
    *("type", "shape", "dtype", "finite", "epoch", "optimizer", "rng"),
)
"""Why a file may be refused; each has its sentence."""


def entries_of(data: bytes) -> dict[str, bytes]:
    """Return the files in an archive of torch.save, by their names without the folder.

    Raises:
        ParseError: with one of REASONS.
    """
    if not data:
        raise ParseError("empty")
    if len(data) > MAX_BYTES:
        raise ParseError("large")
    if not data.startswith(b"PK"):
        if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
            raise ParseError("web_page")
        if data.startswith(POINTER):
            raise ParseError("pointer")
        text = data[:1] in (b"c", b"(") and data.endswith(b".")
        pickled = text or data[:1] == b"\x80"
        raise ParseError("legacy" if pickled else "not_zip")
    try:
        return _read(data)
    except ParseError:
        raise
    except Exception as error:  # zipfile raises what it meets
        raise ParseError("broken") from error


def _read(data: bytes) -> dict[str, bytes]:
    """Return the entries of a zip; the archive is inspected before any is read."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        names = [info.filename for info in infos]
        if len(names) > MAX_ENTRIES:
            raise ParseError("many", count=len(names))
        if any(name.endswith("constants.pkl") or "/code/" in name for name in names):
            raise ParseError("script")
        packed = any(info.compress_type != zipfile.ZIP_STORED for info in infos)
        if packed or sum(info.file_size for info in infos) > len(data):
            raise ParseError("bomb")
        for name in names:
            if ".." in name or name.startswith("/") or "\\" in name:
                raise ParseError("name", what=printable_name(name))
        if not any(name.endswith("/data.pkl") for name in names):
            raise ParseError("no_pickle")
        for name in names:
            if not ENTRY.fullmatch(name):
                raise ParseError("name", what=printable_name(name))
        folders = {name.partition("/")[0] for name in names}
        if len(folders) > 1 or len(set(names)) < len(names):
            raise ParseError("broken")
        return {
            info.filename.partition("/")[2]: archive.read(info)  # checks its sum
            for info in infos
        }


def global_names(pickled: bytes) -> list[str]:
    """Return what a pickle wants by name, "module name", read without running it.

    Raises:
        ValueError: if it is no pickle.
    """
    names = []
    for op, argument, _ in pickletools.genops(pickled):
        if op.name == "GLOBAL":
            names.append(str(argument))
        elif op.name in OTHER_CALLS:
            names.append(op.name)
    return list(dict.fromkeys(names))


def load_numbers(data: bytes) -> dict[str, Any]:
    """Return what is in the file, once it is known to hold numbers alone.

    Raises:
        ParseError: with one of REASONS.
    """
    files = entries_of(data)
    try:
        names = global_names(files["data.pkl"])
    except Exception as error:  # pickletools raises what it meets
        raise ParseError("broken") from error
    for name in names:
        if not ALLOWED_GLOBALS.fullmatch(name):
            raise ParseError("calls", what=printable_name(name.replace(" ", ".")))
    try:
        with record_warnings():
            return torch.load(repack(files), weights_only=True, map_location="cpu")
    except Exception as error:  # torch.load raises what it meets
        raise ParseError("torch") from error


def repack(files: Mapping[str, bytes]) -> io.BytesIO:
    """Write the same entries to our own archive: torch reads what was looked at."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"archive/{name}", content)
    file.seek(0)
    return file


def read(data: bytes, settings: Settings) -> dict[str, Any]:
    """Return the checkpoint in a stranger's file, fit for a training at these settings.

    A file with the weights alone, a state_dict, counts as one of epoch 0.

    Raises:
        ParseError: with one of REASONS.
    """
    checkpoint = plain(load_numbers(data))
    if not isinstance(checkpoint, dict):
        raise ParseError("not_dict", what=kind(checkpoint))
    bare = bool(checkpoint) and not {"model", "epoch"} & set(checkpoint)
    if bare:
        checkpoint = {"epoch": 0, "model": checkpoint}
    full = load_checkpoint(
        write_checkpoint({**settings, "cut": 1, "kept": "model_optimizer_rng"})
    )
    expected = {
        name: value
        for name, value in plain(full).items()
        if name in checkpoint or name in ("epoch", "model")
    }
    if "optimizer" in checkpoint:
        compare_optimizer(checkpoint["optimizer"], expected["optimizer"])
    compare_names(checkpoint.get("model"), expected["model"], bare)
    if bare:
        compare(checkpoint["model"], expected["model"])
    else:
        compare(checkpoint, expected)
    if not 0 <= checkpoint["epoch"] < N_EPOCHS:
        raise ParseError(
            "epoch", what=str(checkpoint["epoch"])[:12], last=str(N_EPOCHS - 1)
        )
    if "rng" in checkpoint:
        try:
            torch.Generator().set_state(checkpoint["rng"])
        except RuntimeError as error:
            raise ParseError("rng") from error
    return checkpoint


def plain(value: Any) -> Any:
    """Return an OrderedDict as the dict it is, and nothing of what hangs on it."""
    if type(value) in (dict, OrderedDict):
        return dict(dict.items(value))
    return value


def compare_optimizer(state: Any, expected: Any) -> None:
    """Refuse the state of an optimizer that is set otherwise."""
    groups = plain(state).get("param_groups") if type(state) is dict else None
    if not _equal(groups, expected["param_groups"]):
        raise ParseError("optimizer")


def _equal(value: Any, expected: Any) -> bool:
    """Return whether lists, dicts and numbers are the same, of the same types."""
    if type(value) is not type(expected):
        return False
    if isinstance(expected, dict):
        return set(value) == set(expected) and all(
            _equal(value[name], expected[name]) for name in expected
        )
    if isinstance(expected, list | tuple):
        return len(value) == len(expected) and all(map(_equal, value, expected))
    return value == expected


def compare_names(state_dict: Any, expected: Mapping[str, Any], bare: bool) -> None:
    """Refuse a state_dict whose names all have the same word before them."""
    model = plain(state_dict)
    names = [*model] if isinstance(model, dict) else []
    for prefix, maker in PREFIXES.items():
        if {f"{prefix}{name}" for name in expected} == {*names}:
            state = "state" if bare else 'checkpoint["model"]'
            cure = f'{{k.removeprefix("{prefix}"): v for k, v in {state}.items()}}'
            details = {"prefix": prefix, "maker": maker, "cure": cure}
            raise ParseError("prefix", **details, **name_lists(names, expected))


def name_lists(keys: Iterable[Any], expected: Iterable[Any]) -> dict[str, str]:
    """Return the names in a file beside those expected, for a refusal."""
    names = [
        printable_name(str(name) if type(name) is int and abs(name) < 10**9 else name)
        for name in islice(keys, MOST_NAMES + 1)
    ]
    more = [*names[:MOST_NAMES], "…"] if len(names) > MOST_NAMES else names
    return {"found": ", ".join(more) or "—", "wanted": ", ".join(map(str, expected))}


def compare(content: Any, expected: Any, path: str = "") -> None:
    """Refuse what is not made like a file of our own: keys, types, shapes, numbers."""
    content = plain(content)
    expected = plain(expected)
    if type(content) is not type(expected):
        raise ParseError("type", what=path or kind(content), given=kind(content))
    if isinstance(expected, dict):
        for name in expected:
            if name not in content:
                what = f"{path}.{name}".strip(".")
                raise ParseError("missing", what=what, **name_lists(content, expected))
        for name in content:
            if name not in expected:
                raise ParseError(
                    "extra", what=printable_name(name), **name_lists(content, expected)
                )
        for name, value in expected.items():
            if name != "param_groups":
                compare(content[name], value, f"{path}.{name}".strip("."))
    elif isinstance(expected, torch.Tensor):
        compare_tensors(content, expected, path)


def compare_tensors(tensor: torch.Tensor, expected: torch.Tensor, path: str) -> None:
    """Refuse a tensor of another kind; its numbers are read last."""
    layout = tensor.layout is torch.strided and not tensor.is_quantized
    if not layout or tensor.device.type != "cpu":
        raise ParseError("type", what=path, given=kind(tensor))
    if tensor.dtype != expected.dtype:
        raise ParseError(
            "dtype", what=path, given=str(tensor.dtype), wanted=str(expected.dtype)
        )
    if tensor.shape != expected.shape:
        shapes = {
            "given": str(tuple(tensor.shape)),
            "wanted": str(tuple(expected.shape)),
        }
        raise ParseError("shape", what=path, **shapes)
    if not tensor.isfinite().all():
        raise ParseError("finite", what=path)


def printable_name(name: Any) -> str:
    """Return what of a stranger's name can be shown: letters, digits, a few signs."""
    text = name if isinstance(name, str) else kind(name)
    return re.sub(r"[^\w./-]", " ", text, flags=re.ASCII)[:40].strip() or "?"


def kind(value: Any) -> str:
    """Return what something is called in Python."""
    return type(value).__name__


def resume(
    checkpoint: Mapping[str, Any], settings: Settings
) -> list[tuple[float, float]]:
    """Resume a checkpoint to the last epoch, beside a training without a cut.

    Args:
        checkpoint: from `read`.

    Returns:
        For each epoch from the file's on, the mean loss of its batches in both.
    """
    start = str(settings["optimizer"]), int(settings["seed"])
    mine, other = make(*start), make(*start)
    mine[0].load_state_dict(checkpoint["model"])
    if "optimizer" in checkpoint:
        mine[1].load_state_dict(checkpoint["optimizer"])
    if "rng" in checkpoint:
        mine[2].set_state(checkpoint["rng"])
    X, y = make_data()
    rows = []
    for epoch in range(N_EPOCHS):
        means = [0.0, 0.0]
        for i, trainer in enumerate((mine, other)):
            if trainer is other or epoch >= checkpoint["epoch"]:
                losses = train(X, y, trainer, [epoch], bool(settings["shuffle"]))
                means[i] = sum(losses) / len(losses)
        rows.append((means[0], means[1]))
    return rows[checkpoint["epoch"] :]


def continue_training(data: bytes, settings: Settings) -> Continuation:
    """Return what becomes of a stranger's file: its epoch, and the rows of `resume`.

    Raises:
        ParseError: with one of REASONS.
    """
    return _continue_training(
        data, *(settings[name] for name in ("optimizer", "shuffle", "seed"))
    )


@lru_cache(maxsize=32)
def _continue_training(
    data: bytes, optimizer: str, shuffle: bool, seed: int
) -> Continuation:
    settings = {"optimizer": optimizer, "shuffle": shuffle, "seed": seed}
    checkpoint = read(data, settings)
    return checkpoint["epoch"], resume(checkpoint, settings)
