"""The operations of the graph for each input, counted by walking through it."""

import matplotlib.pyplot as plt


def draw(make_leaves, build, *, x, limit):
    """Run the function given at several inputs, print and draw what each leaves."""
    inputs = sorted({-8, -4, -2, -1, 1, 2, 3, 4, 8, x})
    sizes = []
    for value in inputs:
        ahead, names = [build(*make_leaves(value), limit).grad_fn], []
        while ahead:
            operation = ahead.pop()
            if not hasattr(operation, "variable"):  # a leaf is no operation
                names.append(operation.name())
                ahead += [o for o, _ in operation.next_functions if o is not None]
        sizes.append(len(names))
        print(f"{value:g}:", " ← ".join(names))

    _, bars = plt.subplots(figsize=(8, 4))
    colours = ["tab:blue" if value == x else "tab:gray" for value in inputs]
    bars.bar([f"{value:g}" for value in inputs], sizes, color=colours)
    bars.set(xlabel="x", ylabel="operations")
    plt.show()
