"""Texts: which to learn from, curves, mistakes, words that push, the reader's own."""

from functools import partial

import numpy as np

from app.components.marked_text import letter, marked_text
from app.content.markdown import escape_markdown
from app.content.number_format import format_bytes, format_fixed, format_number
from app.page.charts import MANY_CLASSES
from app.page.compute_buttons import fetch_button
from app.page.lesson_page import LessonPage
from app.page.run_log import run_log
from lessons.contract import ParseError
from lessons.data import newsgroups, own_texts, table
from lessons.data.own_texts import MAX_BYTES
from lessons.text_classification import explain, pictures, with_numpy, with_torch
from lessons.text_classification.sources import PARTS, training_arguments
from lessons.text_classification.training import least_messages, training

page = LessonPage("text_classification")
page.hide_until_answered()
words, settings, lang = page.words, page.settings, page.lang
count_text, one_digit = (
    partial(format_number, lang=lang),
    partial(format_fixed, digits=1, lang=lang),
)
two_digits = partial(format_fixed, digits=2, lang=lang)


def draw(curves: np.ndarray) -> None:
    """Draw loss and accuracy, of training and validation."""
    loss, accuracy = page.columns(1, 1)
    at, end = curves[:, 0], settings["n_epochs"]
    with loss:
        page.charts.learning_curve("loss", curves[:, [0, 1, 3]], end, 0, 1.5)
    with accuracy:
        parts = np.stack([at, *(100 * curves[:, [2, 4]].T)], 1)
        page.charts.learning_curve("accuracy", parts, end, 20, 100)


def texts_of(content: bytes, size: int) -> str:
    """Draw the lists of columns; return the texts of the reader's file."""
    columns = page.placeholder()
    header = page.uploads.has_header("csv", own_texts.open_table(content, size).header)
    opened_file, selected = (
        own_texts.open_table(content, size, header),
        page.uploads.selected_columns("csv"),
    )
    try:
        with columns:
            offered = own_texts.column_options(opened_file, selected.get("label"))
            selected = page.uploads.columns("csv", opened_file.names, offered)
        selection = own_texts.select_texts(opened_file, **selected)
    except ParseError as why:
        page.uploads.show_refusal("csv", why)
        return ""
    values = {
        name: count_text(n)
        for name, n in own_texts.counts(opened_file, selection).items()
    }
    values |= {
        "part": format_bytes(opened_file.n_bytes, lang),
        "whole": format_bytes(opened_file.size, lang),
    }
    remark_texts = words.labels("csv.read") | page.messages["table"]
    remarks = own_texts.remarks(opened_file, selection, settings["tokens"])
    page.remark(" ".join(words.fill(remark_texts[name], **values) for name in remarks))
    return selection.own


source, own = page.controls.choice("source"), ""
if source == "upload":
    limits = {
        "rows": count_text(own_texts.MAX_ROWS),
        "most": format_bytes(MAX_BYTES, lang),
    }
    page.remark(words.text("csv.limits", **limits))
    check = own_texts.check_file
    file = page.uploads.file("csv", MAX_BYTES, check, accept=table.ACCEPT, part=True)
    own = texts_of(*file) if file else ""
arguments = training_arguments(settings, lang, own)
used_source = arguments["source"]
if used_source != source:
    page.sentence("instead", source)
if used_source != "newsgroups" and any(settings[part] for part in PARTS):
    page.markdown("bare")
fetch_place = page.placeholder()
figure, controls = page.columns(1.9, 1)
with controls:
    page.controls.choice("tokens")
    page.controls.switches("tfidf", "lower")
    if used_source == "newsgroups":
        page.controls.switches("headers", "footers", "quotes")
with figure:
    result = page.training("training", training, draw, arguments, auto=True)
    if result:
        draw(result.curves)
    page.question("weights")
    page.figure_settings("size", "n_epochs", "batch_size", "lr", "hidden", "seed")
    with page.foot.settings():
        page.controls.switches("from_validation", "shuffle", "drop_last")
with page.placeholder():
    if result:
        names = result.names
        escaped_names = tuple(map(escape_markdown, names))
        facts = {
            "file": escape_markdown(page.uploads.file_name("csv")),
            "accuracy": one_digit(result.accuracy),
            "n_validation": count_text(result.n_validation),
            "guess": one_digit(pictures.majority_accuracy(result)),
            "n_train": count_text(result.n_train),
            "n_words": count_text(len(result.words)),
            "updates": count_text(result.n_updates),
            "seconds": one_digit(result.seconds),
            "dense": format_bytes(result.dense, lang),
            "sparse": format_bytes(result.sparse, lang),
            "dropped": count_text(result.n_dropped),
            "only_validation": count_text(result.n_only_validation),
            "weights": count_text(sum(w.size for w in result.weights.values())),
            "least": count_text(least_messages(result.n_train)),
        }
        page.sentence("now", used_source, **facts)
