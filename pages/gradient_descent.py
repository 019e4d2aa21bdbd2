"""Gradient descent: its texts, figures, controls and code in reading order."""

import numpy as np

from app.components.player import views
from app.content.number_format import format_fixed, format_number
from app.page.lesson_page import LessonPage
from lessons.gradient_descent import with_numpy, with_torch
from lessons.gradient_descent.ends import LONG, bounds
from lessons.gradient_descent.factors import factors

page = LessonPage("gradient_descent")
function = page.controls.choice("function")
rec, words, settings = page.compute.recording(), page.words, page.settings

is_curve, has_two_minima = "w2" not in rec.axes, len(rec.tables["best_w1"].values) > 1
kind = "curve" if is_curve else "surface"
page.player.figure(
    views.slope(words) if is_curve else views.surface(words, "w1", "w2", start=True),
    views.curve(words, ("f", "loss", "line")),
    views.outcome_map(
        words,
        *("w1", "lr" if is_curve else "w2"),
        kinds="two" if has_two_minima else "one",
        section=f"map.{kind}",
    ),
    marks={"lr": (0.01, 0.1, 1.0)},
    acts=f"acts.{kind}",
    live=f"now.{kind}",
    hatched_from="end_bound",
    height_above=3.1,
)
page.figure_settings("k")
page.scenarios()

labels = {
    name: words.labels(f"shape.{name}")[function] for name in ("formulas", "meanings")
}
page.block(
    "shape",
    formula=labels["formulas"],
    meaning=labels["meanings"],
    n=format_number(LONG, page.lang),
)

page.predict()

page.compare()

start = {name: settings[name] for name in rec.axes}
bound = rec.at("bound", **start)
valley = int(np.argmin(np.abs(bounds(function, settings["k"]) - bound)))
arguments = {"function": function, "k": settings["k"], "valley": valley}
rates = page.compute.value("factors", lambda: factors(**arguments), **arguments)
with page.block("bound", bound=bound):
    head = words.labels("bound.table")
    digits = (2, 3, 2, 3)
    page.table(
        words.text("bound.title"),
        list(head.values()),
        [
            [format_fixed(v, d, page.lang) for v, d in zip(row, digits, strict=True)]
            for row in rates
        ],
    )

page.block("code")
functions = (function, "train")
page.source.listing(with_numpy, with_torch, names=functions, live=f"code.live.{kind}")
runs = rec.tables["f"].values.shape[0]
page.remark(words.text("code.ran", n=format_number(runs, page.lang)))

page.exercise()

page.block("remember")

page.close()
