"""Generalisation: its texts, figures, controls and code in reading order."""

import numpy as np

from app.components import charts
from app.components.player import views
from app.content.number_format import format_fixed, format_number, format_quantity
from app.page.lesson_page import LessonPage
from app.page.run_log import count_looks
from lessons.generalisation import WEIGHT_DECAYS, WIDTHS, with_numpy, with_torch
from lessons.generalisation.peek import (
    N_CANDIDATES,
    N_NEW,
    TEST_SIZES,
    candidates,
)
from lessons.generalisation.set_size import N_DRAWS, SIZES, learning_curve

page = LessonPage("generalisation")
rec, words, settings = page.compute.recording(), page.words, page.settings
lang, opened = page.lang, settings["opened"]
live_section = "now.opened" if opened else "now"
if page.prediction.is_open:  # the best stop is an answer
    live_section = "now.asked"
test_line = (("loss_test", "test", "dotted"),) if opened else ()

page.player.figure(
    views.function(words, opened=opened, truth=settings["truth"]),
    views.curve(
        words,
        ("loss_val", "test", "dash"),
        ("loss", "loss", "line"),
        *test_line,
        lowest="best_t",
        picks=True,
    ),
    views.sweep_map(
        words,
        *("width", "weight_decay"),
        table=f"{settings['measure']}_band",
        marks=WIDTHS,
        rows=tuple(format_number(decay, lang) for decay in WEIGHT_DECAYS),
        bound=False,
    ),
    marks={"width": WIDTHS, "weight_decay": WEIGHT_DECAYS},
    hatched_from=None,
    live=live_section,
)
page.figure_settings("n", "noise", "seed", "start_seed")
page.scenarios()
page.controls.switches("truth", "opened")

page.predict()

page.block("stop")

page.block("decay", decay=format_number(settings["weight_decay"], lang))

page.compare()

with page.block("map", n=len(WIDTHS) * len(WEIGHT_DECAYS)):
    page.controls.choice("measure")

# The test set: how often the reader has looked, and what choosing by it costs.
run_of_page = repr(sorted(page.arguments().items()))
looks = count_looks(page.context, "looks", run_of_page if opened else None)
with page.block("peek", k=N_CANDIDATES, new=format_number(N_NEW, lang)):
    page.sentence("peek.looks", "some" if looks else "none", looks=looks)
    left, middle, right = page.columns(1, 1, 1)
    for place, name in ((left, "tried"), (middle, "test_size"), (right, "test_draw")):
        with place:
            page.controls.sliders(name, a_row=1, min_width=100)
    data = {name: settings[name] for name in ("n", "noise", "seed", "start_seed")}
    choices = page.compute.train(candidates, **data)
    tried, size = int(settings["tried"]), TEST_SIZES.index(settings["test_size"])
    single = size, settings["test_draw"], tried - 1
    ks = np.arange(1, N_CANDIDATES + 1)
    labels = words.labels("peek.chart")
    names = labels["score"], labels["true"]
    page.charts.draw(
        "peek",
        charts.size_curves,
        {
            "at": np.concatenate([ks, ks]),
            "value": np.concatenate([choices.score[size], choices.true[size]]),
            "name": np.repeat(names, N_CANDIDATES),
            "now": np.concatenate([ks == tried] * 2),
        },
        alt=labels["alt"],
        follow_theme=True,
        x=labels["x"],
        y=labels["y"],
        lines=((names[0], "test", 7, 4), (names[1], "loss", 1, 0)),
        names=names,
        ticks=(1, 2, 5, 10, 20, 50, 100, 200),
        high=float(f"{1.2 * choices.true[:, 0].max():.1g}"),
    )
    page.sentence(
        "peek.now",
        "one" if tried == 1 else "several",
        tried=format_number(tried, lang),
        size=format_number(settings["test_size"], lang),
        score=format_quantity("loss", choices.set_score[single], lang),
        true=format_quantity("loss", choices.set_true[single], lang),
        mean_score=format_quantity("loss", choices.score[size, tried - 1], lang),
        mean_true=format_quantity("loss", choices.true[size, tried - 1], lang),
        new=format_number(N_NEW, lang),
    )

with page.block("size", draws=format_number(N_DRAWS, lang)):
    arguments = page.arguments()
    del arguments["n"]
    curves = page.compute.train(learning_curve, **arguments)
    labels = words.labels("size.chart")
    names = labels["train"], labels["end"], labels["best"]
    page.charts.draw(
        "size",
        charts.size_curves,
        {
            "at": np.tile(SIZES, 3),
            "value": curves.T.ravel(),
            "name": np.repeat(names, len(SIZES)),
            "now": np.tile(np.array(SIZES) == settings["n"], 3),
        },
        alt=labels["alt"],
        follow_theme=True,
        x=labels["x"],
        y=labels["y"],
        lines=(
            (names[0], "loss", 1, 0),
            (names[1], "test", 7, 4),
            (names[2], "test", 2, 3),
        ),
        names=names,
        ticks=SIZES,
        high=0.5,
    )
    first, last = curves[0], curves[-1]
    page.markdown(
        "size.now",
        width=settings["width"],
        first_gap=format_fixed(first[1] - first[0], 3, lang),
        last_gap=format_fixed(last[1] - last[0], 3, lang),
        fewest=SIZES[0],
        most=SIZES[-1],
    )

page.block("code")
functions = ("make_data", "make_model", "evaluate", "train")
page.source.listing(with_numpy, with_torch, names=functions, live="code.live")

page.exercise()

page.block("remember")

page.close()
