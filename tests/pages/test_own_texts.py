"""A reader's own texts on their page: columns, sentences, labels.

The file comes as the browser sends it, to the place where the page mounts its button.
"""

import json
from base64 import b64encode

import pytest
import streamlit as st

from app.components import mount
from app.components.marked_text import letter
from app.content.catalogue import LANGUAGES, PageText, load_messages
from app.content.markdown import WORD_JOINER, escape_markdown
from app.page.charts import shorten_names
from tests.app.content.test_catalogue import HOSTILE, render
from tests.data.test_table import ROWS, make_csv
from tests.pages.app_page import open_page, texts

SLUG = "text_classification"
SETTINGS = {f"{SLUG}.source": "upload", f"{SLUG}.n_epochs": 1}


@pytest.fixture
def give(monkeypatch):
    """give(app, content, name): hands a file to the page's button, and runs it."""

    def mount_button(*, key, on_file, **how):
        def take():
            st.session_state[key] = {"file": st.session_state["sent"]}
            on_file()

        st.button("give", key="give", on_click=take)

    monkeypatch.setattr(mount, "file_upload", mount_button)

    def hand(app, content, name="own.csv", size=0):
        file = {"name": name, "size": size or len(content)}
        file["bytes"] = b64encode(content).decode()
        app.session_state["sent"] = file
        return app.button(key="give").click().run()

    return hand


def texts_of(app):
    return texts(app)


