"""x, y and the result as coloured cells with their numbers, row after row."""

import matplotlib.pyplot as plt


def draw(
    make,
    edit,
    build,
    *,
    create,
    shape,
    dtype,
    seed,
    operation,
    y_shape,
    new_shape,
    dim,
    edits,
):
    """Do the operation, print the shapes, and draw all three; sheets stand in a row."""
    x = make(create, shape, dtype, seed)
    y = make("twos", y_shape, dtype)
    edit(x, y, edits)
    before = {"x": x.clone(), "y": y.clone()}
    tensors = {**before, operation: build(operation, x, y, new_shape, dim)}

    _, axes = plt.subplots(1, 3, figsize=(12, 3.6))
    for plot, (name, values) in zip(axes, tensors.items(), strict=True):
        print(name, tuple(values.shape), values.dtype)
        rows = values.reshape(-1, values.shape[-1] if values.dim() else 1)
        plot.pcolormesh(rows.double(), cmap="Blues", edgecolors="gray", alpha=0.4)
        for i, row in enumerate(rows.tolist()):
            for j, value in enumerate(row):
                plot.text(j + 0.5, i + 0.5, f"{value:.3g}", ha="center", va="center")
        plot.set(title=f"{name} {tuple(values.shape)}", xticks=[], yticks=[])
        plot.invert_yaxis()
        plot.set_aspect("equal")
    plt.show()
