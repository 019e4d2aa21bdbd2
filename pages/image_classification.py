"""Images: train, curves, mistakes, what the layers look for, the reader's picture."""

import numpy as np

from app.components.image_grid import Shown
from app.components.sketchpad import sketchpad
from app.content.number_format import format_duration, format_fixed, format_number
from app.page.compute_buttons import fetch_button
from app.page.downloads import lab_download
from app.page.lesson_page import LessonPage
from lessons.data import fashion
from lessons.data.picture import ACCEPT, MAX_BYTES, like_fashion, read
from lessons.image_classification import pictures, with_numpy, with_torch
from lessons.image_classification.training import TRAINED_BY, training

page = LessonPage("image_classification")
page.hide_until_answered()
words, settings, lang = page.words, page.settings, page.lang
names = tuple(words.labels("kind.values").values())
depends = {name: settings[name] for name in TRAINED_BY}
per_epoch = -(-settings["size"] // settings["batch_size"])


def percent(part: float) -> str:
    """A part as a number of percent."""
    return format_fixed(100 * part, 1, lang)


def draw(curves: np.ndarray) -> None:
    """Loss and accuracy, of training and test."""
    at, end = curves[:, 0] / per_epoch, settings["n_epochs"]
    loss, accuracy = page.columns(1, 1)
    with loss:
        columns = np.stack([at, curves[:, 1], curves[:, 3]], 1)
        page.charts.learning_curve("loss", columns, end, 0, 1.2)
    with accuracy:
        columns = np.stack([at, *(100 * curves[:, [2, 4]].T)], 1)
        page.charts.learning_curve("accuracy", columns, end, 50, 100)


one_each = zip(*pictures.choice(), names, strict=False)
shown = [Shown(image, name, (("muted", name),)) for image, _, name in one_each]
page.figures.images("classes", shown, alt=words.text("classes.alt"), size=48)
which, many = page.columns(1, 1.6)
with which:
    model = page.controls.choice("model", show_label=True)
with many:
    page.controls.sliders("size", "n_epochs", "lr", a_row=3, min_width=120)
result, takes = None, pictures.seconds(settings)
available = pictures.available(settings["size"])
if available:
    result = page.training("training", training, draw, depends, auto=takes < 8)
else:
    page.markdown("away")
    fetch_button(page.compute, "fetch", fashion.fetch)
with page.placeholder():
    if result:
        draw(result.curves)
        told = {
            "tested": format_number(result.n_test, lang),
            "accuracy": percent(result.accuracy / 100),
            "loss": format_fixed(result.loss, 3, lang),
            "weights": format_number(sum(w.size for w in result.parameters), lang),
            "updates": format_number(result.n_updates, lang),
        }
        page.markdown("now", **told)
        kind, train, gap = pictures.fit(result)
        page.sentence(
            "gap",
            kind,
            train=format_fixed(train, 1, lang),
            gap=format_fixed(gap, 1, lang),
        )
    elif available and takes >= 8:
        page.markdown("waits", seconds=format_duration(takes, lang))
page.question("count")
page.scenarios()

page.predict()

with page.placeholder():
    if result:
        true, said = pictures.most_mistaken(result)
        row = result.confusion[true]
        taken = {
            "taken": format_number(int(row[said]), lang),
            "of": format_number(int(row.sum()), lang),
        }
        with page.block("confusion", true=names[true], said=names[said], **taken):
            page.charts.confusion_matrix(result.confusion, names)
page.question("mistaken")
with page.placeholder():
    if result:
        with page.block("worst", wide=True):
            rows = zip(result.worst, result.true, result.said, result.p, strict=True)
            shown = []
            for image, true, said, p in rows:
                told = {"said": names[said], "p": percent(p)}
                alt = words.text("worst.picture", true=names[true], **told)
                says = (
                    ("right", names[true]),
                    ("wrong", words.text("worst.one", **told)),
                )
                shown.append(Shown(image, alt, says))
            page.figures.images("worst", shown, alt=words.text("worst.alt"))

with page.block("samples", wide=True):
    kind = page.controls.choice("kind")
    shown = [Shown(image, names[kind]) for image in pictures.samples(kind)]
    page.figures.images(
        "samples", shown, alt=words.text("samples.alt", kind=names[kind])
    )

with page.placeholder():
    if result:
        with page.block("first", wide=True):
            page.markdown(f"first.{model}")
            shown = []
            unit = "first.kernel" if model == "cnn" else "first.unit"
            for i, weights in pictures.first_layer(model, result):
                name = names[i] if model == "linear" else words.text(unit, i=str(i))
                shown.append(Shown(weights, name, (("muted", name),)))
            page.figures.images("first", shown, alt=words.text("first.alt"))

        with page.block("inside", wide=True):
            images, labels = pictures.choice()
            shown = [
                Shown(image, names[label])
                for image, label in zip(images, labels, strict=True)
            ]
            alt = words.text("inside.alt")
            page.figures.images("choice", shown, alt=alt, size=56, selects="shown")
            image, label = images[settings["shown"]], labels[settings["shown"]]
            shares = pictures.likely(model, result, image)
            said = int(shares.argmax())
            told = {
                "said": names[said],
                "true": names[label],
                "p": percent(shares.max()),
            }
            page.sentence(
                "inside.verdict", "right" if said == label else "wrong", **told
            )
            page.charts.probabilities("inside", shares, names)
            page.markdown(f"inside.{model}")
            shown = []
            for layer, i, value, one in pictures.inside(model, result, image):
                name = words.text("first.unit", i=str(i))
                if model != "mlp":
                    told = {"layer": str(layer), "i": str(i)}
                    name = (
                        names[i]
                        if model == "linear"
                        else words.text("inside.map", **told)
                    )
                score = ("muted", format_fixed(value, 2, lang))
                shown.append(Shown(one, name, (("muted", name), score)))
            page.figures.images("maps", shown, alt=words.text("inside.maps"), size=72)

with page.block("own", wide=True):
    board, given = page.columns(1, 1.3)
    with board:
        drawn = sketchpad(page.context, "sketch")
    with given:
        photo = page.uploads.file("picture", MAX_BYTES, read, accept=ACCEPT)
    made = []
    if drawn is not None and drawn.any():
        made.append(("sketch", like_fashion(np.float32(drawn) / 255)))
    if photo:
        made.append(("picture", photo))
    with given:
        if not made:
            page.markdown("own.empty")
        for source, one in made:
            label = words.labels("own.source")[source]
            says = ("right", words.text("own.sees")), ("muted", label)
            page.figures.images(
                f"sees/{source}", [Shown(one.pixels, label, says)], alt=label
            )
            if one.negated:
                page.remark(words.text("own.negated"))
            if one.uneven:
                page.remark(words.text("own.uneven"))
            if result:
                shares = pictures.likely(model, result, one.pixels)
                told = {"said": names[shares.argmax()], "p": percent(shares.max())}
                page.markdown("own.said", **told)
                page.charts.probabilities(f"own/{source}", shares, names)
            else:
                page.markdown("waiting")

with page.block("settings"):
    page.controls.sliders("batch_size", "optimizer", "seed", a_row=3)
    page.controls.switches("decay")

with page.block("whole"):
    if available and fashion.place():
        page.markdown("whole.there")
    elif available:
        fetch_button(page.compute, "fetch", fashion.fetch)

page.block("code")
page.source.cases(with_numpy, with_torch, cases=(("build", model),), name="layers")
page.source.listing(with_numpy, with_torch, names=("train",))

with page.block("lab"):
    lab_download(page.context)

page.exercise()

page.block("remember")

page.close()
