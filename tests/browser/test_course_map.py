"""The map of the course: touched, it lights the way; a listed exercise is opened."""

import re

import pytest
from playwright.sync_api import expect

from app.content.catalogue import PageText, load_messages
from lessons import learning_path, lesson, prerequisites

from .conftest import DESKTOP

SLUG, TOUCHED = "next_steps", "batches"


@pytest.fixture(scope="module")
def reader_there(visitor):
    with visitor() as reader:
        yield reader.open(SLUG)


def box(reader, slug):
    name = re.compile(re.escape(PageText(slug, reader.lang).title) + ",")
    return reader.page.locator(".atlas .box").and_(
        reader.page.get_by_role("button", name=name)
    )


def test_a_box_highlights_its_prerequisites_and_successors(reader_there):
    reader = reader_there
    box(reader, TOUCHED).click()
    expect(box(reader, TOUCHED)).to_have_attribute("aria-pressed", "true")
    expect(reader.page.locator("[data-way=needs]")).to_have_count(
        len(learning_path(TOUCHED)) - 1
    )
    for slug in prerequisites(TOUCHED):
        expect(box(reader, slug)).to_have_attribute("data-way", "needs")
    expect(box(reader, "data_loading")).to_have_attribute("data-way", "feeds")
    label = load_messages("fr")["course_map"]["open"].format(
        title=reader_title(TOUCHED)
    )
    link = reader.page.get_by_role("link", name=label)
    expect(link).to_be_visible()
    about = reader.page.locator(".atlas .about")
    expect(about).to_be_hidden()
    reader.page.set_viewport_size({"width": 390, "height": 844})
    box(reader, TOUCHED).click()  # the link is far below: it is told beside the box
    expect(about).to_be_in_viewport()
    expect(about).to_contain_text(reader_title(TOUCHED))
    about.get_by_role("button").click()
    expect(link).to_be_in_viewport()
    reader.page.set_viewport_size(DESKTOP)


def reader_title(slug):
    return PageText(slug, "fr").title


def test_a_listed_exercise_opens_in_the_same_session(reader_there):
    reader = reader_there
    name = lesson(SLUG).exercises[1].name
    text = PageText(SLUG, "fr").text(f"exercise.{name}")
    chapter = load_messages("fr")["chapters"]["real"]
    reader.page.get_by_role("radio", name=chapter, exact=True).click()
    reader.page.get_by_role("link", name=text).click()
    exercise = reader.page.get_by_text(
        load_messages("fr")["exercise"]["title"], exact=True
    )
    expect(exercise).to_be_in_viewport()
    expect(reader.page.get_by_role("radiogroup").last).to_be_in_viewport()
    expect(box(reader, TOUCHED)).to_have_attribute("aria-pressed", "true")
