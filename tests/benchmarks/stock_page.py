"""The page to compare with: plain Streamlit, as its own tutorials would write it.

One slider, one plain training of 200 steps, four charts. With `?cached=1` the training
is under `st.cache_data`. Served by `interaction` at Streamlit's default settings.
"""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from lessons.linear_regression.with_torch import make_data, make_start, train


def fit(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train; return the points, and a, b and their losses before each step."""
    x, y, x_test, y_test = make_data(seed=seed)
    a, b = make_start()
    path, losses = [], []
    for _ in range(201):
        path.append((a, b))
        a, b, (loss,) = train(x, y, a, b, n_epochs=1)
        losses.append(loss)
    a, b = np.transpose(path)
    best_b, best_a = np.polyfit(x, y, 1)
    errors = y_test.numpy() - a[:, None] - b[:, None] * x_test.numpy()
    run = {"step": np.arange(len(a)), "a": a, "b": b, "train": losses}
    run |= {"test": (errors**2).mean(1), "distance": np.hypot(a - best_a, b - best_b)}
    points = {"x": np.concatenate([x, x_test]), "y": np.concatenate([y, y_test])}
    points["set"] = ["train"] * len(x) + ["test"] * len(x_test)
    return pd.DataFrame(points), pd.DataFrame(run)


def loss_grid(points: pd.DataFrame, size: int = 30) -> pd.DataFrame:
    """Return the training loss for each pair (a, b)."""
    training_points = points[points["set"] == "train"]
    x, y = training_points["x"].to_numpy(), training_points["y"].to_numpy()
    a, b = np.meshgrid(np.linspace(-1, 3, size), np.linspace(-2, 4, size))
    a, b = a.ravel(), b.ravel()
    loss = ((y - a[:, None] - b[:, None] * x) ** 2).mean(1)
    return pd.DataFrame({"a": a, "b": b, "loss": loss})


if st.query_params.get("cached"):
    fit = st.cache_data(fit)

st.title("Linear regression")
seed = st.slider("Seed", 0, 99, 40)
points, run = fit(seed)

last = run.iloc[-1]
ends = pd.DataFrame({"x": [0.0, 1.0], "y": [last["a"], last["a"] + last["b"]]})
dots = alt.Chart(points).mark_circle().encode(x="x", y="y", color="set")
st.altair_chart(dots + alt.Chart(ends).mark_line().encode(x="x", y="y"))

grid = alt.Chart(loss_grid(points)).mark_square(size=350)
path = alt.Chart(run).mark_line().encode(x="a", y="b", order="step")
st.altair_chart(grid.encode(x="a", y="b", color="loss") + path)

losses = run.melt("step", ["train", "test"], "set", "loss")
st.altair_chart(alt.Chart(losses).mark_line().encode(x="step", y="loss", color="set"))

distance = alt.Chart(run).mark_line()
st.altair_chart(distance.encode(x="step", y="distance"))
