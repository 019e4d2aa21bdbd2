"""The drawn graph is torch's own, in the colours of the theme, the same each time."""

import itertools
import re
import tomllib
from collections import Counter

import pytest

from app.components import torchviz_graph
from app.components.bundle import FOLDER
from app.content.catalogue import ROOT
from app.content.contrast import contrast_ratio
from app.content.theme import colour
from lessons.computation_graph import LESSON, OUTPUTS, backward, build_graph
from lessons.computation_graph.with_torch import walk

THEMES = ("light", "dark")
SWITCHES = ("wants_a", "wants_b", "wants_x")
EVERY = [
    {**dict(zip(SWITCHES, wants, strict=True)), "threshold": t, "n_loops": n}
    for wants in itertools.product((False, True), repeat=3)
    for t in (0.0, 5.0)
    for n in (1, 4)
    if any(wants)
]


def tensors(**settings):
    defaults = {c.name: c.default for c in LESSON.controls_with_use("trained")}
    return build_graph(**defaults | settings).tensors


def picture(name="loss", settings=None, **options):
    values = tensors(**settings or {})
    return torchviz_graph.read_graph(values[name], values, **options)


def dot_text(theme="light", **options):
    return torchviz_graph.to_dot(picture(**options), theme, "kept")


@pytest.mark.parametrize("settings", EVERY, ids=str)
@pytest.mark.parametrize("name", OUTPUTS)
def test_the_nodes_are_exactly_those_of_torch(settings, name):
    values = tensors(**settings)
    graph = torchviz_graph.read_graph(values[name], values)
    steps = walk(values[name])
    operations = [n.name for n in graph.nodes.values() if n.kind == "operation"]
    assert Counter(operations) == Counter(type(step).__name__ for step in steps)
    leaves = {n.name for n in graph.nodes.values() if n.kind == "leaf"}
    assert leaves == {n.removeprefix("wants_") for n in SWITCHES if settings[n]}
    assert [n.name for n in graph.nodes.values() if n.kind == "output"] == [name]
    assert graph.count("saved") == 0
    links = sum(after is not None for step in steps for after, _ in step.next_functions)
    assert len(graph.edges) == links + graph.count("leaf") + 1


def test_the_branch_of_a_vanishes_when_a_wants_nothing():
    assert "a" in picture().nodes
    assert "a" not in picture(settings={"wants_a": False}).nodes
    assert picture(settings={"wants_a": False}).count("operation") == 6


@pytest.mark.parametrize("settings", EVERY, ids=str)
def test_saved_tensors_are_those_that_torch_keeps(settings):
    values = tensors(**settings)
    graph = torchviz_graph.read_graph(values["loss"], values, show_saved=True)
    saved_values = backward.saved_tensors(values["loss"])
    leaves = [
        tensor for tensor in saved_values if tensor.requires_grad and tensor.is_leaf
    ]
    assert graph.count("saved") == len(saved_values) - len(leaves)
    tails = {tail for tail, _, saved in graph.edges if saved}
    assert len(tails) == len(saved_values)


def test_nodes_bear_the_learners_names_and_their_shapes():
    nodes = picture(show_saved=True).nodes
    assert nodes["a"] == torchviz_graph.Node("leaf", "a", ("()",))
    assert nodes["x"] == torchviz_graph.Node("saved", "other = x", ("(20)",))
    assert nodes["error"] == torchviz_graph.Node("saved", "self = error", ("(20)",))
    assert nodes["loss"] == torchviz_graph.Node("output", "loss", ("()",))


def test_attributes_are_what_the_operation_has_noted():
    nodes = picture(show_attrs=True).nodes
    assert nodes["PowBackward0"].lines == ("exponent: 2", "self: [saved tensor]")
    assert not picture().nodes["PowBackward0"].lines


