"""The playground: which text, figure, control and code, in reading order."""

from app.components.player import views
from app.content.number_format import format_number
from app.page.lesson_page import Page
from lessons.data import table
from lessons.playground import points, with_numpy, with_torch
from lessons.playground.points import MOST_LINKED, Points

page = Page("playground")


def shown(data: bytes) -> Points:
    """The points of a file, by the columns that are chosen."""
    return points.of(data, page.file_picked("csv"))


data, network = page.columns(1, 1.15)
with data:
    page.choice("data", labelled=True)
with network:
    page.sliders("depth", "width", "activation", "lr", least=95)
rec, words, settings = page.recording(), page.words, page.settings
n_train, n_test = (len(rec.tables[name].values) for name in ("y_train", "y_test"))
now = "now" if n_test else "now.untested" if n_train else "now.empty"

page.figure(
    views.network(words, most=MOST_LINKED),
    views.curve(words, ("loss", "loss", "line"), ("loss_test", "test", "dash")),
    views.scores(
        words, ("accuracy", "loss", "line"), ("accuracy_test", "test", "dash")
    ),
    marks={},
    now=now,
    above=4.6,
)
page.scenarios()

with page.block(
    "training",
    most=format_number(with_torch.MOST_UPDATES, page.lang),
    epochs=format_number(rec.facts["epochs"], page.lang),
):
    page.sliders("optimizer", "batch_size", "loss", "n_epochs")
    page.sliders("start_seed", "weight_decay", "dropout")

with page.block("changed"):
    page.typed("changes")

with page.block("data", n_train=n_train, n_test=n_test):
    page.sliders("n", "noise", "test", "seed")
    page.markdown("own.text")
    page.typed("points")
    if (n := len(settings["points"])) > MOST_LINKED:
        page.markdown("own.unlinked", n=n, most=MOST_LINKED)
    file = page.upload(
        "csv",
        points.MOST_BYTES,
        points.checked,
        lambda data: {"points": points.of(data), "data": "own"},
        accept=table.ACCEPT,
        used=lambda data: shown(data) == settings["points"],
    )
    if file and shown(file) == settings["points"]:
        found = points.opened(file)
        page.file_columns(
            "csv",
            found.names,
            points.offered(found),
            lambda picked: {"points": points.of(file, picked)},
        )
        told = {"points": format_number(len(found.rows), page.lang)}
        told |= {"rows": format_number(found.n_rows, page.lang)}
        drawn = len(found.rows) < found.n_rows
        page.labelled("csv.read", "drawn" if drawn else "points", **told)
    page.aside(words.text("own.note"))

page.predict()

page.compare()

with page.block("weights"):
    page.weights()

page.block("code")
page.code(with_numpy, with_torch, names=("train",))

page.exercise()

page.block("remember")

page.close()
