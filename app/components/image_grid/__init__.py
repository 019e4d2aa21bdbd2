"""Small pictures as pixels, for the browser to draw in the colours of its theme."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class GridImage:
    """A picture and what is written under it.

    Args:
        pixels: shape (rows, columns). uint8: 0 is paper, 255 ink; floats: two colours
            by the sign, as strong as they are beside the largest.
        alt: what it is called by who does not see it.
        says: lines under it, each with its look: "right", "wrong" or "muted".
    """

    pixels: np.ndarray
    alt: str
    says: tuple[tuple[str, str], ...] = ()


def figure_data(
    pictures: Sequence[GridImage], *, alt: str, size: int, picked: int | None = None
) -> dict[str, Any]:
    """What app/components/image_grid/image_grid.js draws.

    Args:
        alt: what the whole is called by who does not see it.
        size: the width of a picture in pixels of the page.
        picked: the picture that is chosen, if one can be chosen.
    """
    made = [_image_data(shown) for shown in pictures]
    return {"alt": alt, "size": size, "pictures": made, "picked": picked}


def _image_data(shown: GridImage) -> dict[str, Any]:
    signed = shown.pixels.dtype != np.uint8
    values = shown.pixels
    if signed:
        strongest = float(np.abs(values).max()) or 1.0
        values = (128 + np.round(127 * values / strongest)).astype(np.uint8)
    rows, cols = values.shape
    text = b64encode(np.ascontiguousarray(values).tobytes()).decode()
    told = {"alt": shown.alt, "says": shown.says, "signed": signed}
    return {"pixels": text, "rows": rows, "cols": cols, **told}
