"""The exercises that ask for a line of PyTorch: where they are, what they accept."""

from random import Random

import pytest

from lessons import COURSE, SLUGS, lesson
from lessons.contract import RIGHT, ParseError
from lessons.toolkit.torch_line import parse_line
from tests.course import exercise

LINES = [
    (slug, item.name)
    for slug in SLUGS
    for item in lesson(slug).exercises
    if item.kind == "line"
]

ACCEPTED = {
    ("linear_algebra", "unit", "rows"): (
        "A / A.norm(dim=1, keepdim=True)",
        "A / A.norm(dim=-1)[:, None]",
        "A / A.pow(2).sum(1).sqrt().unsqueeze(1)",
        "(A.T / A.norm(dim=1)).T",
        "F.normalize(A)",
        "return A / torch.linalg.norm(A, dim=1, keepdim=True)",
    ),
    ("linear_algebra", "unit", "columns"): (
        "A / A.norm(dim=0)",
        "torch.nn.functional.normalize(A, dim=0)",
    ),
    ("autograd", "vector", "sum"): (
        "y.sum().backward()",
        "y.backward(torch.ones_like(y))",
        "y.backward(gradient=torch.ones(3))",
        "x.grad = torch.autograd.grad(y.sum(), x)[0]",
    ),
    ("autograd", "vector", "weighted"): (
        "y.backward(v)",
        "(v * y).sum().backward()",
        "(v @ y).backward()",
        "torch.dot(y, v).backward()",
        "torch.autograd.backward(y, v)",
    ),
    ("training_loop", "update", "b"): (
        "b -= lr * grad_b",
        "b = b - lr * grad_b",
        "b - lr * grad_b",
        "b = b + (-lr) * grad_b",
        "b.sub_(grad_b * lr)",
    ),
    ("training_loop", "missing", "loss"): (
        "loss = loss_fn(y_pred, y)",
        "loss = nn.functional.mse_loss(y_pred, y)",
    ),
}
"""Lines that are right, by exercise and draw; others are in the lesson's test."""


def test_each_chapter_after_the_start_has_an_exercise_that_asks_for_a_line():
    chapters = [{slug for slug, _ in LINES} & {*chapter.slugs} for chapter in COURSE]
    assert sum(map(bool, chapters)) >= 5, chapters


@pytest.mark.parametrize(("slug", "name", "drawn"), ACCEPTED)
def test_equivalent_lines_are_accepted_at_each_draw(slug, name, drawn):
    item = exercise(slug, name)
    seeds = range(30)
    task = next(
        lesson(slug).task(item, seed)
        for seed in seeds
        if drawn in item.draw(Random(seed)).values()
    )
    for text in ACCEPTED[slug, name, drawn]:
        line = parse_line(text, item.vocabulary)
        assert item.check(line, task, None)[0] == RIGHT, text


@pytest.mark.parametrize(("slug", "name"), LINES)
@pytest.mark.parametrize(
    "text",
    [
        "().__class__.__bases__",
        "open('x')",
        "torch.load('x')",
        "lambda: 0",
        "self.__dict__",
        "torch.zeros(10 ** 9)",
        "[0 for i in x]",
    ],
)
def test_no_exercise_accepts_a_malicious_line(slug, name, text):
    item = exercise(slug, name)
    with pytest.raises(ParseError):
        item.check(parse_line(text, item.vocabulary), lesson(slug).task(item, 0), None)
