"""What a teacher reads is so: links open what they say, plans fit, figures agree."""

import io
import json
import re
import tomllib
from math import ceil
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from streamlit.testing.v1 import AppTest

from app import config
from app.activities.classroom import lesson_plan
from app.activities.classroom.lesson_plan import read_plan
from app.components.bundle import FOLDER
from app.components.qr_code import qr_code
from app.content.catalogue import LANGUAGES, ROOT, PageText, load_messages
from app.content.markdown import typeset
from app.page import class_guide, share_dialog
from app.server.class_requests import MAX_PLAN_BYTES
from app.server.session_limit import STREAM
from app.state import class_mode
from lessons import COURSE, SLUGS, lesson
from tests.pages.app_page import check_text, open_page, page_text


def table(name):
    """A table beside the page's words."""
    return tomllib.loads((ROOT / "pages/teach" / f"{name}.toml").read_text("utf-8"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_opens_in_its_language_with_no_word_missing(lang):
    app = open_page("teach", lang)
    text, words = check_text(app, lang), PageText("teach", lang)
    assert app.title[0].value == words.text("question")
    assert set(app.query_params) == {"lang"}
    for section in ("link", "projector", "plan", "before", "room", "keeps", "cost"):
        assert words.text(f"{section}.title") in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_on_the_page_match_the_labels_elsewhere(lang):
    text, names = page_text(open_page("teach", lang)), load_messages(lang)
    assert f"**{names['app']['share']}**" in text
    headings = {PageText(slug, lang).text("remember.title") for slug in SLUGS}
    (heading,) = headings  # one for all pages
    assert f"**{heading}**" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_steps_of_a_class_name_the_buttons_of_the_teachers_page(lang):
    text, names = PageText("teach", lang).sections["class.steps"], load_messages(lang)
    written = [*re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)]
    assert len(written) >= 9
    in_app = {typeset(words, lang) for words in names["class_remote"].values()}
    assert {*written} - in_app == set()


def test_the_readme_names_controls_by_their_names():
    readme = (ROOT / "README.md").read_text("utf-8")
    part = readme.partition("## Teach with it")[2].partition("\n## ")[0]
    matches = re.findall(
        r"^- (?:\*([A-Z][^*]+)\*|\*\*(\w+)\*\* and \*\*(\w+)\*\*)", part, re.M
    )
    in_readme = {name for names in matches for name in names if name}
    assert len(in_readme) >= 8
    in_app = {
        words.rstrip(":")
        for section in load_messages("en").values()
        for words in section.values()
        if isinstance(words, str)
    }
    assert in_readme - in_app == set()


def test_the_page_and_the_readme_say_which_connection_a_school_has_to_allow():
    for lang in LANGUAGES:
        text = page_text(open_page("teach", lang))
        assert "websocket" in text
        assert STREAM in text
    assert f"`{STREAM}`" in (ROOT / "README.md").read_text("utf-8")


def test_a_page_and_a_scenario_are_chosen_and_their_link_is_made():
    app = open_page("teach")
    pick(app, "chapter", "gradient")
    pick(app, "page/gradient", "linear_regression")
    pick(app, "scenario/linear_regression", "zigzag")
    check_text(app, "fr")
    link = share_dialog.scenario_link("linear_regression", "zigzag", "fr")
    assert any(link in element.proto.json for element in app.get("bidi_component"))


def pick(app, name, value):
    (control,) = (c for c in app.segmented_control if c.key == f"teach/{name}/fr")
    control.set_value(value).run()


@pytest.mark.parametrize("slug", ["linear_regression", "memory", "indexing"])
def test_a_link_opens_with_the_settings_of_its_scenario(slug):
    """A page that is played, one that is not, and one whose control is typed."""
    name = lesson(slug).scenarios[-1].name
    address = share_dialog.scenario_link(slug, name, "en")
    assert urlsplit(address).path.endswith(slug)
    link = {key: value for key, (value,) in parse_qs(urlsplit(address).query).items()}
    app = open_page(slug, **link)
    check_text(app, "en")
    state = app.session_state["page_states"][slug]
    assert state.settings == lesson(slug).scenario_settings(name)
    assert state.ignored_parameters == []


def test_every_link_is_short_enough_for_a_code_that_is_read_across_a_room():
    for slug in SLUGS:
        scenario = max(lesson(slug).scenarios, key=lambda scene: len(scene.name))
        link = "https://course.example.org/" + share_dialog.scenario_link(
            slug, scenario.name, "fr"
        )
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_code(link))))
        assert code.text == link
        assert len(link) < 130


@pytest.mark.parametrize("chapter", COURSE, ids=lambda chapter: chapter.name)
def test_a_lesson_fits_fifty_minutes_and_names_what_is_there(chapter):
    rows = table("plan")[chapter.name]
    assert 5 + sum(minutes for minutes, *_ in rows) + 5 == 50
    for _, slug, question, scenario in rows:
        assert question in [item.name for item in lesson(slug).questions]
        assert scenario in [scene.name for scene in lesson(slug).scenarios]
        assert slug in SLUGS


