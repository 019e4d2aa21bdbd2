"""A run that diverges is recorded as PyTorch computes it, to inf and nan."""

import numpy as np
import pytest

from app.content.number_format import format_quantity
from lessons import lesson
from tests.course import outcome, tool

DIVERGING = [
    ("home", {"lr": 0.3}),
    ("linear_regression", {"lr": 1.0}),
    ("linear_regression", {"lr": 2.0, "n_epochs": 1000}),
    ("gradient_descent", {"function": "bowl", "k": 50.0, "lr": 3.2}),
    ("gradient_descent", {"function": "wells", "lr": 1.6}),
    ("gradient_descent", {"function": "valley", "lr": 3.2}),
    ("batches", {"lr": 1.0, "batch_size": 80}),
    ("batches", {"lr": 1.0, "batch_size": 1}),
    ("polynomial", {"lr": 5.6e-6}),
    ("polynomial", {"degree": 4, "lr": 1e-6}),
    ("polynomial", {"degree": 9, "lr": 1e-3}),
    ("optimizers", {"optimizer": "SGD", "lr": 1.6}),
    ("optimizers", {"optimizer": "Nesterov", "lr": 1.0, "function": "beale"}),
]


@pytest.mark.parametrize(("slug", "changed"), DIVERGING, ids=str)
def test_the_last_numbers_equal_those_of_with_torch(recorded, slug, changed):
    settings = lesson(slug).defaults | changed
    rec = recorded(slug, **changed)
    arguments = {
        c.name: settings[c.name]
        for c in lesson(slug).controls_with_use("played", "trained")
    }
    expected = np.hstack(tool(slug, "with_torch").run(**arguments)).astype(float)
    last_numbers = outcome(slug, rec, settings).astype(float)
    np.testing.assert_allclose(last_numbers, expected, rtol=1e-5)
    for one, other in zip(last_numbers, expected, strict=True):
        assert format_quantity("loss", one, "en") == format_quantity(
            "loss", other, "en"
        )


def test_a_loss_far_beyond_float32_is_written_in_powers_of_ten(recorded):
    loss = recorded("linear_regression").at("loss", t=200, lr=1.0)
    assert format_quantity("loss", loss, "fr") == "1,7\u202f×\u202f10⁷¹"