@pytest.mark.parametrize(
    "options", [{"show_saved": True}, {"show_attrs": True}], ids=str
)
def test_the_graph_after_backward_omits_freed_tensors(options):
    values = tensors()
    values["loss"].backward()
    after = torchviz_graph.read_graph(values["loss"], values, **options)
    assert (after.nodes, after.edges) == (picture().nodes, picture().edges)
    assert after.refusal.startswith("RuntimeError: Trying to backward through")
    assert torchviz_graph.read_graph(values["loss"], values).refusal == ""


def test_with_retain_graph_nothing_is_refused():
    values = tensors()
    values["loss"].backward(retain_graph=True)
    after = torchviz_graph.read_graph(values["loss"], values, show_saved=True)
    assert after == picture(show_saved=True)


@pytest.mark.parametrize("theme", THEMES)
def test_the_same_settings_give_the_same_text(theme):
    texts = {dot_text(theme, show_saved=True, show_attrs=True) for _ in range(3)}
    assert len(texts) == 1


@pytest.mark.parametrize("settings", EVERY, ids=str)
@pytest.mark.parametrize("theme", THEMES)
def test_dot_declares_each_node_once_and_links_declared_ones(settings, theme):
    text = dot_text(theme, settings=settings, show_saved=True, show_attrs=True)
    first, *body, last = text.strip().splitlines()
    assert (first, last) == ("digraph {", "}")
    name = r'("[^"]+"|\w+)'
    nodes = [m[1] for line in body if (m := re.match(rf"\t{name} \[label=", line))]
    edges = [
        m.groups() for line in body if (m := re.match(rf"\t{name} -> {name}", line))
    ]
    assert len(nodes) == len(set(nodes))
    assert {end for edge in edges for end in edge} == set(nodes)
    assert len(nodes) + len(edges) + 3 == len(body)  # three lines of general looks


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_comes_from_the_theme(theme):
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    theme_colours = config["theme"][theme]
    text = dot_text(theme, show_saved=True)
    marks = [theme_colours[f"{name}Color"] for name in torchviz_graph.KINDS.values()]
    paper, ink = theme_colours["backgroundColor"], theme_colours["textColor"]
    fills = [
        torchviz_graph.mix_colours(mark, paper, torchviz_graph.TINT) for mark in marks
    ]
    edge = theme_colours["grayTextColor"]
    assert set(re.findall(r"#\w{6}", text)) == {*marks, *fills, paper, ink, edge}
    assert not re.search("lightblue|orange|darkolivegreen|monospace", text)


@pytest.mark.parametrize("theme", THEMES)
def test_text_has_contrast_on_every_fill(theme):
    ink, paper = colour(theme, "text"), colour(theme, "background")
    for name in torchviz_graph.KINDS.values():
        fill = torchviz_graph.mix_colours(
            colour(theme, name), paper, torchviz_graph.TINT
        )
        assert contrast_ratio(ink, fill) >= 4.5, name


def test_each_kind_has_a_shape_of_its_own():
    looks = [tuple(sorted(shape.items())) for shape in torchviz_graph.SHAPES.values()]
    assert len(set(looks)) == len(torchviz_graph.KINDS) == len(looks)


def test_the_legend_knows_every_kind_and_its_fill():
    script = (FOLDER / "torchviz_graph/legend_and_file.js").read_text("utf-8")
    style = (FOLDER / "player/player.css").read_text("utf-8")
    for kind in torchviz_graph.KINDS:
        assert f"{kind}: " in script
        assert f".legend .{kind} " in style
    assert f"var(--mean) {torchviz_graph.TINT:.0%}, var(--paper)" in style


def test_colours_mix_as_the_browser_mixes_them():
    assert torchviz_graph.mix_colours("#ff0000", "#ffffff", 0.5) == "#ff8080"
    assert torchviz_graph.mix_colours("#000000", "#fdfcf9", 0) == "#fdfcf9"


def test_the_word_for_a_saved_tensor_is_the_readers():
    assert "self: kept" in dot_text(show_attrs=True)
    assert "saved tensor" not in dot_text(show_attrs=True)
