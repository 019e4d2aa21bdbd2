"""The computation graph: its texts, figures, controls and code in reading order."""

from dataclasses import replace

from app.components import torchviz_graph
from app.content import theme
from app.content.number_format import format_number
from app.content.source_listing import put_defaults
from app.page.lesson_page import LessonPage
from lessons.computation_graph import backward, build_graph, values, with_torch
from lessons.toolkit.python_prompt import prompt_session

page = LessonPage("computation_graph")
page.hide_until_answered()
words, settings, arguments = page.words, page.settings, page.arguments()
graph = build_graph(**arguments)
selection = {name: settings[name] for name in ("output", "after_backward")}
value_graph = values.value_graph(**arguments, **selection)
output, loss = graph.tensors[settings["output"]], graph.tensors["loss"]
numbers = sum(saved_tensor.numel() for saved_tensor in backward.saved_tensors(loss))
counts = {
    "operations": len(with_torch.walk(output)),
    "leaves": sum(node.kind == "leaf" for node in value_graph.nodes),
    "depth": max(with_torch.walk(output).values(), default=0),
}
alt = words.text("figure.alt", output=settings["output"], **counts)

figure, controls = page.columns(3.4, 1)
with controls:
    page.controls.sliders("threshold", "n_loops", a_row=2, min_width=100)
    page.controls.choice("output")
    page.controls.switches(
        "wants_a", "wants_b", "wants_x", "show_saved", "after_backward"
    )
    page.markdown(
        f"test.{graph.branches}".lower(),
        tested=graph.first_loss,
        threshold=format_number(settings["threshold"], page.lang),
        loss=loss.item(),
    )
with figure:
    if value_graph.nodes:
        lines = "\n".join(value_graph.code.values())
        code = put_defaults(lines, {n: settings[n] for n in ("threshold", "n_loops")})
        page.figures.value_graph(
            replace(
                value_graph,
                code=dict(zip(value_graph.code, code.splitlines(), strict=True)),
            ),
            alt=alt,
            show_saved=settings["show_saved"],
            answers=("leaves", "branch", "parts"),
        )
    else:
        page.markdown("nothing")
        page.output("nothing", prompt_session(("loss.backward()", loss.backward)))
        page.question("leaves")
page.scenarios()

page.predict()

branched_graph = values.value_graph(threshold=0.0, n_loops=1)
(b,) = (node for node in branched_graph.nodes if node.name == "b")
parts = [user.grad_parts[at][0] for user, at in branched_graph.users(b.id)]
page.block("chain", w=parts, grad_b=b.grad[0], n=graph.tensors["x"].numel())

if settings["after_backward"] and loss.requires_grad:
    loss.backward()
if output.requires_grad:
    page.block("torchviz")
    left, right = page.columns(1.4, 1)
    options = settings["show_attrs"], settings["show_saved"]
    picture = torchviz_graph.read_graph(output, graph.tensors, *options)
    with left:
        torchviz_graph.graphviz_graph(
            page.context,
            page.player_context,
            torchviz_graph.to_dot(
                picture, theme.current_mode(), words.text("figure.saved")
            ),
            legend="figure.legend",
            file=words.text("figure.file", output=settings["output"]),
            alt=alt,
        )
    with right:
        page.controls.switches("show_attrs")
        if picture.refusal:
            page.markdown("refused")
            page.output("refusal", picture.refusal)
        elif settings["after_backward"]:
            page.markdown("passed")
        page.markdown("now", **counts)
        page.remark(words.text("figure.note"))

losses = {
    name: build_graph(**arguments | {"n_loops": n}).first_loss
    for name, n in (("one", 1), ("two", 2))
}
page.block("dynamic", **losses)

with page.block("frees", numbers=numbers):
    page.output("twice", backward.double_backward())
    page.markdown("frees.retain")
    page.output("retained", backward.double_backward_retained())
    page.markdown("frees.many", n=graph.tensors["y_pred"].numel())
    page.output("many", backward.vector_backward())

page.block("code")
page.source.listing(with_torch, names=("make_leaves", "build"))
with page.column("without_numpy"):
    page.remark(words.text("code.without_numpy"))

page.exercise()

page.block("remember")

page.close()
