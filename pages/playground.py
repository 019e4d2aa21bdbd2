"""The playground: which text, figure, control and code, in reading order."""

from app import views
from app.digits import plain
from app.page import Page
from lessons.playground import with_numpy, with_torch
from lessons.playground.points import ACCEPT, MOST_BYTES, MOST_LINKED, table

page = Page("playground")
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
    most=plain(with_torch.MOST_UPDATES, page.lang),
    epochs=plain(rec.facts["epochs"], page.lang),
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
    page.upload(
        "csv",
        MOST_BYTES,
        table,
        lambda own: {"points": own, "data": "own"},
        accept=ACCEPT,
        used=lambda own: own == settings["points"],
    )
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
