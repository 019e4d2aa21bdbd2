"""The graph with values says what torch says: on random expressions, and live."""

import math
import threading
import warnings

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import assume, given, settings
from torch.nn import functional

from lessons.toolkit.autograd_graph import ANOMALY_LOCK, trace_graph

LEAVES = {"a": (), "b": (), "u": (3,), "v": (3,), "x": (3,)}
"""Shapes; x is data and wants no gradient."""

MOST = 1e4
"""Above it a central difference has lost its digits."""

ONE = {
    "neg": lambda e: -e,
    "square": lambda e: e**2,
    "cube": lambda e: e**3,
    "sin": torch.sin,
    "cos": torch.cos,
    "exp": torch.exp,
    "log": torch.log,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sum": torch.sum,
    "mean": torch.mean,
    "less": lambda e: 1 - e,
    "twice": lambda e: 2 * e,
    "over": lambda e: 3 / e,
}
TWO = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "dot": lambda d, e: torch.dot(d.expand(3), e.expand(3)),
}

expressions = st.recursive(
    st.sampled_from(sorted(LEAVES)),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(sorted(ONE)), inner),
        st.tuples(st.sampled_from(sorted(TWO)), inner, inner),
    ),
    max_leaves=6,
).filter(lambda tree: isinstance(tree, tuple))


def evaluate(tree, leaves, results, bump=(-1, 0.0)):
    """Evaluate a tree, appending each result; add `bump[1]` to the `bump[0]`th one."""
    if isinstance(tree, str):
        return leaves[tree]
    name, *parts = tree
    values = [evaluate(part, leaves, results, bump) for part in parts]
    out = (ONE | TWO)[name](*values)
    if len(results) == bump[0]:
        out = out + bump[1]
    results.append(out)
    return out


def test_on_200_expressions_all_is_as_torchs_hooks_and_central_differences_say():
    cases = set()

    @settings(max_examples=300, deadline=None)
    @given(expressions, st.integers(0, 10**6))
    def check(tree, seed):
        if agrees(tree, seed):
            cases.add((tree, seed))

    check()
    assert len(cases) >= 200


def agrees(tree, seed):
    """Compare the graph of a random expression with torch; whether it has any nodes."""
    rng = torch.Generator().manual_seed(seed)
    leaves = {
        name: torch.rand(shape, generator=rng, dtype=torch.float64) * 2 + 0.1
        for name, shape in LEAVES.items()
    }
    for name in LEAVES:
        leaves[name].requires_grad_(name != "x")

    def loss(bump=(-1, 0.0), **changes):
        parts.clear()
        return evaluate(tree, leaves | changes, parts, bump).sum()

    parts = []
    with torch.no_grad():  # where a difference would not be a derivative
        loss()
    assume(all(part.isfinite().all() and part.abs().max() < MOST for part in parts))
    assume(all((part.abs() > 1e-3).all() for part in parts))

    graph = trace_graph(None, loss, leaves)
    results = [*parts]
    output = results[-1].sum()  # once more, for torch's own backward pass
    assert bool(graph.nodes) == output.requires_grad
    if not graph.nodes:
        return False
    gradients = {}
    for i, part in enumerate(results):
        if part.requires_grad:
            part.register_hook(lambda grad, i=i: gradients.setdefault(i, grad))
    output.backward()

    by_name = {node.name: node for node in graph.nodes if node.kind == "leaf"}
    assert set(by_name) == {n for n, leaf in leaves.items() if leaf.grad is not None}
    for name, node in by_name.items():
        assert node.value == flat(leaves[name])
        assert node.grad == flat(leaves[name].grad)
        differences = slopes(lambda h, n=name: loss(**{n: leaves[n] + h}), leaves[name])
        near(node.grad, differences)

    operation_nodes = [
        node for node in graph.nodes if node.kind in ("operation", "output")
    ]
    operations = behind(output.grad_fn)
    for i, part in enumerate(results):
        if part.grad_fn in operations:
            node = operation_nodes[operations.index(part.grad_fn)]
            assert node.grad_fn == part.grad_fn.name()
            assert node.value == flat(part)
            assert node.grad == flat(gradients[i])
            near(node.grad, slopes(lambda h, i=i: loss((i, h)), part))

    for node in graph.nodes:  # the parts that come through add up to the whole
        if node.grad is not None and graph.users(node.id):
            parts = [user.grad_parts[place] for user, place in graph.users(node.id)]
            for whole, *some in zip(node.grad, *parts, strict=True):
                assert math.isclose(whole, sum(some), rel_tol=1e-9, abs_tol=1e-9)
    return True


