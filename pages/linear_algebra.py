"""Linear algebra: products step by step, shapes, sums, transpose, norms, code."""

import numpy as np

from app.cells import tensor
from app.digits import fixed
from app.page import Page
from lessons.linear_algebra import (
    centre,
    shapes,
    steps,
    transpose,
    with_numpy,
    with_torch,
)

page = Page("linear_algebra")
words, settings = page.words, page.settings
operation = settings["operation"]
data = with_torch.make_data(*(settings[n] for n in ("rows", "cols", "width", "seed")))
x, _, A, _, _, P, _ = data
left, right = steps.factors(operation, data)
result = with_torch.build(operation, *data)
code, kin = steps.called(operation), steps.links(operation, data)
taken = steps.steps(operation, data)


def cells(name, values, links=None, lit=None):
    """A tensor to draw; `links` as `lessons.linear_algebra.steps` gives them."""
    marks = None if lit is None else {"selected": lit}
    of = (lambda *index: links.get(index, ())) if links else None
    note = shapes.told(np.shape(values)) if name else ""
    return tensor(name, values, links=of, marks=marks, note=note)


def parts(step):
    """The two factors and the sign between them."""
    names = steps.FACTORS[operation]
    lit = [steps.lit(t.shape, at) for t, at in ((left, step.left), (right, step.right))]
    first, second = (
        cells(name, values, links, here)
        for name, values, links, here in zip(
            names, (left, right), kin[:2], lit, strict=True
        )
    )
    return [first, steps.SIGNS[operation], second]


def frame(i):
    """What a step shows: the factors, the result so far, this step's products."""
    step, shape = taken[i], tuple(result.shape)
    done = steps.lit(shape, *(before.out for before in taken[: i + 1]))
    so_far = np.where(done, result, None)
    lit = steps.lit(shape, step.out)
    rows = [[*parts(step), "=", cells(code, so_far, kin[2], lit)]]
    if step.code:
        products = cells(step.code, np.array(step.terms, object))
        rows.append([products, "→ Σ →", cells("", step.total)])
    return rows


def said(step):
    """The sentence of a step."""
    label = words.labels("step")[operation if step.told else "start"]
    return words.fill(label, **step.told)


choice, rule = page.columns(1, 1.3)
with choice:
    page.choice("operation")
alt = words.text("product.alt", code=code)
if page.prediction.open:
    page.cells("product", [parts(taken[0])], alt=alt)
else:
    with rule:
        page.markdown(
            f"rule.{operation}",
            m=steps.multiplications(operation, data),
            shape=shapes.told(result.shape),
        )
    frames = map(frame, range(len(taken)))
    page.cells("product", *frames, alt=alt, says=[*map(said, taken)])
    page.sliders("rows", "cols", "width", "seed")
page.scenarios()

page.predict()

with page.block("shapes"):
    sides = []
    for name, place in zip(("left", "right"), page.columns(1, 1.9), strict=True):
        with place:
            sides.append(shapes.shape_of(page.choice(name)))
    tried = shapes.tried(*sides)
    axis = (words.text("shapes.axis"),)
    lengths = [
        tensor(f"{name}.shape", side, marks=marks, axes=axis, note=str(side))
        for name, side, marks in zip(
            ("left", "right"), sides, shapes.marks(tried), strict=True
        )
    ]
    row = [lengths[0], "@", lengths[1]]
    if tried.shape is not None:
        note = str(tried.shape)
        row += ["=", tensor("result.shape", tried.shape, axes=axis, note=note)]
    alt = words.text("shapes.alt")
    page.cells("shapes", [row], alt=alt, legend="shapes.legend", hint=False)
    (a, b), stacks = tried.met, (sides[0][0], sides[1][0])
    numbers = dict(zip("abpq", map(str, (a, b, *stacks)), strict=True))
    page.markdown(
        f"shapes.{tried.kind}", shape=shapes.told(tried.shape or ()), **numbers
    )
    page.output("tried", f"{tried.torch}\n\n{tried.numpy}")

with page.block("axes"):
    which, along, kept = page.columns(2, 1, 1)
    with which:
        page.choice("reduction")
    with along:
        page.sliders("axis", a_row=1)
    with kept:
        page.switches("keepdim")
    reduced = {name: settings[name] for name in ("reduction", "axis", "keepdim")}
    left_over = with_torch.reduce(A, **reduced)
    before, after = steps.through(lambda t: with_torch.reduce(t, **reduced), A.shape)
    call = steps.reduction(**reduced)
    page.cells(
        "axes",
        [[cells("A", A, before), "→", cells(call, left_over, after)]],
        alt=words.text("axes.alt"),
        hint=False,
    )
    page.markdown(
        "axes.now",
        code=call,
        before=shapes.told(A.shape),
        after=shapes.told(left_over.shape),
        total=steps.whole(A.sum().item()),
    )
    page.markdown(f"axes.{centre.outcome(A)}")
    page.output("centred", centre.session(A, kept=False))
    page.markdown("axes.kept")
    page.output("kept", centre.session(A, kept=True))

with page.block("transpose"):
    S, (swapped, back) = A.T @ A, steps.through(lambda t: t.T, A.shape)
    drawn = [cells("A", A, swapped), "→", cells("A.T", A.T, back)]
    drawn += ["", cells("S", S, transpose.mirrored(len(S)))]
    page.cells("transpose", [drawn], alt=words.text("transpose.alt"), hint=False)
    page.output("symmetric", transpose.session(A, P))

with page.block("norms"):
    l1, l2, fro = x.abs().sum(), (x**2).sum(), (A**2).sum()
    same, _ = steps.through(lambda t: t, x.shape)
    page.cells(
        "norms",
        [
            [cells("x", x, same)],
            [cells("x.abs()", x.abs(), same), "→ Σ →", cells("L1", l1)],
            [
                cells("x**2", x**2, same),
                "→ Σ →",
                cells("", l2),
                "→ √ →",
                cells("L2", l2.sqrt()),
            ],
            [
                cells("A**2", A**2),
                "→ Σ →",
                cells("", fro),
                "→ √ →",
                cells("F", fro.sqrt()),
            ],
        ],
        alt=words.text("norms.alt"),
        hint=False,
    )
    table = words.labels("norms.table")
    columns = (
        (l1, l2.sqrt(), fro.sqrt()),
        with_numpy.norms(x.numpy(), A.numpy()),
        with_torch.norms(x, A),
    )
    found = zip(("l1", "l2", "fro"), zip(*columns, strict=True), strict=True)
    page.table(
        words.text("norms.title"),
        [table[name] for name in ("norm", "hand", "numpy", "torch")],
        [
            [table[name], *(fixed(float(value), 4, page.lang) for value in values)]
            for name, values in found
        ],
    )

page.block("code")
page.code(with_numpy, with_torch, names=("reduce", "norms", "build"))

page.exercise()

page.block("remember")

page.close()
