"""What readers type: one rule for every field, and refusals with the true reason."""

import ast
import re

import pytest

from app.content.catalogue import LANGUAGES, PageText, load_messages
from lessons import lesson
from lessons.contract import MAX_TEXT_LENGTH, ParseError
from lessons.toolkit.formula_parser import parse
from tests.course import EXERCISES, TEXT_CONTROLS, exercise
from tests.test_exercises import answers

PROSE = {("text_classification", "categories"), ("text_classification", "mine")}
"""Fields that take words, no numbers."""
FIELDS = sorted({*TEXT_CONTROLS} - PROSE)

SPELLINGS = {
    "a minus sign": lambda text: text.replace("-", "−"),
    "a hyphen that does not break": lambda text: text.replace("-", "‑"),
    "a dash": lambda text: text.replace("-", "–"),
    "narrow spaces": lambda text: text.replace(" ", "\u202f"),
    "spaces around": lambda text: f"  {text} ",
    "semicolons": lambda text: text.replace(", ", "; "),
    "decimal commas": lambda text: re.sub(
        r"(?<=\d)\.(?=\d)", ",", text.replace(", ", "; ")
    ),
}
"""How the same numbers are typed, in either language."""


@pytest.mark.parametrize("how", SPELLINGS)
@pytest.mark.parametrize(("slug", "name"), FIELDS)
def test_every_field_parses_the_same_spellings(slug, name, how):
    control = lesson(slug)[name]
    for value in control.values:
        assert control.parse(SPELLINGS[how](control.write(value))) == value


@pytest.mark.parametrize("how", SPELLINGS)
def test_every_exercise_parses_the_same_spellings(how):
    for slug, name in EXERCISES:
        item = exercise(slug, name)
        if item.kind == "formula":
            for text, _ in answers(slug, name):
                formula = parse(text, item.names)
                spelled = parse(SPELLINGS[how](text), item.names, finite=True)
                assert ast.unparse(spelled.tree) == ast.unparse(formula.tree)


