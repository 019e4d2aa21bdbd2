"""A reader's own picture, converted to the format of Fashion-MNIST.

The file is untrusted: its size is known before it is decoded, only PNG, JPEG and
WebP are opened, and an unreadable file is refused with a named reason.

Pillow and SciPy are imported when a picture is read.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from lessons.contract import ParseError
from lessons.data.sets import read_only

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 12_000_000
ACCEPT = "image/png,image/jpeg,image/webp"
"""The formats that are read, as HTML's `accept`: a phone converts its own to one."""
MAX_PIXELS = 25_000_000
"""A phone's camera writes 5712 × 4284 by default, which is within it."""
MIN_SIDE = 8
MAX_RATIO = 8
SIDE = 28
FORMATS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff", "WEBP": b"RIFF"}
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "I;16B")
FAINT = 0.1
"""Smaller differences from the background, as a part of the range, belong to it."""

ROUGH = 0.01
"""From this deviation on, near the edges, the background has a texture or noise."""

SPECK = 0.01
"""A part smaller than this, compared with the largest one, is dust."""

RIM = 0.04
"""Width of the strip along an edge that shows the background, as a part of a side."""

WORKING = 256
"""The longer side at which background and object are separated, in pixels."""

MAX_PARTS = 10_000
"""Parts that a file may have: a picture of 12 MB has some 2 000 at most."""
MAX_SCANS = 40
"""Times that a JPEG may go over all its pixels; programs write 10 at most."""
MAX_GAP = 1000
"""Bytes between the parts of a JPEG's header that belong to no part."""
MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]")
"""The start of a part of a JPEG; among pixels it occurs nowhere else."""
END = b"\xff\xd9"

REASONS = (
    "empty",  # nothing in it
    "bytes",  # more than MAX_BYTES; details: `most`
    "format",  # neither PNG, JPEG nor WebP
    "broken",  # it begins like one, but cannot be decoded
    "truncated",  # its end is missing
    "pixels",  # more than MAX_PIXELS; details: `most`
    "small",  # a side shorter than MIN_SIDE; details: `least`
    "narrow",  # one side more than MAX_RATIO times the other; details: `most`
    "animated",  # several pictures in one file
    "mode",  # colours written in a way that is not read
    "blank",  # nothing to be seen on it
)
"""Reasons for refusing a file; the comments name the numbers of the message."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture in the format of the training images.

    Args:
        pixels: uint8, shape (28, 28): 0 is background, 255 the brightest.
        negated: whether light and dark were swapped.
        uneven: whether the background had to be estimated, for its light varies or it
            has a texture: the outline may then be wrong.
    """

    pixels: np.ndarray
    negated: bool
    uneven: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "pixels", read_only(self.pixels, np.uint8))


def read(content: bytes) -> Picture:
    """Read a PNG, JPEG or WebP file and convert it to the format of Fashion-MNIST.

    Raises:
        ParseError: with one of REASONS.
    """
    return preprocess(decode(content))


