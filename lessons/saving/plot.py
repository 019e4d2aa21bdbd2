"""The resumed training beside the one without a cut, in matplotlib."""

import io

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    make,
    save,
    load,
    train,
    *,
    curve_title,
    cut,
    kept,
    optimizer,
    shuffle,
    seed,
):
    """Cut, save, resume; draw the losses of this and of a training without a cut."""
    X, y = make_data()
    whole = [*train(X, y, make(optimizer, seed), range(13), shuffle)][:61]
    trainer, file = make(optimizer, seed), io.BytesIO()
    first = [*train(X, y, trainer, range(cut), shuffle)]
    save(file, cut, trainer, kept)
    file.seek(0)
    trainer = make(optimizer, seed)
    epoch = load(file, trainer)
    resumed = [*first, *train(X, y, trainer, range(epoch, 13), shuffle)][:61]
    gap = np.abs(np.array(resumed) - np.array(whole))[:, :2].max()
    print("largest difference of the parameters:", gap)
    plt.plot([row[2] for row in whole], "k--", linewidth=1)
    plt.plot([row[2] for row in resumed])
    plt.axvline(len(first), color="gray", linewidth=1)
    plt.title(curve_title)
    plt.yscale("log")
    plt.show()
