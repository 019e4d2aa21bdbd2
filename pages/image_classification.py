"""Images: train, curves, mistakes, what the layers look for, the reader's picture."""

from functools import partial

import numpy as np

from app.components.image_grid import GridImage
from app.components.sketchpad import sketchpad
from app.content.number_format import format_duration, format_fixed, format_number
from app.page.compute_buttons import fetch_button
from app.page.downloads import lab_download
from app.page.lesson_page import LessonPage
from lessons.data import fashion
from lessons.data.picture import ACCEPT, MAX_BYTES, preprocess, read
from lessons.image_classification import pictures, with_numpy, with_torch
from lessons.image_classification.training import (
    N_SHIFTED,
    TRAINING_CONTROLS,
    shifted_accuracy,
    training,
)

page = LessonPage("image_classification")
page.hide_until_answered()
words, settings, lang = page.words, page.settings, page.lang
names = tuple(words.labels("kind.values").values())
arguments = {name: settings[name] for name in TRAINING_CONTROLS}
per_epoch = -(-settings["size"] // settings["batch_size"])


def percent(part: float) -> str:
    """Return a part, 0 … 1, as a number of percent."""
    return format_fixed(100 * part, 1, lang)


def draw(curves: np.ndarray) -> None:
    """Draw loss and accuracy, of training and validation."""
    at, end = curves[:, 0] / per_epoch, settings["n_epochs"]
    loss, accuracy = page.columns(1, 1)
    with loss:
        columns = np.stack([at, curves[:, 1], curves[:, 3]], 1)
        page.charts.learning_curve("loss", columns, end, 0, 1.2)
    with accuracy:
        columns = np.stack([at, *(100 * curves[:, [2, 4]].T)], 1)
        page.charts.learning_curve("accuracy", columns, end, 50, 100)


examples = zip(*pictures.choice(), names, strict=False)
images_shown = [
    GridImage(image, name, (("muted", name),)) for image, _, name in examples
]
page.figures.images("classes", images_shown, alt=words.text("classes.alt"), size=48)
left, right = page.columns(1, 1.6)
with left:
    model = page.controls.choice("model")
with right:
    page.controls.sliders("size", "n_epochs", "lr", a_row=3, min_width=120)
result, seconds = None, pictures.seconds(settings)
available = pictures.available(settings["size"])
if available:
    result = page.training("training", training, draw, arguments, auto=seconds < 8)
else:
    page.markdown("away")
    fetch_button(page.compute, "fetch", fashion.fetch)
with page.placeholder():
    if result:
        draw(result.curves)
        values = {
            "tested": format_number(result.n_validation, lang),
            "accuracy": percent(result.accuracy / 100),
            "loss": format_fixed(result.loss, 3, lang),
            "weights": format_number(sum(w.size for w in result.parameters), lang),
            "updates": format_number(result.n_updates, lang),
        }
        page.markdown("now", **values)
        kind, train, gap = pictures.fit(result)
        page.sentence(
            "gap",
            kind,
            train=format_fixed(train, 1, lang),
            gap=format_fixed(gap, 1, lang),
        )
    elif available and seconds >= 8:
        page.markdown("waits", seconds=format_duration(seconds, lang))
page.question("count")
page.figure_settings("batch_size", "optimizer", "seed")
with page.foot.settings():
    page.controls.switches("decay")
page.scenarios()

page.predict()

with page.placeholder():
    if result:
        true, predicted = pictures.most_frequent_mistake(result)
        row = result.confusion[true]
        counts = {
            "taken": format_number(int(row[predicted]), lang),
            "of": format_number(int(row.sum()), lang),
        }
        with page.block("confusion", true=names[true], said=names[predicted], **counts):
            page.charts.confusion_matrix(result.confusion, names)
page.question("mistaken")
with page.placeholder():
    if result:
        with page.block("worst", wide=True):
            rows = zip(
                result.worst, result.true, result.predicted, result.p, strict=True
            )
            images_shown = []
            for image, true, predicted, p in rows:
                values = {"said": names[predicted], "p": percent(p)}
                alt = words.text("worst.picture", true=names[true], **values)
                captions = (
                    ("right", names[true]),
                    ("wrong", words.text("worst.one", **values)),
                )
                images_shown.append(GridImage(image, alt, captions))
            page.figures.images("worst", images_shown, alt=words.text("worst.alt"))

with page.block("samples", wide=True):
    kind = page.controls.choice("kind")
    images_shown = [GridImage(image, names[kind]) for image in pictures.samples(kind)]
    page.figures.images(
        "samples", images_shown, alt=words.text("samples.alt", kind=names[kind])
    )

with page.placeholder():
    if result:
        with page.block("first", wide=True):
            page.markdown(f"first.{model}")
            images_shown = []
            unit_name = "first.kernel" if model == "cnn" else "first.unit"
            for i, weights in pictures.first_layer(model, result):
                name = (
                    names[i] if model == "linear" else words.text(unit_name, i=str(i))
                )
                images_shown.append(GridImage(weights, name, (("muted", name),)))
            page.figures.images("first", images_shown, alt=words.text("first.alt"))

        with page.block("inside", wide=True):
            images, labels = pictures.choice()
            images_shown = [
                GridImage(image, names[label])
                for image, label in zip(images, labels, strict=True)
            ]
            alt = words.text("inside.alt")
            page.figures.images(
                "choice", images_shown, alt=alt, size=56, selects="shown"
            )
            image, label = images[settings["shown"]], labels[settings["shown"]]
            shares = pictures.probabilities(model, result, image)
            predicted = int(shares.argmax())
            values = {
                "said": names[predicted],
                "true": names[label],
                "p": percent(shares.max()),
            }
            page.sentence(
                "inside.verdict", "right" if predicted == label else "wrong", **values
            )
            page.charts.probabilities("inside", shares, names)
            page.markdown(f"inside.{model}")
            images_shown = []
            for layer, i, value, picture in pictures.layer_outputs(
                model, result, image
            ):
                name = words.text("first.unit", i=str(i))
                if model != "mlp":
                    values = {"layer": str(layer), "i": str(i)}
                    name = (
                        names[i]
                        if model == "linear"
                        else words.text("inside.map", **values)
                    )
                score = ("muted", format_fixed(value, 2, lang))
                images_shown.append(GridImage(picture, name, (("muted", name), score)))
            page.figures.images(
                "maps", images_shown, alt=words.text("inside.maps"), size=72
            )

with page.placeholder():
    if result:
        with page.block("test", wide=True):
            page.controls.switches("opened")
            if settings["opened"]:
                shift = settings["shift"]
                tested = format_number(N_SHIFTED, lang)
                accuracies = {
                    n: page.compute.value(
                        "shifted_accuracy",
                        partial(shifted_accuracy, model, settings["size"], result, n),
                        shift=n,
                        n_updates=result.n_updates,
                        **arguments,
                    )
                    for n in (0, shift)
                }
                unmoved = percent(accuracies[0] / 100)
                page.markdown(
                    "test.now",
                    tested=tested,
                    accuracy=unmoved,
                    validation=percent(result.accuracy / 100),
                )
                page.markdown("shift.text")
                page.controls.sliders("shift", a_row=1)
                images, labels = pictures.moved(shift)
                images_shown = [
                    GridImage(image, names[label])
                    for image, label in zip(images, labels, strict=True)
                ]
                alt = words.text("shift.alt", shift=str(shift))
                page.figures.images("shifted", images_shown, alt=alt, size=48)
                page.markdown(
                    "shift.now",
                    shift=str(shift),
                    tested=tested,
                    accuracy=percent(accuracies[shift] / 100),
                    unmoved=unmoved,
                )
                page.markdown(f"shift.{model}")

with page.block("own", wide=True):
    left, right = page.columns(1, 1.3)
    with left:
        drawing = sketchpad(page.context, "sketch")
    with right:
        photo = page.uploads.file("picture", MAX_BYTES, read, accept=ACCEPT)
    inputs = []
    if drawing is not None and drawing.any():
        inputs.append(("sketch", preprocess(np.float32(drawing) / 255)))
    if photo:
        inputs.append(("picture", photo))
    with right:
        if not inputs:
            page.markdown("own.empty")
        for source, picture in inputs:
            label = words.labels("own.source")[source]
            captions = ("right", words.text("own.sees")), ("muted", label)
            page.figures.images(
                f"sees/{source}",
                [GridImage(picture.pixels, label, captions)],
                alt=label,
            )
            if picture.negated:
                page.remark(words.text("own.negated"))
            if picture.uneven:
                page.remark(words.text("own.uneven"))
            if result:
                shares = pictures.probabilities(model, result, picture.pixels)
                values = {"said": names[shares.argmax()], "p": percent(shares.max())}
                page.markdown("own.said", **values)
                page.charts.probabilities(f"own/{source}", shares, names)
            else:
                page.markdown("waiting")

page.block("settings")

with page.block("whole"):
    if available and fashion.find_folder():
        page.markdown("whole.there")
    elif available:
        fetch_button(page.compute, "fetch", fashion.fetch)

page.block("code")
page.source.cases(with_numpy, with_torch, cases=(("build", model),), name="layers")
page.source.listing(with_numpy, with_torch, names=("train_epoch",))

with page.block("lab"):
    lab_download(page.context)

page.exercise()

page.block("remember")

page.close()
