"""An address without a page is told from one that has a page."""

from app.page.not_found import unknown_slug

SLUGS = ("home", "batches")


def test_the_last_part_of_the_address_counts():
    assert unknown_slug("https://a.org/course/batches?lang=fr", SLUGS) is None
    assert unknown_slug("https://a.org/batches/", SLUGS) is None
    assert unknown_slug("https://a.org/", SLUGS) is None
    assert unknown_slug("https://a.org/course/batch?lang=fr", SLUGS) == "batch"
    assert unknown_slug("https://a.org/a%20b%3Cc", SLUGS) == "a b<c"
