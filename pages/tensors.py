"""Tensors: which text, figure, control and code, in reading order."""

from math import prod

from app.page import Page
from app.source import returned
from lessons.cells import tensor
from lessons.tensors import outcome, pictures, samples, with_numpy, with_torch

page = Page("tensors")
page.hold()
words, settings = page.words, page.settings
operation = settings["operation"]
both = {"PyTorch": with_torch, "NumPy": with_numpy}
made = {tool: outcome.outcome(module, settings) for tool, module in both.items()}
by_torch = made["PyTorch"]


def made_by(tool: str) -> str:
    """The expression that ran last."""
    if made[tool].x is None:
        return returned(both[tool].make, settings["create"])
    return returned(both[tool].build, operation)


def drawn(tool: str) -> list:
    """x, y and what the tool made of them."""
    done = made[tool]
    z = pictures.result(settings, done, tool, made_by(tool))
    return [*pictures.given(settings, done), *z]


first, second = page.columns(1.75, 1)
with first:
    page.choice("create", labelled=True)
with second:
    page.choice("dtype", labelled=True)
page.choice("operation", labelled=True)
rows = [drawn(tool) for tool in both]
if settings["create"] not in ("rand", "randn"):  # NumPy draws other numbers
    torch_s, numpy_s = rows
    rows = [
        torch_s + numpy_s[len(numpy_s) - 1 :] if by_torch.z is not None else torch_s
    ]
if any(rows):
    page.cells("figure", rows, alt=words.text("figure.alt"))
with page.grid(5):
    for name in ("shape", "y_shape", "new_shape"):
        page.typed(name)
    page.sliders("dim", a_row=1)
    page.sliders("seed", a_row=1)
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
    row = [tensor(name, value) for name, value in samples.orders().items()]
    page.cells("orders", [row], alt=words.text("orders.title"), hint=False)

with page.block("dtypes"):
    page.output("defaults", samples.defaults())

with page.block("seeds", seed=str(settings["seed"])):
    by_seed = dict(zip(both, samples.seeded(settings["seed"]), strict=True))
    row = [tensor(tool, value) for tool, value in by_seed.items()]
    page.cells("seeds", [row], alt=words.text("seeds.title"), hint=False)

with page.block("shapes"):
    page.output("turned", samples.turned())
    page.markdown("shapes.resize")
    page.output("resized", samples.resized())

with page.block("joins"):
    page.cells(
        "joins",
        *pictures.joins(),
        alt=words.text("joins.title"),
        says=list(words.labels("joins.steps").values()),
        hint=False,
    )

page.block("code")
page.code(with_numpy, with_torch, names=("make", "build"))

page.exercise()

page.block("remember")

page.close()
