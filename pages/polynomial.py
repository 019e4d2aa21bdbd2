"""Polynomial: its texts, figures, controls and code in reading order."""

import numpy as np

from app.components.player import views
from app.content.number_format import (
    format_fixed,
    format_number,
    format_polynomial,
    format_quantity,
)
from app.page.lesson_page import LessonPage
from lessons.polynomial import (
    better_rate,
    distance,
    with_numpy,
    with_tensors,
    with_torch,
)
from lessons.polynomial.exact import conditioning, misses, taylor
from lessons.polynomial.losses import losses

page = LessonPage("polynomial")
left, middle, right = page.columns(4.2, 2.5, 3.3)
with left:
    page.controls.sliders("degree", a_row=1)
with middle:
    page.controls.switches("scaled")
rec, words, settings, lang = (
    page.compute.recording(),
    page.words,
    page.settings,
    page.lang,
)
lr, degree = settings["lr"], settings["degree"]
epochs = format_number(settings["n_epochs"], lang)

with right, page.placeholder():
    rate = better_rate(rec, lr)
    if rate and not page.prediction.is_open and not page.exercises.is_under_figure:
        label = words.labels("labels")["best_lr"]
        text = words.fill(label, best_lr=rate, n=len(rec.axes["lr"]))
        page.controls.played_button("best_lr", text, lr=rate)

page.player.figure(
    views.powers(words),
    views.weights(words),
    views.curve(words, ("loss", "loss", "line"), floor="least"),
    marks={"lr": (1e-12, 1e-9, 1e-6, 1e-3)},
    height_above=4.6,
)
page.figure_settings("n_epochs", "start_seed")
page.scenarios()

page.predict()

page.compare()

bound, stride = rec.at("bound"), format_number(rec.stride, lang)
page.block("degree", degree=str(degree), bound=bound, epochs=epochs, stride=stride)

page.block("code")
functions = ("make_columns", "train")
page.source.listing(
    with_numpy, with_tensors, with_torch, names=functions, live="code.live"
)
page.remark(words.text("code.ran", n=len(rec.axes["lr"])))

with page.block("losses", lr=lr):
    table = page.placeholder()

size = rec.at("size")
descent, best_fit = rec.at("w", rec.n_steps, lr=lr) / size, rec.at("best_w") / size
series = taylor(degree)
lines = {
    "best_line": format_polynomial(best_fit, lang),
    "taylor_line": format_polynomial(series, lang),
}
with page.block("exact", **lines):
    labels = words.labels("exact.table")
    page.table(
        words.text("exact.title"),
        [labels[name] for name in ("how", "loss", "whole", "near")],
        [
            [
                labels[name],
                *(format_quantity("miss", value, lang) for value in misses(line)),
            ]
            for name, line in (
                ("descent", descent),
                ("best", best_fit),
                ("taylor", series),
            )
        ],
    )
    distances = distance(rec, lr)
    sentence = "exact.distance" if np.isfinite(distances[-1]) else "exact.diverged"
    page.markdown(sentence, epochs=epochs, lr=lr, distance=distances[-1])
    page.charts.distance(rec, distances)

with page.block("scale", column=rec.facts["top"], reach=np.pi**degree):
    labels = words.labels("scale.table")
    page.table(
        words.text("scale.title"),
        [labels[name] for name in ("how", "condition", "bound", "updates")],
        [
            [
                labels[name],
                format_fixed(kappa, 1, lang),
                format_quantity("bound", bound, lang),
                format_fixed(updates, 0, lang),
            ]
            for name, (kappa, bound, updates) in zip(
                ("raw", "scaled"),
                page.compute.value(
                    "scale", lambda: conditioning(degree), degree=degree
                ),
                strict=True,
            )
        ],
    )
    page.markdown("scale.try")

page.exercise()

page.block("remember")

page.close()

# The three whole runs take longest: they fill their place last, and nothing waits.
with table:
    arguments = page.arguments()
    runs = page.compute.train(losses, **arguments)
    labels = words.labels("losses.table")
    page.table(
        words.text("losses.title"),
        list(labels.values()),
        [
            [
                format_number(int(t), lang),
                *(format_quantity("loss", value, lang) for value in row),
            ]
            for t, row in zip(runs.updates, runs.loss, strict=True)
        ],
    )
    page.markdown("losses.result", line=format_polynomial(runs.w[0] / size, lang))