def flat(tensor):
    return tuple(tensor.detach().flatten().tolist())


def slopes(at, value):
    """Central differences of `at` along each element of `value`, of fourth order."""
    result, size = [], 1e-5 * max(1.0, value.detach().abs().max().item())
    for i in range(value.numel()):
        h = torch.zeros(value.numel(), dtype=value.dtype)
        h[i] = size
        with torch.no_grad():
            near = at(h.view_as(value)) - at(-h.view_as(value))
            far = at(2 * h.view_as(value)) - at(-2 * h.view_as(value))
        result.append((8 * near - far).item() / (12 * size))
    return result


def near(grads, differences):
    """Within 1e-4, relative; of numbers that are small beside the others, less."""
    least = 1e-3 * max(1.0, *map(abs, grads))
    for grad, difference in zip(grads, differences, strict=True):
        assert abs(grad - difference) <= 1e-4 * max(abs(grad), least)


def behind(operation):
    """All operations behind one, in the order in which they ran."""
    result, queue = set(), [operation]
    while queue:
        if (now := queue.pop()) and now not in result and not hasattr(now, "variable"):
            result.add(now)
            queue += [before for before, _ in now.next_functions]
    return sorted(result, key=lambda fn: fn._sequence_nr())


def line(x, a, b):
    """Its docstring is not shown."""
    y_pred = x
    for _ in range(2):
        y_pred = a + b * y_pred
    loss = (y_pred**2).mean()
    return loss


def graph_of_line(**wants):
    """The graph of `line`, its leaves, its result."""
    leaves = {name: torch.tensor(v) for name, v in (("x", [1.0, 2.0]), ("a", 3.0))}
    leaves["b"] = torch.tensor(0.5)
    for name in "ab":
        leaves[name].requires_grad_(wants.get(name, True))
    results = []
    graph = trace_graph(
        line, lambda: results.append(line(**leaves)) or results[0], leaves
    )
    return graph, leaves, results[0]


def nodes_of(graph, name):
    return [node for node in graph.nodes if node.name == name]


def test_names_are_the_learners_and_lines_are_those_that_made_the_node():
    graph, _, _ = graph_of_line()
    assert [node.name for node in nodes_of(graph, "y_pred")] == ["y_pred"] * 2
    assert graph[graph.output].name == "loss"
    lines = {node.name: graph.code.get(node.line, "") for node in graph.nodes}
    assert lines["loss"].strip() == "loss = (y_pred**2).mean()"
    for node in nodes_of(graph, "y_pred"):
        assert graph.code[node.line].strip() == "y_pred = a + b * y_pred"
    assert "docstring" not in "".join(graph.code.values())
    assert graph.code[0].startswith("def line(")
    assert {n.name for n in graph.nodes if n.line is None} == {"x", "a", "b"}


def test_operations_have_their_sign_and_torchs_name():
    graph, _, loss = graph_of_line()
    signs = [(n.symbol, n.grad_fn) for n in graph.nodes if n.symbol]
    turn = [("×", "MulBackward0"), ("+", "AddBackward0")]
    assert signs == turn * 2 + [("( )²", "PowBackward0"), ("mean", "MeanBackward0")]
    assert graph[graph.output].grad_fn == loss.grad_fn.name()
    assert [n.text for n in graph.nodes if n.symbol] == [
        *("{0} × {1}", "{0} + {1}") * 2,
        *("{0}²", "mean({0})"),
    ]


def test_a_leaf_that_wants_nothing_is_data_and_gets_nothing():
    graph, _, _ = graph_of_line(a=False)
    kinds = {node.name: node.kind for node in graph.nodes}
    assert kinds["a"] == kinds["x"] == "data"
    assert kinds["b"] == "leaf"
    (a,) = nodes_of(graph, "a")
    assert a.grad is None
    assert a.grad_fn == ""
    for user, place in graph.users(a.id):
        assert user.local[place] is None
        assert user.grad_parts[place] is None


def test_no_nodes_without_a_leaf_that_requires_grad():
    graph, _, _ = graph_of_line(a=False, b=False)
    assert graph.nodes == ()
    assert graph.output == ""
    assert graph.backward_order() == []


