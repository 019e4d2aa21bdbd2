"""The graph behind the loss: its operations printed, and drawn row by row."""

import matplotlib.pyplot as plt


def draw(make_leaves, build, walk, *, wants_a, wants_b, wants_x, threshold, n_loops):
    """Build the graph; print each operation with its depth and what feeds it."""
    leaves = dict(zip("xyab", make_leaves(wants_a, wants_b, wants_x), strict=True))
    _, _, loss = build(*leaves.values(), threshold, n_loops)
    depths = walk(loss)

    names = {o: o.name().rpartition("::")[2] for o in depths}
    for operation in depths:
        for name, leaf in leaves.items():
            if getattr(operation, "variable", None) is leaf:
                names[operation] += f" {name}"

    places = {}
    for depth in sorted(set(depths.values())):
        row = [operation for operation in depths if depths[operation] == depth]
        for i, operation in enumerate(row):
            places[operation] = i - (len(row) - 1) / 2, -depth

    _, graph = plt.subplots(figsize=(9, 1 + 0.7 * max(depths.values(), default=0)))
    for operation, (x, y) in places.items():
        before = [o for o, _ in operation.next_functions if o is not None]
        print(-y, names[operation], "←", ", ".join(names[o] for o in before))
        for u, v in (places[o] for o in before):
            graph.plot([x, u], [y, v], color="gray", zorder=1)
        box = {"boxstyle": "round", "facecolor": "white", "edgecolor": "tab:blue"}
        graph.text(x, y, names[operation], ha="center", va="center", bbox=box)
    wide = max((abs(x) for x, _ in places.values()), default=0) + 0.8
    graph.set(xlim=(-wide, wide))
    graph.axis("off")
    plt.show()