def table_of_labels(*names):
    """A table in which these labels stand three times each."""
    rows = [
        (f"{letter}{i} {letter * 3}", name)
        for letter, name in zip("abcdefghijk", names, strict=False)
        for i in range(3)
    ]
    return make_csv([(a, b.replace('"', '""')) for a, b in rows])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_labels_are_shown_as_they_are_written(give, lang):
    labels = [" ".join(text.split()) for text in HOSTILE[:-1]]
    app = give(open_page(SLUG, lang, **SETTINGS), table_of_labels(*labels), HOSTILE[1])
    assert not app.exception
    text = "\n".join(texts_of(app))
    for label in labels:
        assert escape_markdown(label) in text
        assert render(escape_markdown(label)).replace(WORD_JOINER, "") == label
        for raw in {label} - {escape_markdown(label)}:
            assert raw not in text
    in_use = load_messages(lang)["upload"]["in_use"]
    assert in_use.format(file=escape_markdown(HOSTILE[1])) in texts_of(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_about_newsgroups_stand_with_newsgroups_alone(give, lang):
    words = PageText(SLUG, lang)
    app = give(open_page(SLUG, lang, **SETTINGS), make_csv())
    text = "\n".join(texts_of(app))
    assert words.sections["groups.note"] not in text
    assert words.sections["unfair.title"] not in text
    assert words.sections["hidden.title"] in text
    assert "0.0 M" not in text and "0,0 M" not in text
    example = words.labels("own.example")["upload"].format(file="own&#46;csv")
    assert any(example in one for one in texts_of(app))
    assert "comp.sys" not in text


def test_the_answer_names_its_file_and_a_refused_one_changes_nothing(give):
    app = give(open_page(SLUG, "en", **SETTINGS), make_csv(), "good.csv")
    answer = [one for one in texts_of(app) if "of the 1 validation texts" in one]
    assert "**good&#46;csv**: 4 to learn from" in answer[0]
    give(app, b"PK\x03\x04", "bad.zip")
    assert (
        "**bad&#46;zip**: This zip is damaged or cut off. **good&#46;csv** stays"
        in ("\n".join(texts_of(app)))
    )
    assert answer == [
        one for one in texts_of(app) if "of the 1 validation texts" in one
    ]
    give(app, make_csv(ROWS * 2), "next.csv")
    assert "bad&#46;zip" not in "\n".join(texts_of(app))
    assert any("next&#46;csv" in one for one in texts_of(app))
    assert any(
        "Repeated texts left out" in one and ": 6." in one for one in texts_of(app)
    )


def test_columns_are_chosen_and_a_new_file_is_guessed_anew(give):
    rows = [(*row, f"note {i}", "uv"[i // 3]) for i, row in enumerate(ROWS)]
    head = ("text", "label", "remark", "half")
    app = give(open_page(SLUG, "en", **SETTINGS), make_csv(rows, header=head))
    label, text = app.selectbox[0], app.selectbox[1]
    assert (label.options, label.value) == (["label", "half"], 1)
    assert (text.options, text.value) == (["text", "remark", "half"], 0)
    label.set_value(3).run()
    text = app.selectbox[1]
    assert text.options == ["text", "label", "remark"]
    assert any("&#46;csv**: 4 to learn from" in one for one in texts_of(app))
    cells = [option.split(" (")[0] for option in app.selectbox[2].options]
    assert {name for cell in cells for name in cell.split(" → ")} <= {"u", "v"}
    app.selectbox[1].set_value(2).run()
    give(app, make_csv(rows, header=("v1", "v2", "text", "label")), "other.csv")
    assert (app.selectbox[0].value, app.selectbox[1].value) == (3, 2)
    header = next(t for t in app.toggle if "first line" in t.label)
    assert header.value
    header.set_value(False).run()
    assert not app.exception
    assert app.selectbox[1].options[0] == "Column 1"


def test_a_truncated_file_is_reported(give):
    content = make_csv([(f"text {i}", "ab"[i % 2]) for i in range(400)])
    app = give(
        open_page(SLUG, "en", **SETTINGS), content[:4000], "long.csv", 66_000_000
    )
    assert any("Read: its beginning, 4 kB of 66 MB." in one for one in texts_of(app))


def test_another_list_of_options_is_another_select(give):
    """A browser keeps the words of the option that a select shows, not its place."""
    app = give(open_page(SLUG, "en", **SETTINGS), make_csv())
    before = {box.key for box in app.selectbox}
    give(app, table_of_labels("x", "y"), "other.csv")
    assert not before & {box.key for box in app.selectbox}


def test_the_page_of_points_names_its_file_until_a_point_is_changed(give):
    app = open_page("playground", "en")
    give(app, b"a;x;y;kind\n9;0;0,5;u\n2;1;1;u\n3;2;2;v\n4;3;1;v\n", "points.csv")
    assert not app.exception
    assert "In use: **points&#46;csv**." in texts_of(app)
    assert any("Points read: 4." in one for one in texts_of(app))
    box = next(box for box in app.selectbox if box.label == "x₁")
    assert box.options == ["a", "x", "y"]
    key = "playground.points"
    before = app.session_state[key]
    box.set_value(0).run()
    assert app.session_state[key] != before
    assert "In use: **points&#46;csv**." in texts_of(app)
    app.text_input(key=key).set_value("a0 0 b1 1").run()
    assert "In use: **points&#46;csv**." not in texts_of(app)


def test_a_matrix_of_many_long_labels_grows_and_has_the_legends_letters(give):
    start, end = "a department with a very long na", "me at the end"
    names = [f"{start}{i:02}{end}"[:50] for i in range(20)]
    rows = [(f"{i} {j}", name) for i in range(4) for j, name in enumerate(names)]
    app = give(open_page(SLUG, "en", **SETTINGS), make_csv(rows))
    charts = [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]
    (matrix,) = (one for one in charts if '"rect"' in json.dumps(one))
    assert matrix["height"] >= 20 * 24
    encoding = matrix["layer"][0]["encoding"]
    across, down = (encoding[axis]["scale"]["domain"] for axis in "xy")
    assert across == [letter(i) for i in range(20)]
    assert down == [f"{letter(i)}: …{i:02}{end}" for i in range(20)]
    legend = next(one for one in texts_of(app) if "stronger the shade" in one)
    assert f"T = {escape_markdown(names[19])}" in legend


def test_names_are_cut_where_they_do_not_differ():
    assert shorten_names(["short", "x" * 24]) == ["short", "x" * 24]
    ends = [f"one{'-' * 40}{i}" for i in "ab"]
    assert shorten_names(ends) == [f"one{'-' * 8}…{'-' * 10}{i}" for i in "ab"]
    middles = [f"{'-' * 20}{i}{'-' * 20}" for i in "ab"]
    assert shorten_names(middles) == [f"…{i}{'-' * 20}" for i in "ab"]
