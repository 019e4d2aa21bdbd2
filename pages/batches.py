"""Batch, mini-batch, stochastic: its texts, figures, controls and code."""

import numpy as np

from app.components import charts
from app.components.player import views
from app.content.number_format import format_number
from app.page.lesson_page import LessonPage
from lessons.batches import N, with_numpy, with_torch
from lessons.batches.comparison import N_EPOCHS, N_UPDATES, compare_batch_sizes

page = LessonPage("batches")
rec, words, settings = page.compute.recording(), page.words, page.settings

page.player.figure(
    views.fit(words, batch=True),
    views.surface(words, "a", "b"),
    views.curve(
        words,
        ("full_loss", "loss", "line"),
        ("loss", "data", "specks"),
        floor="best",
    ),
    marks={"lr": (0.05,), "batch_size": (1, 4, 8, 16, 32, N)},
    hatched_from=None if settings["decay"] else "bound",  # it limits a constant rate
)
page.figure_settings("decay", "noise", "order_seed", "seed", "start_seed")
page.scenarios()

page.predict()

page.compare()

runs = rec.tables["end_band"].values.size
with page.block("map", n=format_number(runs, page.lang)):
    marks = (0.05, 0.1, 0.2, 0.5, 1.0)
    options = {"table": "end_band", "marks": marks, "bound": not settings["decay"]}
    page.player.view(views.sweep_map(words, "lr", "batch_size", **options))

page.block("decay")

# The race: three batch sizes, one measure held equal.
mini = settings["batch_size"] if 1 < settings["batch_size"] < N else 16
arguments = page.arguments() | {"batch_sizes": (N, mini, 1)}
del arguments["batch_size"]
races = page.compute.train(compare_batch_sizes, **arguments).runs
by_size = dict(zip(("full", "mini", "one"), races, strict=True))
labels = words.labels("race.chart")
names = tuple(labels[name].format(v=mini) for name in by_size)
times = {f"us_{name}": race_run.update_us for name, race_run in by_size.items()}

with page.block("race", lr=settings["lr"], **times):
    measure = page.controls.choice("measure")
    positions = {
        "epochs": [race_run.examples / N for race_run in races],
        "updates": [race_run.updates for race_run in races],
        "time": [1000 * race_run.seconds for race_run in races],
    }[measure]
    end = {
        "epochs": N_EPOCHS,
        "updates": N_UPDATES,
        "time": float(f"{min(at[-1] for at in positions):.2g}"),
    }[measure]
    low, high = rec.facts["loss_window"]
    in_range = [at <= end for at in positions]
    loss = np.concatenate(
        [race_run.loss[s] for race_run, s in zip(races, in_range, strict=True)]
    )
    columns = {
        "at": np.concatenate(
            [at[s] for at, s in zip(positions, in_range, strict=True)]
        ),
        "loss": loss,
        "name": np.repeat(names, [s.sum() for s in in_range]),
    }
    page.charts.draw(
        "race",
        charts.loss_curves,
        columns,
        alt=labels["alt"],
        x=labels[measure],
        y=labels["loss"],
        names=names,
        end=end,
        low=low,
        high=high,
    )
    values = {"end": format_number(end, page.lang)}
    for (name, race_run), at in zip(by_size.items(), positions, strict=True):
        last = int(np.flatnonzero(at <= end)[-1])
        values[f"updates_{name}"] = format_number(
            int(race_run.updates[last]), page.lang
        )
        values[f"examples_{name}"] = format_number(
            int(race_run.examples[last]), page.lang
        )
    page.markdown(
        f"race.{measure}", examples=format_number(N_EPOCHS * N, page.lang), **values
    )

page.block("code")
functions = ("make_batches", "train")
page.source.listing(
    with_numpy, with_torch, names=functions, head="batch", live="code.live"
)

page.exercise()

page.block("remember")

page.close()
