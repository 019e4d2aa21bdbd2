"""The numbers beside the graph with values are those that torch computed."""

import itertools
import json
import math
import re

import pytest
import torch

from app.components.bundle import FOLDER
from app.components.value_graph import figure_data
from app.components.value_graph.labels import (
    format_box,
    format_operation,
    format_value,
    node_labels,
)
from app.components.value_graph.layers import layered_layout
from app.components.value_graph.steps import WORD_JOINER
from app.content.catalogue import LANGUAGES, load_messages
from lessons.toolkit.autograd_graph import trace_graph


def small(u, a, b):
    """A product used twice, a sum over many, a square."""
    p = a * u
    q = p * b + p
    loss = (q**2).mean()
    return loss


def run(function=small, **more):
    """A traced run over u of shape (3,), a and b."""
    leaves = {"u": torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)}
    leaves |= {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in (("a", 1.5), ("b", -0.25))
    }
    return trace_graph(function, lambda: function(**leaves), leaves, **more)


def figure(graph, lang="en", **more):
    words = load_messages(lang)["player"] | load_messages(lang)["flow"]
    data = figure_data(graph, lang, words, alt="alt", **more)
    return json.loads(json.dumps(data, allow_nan=False))


def as_ascii(text):
    return text.replace(WORD_JOINER, "").replace("\u2212", "-").replace("·", "*")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_forward_step_is_a_node_and_each_backward_step_a_gradient(lang):
    graph = run()
    steps = figure(graph, lang)["steps"]
    acts = [step["act"] for step in steps]
    forward = [node.id for node in graph.nodes if node.symbol]
    back = [node.id for node in graph.backward_order()]
    assert acts == ["start", *["forward"] * len(forward), *["backward"] * len(back)]
    assert [step["node"] for step in steps] == ["", *forward, *back]
    assert figure(graph, lang)["turn"] == 1 + len(forward)


def test_numbers_of_the_chain_rule_give_the_gradient():
    graph = run()
    checked = 0
    for step in figure(graph)["steps"]:
        if step["act"] != "backward" or "terms" in step["numbers"]:
            continue
        if step["numbers"]:
            left, right = as_ascii(step["numbers"]).split(" = ")
            total = sum(
                math.prod(float(f.strip("() ")) for f in term.split(" * "))
                for term in re.split(r" \+ ", left)
            )
            assert total == pytest.approx(float(right), abs=0.004)
            grad = graph[step["node"]].grad[0]
            assert float(right) == pytest.approx(grad, abs=0.0005)
            checked += 1
    assert checked == 4  # q², q, p × b, p; a and b are sums over many


def test_chain_rule_names_each_path_to_the_output():
    graph = run()
    heads = {
        s["node"]: as_ascii(s["head"]) for s in figure(graph)["steps"] if s["head"]
    }
    (p,) = (node.id for node in graph.nodes if node.name == "p")
    assert heads[p] == ("∂loss/∂p = ∂loss/∂(p × b) * ∂(p × b)/∂p + ∂loss/∂q * ∂q/∂p")
    assert heads[graph.output] == "∂loss/∂loss = 1"


def test_number_used_for_many_gets_a_sum_with_its_count():
    graph = run()
    (b,) = (node.id for node in graph.nodes if node.name == "b")
    (step,) = (
        s for s in figure(graph)["steps"] if (s["node"], s["act"]) == (b, "backward")
    )
    assert "… (3 terms)" in step["numbers"]
    (product,) = (u for u, _ in graph.users(b))
    whole = sum(g * d for g, d in zip(product.grad, product.local[1], strict=True))
    assert graph[b].grad[0] == pytest.approx(whole)
    assert step["numbers"].endswith(f"= {format_value(whole, 'en')}")


def test_the_number_shown_is_the_first_whose_gradient_is_not_0():
    x = torch.arange(4.0, dtype=torch.float64, requires_grad=True)

    def square(x):
        y = torch.dot(x, x)
        return y

    graph = trace_graph(square, lambda: square(x), {"x": x})
    step, words = figure(graph)["steps"][-1], load_messages("en")["flow"]
    assert step["note"] == words["at"].format(i=1, n=4)
    assert step["numbers"] == "1 · 1 + 1 · 1 = 2"


def test_no_detail_equals_itself_and_four_numbers_are_all_written():
    x = torch.arange(4.0, dtype=torch.float64, requires_grad=True)
    graph = trace_graph(None, lambda: 2 * torch.dot(x, x), {"x": x})
    told = [row for node in figure(graph)["nodes"] for row in node["tells"]]
    for _, text, _ in told:
        left, equals, right = text.partition(" = ")
        assert not equals or left != right
    assert any(text.split() == ["0", "1", "2", "3"] for _, text, _ in told)


def test_forward_step_is_written_with_its_numbers():
    first = figure(run(), "fr")["steps"][1]
    assert first["head"] == "p = a × u"
    assert first["numbers"] == "1,500 × 1 = 1,500"
    assert first["note"] == load_messages("fr")["flow"]["first"].format(n=3)


