"""The playground: its texts, figures, controls and code in reading order."""

from math import isfinite

from app.components.player import views
from app.content.number_format import format_fixed, format_number
from app.page.downloads import weights_download
from app.page.lesson_page import LessonPage
from lessons.data import table
from lessons.playground import N_TEST, points, test_result, with_numpy, with_torch
from lessons.playground.changes import SETTINGS
from lessons.playground.points import MOST_LINKED, Points

page = LessonPage("playground")


def file_points(data: bytes) -> Points:
    """Return the points of a file, by the columns that are selected."""
    return points.table_points(data, page.uploads.selected_columns("csv"))


def shown(*names: str) -> list[str]:
    """Return the names of controls that the link does not hide."""
    return [name for name in names if name not in page.settings["hidden"]]


data, network = page.columns(1, 1.15)
with data:
    if shown("data"):
        page.controls.choice("data")
with network:
    page.controls.sliders(*shown("depth", "width", "activation", "lr"), min_width=95)
rec, words, settings = page.compute.recording(), page.words, page.settings
n_train, n_test = (len(rec.tables[name].values) for name in ("y_train", "y_test"))
regression = settings["data"] in with_torch.REGRESSION
now, scores = ("now.heights", "scores.heights") if regression else ("now", "scores")
live_section = now if n_test else "now.untested" if n_train else "now.empty"

page.player.figure(
    views.network(
        words,
        most=MOST_LINKED,
        discrete=settings["discrete"],
        held_out=settings["held_out"],
        hidden=settings["hidden"],
        deep=settings["depth"] > 3,
    ),
    views.curve(words, ("loss", "loss", "line"), ("loss_test", "test", "dash")),
    views.scores(
        words,
        ("accuracy", "loss", "line"),
        ("accuracy_test", "test", "dash"),
        section=scores,
    ),
    marks={},
    live=live_section,
    height_above=4.6,
    compact=1,
)
page.figure_settings(
    *shown("optimizer", "batch_size", *(() if regression else ("loss",)), "n_epochs"),
    *shown("start_seed", "dropout", "weight_decay", "l1"),
    *shown("n", "noise", "validation", "seed"),
)
if shown("scenarios"):
    page.scenarios()
page.controls.switches("discrete", "held_out")
if shown("changes"):
    page.player.view(
        views.changes(
            words,
            settings={n: page.controls.value_labels(n) for n in shown(*SETTINGS)},
            epochs=page.lesson["n_epochs"].values if shown("n_epochs") else (),
        )
    )

page.block(
    "training",
    most=format_number(with_torch.MOST_UPDATES, page.lang),
    epochs=format_number(rec.facts["epochs"], page.lang),
)

if shown("weight_decay", "l1"):
    page.block("penalty")

if shown("features"):
    with page.block("inputs"):
        page.controls.text_input("features")

if shown("changes"):
    with page.block("changed"):
        page.controls.text_input("changes")

with page.block("data", n_train=n_train, n_test=n_test):
    page.markdown("heights.text")
    if shown("points"):
        page.markdown("own.text")
        page.controls.text_input("points")
        if (n := len(settings["points"])) > MOST_LINKED:
            page.markdown("own.unlinked", n=n, most=MOST_LINKED)
        file = page.uploads.file(
            "csv",
            points.MOST_BYTES,
            points.check_table,
            lambda data: {"points": points.table_points(data), "data": "own"},
            accept=table.ACCEPT,
            used=lambda data: file_points(data) == settings["points"],
        )
        if file and file_points(file) == settings["points"]:
            opened_file = points.read_table(file)
            page.uploads.columns(
                "csv",
                opened_file.names,
                points.column_choices(opened_file),
                lambda columns: {"points": points.table_points(file, columns)},
            )
            values = {"points": format_number(len(opened_file.rows), page.lang)}
            values |= {"rows": format_number(opened_file.n_rows, page.lang)}
            is_sample = len(opened_file.rows) < opened_file.n_rows
            page.sentence("csv.read", "drawn" if is_sample else "points", **values)
        page.remark(words.text("own.note"))

page.predict()

with page.block("test"):
    page.controls.switches("opened")
    if settings["opened"] and settings["data"] == "own":
        page.markdown("test.own")
    elif settings["opened"] and rec.known is None:
        loss, accuracy = test_result(rec, settings)
        validation = float(rec.at("end_accuracy_test"))
        if not isfinite(loss) or not isfinite(validation):
            page.markdown("test.lost")
        else:
            page.markdown(
                "test.heights" if regression else "test.now",
                loss=format_fixed(loss, 3, page.lang),
                accuracy=format_fixed(accuracy, 1, page.lang),
                validation=format_fixed(validation, 1, page.lang),
                n=format_number(N_TEST, page.lang),
            )

if page.comparison.pins:
    page.player.view(views.decisions(words))
page.compare()

with page.block("weights"):
    weights_download(page.context, page.player_context, page.compute)

page.block("code")
page.source.listing(with_numpy, with_torch, names=("make_model", "train"))

page.exercise()

if shown("hidden"):
    with page.block("hide"):
        page.controls.parts("hidden")
        page.controls.text_input("hidden")

page.block("remember")

page.close()