def test_page_and_readme_state_the_measured_figures():
    figures, text = table("measured"), page_text(open_page("teach", "en"))
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    for name in ("warm_mb", "busy_mb", "training_mb"):
        assert f"{figures[name]:,} MB" in text
        assert f"{figures[name]:,} MB" in readme
    assert f"{figures['date']}" in readme
    processes = ceil(300 / config.MAX_SESSIONS)
    total = processes * figures["busy_mb"] / 1000
    assert re.search(
        rf"\*\*300\*\*.*: {processes}, .* {total:.1f} GB \(computed\)", text
    )
    assert f"{processes} processes" in readme


@pytest.fixture
def classes_open(monkeypatch):
    """A server with the routes of class mode."""
    class_mode.ROUTES.set()
    yield
    class_mode.ROUTES.clear()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_class_is_opened_and_joined_from_the_page(classes_open, lang):
    app, words = open_page("teach", lang), PageText("teach", lang)
    text = check_text(app, lang)
    hours = str(config.CLASS_HOURS)
    assert words.text("class.steps", hours=hours, join="/join") in text
    links = {link.proto.label: link.proto.url for link in app.get("link_button")}
    labels = words.labels("class.links")
    assert links[labels["open"]].endswith(f"class?lang={lang}")
    assert links[labels["join"]].endswith(f"join?lang={lang}")
    assert words.text("no_class.text") not in text
    (drawing,) = editor_drawings(app)
    assert drawing["address"] == links[labels["open"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_class_mode_a_sentence_says_so(lang, monkeypatch):
    words = PageText("teach", lang)
    for routes, classes in ((False, 40), (True, 0)):
        monkeypatch.setattr(class_mode.ROUTES, "is_set", lambda routes=routes: routes)
        monkeypatch.setattr(config, "CLASSES", classes)
        app = open_page("teach", lang)
        text = check_text(app, lang)
        assert words.text("no_class.text") in text
        assert words.text("lesson.text") not in text
        assert not app.get("link_button") and not editor_drawings(app)


def editor_drawings(app):
    """Return what the editors of a page draw."""
    protos = [element.proto for element in app.get("bidi_component")]
    data = [json.loads(proto.json) for proto in protos if proto.json]
    drawings = [json.loads(each["drawing"]) for each in data if "drawing" in each]
    return [each for each in drawings if "ready" in each]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lesson_can_be_made_of_every_question_and_scenario(lang):
    pages = class_guide.course_catalogue(lang)
    assert [page.slug for page in pages] == list(SLUGS)
    for page in pages:
        course = lesson(page.slug)
        assert list(page.questions) == [each.name for each in course.questions]
        assert list(page.scenarios) == [each.name for each in course.scenarios]
        for label in (*page.questions.values(), *page.scenarios.values()):
            assert not re.search(r"[`{}]|\*\*|\[\w+ ", label), label
            assert len(label) <= class_guide.LABEL_LENGTH + 20
        assert len({*page.questions.values()}) == len(page.questions)


@pytest.mark.parametrize("chapter", range(len(COURSE)))
def test_a_ready_lesson_asks_and_then_shows_what_the_plan_says(chapter):
    rows = table("plan")[COURSE[chapter].name]
    plan = class_guide.ready_lessons("en")[chapter]
    names = ("page", "question", "scenario")
    steps = [tuple(each.get(name, "") for name in names) for each in plan["steps"]]
    assert steps[::2] == [(slug, question, "") for _, slug, question, _ in rows]
    assert steps[1::2] == [(slug, "", scenario) for _, slug, _, scenario in rows]
    assert 5 + sum(each["minutes"] for each in plan["steps"]) + 5 == 50
    assert all(each["minutes"] > 0 for each in plan["steps"])
    title, read = read_plan(plan)
    assert (title, len(read)) == (plan["title"], len(steps))


def test_the_editor_and_the_server_read_lessons_of_the_same_size():
    script = (FOLDER / "lesson_editor/lesson_file.js").read_text("utf-8")
    limits = dict(re.findall(r"(\w+): (\d+)", script.partition("LIMITS = ")[2]))
    assert limits == {
        "steps": str(lesson_plan.MAX_STEPS),
        "title": str(lesson_plan.MAX_TITLE),
        "note": str(lesson_plan.MAX_NOTE),
        "minutes": str(lesson_plan.MAX_MINUTES),
        "bytes": str(MAX_PLAN_BYTES - 1000),  # of what is posted beside it
    }


def test_the_projector_begins_on_the_page():
    app = open_page("teach")
    app.button(key="projector/begin").click().run()
    check_text(app, "fr")
    assert app.query_params["projector"] == "1"
    assert (
        app.button(key="projector/leave").label
        == load_messages("fr")["projector"]["leave"]
    )


def test_the_page_is_no_lesson_of_the_course():
    assert "teach" not in SLUGS
    app = AppTest.from_file(str(ROOT / "app" / "router.py"), default_timeout=30).run()
    assert list(app.session_state["pages"]) == [SLUGS[0], "teach", *SLUGS[1:]]
