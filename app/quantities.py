"""One table of the quantities on screen: what each means and how many decimals it has.

It feeds the colours of code, formulas and sentences, the player and every number.
"""

MEANINGS = {
    "model": "blue",
    "loss": "red",
    "test": "green",
    "gradient": "orange",
    "prediction": "violet",
    "data": "gray",
}
"""Meaning → theme colour, in the order of `chartCategoricalColors`."""

QUANTITIES: dict[str, tuple[str, int]] = {
    "a": ("model", 2),
    "b": ("model", 2),
    "w": ("model", 2),
    "w1": ("model", 2),
    "w2": ("model", 2),
    "best_a": ("model", 2),
    "best_b": ("model", 2),
    "distance": ("model", 3),
    "x": ("data", 0),
    "y": ("data", 0),
    "y_pred": ("prediction", 2),
    "y_pred_2": ("prediction", 2),
    "error": ("loss", 2),
    "loss": ("loss", 3),
    "first": ("loss", 3),
    "f": ("loss", 3),
    "full_loss": ("loss", 3),
    "tested": ("loss", 3),
    "one": ("loss", 3),
    "two": ("loss", 3),
    "best": ("loss", 3),
    "least": ("loss", 3),
    "miss": ("loss", 3),
    "end_loss": ("loss", 3),
    "test": ("test", 3),
    "grad": ("gradient", 2),
    "grad_a": ("gradient", 2),
    "grad_b": ("gradient", 2),
    "grad_w": ("gradient", 2),
    "grad_w1": ("gradient", 2),
    "grad_w2": ("gradient", 2),
    "by_hand": ("gradient", 2),
    "formula": ("model", 0),
    "last": ("model", 0),
    "slope_last": ("gradient", 0),
    "lr": ("", 2),
    "lr_t": ("", 2),
    "bound": ("", 2),
    "end_bound": ("", 2),
    "curvature": ("", 2),
    "ratio": ("", 1),
    "us_full": ("", 1),
    "us_mini": ("", 1),
    "us_one": ("", 1),
    "operations": ("", 0),
    "without": ("", 0),
    "leaves": ("", 0),
    "depth": ("", 0),
    "numbers": ("", 0),
    "t": ("", 0),
    "n": ("", 0),
    "epoch": ("", 0),
    "part": ("", 0),
    "per_epoch": ("", 0),
    "size": ("", 0),
    "batch_size": ("", 0),
}
"""Name → (meaning, decimals)."""

SPREAD = frozenset({"lr", "bound", "least", "miss"})
"""Quantities that spread over powers of ten: the small ones are written with one."""
