"""The computation graph: which text, figure, control and code, in reading order."""

from app.components import torchviz_graph
from app.content import theme
from app.content.number_format import format_number
from app.page.lesson_page import LessonPage
from lessons.computation_graph import backward, built, values, with_torch
from lessons.toolkit.python_prompt import session

page = LessonPage("computation_graph")
page.hide_until_answered()
words, settings, arguments = page.words, page.settings, page.arguments()
now = built(**arguments)
shown = {name: settings[name] for name in ("output", "after_backward")}
flow = values.valued(**arguments, **shown)
output, loss = now.tensors[settings["output"]], now.tensors["loss"]
numbers = sum(kept.numel() for kept in backward.saved(loss))
counts = {
    "operations": len(with_torch.walk(output)),
    "leaves": sum(node.kind == "leaf" for node in flow.nodes),
    "depth": max(with_torch.walk(output).values(), default=0),
}
said = words.text("figure.alt", output=settings["output"], **counts)

figure, controls = page.columns(3.4, 1)
with controls:
    page.controls.choice("output", show_label=True)
    page.controls.switches(
        "wants_a", "wants_b", "wants_x", "show_saved", "after_backward"
    )
    page.controls.sliders("threshold", "n_loops", a_row=2)
    page.markdown(
        f"test.{now.branches}".lower(),
        tested=now.tested,
        threshold=format_number(settings["threshold"], page.lang),
        loss=loss.item(),
    )
with figure:
    if flow.nodes:
        page.figures.value_graph(
            flow,
            alt=said,
            show_saved=settings["show_saved"],
            answers=("leaves", "branch", "parts"),
        )
    else:
        page.markdown("nothing")
        page.output("nothing", session(("loss.backward()", loss.backward)))
        page.question("leaves")
page.scenarios()

page.predict()

branched = values.valued(threshold=0.0, n_loops=1)
(b,) = (node for node in branched.nodes if node.name == "b")
parts = [user.passed[at][0] for user, at in branched.users(b.id)]
page.block("chain", w=parts, grad_b=b.grad[0], n=now.tensors["x"].numel())

if settings["after_backward"] and loss.requires_grad:
    loss.backward()
if output.requires_grad:
    page.block("torchviz")
    drawn, beside = page.columns(1.4, 1)
    show = settings["show_attrs"], settings["show_saved"]
    picture = torchviz_graph.read(output, now.tensors, *show)
    with drawn:
        torchviz_graph.graphviz_graph(
            page.context,
            page.player_context,
            torchviz_graph.dot(
                picture, theme.current_mode(), words.text("figure.saved")
            ),
            legend="figure.legend",
            file=words.text("figure.file", output=settings["output"]),
            alt=said,
        )
    with beside:
        page.controls.switches("show_attrs")
        if picture.refusal:
            page.markdown("refused")
            page.output("refusal", picture.refusal)
        elif settings["after_backward"]:
            page.markdown("passed")
        page.markdown("now", **counts)
        page.remark(words.text("figure.note"))

losses = {
    name: built(**arguments | {"n_loops": n}).tested
    for name, n in (("one", 1), ("two", 2))
}
page.block("dynamic", **losses)

with page.block("frees", numbers=numbers):
    page.output("twice", backward.twice())
    page.markdown("frees.retain")
    page.output("retained", backward.twice_retained())
    page.markdown("frees.many", n=now.tensors["y_pred"].numel())
    page.output("many", backward.from_many())

page.block("code")
page.source.listing(with_torch, names=("make_leaves", "build"))
with page.column("without_numpy"):
    page.remark(words.text("code.without_numpy"))

page.exercise()

page.block("remember")

page.close()
