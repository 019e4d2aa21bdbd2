"""Batch, mini-batch, stochastic: which text, figure, control and code, in order."""

import numpy as np

from app.components import charts
from app.components.player import views
from app.content.number_format import format_number
from app.page.lesson_page import LessonPage
from lessons.batches import N, with_numpy, with_torch
from lessons.batches.race import N_EPOCHS, N_UPDATES, race

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
page.scenarios()

page.predict()

page.compare()

runs = rec.tables["end_band"].values.size
with page.block("map", n=format_number(runs, page.lang)):
    marks = (0.05, 0.1, 0.2, 0.5, 1.0)
    shown = {"table": "end_band", "marks": marks, "bound": not settings["decay"]}
    page.player.view(views.map(words, "lr", "batch_size", **shown))

page.block("decay")
page.controls.sliders("decay", "noise", "order_seed", "seed", "start_seed")

# The race: three batch sizes, one measure held equal.
mini = settings["batch_size"] if 1 < settings["batch_size"] < N else 16
depends = page.arguments() | {"batch_sizes": (N, mini, 1)}
del depends["batch_size"]
laps = page.compute.train(race, **depends).laps
ranks = dict(zip(("full", "mini", "one"), laps, strict=True))
said = words.labels("race.chart")
names = tuple(said[name].format(v=mini) for name in ranks)
times = {f"us_{name}": lap.update_us for name, lap in ranks.items()}

with page.block("race", lr=settings["lr"], **times):
    measure = page.controls.choice("measure")
    measured = {
        "epochs": [lap.examples / N for lap in laps],
        "updates": [lap.updates for lap in laps],
        "time": [1000 * lap.seconds for lap in laps],
    }[measure]
    end = {
        "epochs": N_EPOCHS,
        "updates": N_UPDATES,
        "time": float(f"{min(at[-1] for at in measured):.2g}"),
    }[measure]
    low, high = rec.facts["loss_window"]
    seen = [at <= end for at in measured]
    loss = np.concatenate([lap.loss[s] for lap, s in zip(laps, seen, strict=True)])
    columns = {
        "at": np.concatenate([at[s] for at, s in zip(measured, seen, strict=True)]),
        "loss": loss,
        "name": np.repeat(names, [s.sum() for s in seen]),
    }
    page.charts.draw(
        "race",
        charts.loss_curves,
        columns,
        alt=said["alt"],
        x=said[measure],
        y=said["loss"],
        names=names,
        end=end,
        low=low,
        high=high,
    )
    reached = {"end": format_number(end, page.lang)}
    for (name, lap), at in zip(ranks.items(), measured, strict=True):
        last = int(np.flatnonzero(at <= end)[-1])
        reached[f"updates_{name}"] = format_number(int(lap.updates[last]), page.lang)
        reached[f"examples_{name}"] = format_number(int(lap.examples[last]), page.lang)
    page.markdown(
        f"race.{measure}", examples=format_number(N_EPOCHS * N, page.lang), **reached
    )

page.block("code")
shown = ("make_batches", "train")
page.source.listing(with_numpy, with_torch, names=shown, head="batch", live="code.live")

page.exercise()

page.block("remember")

page.close()
