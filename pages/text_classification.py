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
from lessons.text_classification.sources import PARTS, depends
from lessons.text_classification.training import least_messages, training

page = LessonPage("text_classification")
page.hide_until_answered()
words, settings, lang = page.words, page.settings, page.lang
whole, one = (
    partial(format_number, lang=lang),
    partial(format_fixed, digits=1, lang=lang),
)
two = partial(format_fixed, digits=2, lang=lang)


def draw(curves: np.ndarray) -> None:
    """Loss and accuracy, of training and test."""
    loss, accuracy = page.columns(1, 1)
    at, end = curves[:, 0], settings["n_epochs"]
    with loss:
        page.charts.learning_curve("loss", curves[:, [0, 1, 3]], end, 0, 1.5)
    with accuracy:
        parts = np.stack([at, *(100 * curves[:, [2, 4]].T)], 1)
        page.charts.learning_curve("accuracy", parts, end, 20, 100)


def texts_of(content: bytes, size: int) -> str:
    """The texts of the reader's file, by the columns that are chosen."""
    columns = page.placeholder()
    header = page.uploads.has_header("csv", own_texts.opened(content, size).header)
    found, picked = (
        own_texts.opened(content, size, header),
        page.uploads.selected_columns("csv"),
    )
    try:
        with columns:
            offered = own_texts.offered(found, picked.get("label"))
            picked = page.uploads.columns("csv", found.names, offered)
        chosen = own_texts.chosen(found, **picked)
    except ParseError as why:
        page.uploads.show_refusal("csv", why)
        return ""
    told = {name: whole(n) for name, n in own_texts.counts(found, chosen).items()}
    told |= {
        "part": format_bytes(found.n_bytes, lang),
        "whole": format_bytes(found.size, lang),
    }
    says = words.labels("csv.read") | page.messages["table"]
    remarks = own_texts.remarks(found, chosen, settings["tokens"])
    page.remark(" ".join(words.fill(says[name], **told) for name in remarks))
    return chosen.own


source, own = page.controls.choice("source"), ""
if source == "upload":
    limits = {"rows": whole(own_texts.MAX_ROWS), "most": format_bytes(MAX_BYTES, lang)}
    page.remark(words.text("csv.limits", **limits))
    checked = own_texts.checked
    file = page.uploads.file("csv", MAX_BYTES, checked, accept=table.ACCEPT, part=True)
    own = texts_of(*file) if file else ""
wanted = depends(settings, lang, own)
used = wanted["source"]
if used != source:
    page.sentence("instead", source)
if used != "newsgroups" and any(settings[part] for part in PARTS):
    page.markdown("bare")
there = page.placeholder()
figure, controls = page.columns(1.9, 1)
with controls:
    page.controls.choice("tokens", show_label=True)
    page.controls.sliders("size", a_row=1)
    page.controls.switches("tfidf", "lower")
    if used == "newsgroups":
        page.controls.switches("headers", "footers", "quotes")
with figure:
    result = page.training("training", training, draw, wanted, auto=True)
    if result:
        draw(result.curves)
    page.question("weights")
with page.placeholder():
    if result:
        names = result.names
        named = tuple(map(escape_markdown, names))
        facts = {
            "file": escape_markdown(page.uploads.file_name("csv")),
            "accuracy": one(result.accuracy),
            "n_test": whole(result.n_test),
            "guess": one(pictures.guess(result)),
            "n_train": whole(result.n_train),
            "n_words": whole(len(result.words)),
            "updates": whole(result.n_updates),
            "seconds": one(result.seconds),
            "dense": format_bytes(result.dense, lang),
            "sparse": format_bytes(result.sparse, lang),
            "dropped": whole(result.n_dropped),
            "only_test": whole(result.n_only_test),
            "weights": whole(sum(w.size for w in result.weights.values())),
            "least": whole(least_messages(result.n_train)),
        }
        page.sentence("now", used, **facts)
page.scenarios()
if source == "newsgroups" and used != source:
    with there:
        fetch_button(page.compute, "fetch", newsgroups.fetch)

page.predict()

