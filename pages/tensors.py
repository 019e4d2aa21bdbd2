"""Tensors: its texts, figures, controls and code in reading order."""

from collections.abc import Sequence
from math import prod

from app.content.source_listing import CodeLine, case_result, case_statements, highlight
from app.page.cell_touch import CellTouch
from app.page.controls import control_grid
from app.page.lesson_page import LessonPage
from lessons.tensors import outcome, pictures, samples, with_numpy, with_torch
from lessons.toolkit.cell_edits import Edits, add_edit, edit_lines
from lessons.toolkit.tensor_view import tensor

page = LessonPage("tensors")
page.hide_until_answered()
words, settings = page.words, page.settings
operation = settings["operation"]
both = {"PyTorch": with_torch, "NumPy": with_numpy}
outcomes = {tool: outcome.outcome(module, settings) for tool, module in both.items()}
torch_run = outcomes["PyTorch"]
written = {
    tool: outcome.written(settings, name)
    for tool, name in (("PyTorch", "torch"), ("NumPy", "np"))
}


def last_expression(tool: str) -> str:
    """Return the expression that ran last."""
    if outcomes[tool].x is None:
        return case_result(both[tool].make, settings["create"])
    code = case_statements(both[tool].build, operation, written[tool], "z")[-1]
    return "".join(text for text, _ in code).removeprefix("z = ")


def result_of(tool: str) -> list:
    """Return the result of the tool as cells, after an arrow."""
    return [*pictures.result(settings, outcomes[tool], tool, last_expression(tool))]


def edited(name: str, places: Sequence[tuple[int, ...]], number: float | None) -> Edits:
    """Return the edits with this number in a cell of x or y."""
    return add_edit(settings["edits"], name, places[0], number or 0)


def statements(tool: str) -> list[list[CodeLine]]:
    """Return the lines that made x, y and the result, with the values in them."""
    module, names = both[tool], written[tool]
    y_names = names | {"shape": str(settings["y_shape"])}
    made = [case_statements(module.make, settings["create"], names, "x")]
    if outcome.has_y(operation):
        made.append(case_statements(module.make, "twos", y_names, "y"))
    made.append(highlight(edit_lines(settings["edits"])))
    return [*made, case_statements(module.build, operation, names, "z")]


def fits_a_row(shape: Sequence[int]) -> bool:
    """Return whether both tools' results have room beside x and y."""
    return (
        len(shape) < 3 and max(shape, default=1) < 4 and operation not in outcome.JOINS
    )


page.controls.choice("operation")
rows = [[*pictures.operands(settings, torch_run), *result_of("PyTorch")]]
if settings["create"] in outcome.RANDOM:  # NumPy draws other numbers
    rows.append([*pictures.operands(settings, outcomes["NumPy"]), *result_of("NumPy")])
elif torch_run.z is not None and fits_a_row(torch_run.z.shape):
    rows[0] += result_of("NumPy")
elif torch_run.z is not None:
    rows.append(result_of("NumPy"))
if any(rows):
    page.figures.cells(
        "figure",
        rows,
        alt=words.text("figure.alt"),
        answers=("join", "count", "write"),
        touch=CellTouch("edit", ("x", "y"), "edits", edited, whole=False),
    )
shape, y_shape = settings["shape"], settings["y_shape"]
numel = prod(shape)
described = "now.single" if numel == 1 else "now.x" if len(shape) > 1 else "now.vector"
facts = {
    "order": str(len(shape)),
    "shape": str(shape),
    "product": " × ".join(map(str, shape)),
    "numel": str(numel),
    "dtype": settings["dtype"],
}
if torch_run.z is None:
    for tool, run in outcomes.items():
        if run.error:
            page.output(tool, f">>> {run.line}\n{run.error}")
    if torch_run.x is not None:
        page.markdown(described, **facts)
    page.markdown(f"error.{torch_run.why}")
else:
    z = torch_run.z
    kind = operation
    if operation in outcome.ELEMENTS:
        kind = "element" if shape == y_shape else "broadcast"
    elif operation in outcome.COMPARISONS:
        kind = "compare"
    elif operation == "resize":
        kind = {1: "resize_more", 0: "resize", -1: "resize_fewer"}[
            (z.numel() > numel) - (z.numel() < numel)
        ]
    facts |= {
        "made": str(tuple(z.shape)),
        "count": str(int(z.sum())) if kind == "compare" else "",
        "cells": str(z.numel()),
        "gone": str(numel - z.numel()),
        "dim": str(settings["dim"]),
        "free": str(settings["new_shape"]),
        "y_shape": str(y_shape),
    }
    page.markdown(described, f"now.{kind}", **facts)
typed = ["shape", "edits"]
if outcome.has_y(operation):
    typed.insert(1, "y_shape")
elif operation in outcome.SHAPES:
    typed.insert(1, "new_shape")
with control_grid(4):
    for name in typed:
        page.controls.text_input(name, with_reason=False)
    if operation in outcome.JOINS:
        page.controls.sliders("dim", a_row=1)
first, second, third = page.columns(2.5, 1.5, 0.5)
with first:
    page.controls.choice("create")
with second:
    page.controls.choice("dtype")
with third:
    if settings["create"] in outcome.RANDOM:
        page.controls.sliders("seed", a_row=1)
page.scenarios()
page.controls.reasons(*typed)
lines = zip(statements("NumPy"), statements("PyTorch"), strict=True)
page.source.rows(
    with_numpy, with_torch, rows=[row for row in lines if row[0]], name="ran"
)

page.predict()

with page.block("orders"):
    row = [tensor(name, value) for name, value in samples.orders().items()]
    page.figures.cells("orders", [row], alt=words.text("orders.title"), hint=False)

with page.block("dtypes"):
    page.output("defaults", samples.defaults())

with page.block("seeds", seed=str(settings["seed"])):
    by_seed = dict(zip(both, samples.random_numbers(settings["seed"]), strict=True))
    row = [tensor(tool, value) for tool, value in by_seed.items()]
    page.figures.cells("seeds", [row], alt=words.text("seeds.title"), hint=False)

with page.block("shapes"):
    page.output("turned", samples.strided_copy())
    page.markdown("shapes.resize")
    page.output("resized", samples.resize())

with page.block("joins"):
    page.figures.cells(
        "joins",
        *pictures.joins(),
        alt=words.text("joins.title"),
        says=list(words.labels("joins.steps").values()),
        hint=False,
    )

page.block("code")
page.source.listing(with_numpy, with_torch, names=("edit", "run"))

page.exercise()

page.block("remember")

page.close()
