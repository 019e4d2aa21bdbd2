"""Linear regression: its texts, figures, controls and code in reading order."""

import numpy as np

from app.components.player import views
from app.content.number_format import format_fixed, format_number
from app.page.controls import control_grid
from app.page.lesson_page import LessonPage
from lessons.linear_regression import (
    distance,
    own_changes,
    with_numpy,
    with_torch,
)

page = LessonPage("linear_regression")
rec, words, settings = page.compute.recording(), page.words, page.settings
lr, n_epochs = settings["lr"], settings["n_epochs"]

page.player.figure(
    views.fit(words, test=True, draggable=True),
    views.surface(words, "a", "b", draggable=True),
    views.curve(
        words,
        ("loss", "loss", "line"),
        ("test", "test", "dash"),
        floor="best",
        picks=True,
    ),
    marks={"lr": (0.01, 0.1)},
)
page.figure_settings("n", "noise", "true_a", "true_b", "n_epochs", "seed", "start_seed")
page.scenarios()

page.predict()

page.compare()

page.block("data", true_a=settings["true_a"], true_b=settings["true_b"])

with page.block("own"):
    with control_grid(2):
        page.controls.text_input("moved")
        page.controls.text_input("start")
    for section, numbers in own_changes(rec, settings):
        page.markdown(f"own.{section}", **numbers)
    if settings["moved"] or settings["start"]:
        page.controls.default_button(words.text("own.reset"), "moved", "start")

page.block("code")
functions = [
    *["make_data"] * bool(settings["moved"]),
    *["make_start"] * bool(settings["start"]),
    "train",
]
page.source.listing(with_numpy, with_torch, names=functions, live="code.live")
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
