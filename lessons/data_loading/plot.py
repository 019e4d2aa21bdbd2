"""Two epochs: a row for each batch, coloured by the number of the example."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    Examples,
    make_loader,
    build,
    torch,
    *,
    n,
    batch_size,
    order,
    drop_last,
    seed,
    reseed,
):
    """Deal with the functions given, print each batch, draw the epochs."""
    generator = torch.Generator().manual_seed(seed)
    data = Examples(*make_data(n))
    loader = make_loader(data, batch_size, order, drop_last, generator)
    epochs = {0: list[list[int]](), 1: list[list[int]]()}
    for epoch, i, _, _ in build(loader, generator, seed, reseed):
        epochs[epoch].append(i.tolist())
        print("epoch", epoch + 1, "batch", len(epochs[epoch]), i.tolist())

    _, places = plt.subplots(1, 2, figsize=(8, 4))
    for epoch, place in enumerate(places):
        grid = np.full((len(loader), batch_size), np.nan)
        for row, batch in zip(grid, epochs[epoch], strict=True):
            row[: len(batch)] = batch
        place.imshow(grid, cmap="Blues", vmin=0, vmax=2 * n)
        for (i, j), value in np.ndenumerate(grid):
            place.text(j, i, f"{value:g}".replace("nan", ""), ha="center", va="center")
        place.set(title=f"epoch {epoch + 1}", xticks=[], ylabel="batch")
        place.set_yticks(range(len(loader)), range(1, len(loader) + 1))
    plt.show()
