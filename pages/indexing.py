"""Indexing: which text, figure, control and code, in reading order."""

from app.content.number_format import format_number
from app.page.lesson_page import LessonPage
from lessons.indexing import BACKWARDS, ENDS, FORMS, with_numpy, with_torch
from lessons.indexing.index import write
from lessons.indexing.take import prompt, take
from lessons.toolkit.tensor_view import tensor

page = LessonPage("indexing")
page.hide_until_answered()
words, settings = page.words, page.settings

figure, controls = page.columns(1, 1)
with controls:
    order = page.controls.choice("order")
    page.controls.text_input("index")
    page.controls.choice("axis", range(order))
    page.controls.parts("index")
    page.controls.choice("write")
    index, how = settings["index"], settings["write"]
    now, twin = (take(order, index, how, tool) for tool in (with_torch, with_numpy))
    kind = "view" if now.view else "copy"
    said = {"index": write(index)}
    if now.error:
        page.markdown(f"error.{now.cause}")
    else:
        said |= {
            "shape": str(now.y.shape),
            "order": format_number(now.y.ndim, page.lang),
        }
        cells = int(now.lit.sum())
        page.markdown(f"now.{kind}", cells=cells, **said)
        if now.y.size > cells:
            page.markdown("now.repeated", cells=cells, numbers=int(now.y.size))
        if how != "nothing":
            page.markdown(f"wrote.{how}.{kind}", changed=now.changed.sum(), **said)

with figure:
    marks = {"selected": now.lit, "faint": ~now.lit, "changed": now.changed}
    places = now.before
    row = [tensor("x", now.after, marks=marks, links=lambda *at: [places[at]])]
    if not now.error:
        y = tensor(
            "y",
            now.y,
            marks={"shared": now.view, "changed": now.y != now.values},
            links=lambda *at: [now.values[at]],
            note=words.text("figure.y", **said),
        )
        row.append(y)
    alt = words.text(
        "figure.alt", order=format_number(order, page.lang), index=write(index)
    )
    answers = "count", "written", "axes"
    page.figures.cells(
        "figure", [row], alt=alt, legend="figure.legend", answers=answers
    )
    if now.error:
        page.output("error", now.session(index))
    if twin.error:
        page.remark(words.text("numpy.error", message=twin.error))
    else:
        moved = not now.error and twin.y.shape != now.y.shape
        kind = "moved" if moved else "view" if twin.view else "copy"
        page.remark(words.text(f"numpy.{kind}", shape=str(twin.y.shape)))
page.scenarios()

page.predict()

with page.block("forms", shape=str(with_torch.SHAPES[2])):
    head, effects = words.labels("forms.table"), words.labels("forms.effects")
    forms = {name: take(2, form) for name, form in FORMS.items()}
    memory = words.labels("forms.memory")
    page.table(
        words.text("forms.title"),
        list(head.values()),
        [
            [
                write(FORMS[name]),
                effects[name],
                str(form.y.shape),
                memory["view" if form.view else "copy"],
            ]
            for name, form in forms.items()
        ],
    )

page.block("memory")

with page.block("ends"):
    page.output("ends", prompt(*ENDS))
    page.markdown("ends.numpy")
    page.output("backwards", prompt(BACKWARDS, tool=with_numpy))

page.block("code")
page.source.listing(with_numpy, with_torch, names=("make_part", "is_view", "build"))

page.exercise()

page.block("remember")

page.close()
