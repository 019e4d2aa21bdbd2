"""Indexing: its texts, figures, controls and code in reading order."""

from app.content.number_format import format_number
from app.page.cell_touch import CellTouch
from app.page.lesson_page import LessonPage
from lessons.indexing import BACKWARDS, ENDS, FORMS, MASKS, with_numpy, with_torch
from lessons.indexing.index import write
from lessons.indexing.selection import index_of
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
    index, write_mode = settings["index"], settings["write"]
    result, numpy_result = (
        take(order, index, write_mode, tool) for tool in (with_torch, with_numpy)
    )
    kind = "view" if result.view else "copy"
    values = {"index": write(index)}
    if result.error:
        page.markdown(f"error.{result.cause}")
    else:
        values |= {
            "shape": str(result.y.shape),
            "order": format_number(result.y.ndim, page.lang),
        }
        cells = int(result.selected.sum())
        page.markdown(f"now.{kind}", cells=cells, **values)
        if result.y.size > cells:
            page.markdown("now.repeated", cells=cells, numbers=int(result.y.size))
        if write_mode != "nothing":
            page.markdown(
                f"wrote.{write_mode}.{kind}", changed=result.changed.sum(), **values
            )

with figure:
    marks = {
        "selected": result.selected,
        "faint": ~result.selected,
        "changed": result.changed,
    }
    places = result.before
    row = [tensor("x", result.after, marks=marks, links=lambda *at: [places[at]])]
    if not result.error:
        y = tensor(
            "y",
            result.y,
            marks={"shared": result.view, "changed": result.y != result.values},
            links=lambda *at: [result.values[at]],
            note=words.text("figure.y", **values),
        )
        row.append(y)
    alt = words.text(
        "figure.alt", order=format_number(order, page.lang), index=write(index)
    )
    answers = "count", "written", "axes"
    page.figures.cells(
        "figure",
        [row],
        alt=alt,
        legend="figure.legend",
        answers=answers,
        touch=CellTouch(
            "choose", ("x",), "index", lambda _, at, __: index_of(order, at)
        ),
    )
    if result.error:
        page.output("error", result.session(index))
    if numpy_result.error:
        page.remark(words.text("numpy.error", message=numpy_result.error))
    else:
        shape_differs = not result.error and numpy_result.y.shape != result.y.shape
        kind = "moved" if shape_differs else "view" if numpy_result.view else "copy"
        page.remark(words.text(f"numpy.{kind}", shape=str(numpy_result.y.shape)))
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

with page.block("masks"):
    page.output("masks", prompt(*MASKS))

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
