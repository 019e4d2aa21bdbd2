"""A reader's own picture, made like one of Fashion-MNIST.

The file is a stranger's: its size is known before it is decoded, only PNG and JPEG are
opened, and what cannot be read is refused with a named reason.

Pillow is imported when a picture is read.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from lessons.contract import Refused
from lessons.data.sets import frozen

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 12_000_000
MAX_PIXELS = 16_000_000
MIN_SIDE = 8
MAX_RATIO = 8
SIDE = 28
FORMATS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "I;16B")
FAINT = 0.1
"""What differs less from the background, as a part of the range, belongs to it."""

WORKING = 256
"""The longer side at which background and object are told apart, in pixels."""

MAX_PARTS = 10_000
"""Parts that a file may have: a picture of 12 MB has some 2 000 at most."""
MAX_SCANS = 40
"""Times that a JPEG may go over all its pixels; programs write 10 at most."""
MAX_GAP = 1000
"""Bytes between the parts of a JPEG's header that belong to none."""
MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]")
"""What begins a part of a JPEG; among pixels it stands nowhere else."""
END = b"\xff\xd9"

REASONS = (
    "empty",  # nothing in it
    "bytes",  # more than MAX_BYTES; tells `most`
    "format",  # neither PNG nor JPEG
    "broken",  # it begins like one, but cannot be decoded
    "truncated",  # its end is missing
    "pixels",  # more than MAX_PIXELS; tells `most`
    "small",  # a side shorter than MIN_SIDE; tells `least`
    "narrow",  # one side more than MAX_RATIO times the other; tells `most`
    "animated",  # several pictures in one file
    "mode",  # colours written in a way that is not read
    "blank",  # nothing to be seen on it
)
"""Why a file may be refused, and the numbers its sentence may tell."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture as the training images are.

    Args:
        pixels: uint8, shape (28, 28): 0 is background, 255 the brightest.
        negated: whether light and dark were exchanged.
    """

    pixels: np.ndarray
    negated: bool

    def __post_init__(self) -> None:
        object.__setattr__(self, "pixels", frozen(self.pixels, np.uint8))


def read(content: bytes) -> Picture:
    """The picture of a PNG or JPEG file, made like one of Fashion-MNIST.

    Raises:
        Refused: with one of REASONS.
    """
    return like_fashion(decode(content))


def like_fashion(grey: np.ndarray) -> Picture:
    """Trim, shrink and centre a grey picture, its background made black.

    The steps are those of the authors (arXiv:1708.07747, section 2), but for their
    sharpening: trim the background, make the longer side 28 pixels, centre. They negate
    every picture, for theirs are on white; here it is done if the object is darker than
    what is around it.

    Args:
        grey: shape (height, width), 0 … 1.

    Raises:
        Refused: "blank".
    """
    from PIL import Image

    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ground = float(np.median(edge))
    differs = np.abs(grey - ground) > FAINT
    if not differs.any():
        raise Refused("blank")
    negated = bool((grey - ground)[differs].mean() < 0)
    bright = (ground - grey) / ground if negated else (grey - ground) / (1 - ground)
    rows, columns = (np.flatnonzero(differs.any(axis)) for axis in (1, 0))
    trimmed = bright[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    trimmed = np.round(255 * np.clip(trimmed, 0, 1)).astype(np.uint8)
    height, width = _shrunk(trimmed.shape, SIDE)
    small = Image.fromarray(trimmed).resize((width, height), Image.Resampling.BOX)
    pixels = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (SIDE - height + 1) // 2, (SIDE - width + 1) // 2  # as in theirs
    pixels[top : top + height, left : left + width] = np.asarray(small)
    return Picture(pixels, negated)


def decode(content: bytes) -> np.ndarray:
    """The grey values of a PNG or JPEG file, its longer side WORKING at most.

    Transparent parts become white.

    Returns:
        float32, shape (height, width), 0 … 1.

    Raises:
        Refused: with one of REASONS.
    """
    from PIL import Image

    if not content:
        raise Refused("empty")
    if len(content) > MAX_BYTES:
        raise Refused("bytes", most=MAX_BYTES)
    if not content.startswith(tuple(FORMATS.values())):
        raise Refused("format")
    if not (_png if content[:1] == b"\x89" else _jpeg)(content):
        raise Refused("broken")
    bomb = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(content), formats=tuple(FORMATS)) as image:
            _check(image)
            return _grey(image)
    except Refused:
        raise
    except bomb:
        raise Refused("pixels", most=MAX_PIXELS) from None
    except Exception as error:  # a decoder may raise anything for a malformed file
        short = isinstance(error, EOFError) or "truncated" in str(error).casefold()
        raise Refused("truncated" if short else "broken") from error


def _png(content: bytes) -> bool:
    """Whether a PNG has no more parts than are read in a moment."""
    at = 8
    for _ in range(MAX_PARTS):
        if at >= len(content) or content[at + 4 : at + 8] == b"IEND":
            return True
        at += 12 + int.from_bytes(content[at : at + 4])
    return False


def _jpeg(content: bytes) -> bool:
    """Whether a JPEG has no more parts, and scans, than are read in a moment.

    A scan of thirty bytes can stand for all pixels.
    """
    at, scans = 2, 0
    for _ in range(MAX_PARTS):
        found = MARKER.search(content, at)
        if not scans and (found.start() if found else len(content)) > at + MAX_GAP:
            return False
        if not found or found[0] == END:
            return True
        scans += found[0] == b"\xff\xda"
        if scans > MAX_SCANS:
            return False
        at = found.end() + int.from_bytes(content[found.end() : found.end() + 2])
    return False


def _check(image: "Image.Image") -> None:
    """Refuse what the header says, before anything is decoded."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Refused("pixels", most=MAX_PIXELS)
    if min(width, height) < MIN_SIDE:
        raise Refused("small", least=MIN_SIDE)
    if max(width, height) > MAX_RATIO * min(width, height):
        raise Refused("narrow", most=MAX_RATIO)
    if image.format == "PNG" and getattr(image, "is_animated", False):
        raise Refused("animated")  # a phone's JPEG may hold a second, hidden picture
    if image.mode not in MODES:
        raise Refused("mode")


def _grey(image: "Image.Image") -> np.ndarray:
    from PIL import Image, ImageOps

    image.draft("L", (WORKING, WORKING))  # a JPEG is decoded at a smaller size
    image.load()
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I;16"):
        grey = Image.fromarray((np.asarray(turned) >> 8).astype(np.uint8))
    elif turned.has_transparency_data:
        white = Image.new("RGBA", turned.size, "white")
        grey = Image.alpha_composite(white, turned.convert("RGBA")).convert("L")
    else:
        grey = turned.convert("L")
    height, width = _shrunk((grey.height, grey.width), WORKING)
    if width < grey.width:
        grey = grey.resize((width, height), Image.Resampling.BOX)
    return np.asarray(grey, np.float32) / 255


def _shrunk(shape: tuple[int, ...], longest: int) -> tuple[int, int]:
    """(height, width) of the same form with the longer side `longest`, 1 at least."""
    height, width = (max(1, round(n * longest / max(shape))) for n in shape)
    return height, width
