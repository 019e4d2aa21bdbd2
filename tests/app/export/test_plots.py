"""The figure of each notebook: it is drawn at each end of every control."""

import inspect
import warnings
from importlib import import_module

import matplotlib.pyplot as plt
import numpy as np
import pytest

from app.content import lesson_files
from app.content.catalogue import LANGUAGES, PageText
from app.content.lesson_files import lesson_modules
from lessons import SLUGS, lesson
from tests.course import OTHER_SETTINGS, RECORDED_SLUGS, extreme_settings

plt.switch_backend("agg")

ENDS = [
    (slug, settings)
    for slug in SLUGS
    for settings in extreme_settings(lesson(slug).run_controls)
]

FITTING = {"tensors": {"operation": "add"}}
"""An operation that takes every shape; `view`, the default, rightly refuses some."""


def draw_figure(slug, monkeypatch, **changed):
    """The figure, from the functions that the notebook has when it comes to it."""
    monkeypatch.setattr(plt, "show", lambda: None)
    _, functions, titles = lesson_files.plot_source(slug)
    controls = lesson(slug).run_controls
    settings = {control.name: control.default for control in controls} | changed
    settings |= lesson(slug).run_arguments("fr")
    last = lesson_modules(slug)[-1]
    arguments = [getattr(last, name) for name in functions]
    draw = import_module(f"lessons.{slug}.plot").draw
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where a run diverges
        warnings.simplefilter("ignore", UserWarning)  # PyTorch's, part of a lesson
        try:
            draw(*arguments, **dict.fromkeys(titles, "title"), **settings)
            figure = plt.gcf()
            figure.canvas.draw()
        finally:
            plt.close("all")
    return figure


@pytest.mark.parametrize("slug", SLUGS)
def test_draw_takes_functions_titles_and_the_arguments_of_run(slug):
    _, functions, titles = lesson_files.plot_source(slug)
    run = lesson_modules(slug)[-1].run
    draw = import_module(f"lessons.{slug}.plot").draw
    expected = [*functions, *titles, *inspect.signature(run).parameters]
    assert [*inspect.signature(draw).parameters] == expected
    for lang in LANGUAGES:
        for title in titles:
            view = title.removesuffix("_title")
            assert PageText(slug, lang).labels(view)["title"]


@pytest.mark.parametrize(("slug", "changed"), ENDS, ids=str)
def test_figure_is_drawn_at_the_ends_of_every_control(slug, changed, monkeypatch):
    """Of a short training, if its length is not what is changed."""
    controls = lesson(slug).run_controls
    short = {c.name: c.values[0] for c in controls if c.name == "n_epochs"}
    figure = draw_figure(slug, monkeypatch, **FITTING.get(slug, {}) | short | changed)
    assert any(axes.has_data() for axes in figure.axes)


@pytest.mark.parametrize("changed", [False, True], ids=["defaults", "changed"])
@pytest.mark.parametrize("slug", RECORDED_SLUGS)
def test_curve_is_that_of_the_page(slug, changed, monkeypatch, recorded):
    settings = lesson(slug).defaults | (OTHER_SETTINGS[slug] if changed else {})
    controls = lesson(slug).run_controls
    figure = draw_figure(
        slug, monkeypatch, **{c.name: settings[c.name] for c in controls}
    )
    rec = recorded(slug, **settings)
    at = {axis: settings[axis] for axis in rec.axes}
    loss = rec.series("loss" if "loss" in rec.tables else "f", **at)
    curves = [line.get_ydata()[:: rec.stride] for line in figure.axes[-1].lines]
    assert any(
        len(y) == len(loss) and np.allclose(y, loss, rtol=1e-3, atol=1e-5)
        for y in curves
    )