def test_line_of_each_step_is_in_the_code_beside_it():
    data = figure(run())
    lines = {n: "".join(t for t, _ in tokens) for n, tokens in data["code"]}
    code = {
        step["head"].split(" ")[0]: lines[step["line"]].strip()
        for step in data["steps"]
        if step["act"] == "forward"
    }
    assert code["q"] == "q = p * b + p"
    assert code["loss"] == "loss = (q**2).mean()"
    assert all(step["line"] in lines for step in data["steps"][1:])


def test_label_is_the_learners_name_or_the_operation_or_a_letter():
    def twice(u, a, b):
        y = a * u
        for _ in range(2):
            y = b * y
        return ((y + a) * (y + b)).sum()

    labels = list(node_labels(run(twice)).values())
    assert {"y⁽¹⁾", "y⁽²⁾", "y⁽³⁾", "a", "b", "u", "y⁽³⁾ + a"} <= set(labels)
    assert "t₁" in labels
    assert len(labels) == len(set(labels))


def test_operation_stands_in_parentheses_inside_another():
    graph = run()
    labels = node_labels(graph)
    texts = [format_operation(node, labels) for node in graph.nodes if node.text]
    assert texts == ["a × u", "p × b", "(p × b) + p", "q²", "mean(q²)"]


@pytest.mark.parametrize(
    ("value", "lang", "text"),
    [
        (1.0, "fr", "1"),
        (-0.25, "fr", "−0,250"),
        (0.00012, "en", "1.2\u202f×\u202f10⁻⁴"),
        (123.4, "en", "123"),
        (float("nan"), "en", "nan"),
        (float("-inf"), "en", "−∞"),
    ],
)
def test_numbers_are_short_and_never_round_to_nothing(value, lang, text):
    assert format_value(value, lang) == text


def test_box_of_a_large_tensor_has_its_first_numbers():
    assert format_box(tuple(range(20)), "en") == "0 1 2 3 …"
    assert format_box((0.5, 0.25), "en") == "0.50 0.25"
    assert format_box(None, "en") == ""


def test_figure_accepts_numbers_that_are_not_finite():
    def far(u, a, b):
        return (a * 1e300 * 1e300 + b).log() * 0

    figure(run(far))


def test_figure_without_a_backward_pass_says_why():
    def many(u, a, b):
        y_pred = a * u
        return y_pred

    step = figure(run(many), "en")["steps"][-1]
    assert ["output", load_messages("en")["flow"]["result"]] in figure(run(many))[
        "legend"
    ]
    words = load_messages("en")["flow"]
    assert step["act"] == "forward"
    assert step["more"] == words["many"].format(name="y_pred", n=3)

    def backward(u, a, b):
        loss = (a * b) ** 2
        loss.backward()
        return loss

    data = figure(run(backward), "en")
    assert words["freed"] in [step["more"] for step in data["steps"]]


def test_saved_tensors_are_listed_on_demand_and_marked_once_freed():
    def call(u, a, b):
        loss = (a * b) ** 2
        losses.append(loss)
        return loss

    losses = []
    before = figure(run(call), show_saved=True)
    assert [n["keeps"] for n in before["nodes"] if n["keeps"]] == ["b, a", "a × b"]
    assert not before["freed"]
    assert not any(n["keeps"] for n in figure(run(call))["nodes"])
    after = figure(run(call, after=lambda: losses[-1].backward()), show_saved=True)
    assert after["freed"]
    words = load_messages("en")["flow"]
    assert ["keeps", words["freed_now"]] in after["legend"]
    assert ["keeps", words["saved"]] in before["legend"]


def test_text_alternative_has_every_node_with_value_and_gradient():
    graph = run()
    alt = figure(graph)["alt"]
    for node in graph.nodes:
        assert f"{node_labels(graph)[node.id]}: " in alt
    assert "loss: mean(q²); value 2.21; gradient 1" in alt
    assert "u: data, outside the graph; value" in alt


def test_every_kind_of_box_has_a_cue_besides_colour():
    css = (FOLDER / "value_graph/value_graph.css").read_text("utf-8")
    css = " ".join(css.split())
    for cue in (".box.data .frame { stroke-dasharray", ".inner {", ".leaf .frame"):
        assert cue in css


CHAINS = [
    {"a": (), "b": (), "c": ("a", "b"), "d": ("c", "a"), "e": ("d", "a", "a")},
    {"a": (), "b": ("a",), "c": ("b",), "d": ("c",), "e": ("d", "a"), "f": ("e", "b")},
    {str(i): tuple(str(j) for j in range(max(0, i - 3), i)) for i in range(12)},
    {"a": ()},
]


@pytest.mark.parametrize("inputs", CHAINS, ids=len)
def test_node_stands_behind_its_inputs_and_on_no_other(inputs):
    layout = layered_layout(inputs)
    for node, before in inputs.items():
        for b in before:
            assert layout.places[b][0] < layout.places[node][0]
            via = layout.bends[b, node]
            layers = [layout.places[b][0], *(layer for layer, _ in via)]
            layers.append(layout.places[node][0])
            assert layers == list(range(layers[0], layers[-1] + 1))
    for one, other in itertools.combinations(layout.places.values(), 2):
        assert one[0] != other[0] or abs(one[1] - other[1]) > 0.99
    points = [point for via in layout.bends.values() for point in via]
    for (layer, at), box in itertools.product(points, layout.places.values()):
        assert layer != box[0] or abs(at - box[1]) > 0.7
    assert min(at for _, at in layout.places.values()) >= 0
