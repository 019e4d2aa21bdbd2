"""Linear algebra: products step by step, shapes, sums, transpose, norms, code."""

from app.components.plane_map import plane_figure
from app.content.number_format import format_fixed
from app.page.cell_touch import CellTouch
from app.page.lesson_page import LessonPage
from lessons.linear_algebra import (
    centre,
    pictures,
    plane,
    shapes,
    steps,
    transpose,
    with_numpy,
    with_torch,
)
from lessons.linear_algebra.predict import data_of
from lessons.toolkit.cell_edits import add_edit

page = LessonPage("linear_algebra")
words, settings = page.words, page.settings
operation = settings["operation"]
data = data_of(settings)
x, _, A, _, _, P, _ = data

choice, rule = page.columns(1, 1.3)
with choice:
    page.controls.choice("operation")
alt = words.text("product.alt", code=steps.operation_code(operation))
product_steps, answers = steps.steps(operation, data), ("entry", "shape")
if page.prediction.is_open:
    factors = pictures.factors(operation, data, product_steps[0])
    page.figures.cells("product", [factors], alt=alt, story=operation, answers=answers)
else:
    with rule:
        page.markdown(
            f"rule.{operation}",
            m=steps.multiplications(operation, data),
            shape=shapes.shape_text(with_torch.build(operation, *data).shape),
        )
    label = words.labels("step")
    sentences = [
        words.fill(label[operation if step.values else "start"], **step.values)
        for step in product_steps
    ]
    frames = pictures.frames(operation, data)
    edit_cell = CellTouch(
        "edit",
        steps.FACTORS[operation],
        "edits",
        lambda name, at, number: add_edit(settings["edits"], name, at[0], number),
    )
    options = {"alt": alt, "says": sentences, "story": operation, "answers": answers}
    page.figures.cells("product", *frames, touch=edit_cell, **options)
    page.controls.sliders("rows", "cols", "width", "seed")
page.scenarios()
if not page.prediction.is_open:
    page.controls.text_input("edits")

page.predict()

with page.block("plane", wide=True):
    plane_figure(
        page.context,
        *("plane", "plane.figure"),
        says="plane.says",
        disabled=page.prediction.is_open,
    )
    A2, x2 = plane.matrix_and_vector(settings["plane"])
    names, numbers = ("A", "x", "A @ x"), (A2, x2, A2 @ x2)
    first, second, image = map(plane.cells, names, numbers)
    page.figures.cells(
        "plane",
        [[first, "@", second, "=", image]],
        alt=words.text("plane.alt"),
        live="plane",
        touch=CellTouch(
            "edit",
            ("A", "x"),
            "plane",
            lambda name, at, number: plane.with_number(
                settings["plane"], name, at[0], number
            ),
            low=-plane.REACH,
            high=plane.REACH,
            whole=False,
        ),
    )
    page.controls.text_input("plane")
    page.output("plane_session", plane.session(settings["plane"]))

with page.block("shapes"):
    sides = []
    for name, place in zip(("left", "right"), page.columns(1, 1.9), strict=True):
        with place:
            sides.append(shapes.shape_of(page.controls.choice(name)))
    attempt = shapes.try_product(*sides)
    row = pictures.lengths(*sides, attempt, words.text("shapes.axis"))
    alt = words.text("shapes.alt")
    page.figures.cells("shapes", [row], alt=alt, legend="shapes.legend", hint=False)
    lengths = (*attempt.inner_lengths, sides[0][0], sides[1][0])
    numbers = dict(zip("abpq", map(str, lengths), strict=True))
    page.markdown(
        f"shapes.{attempt.kind}",
        shape=shapes.shape_text(attempt.shape or ()),
        **numbers,
    )
    page.output("tried", f"{attempt.torch}\n\n{attempt.numpy}")

with page.block("axes"):
    left, middle, right = page.columns(2, 1, 1)
    with left:
        page.controls.choice("reduction")
    with middle:
        page.controls.sliders("axis", a_row=1)
    with right:
        page.controls.switches("keepdim")
    options = {name: settings[name] for name in ("reduction", "axis", "keepdim")}
    page.figures.cells(
        "axes",
        [pictures.reduction_row(A, options)],
        alt=words.text("axes.alt"),
        hint=False,
    )
    page.markdown(
        "axes.now",
        code=steps.reduction(**options),
        before=shapes.shape_text(A.shape),
        after=shapes.shape_text(with_torch.reduce(A, **options).shape),
        total=steps.integer_text(A.sum().item()),
    )
    page.markdown(f"axes.{centre.outcome(A)}")
    page.output("centred", centre.session(A, keepdim=False))
    page.markdown("axes.kept")
    page.output("kept", centre.session(A, keepdim=True))

with page.block("transpose"):
    alt = words.text("transpose.alt")
    page.figures.cells("transpose", [pictures.transpose_row(A)], alt=alt, hint=False)
    page.output("symmetric", transpose.session(A, P))

with page.block("norms"):
    alt = words.text("norms.alt")
    page.figures.cells("norms", pictures.norms(x, A), alt=alt, hint=False)
    table = words.labels("norms.table")
    by_hand = (x.abs().sum(), (x**2).sum().sqrt(), (A**2).sum().sqrt())
    columns = (
        by_hand,
        with_numpy.norms(x.numpy(), A.numpy()),
        with_torch.norms(x, A),
    )
    norm_rows = zip(("l1", "l2", "fro"), zip(*columns, strict=True), strict=True)
    page.table(
        words.text("norms.title"),
        [table[name] for name in ("norm", "hand", "numpy", "torch")],
        [
            [
                table[name],
                *(format_fixed(float(value), 4, page.lang) for value in values),
            ]
            for name, values in norm_rows
        ],
    )

page.block("code")
page.source.listing(with_numpy, with_torch, names=("reduce", "norms", "build"))

page.exercise()

page.block("remember")

page.close()
