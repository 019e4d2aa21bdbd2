"""The tables behind the player: the recording's numbers, followed without a message."""

from playwright.sync_api import expect

from app.content.number_format import format_fixed, format_quantity

SLUG = "linear_regression"


def cells(table):
    """The texts of a table, a list for each row."""
    read = "all => all.map(row => [...row.cells].map(cell => cell.textContent))"
    return table.locator("tbody tr").evaluate_all(read)


def test_the_tables_show_the_recording_and_follow_the_slider(reader, recorded):
    """In French and light, then in English and dark."""
    rec = recorded(SLUG)
    reader.open(SLUG)
    for lang, scheme in (("fr", "light"), ("en", "dark")):
        reader.page.emulate_media(color_scheme=scheme)
        if lang != reader.lang:
            reader.speak(lang)
        labels = reader.messages["data_table"]
        button = reader.figure.get_by_role("button", name=labels["show"], exact=True)
        if lang == "fr":
            expect(button).to_have_attribute("aria-expanded", "false")
            expect(reader.figure.locator("table")).to_have_count(0)
            button.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")  # still, in English
        reader.rest()
        before = reader.n_frames
        run, points = reader.figure.locator(".behind table").all()
        for place, t in ((30, 0), (44, 7), (12, 200)):
            reader.drag("lr", place)
            reader.scrub(t)
            read(run, rec, place, t, lang)
            a, b = (float(rec.at(n, t, lr=rec.axes["lr"][place])) for n in ("a", "b"))
            x, y = (float(rec.at(name)[0]) for name in ("x", "y"))
            first = [format_fixed(v, 3, lang) for v in (x, y, a + b * x, y - a - b * x)]
            assert cells(points)[0] == ["1", *first]
            assert len(cells(points)) <= 50
        assert labels["every"].format(k=5) in run.locator("caption").inner_text()
        assert reader.n_frames == before
    assert reader.violations() == []

    reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.painted()
    assert reader.too_wide() == []
    expect(reader.figure.locator(".behind table")).to_have_count(2)  # still open
    button.press("Enter")
    expect(reader.figure.locator("table")).to_have_count(0)


def read(table, rec, place, t, lang):
    """See that a table holds the run at a place of the rate, the present step lit."""
    steps, lr = sorted({*range(0, 201, 5), t}), rec.axes["lr"][place]
    names = ("a", "b", "loss", "test")
    assert cells(table) == [
        [str(step), *(format_quantity(n, rec.at(n, step, lr=lr), lang) for n in names)]
        for step in steps
    ]
    expect(table.locator("[aria-current] th")).to_have_text(str(t))


def test_a_question_closes_the_tables(reader, recorded):
    reader.open("batches")
    label = reader.messages["data_table"]["show"]
    figure = reader.page.locator(".player:has(.view-map)")
    figure.get_by_role("button", name=label, exact=True).press("Enter")
    rec, table = recorded("batches"), figure.locator("table")
    down, across = rec.axes["lr"], rec.axes["batch_size"]
    assert [row[0] for row in cells(table)] == [
        format_quantity("lr", v, "fr") for v in down
    ]
    diverges = reader.words.labels("map")["diverges"]
    levels = len(rec.facts["end_band_levels"])
    ends = rec.tables["end_band"].values
    for band, row in zip(ends, cells(table), strict=True):
        assert len(row) == len(across) + 1
        assert [text == diverges for text in row[1:]] == list(band > levels)

    button = reader.figure.get_by_role("button", name=label, exact=True)
    button.press("Enter")
    expect(reader.figure.locator("table")).to_have_count(2)
    begin = reader.messages["predict"]["begin"]
    reader.page.get_by_role("button", name=begin, exact=True).click()
    expect(reader.figure.locator("table")).to_have_count(0)
    expect(button).to_be_disabled()
