"""Broadcasting: its texts, figures, controls and code in reading order."""

from collections.abc import Sequence

from app.content.number_format import format_number
from app.content.source_listing import visible_source
from app.page.cell_touch import CellTouch
from app.page.lesson_page import LessonPage
from lessons.broadcasting import MOST_AXES, loss_shapes, outcome, with_numpy, with_torch
from lessons.broadcasting.align import align, write_size
from lessons.toolkit.cell_edits import Edits, add_edit
from lessons.toolkit.tensor_view import same_index, tensor

page = LessonPage("broadcasting")
page.hide_until_answered()
words, arguments = page.words, page.arguments()
result = outcome.outcome(with_torch, **arguments)
shapes = {"A": tuple(result.a.shape), "B": tuple(result.b.shape)}
axes = align(*shapes.values())
clashes = [i for i, axis in enumerate(axes) if axis.rule == "clash"]
if result.misplaced:  # nothing was added yet
    clashes = []
labels = words.labels("align")
drawn = {
    "A": result.a if result.a_wide is None else result.a_wide,
    "B": result.b if result.b_wide is None else result.b_wide,
}


def edited(name: str, places: Sequence[tuple[int, ...]], number: float | None) -> Edits:
    """Return the edits with this number in the cell that is read at the place."""
    shape = arguments[f"shape_{name.lower()}"]
    place = outcome.stored_place(drawn[name], shape, places[0])
    return add_edit(arguments["edits"], name, place, number or 0)


touch = CellTouch("edit", ("A", "B"), "edits", edited)

controls, figure = page.columns(1, 1.65)
with controls:
    for place, name in zip(page.columns(1, 1), ("shape_a", "shape_b"), strict=True):
        with place:
            page.controls.text_input(name)
    page.controls.choice("new_axis")
    if not result.misplaced:
        rules = words.labels("rules")
        page.table(
            labels["title"],
            [labels["shapes"], *(labels["axis"].format(n=n) for n in range(len(axes)))],
            [
                ["A", *(write_size(axis.a) for axis in axes)],
                [
                    outcome.new_axis_code(arguments["new_axis"]),
                    *(write_size(axis.b) for axis in axes),
                ],
                [
                    labels["result"],
                    *(str(axis.length or labels["none"]) for axis in axes),
                ],
                [labels["rule"], *(rules[axis.rule] for axis in axes)],
            ],
        )
    if clashes:
        at = clashes[-1]
        page.markdown("now.clash", axis=str(at), n=str(axes[at].a), m=str(axes[at].b))
    elif result.misplaced:
        order = len(shapes["B"])
        page.markdown("now.range", axis=arguments["new_axis"], order=str(order))
    else:
        stored = result.a.numel() + result.b.numel()
        page.markdown(
            "now.fits",
            shape_a=str(shapes["A"]),
            shape_b=str(shapes["B"]),
            shape=str(tuple(result.result.shape)),
            count=result.result.numel(),
            stored=format_number(stored, page.lang),
        )
        if outcome.is_silent(*shapes.values()):
            page.markdown("now.silent", n=str(max(shapes["A"])))

with figure:
    if len(shapes["B"]) > MOST_AXES:
        page.markdown("now.deep")
    elif result.error:
        crossed_pair = (
            outcome.unmatched_cells(*shapes.values()) if clashes else (False, False)
        )
        tensors = [
            tensor(name, values, marks={"wrong": crossed}, note=str(shape))
            for (name, shape), values, crossed in zip(
                shapes.items(), (result.a, result.b), crossed_pair, strict=True
            )
        ]
        page.figures.cells(
            "figure",
            [[tensors[0], "+", tensors[1]]],
            alt=words.text("clash.alt"),
            legend="clash.legend" if clashes else "",
            touch=touch,
        )
    else:
        expanded = {"A": result.a_wide, "B": result.b_wide}
        tensors = [
            tensor(
                name,
                values,
                marks={"ghost": outcome.repeated_cells(values)},
                links=outcome.cell_links(name, values),
                note=f"stride {values.stride()}",
            )
            for name, values in expanded.items()
        ]
        repeats = any(0 in values.stride() for values in expanded.values())
        note = str(tuple(result.result.shape))
        total = tensor("A + B", result.result, links=same_index, note=note)
        page.figures.cells(
            "figure",
            [[tensors[0], "+", tensors[1], "=", total]],
            alt=words.text("figure.alt"),
            legend="figure.legend" if repeats else "",
            touch=touch,
        )
    with page.placeholder():
        if result.error:
            by_numpy = outcome.outcome(with_numpy, **arguments)
            page.output("refusal", outcome.refusal(torch=result, numpy=by_numpy))
    page.controls.text_input("edits")
    page.question("fate", "count")
page.scenarios()

page.predict()

page.block("rule")

with page.block("repair"):
    head = words.labels("repair.table")
    page.table(
        words.text("repair.title"),
        [head[name] for name in ("index", "method", "shape", "sum")],
        [
            [index, method, str(shape), str(result or head["error"])]
            for index, method, shape, result in outcome.repairs(
                arguments["shape_a"], arguments["shape_b"]
            )
        ],
    )

with page.block("memory"):
    page.output("reads", outcome.stride_session())
    page.markdown("memory.written")
    page.output("written", outcome.write_session())
    page.markdown("memory.refused")
    page.output("refused", outcome.refused_session())
    page.markdown("memory.numpy")
    page.output("numpy", outcome.numpy_session())
    page.markdown("memory.cure")
    page.output("cure", outcome.copy_session())

y, y_pred = loss_shapes.make_predictions()
with page.block("trap", loss=loss_shapes.loss_silent(y, y_pred).item()):
    page.output("silent", visible_source(loss_shapes.loss_silent))
    pieces = [
        tensor(name, values, note=str(tuple(values.shape)), marks=marks)
        for name, values, marks in (
            ("y", y, {}),
            ("y_pred", y_pred, {}),
            (
                loss_shapes.DIFFERENCE,
                y - y_pred,
                {"selected": loss_shapes.pair_mask(len(y))},
            ),
        )
    ]
    page.figures.cells(
        "trap",
        [[pieces[0], "−", pieces[1], "=", pieces[2]]],
        alt=words.text("trap.alt"),
        legend="trap.legend",
        hint=False,
    )
    page.markdown("trap.warned")
    page.output("warning", loss_shapes.torch_warning())

page.block("code")
page.source.listing(with_numpy, with_torch, names=("make_data", "build"))

page.exercise()

page.block("remember")

page.close()