def test_looking_leaves_grad_and_graph_as_they_were():
    _, leaves, loss = graph_of_line()
    assert all(leaf.grad is None for leaf in leaves.values())
    assert not torch.is_anomaly_enabled()
    loss.backward()
    assert leaves["b"].grad is not None


def test_the_graph_after_backward_has_no_saved_tensors():
    _, leaves, _ = graph_of_line()

    def call():
        loss = line(**leaves)
        loss.backward()
        return loss

    before, after = graph_of_line()[0], trace_graph(line, call, leaves)
    assert after.freed
    assert not before.freed
    assert [n.value for n in after.nodes] == [n.value for n in before.nodes]
    assert [n.inputs for n in after.nodes] == [n.inputs for n in before.nodes]
    for node in after.nodes:
        assert node.saved == ()
        grad = node.grad if node.kind == "leaf" else None
        assert grad == node.grad
    (b,) = nodes_of(after, "b")
    assert b.grad == flat(leaves["b"].grad) == nodes_of(before, "b")[0].grad


def test_the_local_derivative_is_given_for_elementwise_operations():
    u = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    w = torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]])
    for result, local in {
        torch.exp: flat(torch.exp(u)),
        torch.sum: (1.0, 1.0, 1.0),
        torch.mean: (1 / 3,) * 3,
        (lambda e: e * 2): (2.0, 2.0, 2.0),
        (lambda e: e.dot(w[0])): (1.0, 2.0, 3.0),
        (lambda e: w @ e): None,
        (lambda e: e.cumsum(0)): None,
        (lambda e: e.flip(0)): None,
    }.items():
        graph = trace_graph(None, lambda f=result: f(u), {"u": u}, gradient=None)
        derivative = graph[graph.output].local[graph[graph.output].inputs.index("n0")]
        assert derivative == pytest.approx(local) if local else derivative is None


def test_an_output_of_many_numbers_has_gradients_only_from_a_gradient():
    u = torch.tensor([1.0, 2.0], requires_grad=True)
    graph = trace_graph(None, lambda: u**2, {"u": u})
    assert [node.grad for node in graph.nodes] == [None, None]
    v = torch.tensor([1.0, 10.0])
    graph = trace_graph(None, lambda: u**2, {"u": u}, v)
    assert [node.grad for node in graph.nodes] == [(2.0, 40.0), (1.0, 10.0)]


def test_saved_tensors_name_the_node_they_come_from():
    graph, _, _ = graph_of_line()
    (square,) = (node for node in graph.nodes if node.symbol == "( )²")
    (saved_tensor,) = square.saved
    assert (saved_tensor.field, saved_tensor.shape) == ("self", (2,))
    assert graph[saved_tensor.node].name == "y_pred"


def test_an_operation_made_of_several_shows_all_of_them_with_values():
    u = torch.tensor([[1.0, -2.0]], requires_grad=True)
    w = torch.tensor([[3.0, 4.0], [1.0, 1.0]], requires_grad=True)
    bias = torch.zeros(2)
    graph = trace_graph(
        None,
        lambda: functional.linear(u, w, bias).relu().sum(),
        {"u": u, "w": w, "bias": bias},
    )
    assert all(node.value is not None for node in graph.nodes)
    assert graph[graph.output].grad == (1.0,)
    assert {n.kind for n in nodes_of(graph, "bias")} == {"data"}


def test_a_gradient_is_complete_before_it_is_passed_on():
    graph, _, _ = graph_of_line()
    order = [node.id for node in graph.backward_order()]
    assert order[0] == graph.output
    assert len(order) == len(set(order)) == sum(n.grad is not None for n in graph.nodes)
    for node in graph.backward_order():
        for user, _ in graph.users(node.id):
            assert order.index(user.id) < order.index(node.id)


def test_an_error_of_the_call_is_raised_and_leaves_nothing_switched_on():
    def fails():
        raise RuntimeError("no")

    for function in (None, fails):
        with pytest.raises(RuntimeError, match="no"):
            trace_graph(function, fails, {})
        assert not torch.is_anomaly_enabled()
        assert not ANOMALY_LOCK.locked()


def test_several_threads_at_once_see_each_its_own_run():
    expected, graphs = graph_of_line()[0], []
    threads = [
        threading.Thread(target=lambda: graphs.append(graph_of_line()[0]))
        for _ in range(4)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert graphs == [expected] * 4
    assert not torch.is_anomaly_enabled()
