"""The page of the polynomial: what it says of weights that have no distance."""

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