with page.placeholder():
    if result:
        name = pictures.scenario(page.lesson, settings)
        label = words.labels("scenarios").get(name)
        label = label or pictures.changed(page.lesson, settings)
        accuracy, percent = facts["accuracy"], format_number(result.percent, lang)
        if result.percent < 100:
            cell = words.labels("runs.cells")["stopped"]
            accuracy = words.fill(cell, accuracy=accuracy, percent=percent)
        with page.block("runs", wide=True):
            texts = words.labels("source.values")[used]
            told = [page.uploads.file_name("csv") if used == "upload" else texts]
            told += [accuracy, *(facts[n] for n in ("n_words", "weights", "seconds"))]
            run_log(page.context, "runs", [label, *told], key_cells=2)

        with page.block("hidden" if used == "upload" else "unfair", **facts):
            for kind, told in (
                ("words", result.n_only_test),
                ("dropped", result.n_dropped),
                ("memory", 1),
            ):
                page.sentence(f"unfair.{kind}", "some" if told else "none", **facts)
            if used == "newsgroups":
                bare = (
                    settings["headers"] and settings["footers"] and settings["quotes"]
                )
                page.sentence("unfair.headers", "bare" if bare else "whole", **facts)

with page.block("groups" if used == "newsgroups" else "settings"):
    if used == "newsgroups":
        page.controls.parts("categories", a_row=1)
        page.controls.text_input("categories")
    page.controls.switches("from_test", "shuffle", "drop_last")
    page.controls.sliders("n_epochs", "batch_size", "lr", a_row=3, min_width=120)
    page.controls.sliders("hidden", "seed", a_row=2)

with page.placeholder():
    if result:
        with page.block("confusion", wide=len(names) > MANY_CLASSES):
            page.charts.confusion_matrix(result.confusion, names)
        with page.block("message", wide=True):
            cells = pictures.cells(result)
            options = [f"{names[i]} → {names[j]} ({whole(n)})" for i, j, n in cells]
            cell = cells[page.controls.option("cell", options)]
            kept = pictures.in_cell(result, cell)
            lines = [
                f"{i + 1}. {pictures.first_line(m.text)}" for i, m in enumerate(kept)
            ]
            message = kept[page.controls.option("which", lines)]
            reading = explain.reread(result, settings, message)
            chances = {"p": one(100 * message.p.max()), "true": named[message.true]}
            right = "right" if message.true == message.said else "wrong"
            page.sentence("message.said", right, said=named[message.said], **chances)
            marked_text(page.context, "message", pictures.marked(reading.pieces))
            legend = [f"{letter(i)} = {name}" for i, name in enumerate(named)]
            page.remark(words.text("legend", classes=", ".join(legend)))

        with page.block("telling", wide=True, **facts):
            head, rows = words.labels("telling.columns"), []
            for name, told in zip(names, result.telling, strict=True):
                best = ", ".join(f"{word} {two(much)}" for word, much, _ in told)
                rows.append([name, best])
            page.table(words.text("telling.title"), list(head.values()), rows)

        with page.block("own", wide=True):
            text = page.controls.text_input("mine")
            if not text:
                text = pictures.example(result) or words.text(f"own.{used}")
                page.sentence("own.example", used, file=facts["file"])
            reading = explain.read(result, settings, text)
            said = named[reading.p.argmax()]
            known = "known" if reading.words else "unknown"
            told = {"said": said, "p": one(100 * reading.p.max())}
            page.sentence("own.said", known, **told, count=whole(len(reading.unknown)))
            read, chances = page.columns(1.4, 1)
            with read:
                marked_text(page.context, "read", pictures.marked(reading.pieces))
                page.remark(words.text("legend", classes=", ".join(legend)))
                if reading.words:
                    head = [words.text("own.word"), *names]
                    rows = [[w, *map(two, row)] for w, row in reading.words[:8]]
                    page.table(words.text("own.title"), head, rows)
            with chances:
                page.charts.probabilities("own", reading.p, names)
page.question("bag")

page.block("code")
page.source.listing(with_numpy, with_torch, names=("make_bags", "layers", "train"))

page.exercise()

page.block("remember")

page.close()
