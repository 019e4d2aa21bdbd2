"""Autograd: a typed computation, its tensors, passes that add up, several numbers."""

import numpy as np

from app.cells import listed
from app.digits import plain
from app.page import Page
from lessons.autograd import expression, passes, session, with_numpy, with_torch
from lessons.autograd.predict import wants
from lessons.cells import itself, tensor

page = Page("autograd")
page.hold()
words, settings, lang = page.words, page.settings, page.lang
now = expression.explore(
    settings["expression"], settings["first"], wants(settings), settings["retain"]
)
x = with_torch.make_data(settings["first"])

graph = expression.graph_of(settings["expression"], settings["first"], wants(settings))

typed, first, wanted = page.columns(1.5, 1, 1)
with typed:
    page.typed("expression")
with first:
    page.sliders("first", a_row=1)
with wanted:
    page.switches("wants_x", "wants_w", "wants_a", "wants_b")
value = "" if now.result is None else listed(now.result, lang)
page.markdown(f"now.{now.verdict}", value=value, where=now.where)
if now.summed:
    page.markdown("now.summed")
if now.refusals:
    page.output("refusals", now.told)
if graph.nodes:
    page.flow(graph, alt=words.text("graph.alt"))
page.aside(words.text("expression.note"))
page.scenarios()

page.predict()

page.block("table")
with page.column(wide=True):
    if now.followed:
        drawn = []
        for row in now.followed:
            cells = {"links": itself, "note": ""}
            marks, label = {"wrong": row.wrong}, words.text("figure.central")
            central = tensor("", row.central, label=label, marks=marks, **cells)
            leaf = tensor(row.text, row.value, **cells)
            grad = tensor(f"{row.text}.grad", row.grad, **cells)
            drawn.append([leaf, "→", grad, "≈", central])
        apart = now.verdict == "apart"
        legend = "figure.legend" if apart else ""
        page.cells("figure", drawn, alt=words.text("figure.alt"), legend=legend)
    page.markdown("table.leaves")
    page.switches("retain")
    if now.rows:
        head = words.labels("table.head")
        page.table(
            words.text("table.title"),
            [
                *(head["tensor"], head["value"], "requires_grad", "is_leaf"),
                *("grad", head["central"], "grad_fn"),
            ],
            [
                [
                    row.text,
                    listed(row.value, lang),
                    str(row.requires_grad),
                    str(row.is_leaf),
                    str(row.grad) if row.grad is None else listed(row.grad, lang),
                    "" if row.central is None else listed(row.central, lang),
                    row.grad_fn or "None",
                ]
                for row in now.rows
            ],
        )
    else:
        page.markdown("table.none")

with page.block("check"):
    page.output("checked", session.checked())

page.block("add")
with page.column(wide=True):
    page.choice("second", labelled=True)
    page.switches("zeroing")
    rows = words.labels("add.rows")
    runs = {
        name: passes.passes(settings["first"], settings["second"], name == "zeroed")
        for name in rows
    }
    chosen = "zeroed" if settings["zeroing"] else "without"
    frames, says = [], []
    for i, said in enumerate(words.labels("add.steps").values()):
        frame = []
        for name, label in rows.items():
            step = runs[name][i]
            none = np.array([None] * len(step.after))
            before = none if step.before is None else step.before
            cells = {"links": itself, "note": ""}
            note = "None" if step.before is None else ""
            mark = {"selected": name == chosen}
            brought = "∂y/∂x"
            frame.append(
                [
                    tensor("x.grad", before, label=label, **cells | {"note": note}),
                    "+",
                    tensor(brought, step.brought, **cells),
                    "=",
                    tensor("x.grad", step.after, marks=mark, **cells),
                ]
            )
        frames.append(frame)
        says.append(words.fill(said, y=plain(runs[chosen][i].y, lang)))
    alt = words.text("add.alt")
    page.cells("add", *frames, alt=alt, says=says, legend="add.legend", hint=False)

mapping, v = settings["mapping"], settings["v"]
with page.block("many"):
    page.choice("mapping")
    page.output("refused", session.refused(x, mapping))
    page.markdown("many.weights")
    page.typed("v")
    page.output("pulled", session.pulled(x, mapping, settings["v"]))
pulled = passes.pulled(settings["first"], mapping, settings["v"])
with page.column(wide=True):
    heat, product = page.columns(1, 2)
    with heat:
        page.heat_map("jacobian", pulled.J, "many.names", alt=words.text("many.heat"))
    with product:
        steps, frames, says = words.labels("many.steps"), [], []
        weights = np.array(settings["v"])
        for i, so_far in enumerate(pulled.so_far):
            lit = np.arange(len(weights)) == i
            frames.append(
                [
                    [
                        tensor("v", weights, marks={"selected": lit}, note=""),
                        "@",
                        tensor(
                            "J", pulled.J, marks={"selected": lit[:, None]}, note=""
                        ),
                    ],
                    ["=", tensor("v @ J", so_far, note="")],
                ]
            )
            said = steps["last" if i == len(weights) - 1 else "row"]
            says.append(words.fill(said, i=str(i), weight=plain(weights[i], lang)))
        alt = words.text("many.cells")
        page.cells("pull", *frames, alt=alt, says=says, hint=False)

page.block("code")
page.code(with_numpy, with_torch, names=("scalar", "jacobian", "pull", "build"))

page.exercise()

page.block("remember")

page.close()
