"""Data loading: its texts, figures, controls and code in reading order."""

from app.content.number_format import format_fixed, format_number
from app.page.compute_buttons import local_time, measure_button
from app.page.lesson_page import LessonPage
from lessons.data_loading import failures, pictures, with_numpy, with_torch
from lessons.data_loading.epochs import N_EPOCHS, run_loader
from lessons.data_loading.orders import losses
from lessons.data_loading.slow_items import WAITS
from lessons.data_loading.workers import measure

page = LessonPage("data_loading")
page.hide_until_answered()
words, settings = page.words, page.settings
epochs = run_loader(settings)
names_in_figure, sentences = words.labels("figure.words"), words.labels("says")

figure, controls = page.columns(1.7, 1)
with controls:
    page.controls.choice("order")
    page.controls.sliders("n", "batch_size", a_row=2)
    page.controls.switches("drop_last")
    page.controls.choice("reseed")
    page.controls.sliders("seed", a_row=1)
with figure:
    page.figures.cells(
        "dealt",
        *pictures.frames(epochs, names_in_figure),
        alt=words.text("figure.alt"),
        says=pictures.sentences(epochs, lambda name, **n: sentences[name].format(**n)),
        legend="figure.legend",
        play=True,
        answers=("iterations", "again"),
    )
page.scenarios()

page.predict()

with page.block("dataset"):
    page.output("session", failures.session())

with page.block("split"):
    data = with_torch.Examples(*with_torch.make_data(settings["n"]))
    parts = with_torch.split(data, seed=settings["seed"])
    page.figures.cells(
        "split",
        [pictures.split_row(*parts, names_in_figure)],
        alt=words.text("split.alt"),
        hint=False,
    )

counts = {"n": settings["n"], "batch_size": settings["batch_size"]}
counts |= {"length": epochs.length, "updates": len(epochs.batches), "epochs": N_EPOCHS}
counts = {name: format_number(count, page.lang) for name, count in counts.items()}
formulas = words.labels("count.formulas")
counts["formula"] = formulas["down" if settings["drop_last"] else "up"]
page.block("count", **counts)

of_batches, of_all, of_last = epochs.means()
with page.block("short", of_batches=of_batches, of_all=of_all, of_last=of_last):
    if epochs.all_full:
        page.markdown("short.even")
    page.output("alone", failures.single_example_error())

with page.block("collate"):
    page.output("collated", failures.collate_session())
    page.markdown("collate.unequal")
    page.output("unequal", failures.unequal_lengths_error())
    page.markdown("collate.padded")
    page.figures.cells(
        "padded",
        pictures.padding_row(),
        alt=words.text("collate.alt"),
        legend="collate.legend",
        hint=False,
    )

with page.block("workers"):
    times = measure_button(page.compute, "measure", measure)
    if times:
        head = list(words.labels("workers.columns").values())
        rows = [
            [
                format_number(1000 * wait, page.lang),
                *(format_fixed(s, 2, page.lang) for s in row),
            ]
            for wait, row in zip(WAITS, times.seconds, strict=False)
        ]
        if rows:
            page.table(words.text("workers.title"), head, rows)
            page.markdown("workers.where", at=local_time(times.at, page.lang))
            for name, pays in zip(("instant", "waiting"), times.pays, strict=True):
                page.markdown(f"workers.{name}.{'pays' if pays else 'costs'}")
        else:
            page.markdown("workers.failed")

with page.block("orders"):
    head = list(words.labels("orders.columns").values())
    names = words.labels("orders.rows").values()
    rows = [
        [name, *(format_fixed(loss, 4, page.lang) for loss in row)]
        for name, row in zip(names, page.compute.train(losses).rows, strict=True)
    ]
    page.table(words.text("orders.title"), head, rows)

page.block("code")
page.source.listing(
    with_numpy, with_torch, names=("Examples", "pad", "make_loader", "build")
)

page.exercise()

page.block("remember")

page.close()
