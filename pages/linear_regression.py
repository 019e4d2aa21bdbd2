"""Linear regression: its texts, figures, controls and code in reading order."""

import numpy as np

from app.components.player import views
from app.content.number_format import format_fixed, format_number
from app.page.lesson_page import LessonPage
from lessons.linear_regression import distance, with_numpy, with_torch

page = LessonPage("linear_regression")
rec, words, settings = page.compute.recording(), page.words, page.settings
lr, n_epochs = settings["lr"], settings["n_epochs"]

page.player.figure(
    views.fit(words, test=True),
    views.surface(words, "a", "b"),
    views.curve(
        words, ("loss", "loss", "line"), ("test", "test", "dash"), floor="best"
    ),
    marks={"lr": (0.01, 0.1)},
)
page.scenarios()

page.predict()

page.compare()

page.block("data", true_a=settings["true_a"], true_b=settings["true_b"])
page.controls.sliders(
    "n", "noise", "true_a", "true_b", "n_epochs", "seed", "start_seed"
)

page.block("code")
page.source.listing(with_numpy, with_torch, names=("train",), live="code.live")
page.remark(words.text("code.ran", n=len(rec.axes["lr"])))

distances = distance(rec, lr)
epochs = format_number(n_epochs, page.lang)
with page.block("exact", epochs=epochs, lr=lr, distance=distances[-1]):
    arguments = page.arguments()
    ignore_overflow = np.errstate(over="ignore", invalid="ignore")  # where it diverges
    run = ignore_overflow(lambda: np.array(with_numpy.run(**arguments)[:3]))
    numpy_values = page.compute.value("by hand", run, **arguments)
    torch_values = [rec.at(name, t=n_epochs, lr=lr) for name in ("a", "b", "loss")]
    exact_values = [rec.at(name) for name in ("best_a", "best_b", "best")]
    labels = words.labels("exact.table")
    page.table(
        words.text("exact.title"),
        [labels["how"], "a", "b", labels["loss"]],
        [
            [labels[name], *(format_fixed(value, 4, page.lang) for value in values)]
            for name, values in (
                ("numpy", numpy_values),
                ("torch", torch_values),
                ("best", exact_values),
            )
        ],
    )
    page.charts.distance(rec, distances)

page.exercise()

page.block("remember")

page.close()
