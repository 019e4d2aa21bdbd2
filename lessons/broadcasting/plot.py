"""The two tensors stretched and their sum, as coloured cells with their numbers."""

import matplotlib.pyplot as plt


def draw(make_data, build, *, shape_a, shape_b, new_axis, edits):
    """Draw A, B and their sum; of more than two axes the first ones are joined.

    Where there are very many cells their numbers are left out.
    """
    A, B = make_data(shape_a, shape_b, edits)
    try:
        _, A_wide, B_wide, result = build(A, B, new_axis)
        tensors = {"A": A_wide, "B": B_wide, "A + B": result}
        for name, tensor in tensors.items():
            print(name, "shape", tuple(tensor.shape), "stride", tensor.stride())
    except (RuntimeError, IndexError) as error:
        print(f"{type(error).__name__}: {error}")
        tensors = {"A": A, "B": B}

    _, axes = plt.subplots(1, len(tensors), figsize=(4 * len(tensors), 3))
    for cells, (name, tensor) in zip(axes, tensors.items(), strict=True):
        columns = tensor.shape[-1] if tensor.ndim else 1
        rows = tensor.reshape(-1, columns)
        cells.pcolormesh(rows, cmap="Blues", edgecolors="gray", alpha=0.5)
        for i in range(rows.shape[0] if rows.numel() < 150 else 0):
            for j in range(columns):
                text = str(int(rows[i, j]))
                cells.text(j + 0.5, i + 0.5, text, ha="center", va="center")
        cells.invert_yaxis()
        cells.set(title=f"{name} {tuple(tensor.shape)}", xticks=[], yticks=[])
    plt.show()
