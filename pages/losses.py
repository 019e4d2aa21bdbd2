"""Losses: curve and slopes, cross-entropy taken apart, mistakes, code."""

from app.page import Page
from lessons import prompt
from lessons.losses import mistakes, pictures, with_numpy, with_torch

page = Page("losses")
page.hold()
words, settings = page.words, page.settings

which, how = page.columns(1.5, 1)
with which:
    kind = page.choice("kind")
with how:
    reduction = page.choice("reduction")
names = ("y_pred", "scores", "target", "weight")
data = with_torch.make_data(*(settings[name] for name in names))
curve, cells = page.columns(1.1, 1)
with curve:
    axes = "logit" if kind == "bce" else "error"
    columns, top = pictures.curves(kind, data), pictures.top(kind)
    page.slopes_chart(columns, axes, pictures.FRAME, top)
    page.parts("y_pred")
with cells:
    rows = pictures.way(kind, reduction, data)
    page.cells("figure", rows, alt=words.text("figure.alt"), hint=False)
    page.typed("y_pred")
page.markdown(f"now.{kind}", **pictures.worst(kind, data))
page.markdown(f"reduced.{reduction}", **pictures.whole(kind, reduction, data))
page.lines(with_numpy, with_torch, cases=(("measure", kind),), name="ran")
page.scenarios()

page.predict()

page.block("cross")
scores, others = page.columns(1, 1)
with scores:
    page.parts("scores")
    page.typed("scores")
with others:
    page.choice("target", labelled=True)
    page.sliders("weight", "smoothing", a_row=2)
rows = pictures.taken_apart(data, settings["smoothing"], reduction)
alt = words.text("cross.alt")
page.cells("cross", rows, alt=alt, legend="cross.legend")
with page.column():
    page.markdown("cross.now", **pictures.shares(data, settings["smoothing"]))
    page.markdown("cross.q")

with page.block("mistakes"):
    made = page.choice("mistake")
    wrong, mended = mistakes.MISTAKES[made]
    page.output("wrong", prompt.ran(wrong))
    page.markdown(f"mistake.{made}")
    page.output("mended", prompt.ran(mended, last=1))

page.block("code")
page.code(with_numpy, with_torch, names=("measure", "build"))

page.exercise()

page.block("remember")

page.close()