page.scenarios()
if source == "newsgroups" and used_source != source:
    with fetch_place:
        fetch_button(page.compute, "fetch", newsgroups.fetch)

page.predict()

with page.placeholder():
    if result:
        name = pictures.scenario(page.lesson, settings)
        label = words.labels("scenarios").get(name)
        label = label or pictures.changed_settings(page.lesson, settings)
        accuracy, percent = facts["accuracy"], format_number(result.percent, lang)
        if result.percent < 100:
            cell = words.labels("runs.cells")["stopped"]
            accuracy = words.fill(cell, accuracy=accuracy, percent=percent)
        with page.block("runs", wide=True):
            texts = words.labels("source.values")[used_source]
            values = [
                page.uploads.file_name("csv") if used_source == "upload" else texts
            ]
            values += [accuracy, *(facts[n] for n in ("n_words", "weights", "seconds"))]
            run_log(page.context, "runs", [label, *values], key_cells=2)

        with page.block("test"):
            page.controls.switches("opened")
            if settings["opened"]:
                page.markdown(
                    "test.now",
                    n_test=count_text(result.n_test),
                    test=one_digit(result.test_accuracy),
                    validation=facts["accuracy"],
                )

        with page.block("hidden" if used_source == "upload" else "unfair", **facts):
            for kind, count in (
                ("words", result.n_only_validation),
                ("dropped", result.n_dropped),
                ("memory", 1),
            ):
                page.sentence(f"unfair.{kind}", "some" if count else "none", **facts)
            if used_source == "newsgroups":
                is_bare = (
                    settings["headers"] and settings["footers"] and settings["quotes"]
                )
                page.sentence("unfair.headers", "bare" if is_bare else "whole", **facts)

with page.block("groups" if used_source == "newsgroups" else "settings"):
    if used_source == "newsgroups":
        page.controls.parts("categories", a_row=1)
        page.controls.text_input("categories")

with page.placeholder():
    if result:
        with page.block("confusion", wide=len(names) > MANY_CLASSES):
            page.charts.confusion_matrix(result.confusion, names)
        with page.block("message", wide=True):
            cells = pictures.cells(result)
            options = [
                f"{names[i]} → {names[j]} ({count_text(n)})" for i, j, n in cells
            ]
            cell = cells[page.controls.option("cell", options)]
            messages = pictures.in_cell(result, cell)
            lines = [
                f"{i + 1}. {pictures.first_line(m.text)}"
                for i, m in enumerate(messages)
            ]
            message = messages[page.controls.option("which", lines)]
            reading = explain.reread(result, settings, message)
            probabilities = {
                "p": one_digit(100 * message.p.max()),
                "true": escaped_names[message.true],
            }
            verdict = "right" if message.true == message.prediction else "wrong"
            page.sentence(
                "message.said",
                verdict,
                said=escaped_names[message.prediction],
                **probabilities,
            )
            marked_text(page.context, "message", pictures.mark_pieces(reading.pieces))
            legend = [f"{letter(i)} = {name}" for i, name in enumerate(escaped_names)]
            page.remark(words.text("legend", classes=", ".join(legend)))

        with page.block("telling", wide=True, **facts):
            head, rows = words.labels("telling.columns"), []
            for name, values in zip(names, result.telling, strict=True):
                top_words = ", ".join(
                    f"{word} {two_digits(weight)}" for word, weight, _ in values
                )
                rows.append([name, top_words])
            page.table(words.text("telling.title"), list(head.values()), rows)

        with page.block("own", wide=True):
            text = page.controls.text_input("mine")
            if not text:
                text = pictures.example(result) or words.text(f"own.{used_source}")
                page.sentence("own.example", used_source, file=facts["file"])
            reading = explain.read(result, settings, text)
            predicted = escaped_names[reading.p.argmax()]
            known_label = "known" if reading.words else "unknown"
            values = {"said": predicted, "p": one_digit(100 * reading.p.max())}
            page.sentence(
                "own.said",
                known_label,
                **values,
                count=count_text(len(reading.unknown)),
            )
            left, right = page.columns(1.4, 1)
            with left:
                marked_text(page.context, "read", pictures.mark_pieces(reading.pieces))
                page.remark(words.text("legend", classes=", ".join(legend)))
                if reading.words:
                    head = [words.text("own.word"), *names]
                    rows = [[w, *map(two_digits, row)] for w, row in reading.words[:8]]
                    page.table(words.text("own.title"), head, rows)
            with right:
                page.charts.probabilities("own", reading.p, names)
page.question("bag")

page.block("code")
page.source.listing(
    with_numpy, with_torch, names=("make_bags", "BagNet", "train_epoch")
)

page.exercise()

page.block("remember")

page.close()
