"""Losses: curve and slopes, cross-entropy taken apart, mistakes, code."""

from app.components.sliders import dragged_sliders
from app.page.lesson_page import LessonPage
from lessons.losses import mistakes, pictures, with_numpy, with_torch
from lessons.toolkit import python_prompt

page = LessonPage("losses")
page.hide_until_answered()
words, settings = page.words, page.settings

left, right = page.columns(1.5, 1)
with left:
    kind = page.controls.choice("kind")
with right:
    reduction = page.controls.choice("reduction")
names = ("y_pred", "scores", "target", "weight")
data = with_torch.make_data(*(settings[name] for name in names))
values = [part.values for part in page.lesson["y_pred"].parts(settings["y_pred"], {})]
left_figure, right_figure = page.columns(1.1, 1)
with left_figure:
    dragged_sliders(
        page.context,
        "y_pred",
        pictures.slider_figure(kind, reduction, data, values),
        "logit" if kind == "bce" else "error",
        says=f"now.{kind}",
    )
with right_figure:
    rows = pictures.loss_rows(kind, reduction, data)
    page.figures.cells(
        "figure", rows, alt=words.text("figure.alt"), hint=False, live="y_pred"
    )
    page.controls.text_input("y_pred")
page.question("double", "order")
if kind == "bce":
    page.markdown("logit.text")
page.markdown(f"reduced.{reduction}")
page.source.cases(with_numpy, with_torch, cases=(("measure", kind),), name="ran")
page.scenarios()

page.predict()

page.block("cross")
smoothing = settings["smoothing"]
left_column, right_column = page.columns(1.1, 1)
with left_column:
    law = pictures.score_figure(data, smoothing, reduction)
    dragged_sliders(page.context, "scores", law, "chances", says="cross.now")
with right_column:
    page.controls.text_input("scores")
    page.controls.choice("target")
    page.controls.sliders("weight", "smoothing", a_row=2)
rows = pictures.cross_entropy_rows(data, smoothing, reduction)
alt = words.text("cross.alt")
page.figures.cells("cross", rows, alt=alt, legend="cross.legend", live="scores")
page.foot.exercise("cross")
with page.column("q"):
    page.markdown("cross.q")

with page.block("mistakes"):
    mistake = page.controls.choice("mistake")
    wrong, corrected = mistakes.MISTAKES[mistake]
    page.output("wrong", python_prompt.prompt_output(wrong))
    page.markdown(f"mistake.{mistake}")
    page.output("corrected", python_prompt.prompt_output(corrected, last=1))

page.block("code")
page.source.listing(with_numpy, with_torch, names=("measure", "build"))

page.exercise()

page.block("remember")

page.close()
