"""The page of the polynomial: what it says of weights that have no distance."""

import numpy as np
import pytest

from lessons import lesson
from tests.pages.app_page import check_text, open_page

SLUG = "polynomial"
SENTENCES = {"fr": "il n'y a plus de distance", "en": "they have no distance"}


@pytest.mark.parametrize("lang", SENTENCES)
@pytest.mark.parametrize("place", [0, -1], ids=["slow", "diverging"])
def test_weights_out_of_range_have_no_distance(lang, place):
    rate = lesson(SLUG)["lr"]
    link = {f"{SLUG}.degree": "9", f"{SLUG}.lr": rate.write(rate.values[place])}
    text = check_text(open_page(SLUG, lang, **link), lang).replace("’", "'")
    assert (SENTENCES[lang] in text) == (place == -1)
    assert "distance de nan" not in text
    assert "distance of nan" not in text


def test_scaled_columns_propose_the_rate_whose_run_ends_lowest(finished):
    app, button = open_page(SLUG), f"{SLUG}/best_lr"
    assert button not in [each.key for each in app.button]  # it settles
    app.toggle(key=f"{SLUG}.scaled").set_value(True).run()
    settings = lesson(SLUG).defaults | {"scaled": True}
    rec = finished(lesson(SLUG).start_recording(**settings))
    ends = [rec.at("loss", rec.n_steps, lr=lr) for lr in rec.axes["lr"]]
    best = rec.axes["lr"][int(np.nanargmin(ends))]
    app.button(key=button).click().run()
    assert app.query_params[f"{SLUG}.lr"] == lesson(SLUG)["lr"].write(best)
    assert button not in [each.key for each in app.button]
