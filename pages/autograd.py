"""Autograd: a typed computation, its tensors, passes that add up, several numbers."""

from functools import partial

from app.components.tensor_cells import format_list
from app.content.number_format import format_number
from app.page.leaf_touch import LeafTouch
from app.page.lesson_page import LessonPage
from lessons.autograd import (
    expression,
    leaf_values,
    passes,
    pictures,
    session,
    with_numpy,
    with_torch,
)
from lessons.autograd.predict import requires_grad_flags

page = LessonPage("autograd")
page.hide_until_answered()
words, settings, lang = page.words, page.settings, page.lang
begin, second = settings["begin"], settings["second"]
requires_grad = frozenset(
    name for name, is_wanted in requires_grad_flags(settings).items() if is_wanted
)
run, graph = expression.explore_with_graph(
    settings["expression"],
    begin,
    requires_grad,
    settings["retain"],
    settings["values"],
)
result = expression.result_name(settings["expression"])

left, middle, right = page.columns(1.5, 1, 1)
with left:
    page.controls.text_input("expression")
has_own_x = "x" in dict(settings["values"])
with middle:  # x that was dragged no longer begins where the slider says
    if has_own_x:
        page.controls.default_button(words.text("own.reset"), "values")
    else:
        page.controls.sliders("begin", a_row=1)
with right:
    page.controls.switches("wants_x", "wants_w", "wants_a", "wants_b")
value = "" if run.result is None else format_list(run.result, lang)
is_undefined = run.verdict == "undefined" and not run.comparable
page.markdown(
    "now.bare" if is_undefined else f"now.{run.verdict}",
    result=result,
    value=value,
    where=run.where,
)
if switches := [
    words.labels("labels")[f"wants_{name}"] for name in run.leaves_without_grad
]:
    page.markdown("now.switch", switches=", ".join(f"*{label}*" for label in switches))
if run.uses_sum:
    page.markdown("now.summed", result=result)
if run.refusals:
    page.output("refusals", run.transcript)
numbers = leaf_values.leaf_numbers(settings["expression"], begin, settings["values"])
if graph.nodes:
    page.figures.value_graph(
        graph,
        alt=words.text("graph.alt"),
        answers=("fate",),
        copyable=True,
        touch=LeafTouch(
            {name: len(values) for name, values in numbers},
            "values",
            partial(leaf_values.moved_leaf, settings["values"]),
            leaf_values.GREATEST,
        ),
    )
else:
    page.question("fate")
if settings["values"] and not has_own_x:
    page.controls.default_button(words.text("own.reset"), "values")
if has_own_x:
    page.markdown("own.x")
page.remark(words.text("expression.note"))
page.scenarios()

page.predict()

with page.block("table", wide=True):
    if run.leaves_with_grad:
        page.figures.cells(
            "leaves",
            pictures.gradient_rows(run, words.text("figure.central")),
            alt=words.text("figure.alt"),
            legend={
                "apart": "figure.legend",
                "undefined": "figure.legend.undefined",
            }.get(run.verdict, ""),
        )
    page.markdown("table.leaves")
    page.controls.switches("retain")
    if run.rows:
        head = words.labels("table.head")
        flags = "requires_grad", "is_leaf", "grad"
        titles = [head["tensor"], head["value"], *flags, head["central"], "grad_fn"]
        page.table(
            words.text("table.title"),
            titles,
            [
                [
                    row.text,
                    format_list(row.value, lang),
                    str(row.requires_grad),
                    str(row.is_leaf),
                    "None" if row.grad is None else format_list(row.grad, lang),
                    ""
                    if row.central is None
                    else format_list(pictures.central_cells(row), lang),
                    row.grad_fn or "None",
                ]
                for row in run.rows
            ],
        )
    else:
        page.markdown("table.none")

after = leaf_values.gradient_step(run, numbers, settings["rate"])
with page.block("own"):
    page.controls.text_input("values")
    page.controls.sliders("rate", a_row=1)
    if after:
        moved = expression.explore(
            settings["expression"],
            begin,
            dict.fromkeys(requires_grad, True),
            False,
            after,
        )
        page.markdown(
            "own.step",
            lr=settings["rate"],
            result=f"{result}.sum()" if run.uses_sum else result,
            before=format_number(run.total, lang),
            after=format_number(moved.total, lang),
        )
        page.controls.value_button("step", words.text("own.button"), values=after)
    else:
        page.markdown("own.none")

with page.block("check"):
    page.output("checked", session.gradient_session())

with page.block("add", wide=True):
    page.controls.choice("second")
    page.controls.switches("zeroing")
    labels = words.labels("add.rows")
    runs = pictures.accumulation_runs(begin, second, labels)
    selected = labels["zeroed" if settings["zeroing"] else "without"]
    steps = zip(words.labels("add.steps").values(), runs[selected], strict=True)
    page.figures.cells(
        "add",
        *pictures.accumulation_frames(runs, selected),
        alt=words.text("add.alt"),
        says=[
            words.fill(sentence, y=format_number(step.y, lang))
            for sentence, step in steps
        ],
        legend="add.legend",
        hint=False,
        answers=("kept",),
    )

x = with_torch.make_data(begin)
with page.block("many"):
    page.controls.choice("mapping")
    page.output("refused", session.sum_session(x, settings["mapping"]))
    page.markdown("many.weights")
    page.controls.text_input("v")
    v = settings["v"]
    page.output("pulled", session.weighted_session(x, settings["mapping"], v))
    page.foot.exercise("many")
backward_pass = passes.vector_jacobian_product(begin, settings["mapping"], v)
with page.column("jacobian", wide=True):
    matrix_column, product_column = page.columns(1, 1.8)
    with matrix_column:
        page.charts.heat_map(
            "jacobian", backward_pass.J, "many.names", alt=words.text("many.heat")
        )
    with product_column:
        steps = words.labels("many.steps")
        page.figures.cells(
            "pull",
            *pictures.weighted_row_frames(v, backward_pass),
            alt=words.text("many.cells"),
            says=[
                words.fill(
                    steps["row" if i + 1 < len(v) else "last"],
                    i=str(i),
                    weight=format_number(weight, lang),
                )
                for i, weight in enumerate(v)
            ],
            hint=False,
        )

page.block("code")
page.source.listing(
    with_numpy,
    with_torch,
    names=("scalar", "vector", "jacobian", "pull", "build"),
)

page.exercise()

page.block("remember")

page.close()