def preprocess(grey: np.ndarray) -> Picture:
    """Trim, shrink and centre a grey picture, and make its background black.

    The steps are those of the authors (arXiv:1708.07747, section 2), but for their
    sharpening: trim the background, make the longer side 28 pixels, centre. They negate
    every picture, for theirs are on white; here it is done if the object is darker than
    what is around it.

    Args:
        grey: shape (height, width), 0 … 1.

    Raises:
        ParseError: "blank".
    """
    from PIL import Image
    from scipy.ndimage import binary_fill_holes, median_filter

    backdrop = background(grey)
    difference = grey - backdrop
    rim = np.concatenate([strip.ravel() for strip in _edge_strips(difference)])
    noise = 1.4826 * float(np.median(np.abs(rim - np.median(rim))))
    if noise > ROUGH:
        smooth = median_filter(difference, 5)
        foreground = np.abs(smooth) > max(FAINT, 2.5 * noise)
    else:
        foreground = np.abs(difference) > FAINT
    if not foreground.any():  # texture to the very edges
        foreground = np.abs(difference) > FAINT
    if not foreground.any():
        raise ParseError("blank")
    mask = _remove_specks(foreground)
    negated = bool(difference[mask].mean() < 0)
    scale = np.maximum(backdrop if negated else 1 - backdrop, FAINT)
    brightness = (-difference if negated else difference) / scale
    uneven = noise > ROUGH or np.ptp(backdrop) > 0
    if uneven:
        brightness = np.where(binary_fill_holes(mask), brightness, 0)
    rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
    trimmed = brightness[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    trimmed = np.round(255 * np.clip(trimmed, 0, 1)).astype(np.uint8)
    height, width = _scaled_size(trimmed.shape, SIDE)
    small = Image.fromarray(trimmed).resize((width, height), Image.Resampling.BOX)
    pixels = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (SIDE - height + 1) // 2, (SIDE - width + 1) // 2  # as in theirs
    pixels[top : top + height, left : left + width] = np.asarray(small)
    return Picture(pixels, negated, bool(uneven))


def background(grey: np.ndarray) -> np.ndarray:
    """Estimate the brightness of the background at every pixel from the edges.

    One value where the corners agree with most of the edge, or where an object stands
    on an edge. Else the edges are interpolated by a Coons patch (Coons 1967), which is
    exact for any sum of a function of the row and one of the column: light that falls
    off, a vignette, the line between floor and wall.

    Args:
        grey: shape (height, width), 0 … 1.

    Returns:
        float32 of the same shape.
    """
    from scipy.ndimage import median_filter

    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    level = np.float32(np.median(edge))
    even = np.full_like(grey, level, np.float32)
    top, bottom, left, right = _edge_strips(grey)
    lines = [np.median(strip, 0) for strip in (top, bottom, left.T, right.T)]
    corners = [
        np.median(line[part])
        for line in lines
        for part in (
            slice(2 * len(line) // 25 + 1),
            slice(-(2 * len(line) // 25) - 1, None),
        )
    ]
    if sum(abs(corner - level) > FAINT / 2 for corner in corners) < 4:
        return even
    for line in lines:
        jump = line[(step := max(1, len(line) // 25)) :] - line[:-step]
        if jump.max() > FAINT and jump.min() < -FAINT:
            return even  # an object begins and ends on this edge
    top, bottom, left, right = (
        median_filter(line, size=len(line) // 10 | 1, mode="nearest") for line in lines
    )
    down, across = (np.linspace(0, 1, n, dtype=np.float32) for n in grey.shape)
    down = down[:, None]
    rows = left[:, None] * (1 - across) + right[:, None] * across
    columns = top * (1 - down) + bottom * down
    above = (top[0] + left[0]) * (1 - across) + (top[-1] + right[0]) * across
    below = (bottom[0] + left[-1]) * (1 - across) + (bottom[-1] + right[-1]) * across
    corners_only = (above * (1 - down) + below * down) / 2
    return (rows + columns - corners_only).astype(np.float32)


def _edge_strips(values: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the strips along the top, bottom, left and right edge."""
    n = max(1, round(RIM * min(values.shape)))
    return values[:n], values[-n:], values[:, :n], values[:, -n:]


def _remove_specks(mask: np.ndarray) -> np.ndarray:
    """Return a mask without the connected parts that are dust beside the largest."""
    from scipy.ndimage import label, sum_labels

    parts, n = label(mask, np.ones((3, 3)))
    sizes = np.asarray(sum_labels(mask, parts, range(n + 1)))
    return mask & (sizes >= SPECK * sizes.max())[parts]


def decode(content: bytes) -> np.ndarray:
    """Decode the grey values of a PNG, JPEG or WebP, its longer side WORKING at most.

    A transparent background becomes black behind a light object, white behind a dark
    one.

    Returns:
        float32, shape (height, width), 0 … 1.

    Raises:
        ParseError: with one of REASONS.
    """
    from PIL import Image

    if not content:
        raise ParseError("empty")
    if len(content) > MAX_BYTES:
        raise ParseError("bytes", most=MAX_BYTES)
    if not content.startswith(tuple(FORMATS.values())):
        raise ParseError("format")
    checks = {b"\x89": _check_png, b"\xff": _check_jpeg, b"R": _check_webp}
    if not checks[content[:1]](content):
        raise ParseError("broken")
    bomb = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(content), formats=tuple(FORMATS)) as image:
            _check_header(image)
            return _grey_values(image)
    except ParseError:
        raise
    except bomb:
        raise ParseError("pixels", most=MAX_PIXELS) from None
    except Exception as error:  # a decoder may raise anything for a malformed file
        is_truncated = (
            isinstance(error, EOFError) or "truncated" in str(error).casefold()
        )
        raise ParseError("truncated" if is_truncated else "broken") from error


def _check_png(content: bytes) -> bool:
    """Return whether a PNG has at most MAX_PARTS parts, which are quick to read."""
    position = 8
    for _ in range(MAX_PARTS):
        if position >= len(content) or content[position + 4 : position + 8] == b"IEND":
            return True
        position += 12 + int.from_bytes(content[position : position + 4])
    return False


def _check_jpeg(content: bytes) -> bool:
    """Return whether a JPEG has at most MAX_PARTS parts and MAX_SCANS scans.

    More would take long to read, and so would a gap above MAX_GAP in the header.

    A scan of thirty bytes can stand for all pixels.
    """
    position, scans = 2, 0
    for _ in range(MAX_PARTS):
        marker = MARKER.search(content, position)
        if (
            not scans
            and (marker.start() if marker else len(content)) > position + MAX_GAP
        ):
            return False
        if not marker or marker[0] == END:
            return True
        scans += marker[0] == b"\xff\xda"
        if scans > MAX_SCANS:
            return False
        position = marker.end() + int.from_bytes(
            content[marker.end() : marker.end() + 2]
        )
    return False


def _check_webp(content: bytes) -> bool:
    """Return whether a WebP begins as one; refuse too many pixels.

    Pillow makes room for all of its pixels when it opens the file. The three kinds of
    first chunk and their sizes: RFC 9649, sections 2.5 to 2.7.

    Raises:
        ParseError: "format" for other RIFF files (sound, film), or "pixels".
    """
    if content[8:12] != b"WEBP":
        raise ParseError("format")
    chunk, body = content[12:16], content[20:30]
    if len(body) < 10:
        return False
    if chunk == b"VP8X":
        width = int.from_bytes(body[4:7], "little") + 1
        height = int.from_bytes(body[7:10], "little") + 1
    elif chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif chunk == b"VP8 ":
        width = int.from_bytes(body[6:8], "little") & 0x3FFF
        height = int.from_bytes(body[8:10], "little") & 0x3FFF
    else:
        return False
    if width * height > MAX_PIXELS:
        raise ParseError("pixels", most=MAX_PIXELS)
    return True


def _check_header(image: "Image.Image") -> None:
    """Check the size and the format in the header, before anything is decoded.

    Raises:
        ParseError: "pixels", "small", "narrow", "animated" or "mode".
    """
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise ParseError("pixels", most=MAX_PIXELS)
    if min(width, height) < MIN_SIDE:
        raise ParseError("small", least=MIN_SIDE)
    if max(width, height) > MAX_RATIO * min(width, height):
        raise ParseError("narrow", most=MAX_RATIO)
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise ParseError("animated")  # a phone's JPEG may hold a second, hidden picture
    if image.mode not in MODES:
        raise ParseError("mode")


def _grey_values(image: "Image.Image") -> np.ndarray:
    """Return the grey values of an image: float32, (height, width), 0 … 1."""
    from PIL import Image, ImageOps

    image.draft("L", (WORKING, WORKING))  # a JPEG is decoded at a smaller size
    image.load()
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    elif image.mode != "L":
        image = image.convert("L")
    height, width = _scaled_size((image.height, image.width), WORKING)
    small = image
    if width < image.width:
        small = image.resize((width, height), Image.Resampling.BOX)
    if small.mode == "RGBA":
        small = _composite(small)
    upright = ImageOps.exif_transpose(small)
    return np.asarray(upright, np.float32) / 255


def _composite(image: "Image.Image") -> "Image.Image":
    """Put a picture with transparent parts on a background that shows its outline.

    Where most of its edge is transparent, black behind a light object and white behind
    a dark one; else, as behind rounded corners, what most of the opaque edge shows.
    """
    from PIL import Image

    grey, alpha = (np.asarray(image.convert("LA"))[..., i] / 255 for i in (0, 1))
    edges = np.concatenate([s.ravel() for s in _edge_strips(alpha)])
    if np.mean(edges < 0.5) > 0.5:
        brightness = np.average(grey, weights=alpha) if alpha.any() else 0.0
        backdrop = 0.0 if brightness > 0.5 else 1.0
    else:
        backdrop = np.median(
            np.concatenate([s.ravel() for s in _edge_strips(grey)])[edges >= 0.5]
        )
    blend = alpha * grey + (1 - alpha) * backdrop
    composite = Image.fromarray(np.round(255 * blend).astype(np.uint8))
    composite.getexif().update(image.getexif())
    return composite


def _scaled_size(shape: tuple[int, ...], longest: int) -> tuple[int, int]:
    """Return (height, width) of the same form, the longer `longest`, at least 1."""
    height, width = (max(1, round(n * longest / max(shape))) for n in shape)
    return height, width
