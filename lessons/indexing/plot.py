"""The cells that the index takes, lit in x; the sheets of an order 3 side by side."""

import matplotlib.pyplot as plt
import numpy as np


def draw(make_tensor, make_part, build, *, order, index, write):
    """Take x[index], then write; print the result, draw x with what was taken."""
    x = make_tensor(order)
    before = np.asarray(x).copy()
    try:
        parts = tuple(make_part(x, part) for part in index)
        values, y = build(x, parts, write)
        print(np.asarray(y))
    except (IndexError, ValueError) as error:
        values = []
        print(f"{type(error).__name__}: {error}")

    sheets = np.asarray(x).reshape(-1, *before.shape[-2:] if order > 1 else (1, 12))
    masks = np.isin(before, np.asarray(values)).reshape(sheets.shape)
    size = (2 + 3.5 * len(sheets), 3.5)
    _, plots = plt.subplots(1, len(sheets), figsize=size, squeeze=False)
    for plot, sheet, mask in zip(plots[0], sheets, masks, strict=True):
        plot.imshow(mask, cmap="Blues", vmin=0, vmax=2)
        for (i, j), value in np.ndenumerate(sheet):
            plot.text(j, i, str(value), ha="center", va="center")
        plot.set(xticks=range(sheet.shape[1]), yticks=range(sheet.shape[0]))
    plt.show()
