"""Tensors: its texts, figures, controls and code in reading order."""

from math import prod

from app.content.source_listing import case_result
from app.page.controls import control_grid
from app.page.lesson_page import LessonPage
from lessons.tensors import outcome, pictures, samples, with_numpy, with_torch
from lessons.toolkit.tensor_view import tensor

page = LessonPage("tensors")
page.hide_until_answered()
words, settings = page.words, page.settings
operation = settings["operation"]
both = {"PyTorch": with_torch, "NumPy": with_numpy}
outcomes = {tool: outcome.outcome(module, settings) for tool, module in both.items()}
torch_run = outcomes["PyTorch"]


def last_expression(tool: str) -> str:
    """Return the expression that ran last."""
    if outcomes[tool].x is None:
        return case_result(both[tool].make, settings["create"])
    return case_result(both[tool].build, operation)


def tensors_of(tool: str) -> list:
    """Return x, y and the result of the tool as rows of cells."""
    run = outcomes[tool]
    z = pictures.result(settings, run, tool, last_expression(tool))
    return [*pictures.operands(settings, run), *z]


first, second = page.columns(1.75, 1)
with first:
    page.controls.choice("create", show_label=True)
with second:
    page.controls.choice("dtype", show_label=True)
page.controls.choice("operation", show_label=True)
rows = [tensors_of(tool) for tool in both]
if settings["create"] not in ("rand", "randn"):  # NumPy draws other numbers
    torch_s, numpy_s = rows
    rows = [
        torch_s + numpy_s[len(numpy_s) - 1 :] if torch_run.z is not None else torch_s
    ]
if any(rows):
    answers = "join", "count", "write"
    page.figures.cells("figure", rows, alt=words.text("figure.alt"), answers=answers)
with control_grid(5):
    for name in ("shape", "y_shape", "new_shape"):
        page.controls.text_input(name)
    page.controls.sliders("dim", a_row=1)
    page.controls.sliders("seed", a_row=1)
shape, y_shape = settings["shape"], settings["y_shape"]
numel = prod(shape)
if torch_run.x is not None:
    page.markdown(
        "now.single" if numel == 1 else "now.x" if len(shape) > 1 else "now.vector",
        order=str(len(shape)),
        shape=str(shape),
        product=" × ".join(map(str, shape)),
        numel=str(numel),
        dtype=settings["dtype"],
    )
if torch_run.z is None:
    for tool, run in outcomes.items():
        if run.error:
            page.output(tool, f">>> {run.line}\n{run.error}")
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
    page.markdown(
        f"now.{kind}",
        made=str(tuple(z.shape)),
        count=str(int(z.sum())) if kind == "compare" else "",
        numel=str(z.numel()),
        gone=str(numel - z.numel()),
        dim=str(settings["dim"]),
        free=str(settings["new_shape"]),
        shape=str(shape),
        y_shape=str(y_shape),
    )
cases = ("make", settings["create"]), ("build", operation)
page.source.cases(with_numpy, with_torch, cases=cases, name="ran")
page.scenarios()

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
page.source.listing(with_numpy, with_torch, names=("make", "build"))

page.exercise()

page.block("remember")

page.close()
