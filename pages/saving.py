"""Saving: a training cut and resumed, files of strangers, the way to a service."""

from functools import partial

from app.components.download_button import download_button
from app.components.player import views
from app.content.markdown import escape_markdown
from app.content.number_format import format_fixed, format_number
from app.page.lesson_page import LessonPage
from app.page.player import NamedRun
from lessons.saving import CUTS, KEPT, sessions, threats, whole, with_torch
from lessons.saving.checkpoint import write_checkpoint
from lessons.saving.contents import cells, rows
from lessons.saving.upload import ACCEPT, MAX_BYTES, continue_training

page = LessonPage("saving")
left, right = page.columns(5, 5)
with left:
    page.controls.choice("optimizer")
with right:
    page.controls.switches("shuffle")
rec, words, settings, lang = (
    page.compute.recording(),
    page.words,
    page.settings,
    page.lang,
)

whole_name = words.labels("curve")["whole"]
page.player.figure(
    views.curve(words, ("full_loss", "loss", "line"), floor="best"),
    views.surface(words, "a", "b"),
    views.fit(words),
    marks={
        "kept": dict(zip(KEPT, words.labels("kept.short").values(), strict=True)),
        "cut": CUTS,
    },
    other_runs={"whole": NamedRun(whole(rec), whole_name, "data", (7, 4))},
    height_above=3.1,
)
page.figure_settings("seed")
page.scenarios()

page.predict()

when = {name: settings[name] for name in ("kept", "cut")}
file = write_checkpoint(settings)
contents, n_hidden = rows(settings)
sizes = {
    "size": format_number(len(file), lang),
    "hidden": words.text("inside.hidden", n=format_number(n_hidden, lang))
    if n_hidden
    else "",
}
with page.block("inside", epoch=when["cut"], **sizes):
    page.table(
        words.text("inside.title"),
        list(words.labels("inside.columns").values()),
        [
            [*row[:3], format_number(row[3], lang) if row[3] else "—"]
            for row in contents
        ],
    )
    download_button(words.labels("labels")["download"], "checkpoint.pt", lambda: file)

with page.block("trip"):
    page.output("trip", sessions.round_trip())

with page.block("mismatch"):
    mismatch = page.controls.choice("mismatch")
    page.output("mismatch", sessions.mismatch(mismatch))
    page.markdown(f"mismatch.{mismatch}")

with page.block("danger"):
    threat = page.controls.choice("threat")
    page.output("danger", threats.disassemble(threat))
    page.markdown(f"danger.{threat}")
    page.output("refusal", threats.refusal(threat))
    page.markdown(f"refusal.{threat}")

with page.block("upload", limit=format_number(MAX_BYTES, lang)):
    read = partial(continue_training, settings=settings)
    continued_run = page.uploads.file("upload", MAX_BYTES, read, accept=ACCEPT)
    if continued_run:
        epoch, losses = continued_run
        difference = max(abs(one - other) for one, other in losses)
        file = escape_markdown(page.uploads.file_name("upload"))
        values = {"file": file, "epoch": epoch, "apart": difference}
        page.markdown(f"upload.{'apart' if difference else 'same'}", **values)
        page.table(
            words.text("upload.table"),
            list(words.labels("upload.columns").values()),
            [
                [
                    format_number(n, lang),
                    *(format_fixed(loss, 6, lang) for loss in both),
                ]
                for n, both in enumerate(losses, epoch + 1)
            ],
        )

with page.block("service"):
    if page.controls.button("export"):
        export = page.compute.train(sessions.export)
        page.markdown("service.fixed")
        page.output("fixed", export.fixed)
        page.markdown("service.dynamic")
        page.output("dynamic", export.dynamic)
        page.output("graph", export.code)
        page.markdown(f"service.{'same' if export.same else 'other'}")
        if export.onnx:
            page.output("onnx", export.onnx)
            page.markdown("service.onnx")
    page.output("script", sessions.script())
    page.table(
        words.text("service.title"),
        list(words.labels("service.columns").values()),
        [cells(line) for line in words.labels("service.rows").values()],
    )

page.block("code")
page.source.listing(
    with_torch, names=("make", "save", "load", "train"), live="code.live"
)
with page.column("without_numpy"):
    page.remark(words.text("code.without_numpy"))

page.exercise()

page.block("remember")

page.close()
