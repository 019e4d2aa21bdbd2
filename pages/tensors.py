"""Tensors: which text, figure, control and code, in reading order."""

from math import prod

import numpy as np

from app.cells import Row, tensor
from app.page import Page
from app.source import returned
from lessons.tensors import outcome, samples, with_numpy, with_torch

page = Page("tensors")
page.hold()
words, settings = page.words, page.settings
operation = settings["operation"]
both = {"PyTorch": with_torch, "NumPy": with_numpy}
made = {tool: outcome.outcome(module, settings) for tool, module in both.items()}
by_torch = made["PyTorch"]
join, random = operation in outcome.JOINS, settings["create"] in ("rand", "randn")
lone = operation in ("exp", *outcome.SHAPES)


def linked(letter, places):
    """Cells that hold the same cell of x or y are kin."""
    return lambda *index: [f"{letter}{places[index]}"]


def given(tool: str) -> Row:
    """x, and y if the operation takes it."""
    done, items = made[tool], []
    for letter, value, mark in (("x", done.x, "first"), ("y", done.y, "second")):
        if value is not None and not (letter == "y" and lone):
            places = np.arange(prod(value.shape)).reshape(value.shape)
            links = linked(letter, places)
            items.append(tensor(letter, value, marks={mark: join}, links=links))
    return items


def made_by(tool: str) -> str:
    """The expression that ran last."""
    if made[tool].x is None:
        return returned(both[tool].make, settings["create"])
    return returned(both[tool].build, operation)


def result(tool: str) -> Row:
    """What one tool makes of them, each cell kin to those it came from."""
    done = made[tool]
    if done.z is None:
        return []
    x, y = outcome.origins(settings, done.z)

    def kin(*at: int) -> list[str]:
        return [f"{a}{n[at]}" for a, n in (("x", x), ("y", y)) if n[at] >= 0]

    marks = {"first": join & (x >= 0), "second": join & (y >= 0)}
    if operation in outcome.COMPARISONS:
        marks["selected"] = done.z
    unset = (x < 0) & (y < 0) & (tool == "PyTorch")
    marks["ghost"] = unset
    name = made_by(tool)
    how = {"marks": marks, "hidden": unset, "links": kin, "label": tool}
    return ["→", tensor(name, done.z, **how)]


first, second = page.columns(1.75, 1)
with first:
    page.choice("create", labelled=True)
with second:
    page.choice("dtype", labelled=True)
page.choice("operation", labelled=True)
with page.grid(5):
    for name in ("shape", "y_shape", "new_shape"):
        page.typed(name)
    page.sliders("dim", a_row=1)
    page.sliders("seed", a_row=1)

rows = [[*given("PyTorch"), *result("PyTorch")]]
if random:  # the same seed gives NumPy other numbers
    rows.append([*given("NumPy"), *result("NumPy")])
else:
    rows[0] += result("NumPy")[1:]
if any(rows):
    page.cells("figure", rows, alt=words.text("figure.alt"))
shape = settings["shape"]
page.markdown(
    "now.x",
    order=str(len(shape)),
    shape=str(shape),
    product=" × ".join(map(str, shape)) or "1",
    numel=str(prod(shape)),
    dtype=settings["dtype"],
)
if by_torch.z is None:
    for tool, done in made.items():
        if done.error:
            typed = made_by(tool)
            page.output(tool, f">>> {typed}\n{done.error}")
    page.markdown(f"error.{by_torch.why}")
else:
    z = by_torch.z
    kind = "element" if operation in outcome.ELEMENTS else operation
    kind = "compare" if operation in outcome.COMPARISONS else kind
    page.markdown(
        f"now.{kind}",
        made=str(tuple(z.shape)),
        count=str(int(z.sum())) if kind == "compare" else "",
        numel=str(z.numel()),
        dim=str(settings["dim"]),
        free=str(settings["new_shape"]),
    )
cases = ("make", settings["create"]), ("build", operation)
page.lines(with_numpy, with_torch, cases=cases, name="ran")
page.scenarios()

page.predict()

with page.block("orders"):
    drawn = [tensor(name, value) for name, value in samples.orders().items()]
    page.cells("orders", [drawn], alt=words.text("orders.title"), hint=False)

with page.block("dtypes"):
    page.output("defaults", samples.defaults())

with page.block("seeds", seed=str(settings["seed"])):
    by_seed = dict(zip(both, samples.seeded(settings["seed"]), strict=True))
    drawn = [tensor(tool, value) for tool, value in by_seed.items()]
    page.cells("seeds", [drawn], alt=words.text("seeds.title"), hint=False)

with page.block("shapes"):
    page.output("turned", samples.turned())
    page.markdown("shapes.resize")
    page.output("resized", samples.resized())

with page.block("joins"):
    frames = []
    x, y = samples.pair()
    for how, dim in samples.JOINS:
        z = samples.joined(how, dim)
        marks = {"first": z < 10, "second": z >= 10}
        pieces = [tensor("x", x, marks={"first": True})]
        pieces.append(tensor("y", y, marks={"second": True}))
        name = samples.call(how, dim)
        frames.append([[*pieces, "→", tensor(name, z, marks=marks)]])
    page.cells(
        "joins",
        *frames,
        alt=words.text("joins.title"),
        says=list(words.labels("joins.steps").values()),
        hint=False,
    )

page.block("code")
page.code(with_numpy, with_torch, names=("make", "build"))

page.exercise()

page.block("remember")

page.close()