SAID = {
    ("autograd", "expression", "2(x+1)"): (
        "**Character 2: a sign is missing** between `2` and `(`. A "
        "multiplication is written `*`.",
        "**Caractère 2\u00a0: il manque un signe** entre `2` et `(`. Une "
        "multiplication s’écrit `*`.",
    ),
    ("autograd", "expression", "sum(x)*"): (
        "**Character 8: something is missing** after `*`.",
        "**Caractère 8\u00a0: il manque quelque chose** après `*`.",
    ),
    ("autograd", "expression", "sum(x"): (
        "**Character 4: this parenthesis is not closed**, in `sum(x`.",
        "**Caractère 4\u00a0: cette parenthèse n’est pas fermée**, dans `sum(x`.",
    ),
    ("autograd", "expression", "sin x"): (
        "**Character 1: `sin` takes its value in parentheses**: `sin(…)`.",
        "**Caractère 1\u00a0: `sin` prend sa valeur entre parenthèses**\u00a0: "
        "`sin(…)`.",
    ),
    ("autograd", "expression", "u = w; 2 = x*x"): (
        "**Character 10: an equals sign.** Write only what stands after it: `x*x`.",
        "**Caractère 10\u00a0: un signe égal.** Écrivez seulement ce qui le "
        "suit\u00a0: `x*x`.",
    ),
    ("autograd", "expression", "u = dot(x; w); x = 3"): (
        "**The name `x` already means something here.**",
        "**Le nom `x` a déjà un sens ici.**",
    ),
    ("autograd", "expression", "[0,1,2,3]"): (
        "**Character 1: `[`.** A formula of this page has neither lists nor indices.",
        "**Caractère 1\u00a0: `[`.** Une formule de cette page n’a ni liste ni indice.",
    ),
    ("autograd", "v", "1e9, 0, 0, 0"): (
        "**Character 1: `1e9` is out of range.** Each number goes from −99 to 99.",
        "**Caractère 1\u00a0: `1e9` est hors limites.** Chaque nombre va de −99 à 99.",
    ),
    ("tensors", "shape", "1000000,4"): (
        "**Character 1: the length `1000000` is out of range.** Here a length "
        "goes from 1 to 12.",
        "**Caractère 1\u00a0: la longueur `1000000` est hors limites.** Ici, une "
        "longueur va de 1 à 12.",
    ),
    ("modules", "stack", "LayerNorm(4)"): (
        "**Character 1: `LayerNorm` is not a layer of this page.** It offers: `Linear, "
        "Conv1d, Conv2d, RNN, LSTM, BatchNorm1d, Dropout, ReLU, Tanh, Sigmoid, "
        "GELU, MaxPool1d, MaxPool2d, Flatten, Identity`.",
        "**Caractère 1\u00a0: `LayerNorm` n’est pas une couche de cette page.** "
        "Il y a\u00a0: `Linear, Conv1d, Conv2d, RNN, LSTM, BatchNorm1d, Dropout, "
        "ReLU, Tanh, Sigmoid, GELU, MaxPool1d, MaxPool2d, Flatten, Identity`.",
    ),
    ("modules", "stack", "Dropout(0.5, inplace=True)"): (
        "**Character 14: `inplace` is not offered for Dropout on this page**; "
        "PyTorch has it. This page takes `Dropout(p)`.",
        "**Caractère 14\u00a0: cette page n’offre pas `inplace` pour "
        "Dropout**\u202f; PyTorch l’a. Cette page prend `Dropout(p)`.",
    ),
    ("modules", "stack", "Linear(4, 8, colour=2)"): (
        "**Character 14: PyTorch's Linear has no `colour`.** This page takes "
        "`Linear(in_features, out_features, bias)`.",
        "**Caractère 14\u00a0: dans PyTorch, Linear n’a pas de `colour`.** Cette "
        "page prend `Linear(in_features, out_features, bias)`.",
    ),
    ("modules", "stack", "Conv2d(3, 16, 3, padding=9)"): (
        "**Character 18: in Conv2d, `padding` takes `0, 1, 2, 3, 'same'`.**",
        "**Caractère 18\u00a0: dans Conv2d, `padding` prend `0, 1, 2, 3, 'same'`.**",
    ),
    ("playground", "points", "a0.5 1 c0 0"): (
        "Point number 2, `c0 0`, cannot be read. Write the class, a or b, then "
        "two numbers: a0.5 -1.2",
        "Le point numéro 2, `c0 0`, ne peut pas être lu. Écrivez la classe, a ou "
        "b, puis deux nombres\u00a0: a0.5 -1.2",
    ),
}
"""What is first said of a text in a field, in English and in French."""


@pytest.mark.parametrize(("slug", "name", "text"), SAID)
def test_a_refusal_names_the_reason_and_the_position(slug, name, text):
    with pytest.raises(ParseError) as refusal:
        lesson(slug)[name].parse(text)
    details = {name: "x"} | refusal.value.details
    for lang, beginning in zip(("en", "fr"), SAID[slug, name, text], strict=True):
        message = PageText(slug, lang).refusal_message(
            name, str(refusal.value), details
        )
        assert message.startswith(beginning)


@pytest.mark.parametrize(("slug", "name"), TEXT_CONTROLS)
def test_the_refusal_of_a_long_text_names_its_length(slug, name):
    control = lesson(slug)[name]
    assert control.max_length >= MAX_TEXT_LENGTH
    with pytest.raises(ParseError, match="long") as refusal:
        control.parse("1" * (control.max_length + 1))
    assert refusal.value.details == {
        "typed": control.max_length + 1,
        "most": control.max_length,
    }
    for lang in LANGUAGES:
        assert PageText(slug, lang).refusal_message(
            name, "long", {name: "x", **refusal.value.details}
        )


def test_a_caret_is_parsed_with_a_note_that_pytorch_has_none():
    control = lesson("autograd")["expression"]
    assert control.parse("x^2") == "x**2"
    assert control.remark("x^2") == "power"
    assert control.remark("x**2 + x²") == ""
    assert load_messages("en")["typed"]["power"].startswith("`^` was read as `**`")
