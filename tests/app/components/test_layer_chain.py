"""Layers joined by arrows: what the browser gets of them."""

import json

from app.components.layer_chain import figure_data
from app.content.catalogue import load_messages
from lessons.toolkit.layer_stack import Box, Chain

CHAIN = Chain(
    (("", (5, 4)),),
    (
        Box("One", (("weight", (3, 4)),), (("mean", (3,)),), 12, (("", (5, 3)),)),
        Box("Two", (), (), 0, (), "wrong"),
        Box("Three", (("bias", (1,)),), (), 1, (), "unreached"),
    ),
)


def chain_data(lang):
    return figure_data(CHAIN, lang, load_messages(lang)["chain"], picked=1, alt="all")


def test_each_box_has_its_tensors_its_count_and_what_leaves_it():
    data = json.loads(json.dumps(chain_data("en"), allow_nan=False))
    one, two, three = data["boxes"]
    assert [t["shape"] for t in data["given"]] == ["(5,\u00a04)"]
    assert [(t["name"], t["size"], t["kind"]) for t in one["holds"]] == [
        *(("weight", [3, 4], ""), ("mean", [3], "kept")),
    ]
    assert [t["size"] for t in one["out"]] == [[5, 3]]
    assert (two["out"], two["state"], three["state"]) == ([], "wrong", "unreached")
    assert [box["count"] for box in (one, two, three)] == [
        *("12 parameters", "no parameter", "1 parameter"),
    ]
    assert data["picked"] == 1


def test_the_text_alternative_has_shapes_and_refusal():
    for lang in ("fr", "en"):
        words = load_messages(lang)["chain"]
        one, two, _ = chain_data(lang)["boxes"]
        assert "weight (3,\u00a04)" in one["alt"]
        assert words["makes"].format(shapes="(5,\u00a03)") in one["alt"]
        assert words["wrong"] in two["alt"]
