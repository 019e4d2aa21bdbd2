"""Small images in a grid; the browser draws them in the colours of its theme."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class GridImage:
    """An image and its captions.

    Args:
        pixels: shape (rows, columns). uint8: 0 is paper, 255 ink; floats: two colours
            by the sign, as strong as they are beside the largest.
        alt: its name for a screen reader.
        says: lines under it, each with its style, "right", "wrong" or "muted".
    """

    pixels: np.ndarray
    alt: str
    says: tuple[tuple[str, str], ...] = ()


def figure_data(
    pictures: Sequence[GridImage], *, alt: str, size: int, picked: int | None = None
) -> dict[str, Any]:
    """Return what app/components/image_grid/image_grid.js draws, JSON-able.

    Args:
        alt: the figure's name for a screen reader.
        size: the width of an image in pixels of the page.
        picked: the index of the selected image, if one can be selected.
    """
    images = [_image_data(image) for image in pictures]
    return {"alt": alt, "size": size, "pictures": images, "picked": picked}


def _image_data(image: GridImage) -> dict[str, Any]:
    """Return an image with its pixels as base64 of uint8; signed ones around 128."""
    signed = image.pixels.dtype != np.uint8
    values = image.pixels
    if signed:
        strongest = float(np.abs(values).max()) or 1.0
        values = (128 + np.round(127 * values / strongest)).astype(np.uint8)
    rows, cols = values.shape
    text = b64encode(np.ascontiguousarray(values).tobytes()).decode()
    captions = {"alt": image.alt, "says": image.says, "signed": signed}
    return {"pixels": text, "rows": rows, "cols": cols, **captions}
