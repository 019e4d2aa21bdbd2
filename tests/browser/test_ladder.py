"""The ladder of the training loop: marks, and an iteration stepped on both sides."""

import pytest
from playwright.sync_api import expect

RIGHT_OF_A_RULE = "e => getComputedStyle(e.parentNode).boxShadow !== 'none'"
BROKEN_RULE = "e => getComputedStyle(e.parentNode).borderLeftStyle === 'dashed'"


@pytest.fixture(scope="module")
def ladder(visitor):
    with visitor() as reader:
        yield reader.open("training_loop")


def lit(reader):
    """The lines that are lit: by hand, and on the other rung."""
    columns = reader.stepped.locator("pre").filter(has=reader.page.locator(".line"))
    lines = [column.locator(".line.lit") for column in columns.all()]
    return [line.inner_text().strip() if line.count() else "" for line in lines]


def test_removed_and_added_lines_differ_by_sign_and_border(ladder):
    for kind, sign, rule in (
        ("added", "+ ", RIGHT_OF_A_RULE),
        ("removed", "− ", BROKEN_RULE),
    ):
        marks = ladder.page.locator(f".code .{kind}")
        assert marks.count() > 3
        assert set(marks.all_text_contents()) == {sign}
        assert all(mark.evaluate(rule) for mark in marks.all())


def test_both_sides_step_together_without_the_server(ladder):
    steps = ladder.messages["steps"]
    forward = ladder.stepped.get_by_role("button", name=steps["forward"], exact=True)
    loop = "for _ in range(n_epochs):"
    assert lit(ladder) == [loop, loop]
    n_frames, lines = ladder.n_frames, []
    while forward.is_enabled():
        forward.click()
        lines.append(lit(ladder))
    assert ladder.n_frames == n_frames
    assert ["y_pred = a + b * x"] * 2 in lines
    for line in ("grad_a = 2 * (y_pred - y).mean()", "grad_b ="):
        (pair,) = [pair for pair in lines if pair[0].startswith(line)]
        assert pair[1] == "loss.backward()"
    assert lines[-1] == ["", "a.grad = b.grad = None"]


def test_another_rung_marks_the_lines_it_changes(ladder):
    rung = ladder.words.labels("rung.values")["torch"]
    ladder.page.get_by_role("radio", name=rung).click()
    added = ladder.page.locator(".code .line:has(> .added)")
    expect(added.filter(has_text="model = Line(a, b)")).to_have_count(1)
    ladder.rest()
    assert ladder.violations() == []
