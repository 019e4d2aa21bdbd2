"""One run for one reader: language, navigation, the page itself."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app.activities.classroom import class_bar  # noqa: E402
from app.activities.classroom.page_control import (  # noqa: E402
    follow_class,
    report_progress,
)
from app.activities.classroom.session import open_session  # noqa: E402
from app.components import mount  # noqa: E402
from app.components.page_watch import watch_page  # noqa: E402
from app.components.presentation import draw_presentation  # noqa: E402
from app.content.catalogue import GUIDES, PageText, load_messages  # noqa: E402
from app.page import failure, not_found  # noqa: E402
from app.server.lifespan import preload  # noqa: E402
from app.state import app_link, figure_mode, presentation  # noqa: E402
from app.state.locale import current_language  # noqa: E402
from lessons import COURSE, SLUGS  # noqa: E402


def chapter_pages(lang: str) -> dict[str, list[st.Page]]:
    """Return the pages of each chapter by its title; guides end the first one."""
    return {
        load_messages(lang)["chapters"][chapter.name]: [
            st.Page(
                ROOT / "pages" / f"{slug}.py",
                title=PageText(slug, lang).title,
                url_path=slug,
            )
            for slug in (*chapter.slugs, *(GUIDES if chapter is COURSE[0] else ()))
        ]
        for chapter in COURSE
        if chapter.slugs
    }


def section_title(slug: str, chapters: dict[str, list[st.Page]]) -> str:
    """Return the title of the chapter that holds a page; "" for a page in none."""
    for title, pages in chapters.items():
        if slug in (page.url_path for page in pages):
            return title
    return ""


lang = current_language()
is_presentation, is_figure = presentation.read_link(), figure_mode.read_link()
preload()
cached_lang, chapters = st.session_state.get("chapters", ("", {}))
if cached_lang != lang:  # each page looks for its file: once a visit is enough
    chapters = chapter_pages(lang)
    st.session_state["chapters"] = lang, chapters
pages = [page for chapter in chapters.values() for page in chapter]
st.session_state["pages"] = {page.url_path: page for page in pages}
# The address without a slug shows the first page, which also has its own.
first = ROOT / "pages" / f"{SLUGS[0]}.py"
front = st.Page(first, url_path="start", default=True, visibility="hidden")
hidden = [front]
slug = not_found.unknown_slug(st.context.url or "", [*SLUGS, *GUIDES, front.url_path])
if slug:  # Streamlit would say so in English, over the first page
    hidden.append(
        st.Page(
            lambda: not_found.show(lang, chapters),
            title=load_messages(lang)["missing"]["title"],
            url_path=slug,
            visibility="hidden",
        )
    )
page = st.navigation(
    {**chapters, "": hidden},
    position="hidden" if is_presentation or is_figure else "top",
)
slug = SLUGS[0] if page.url_path in ("", front.url_path) else page.url_path
if is_figure and slug not in SLUGS:  # a guide has no figure: it is shown as it is
    figure_mode.MODE.end()
    st.query_params.pop(figure_mode.PARAMETER, None)
    st.rerun()
if target := presentation.take_turn(slug, SLUGS):
    st.switch_page(
        st.session_state["pages"][target],
        query_params=app_link.link_parameters(lang),
    )
session = None if is_figure else open_session(slug)
place = session and (class_bar.take_target() or follow_class(session, slug))
if place and place.slug != slug:
    st.switch_page(
        st.session_state["pages"][place.slug],
        query_params={**app_link.link_parameters(lang), **place.link},
    )
title = f"{page.title} | {load_messages(lang)['app']['name']}"
st.set_page_config(title, layout="wide")
st.html(ROOT / "app" / "page" / "page.css")
mount.start_run()
watch_page(section_title(slug, chapters))
if is_figure:
    st.html(ROOT / "app" / "page" / "figure_mode.css")
else:
    draw_presentation(slug, lang)
if session:
    class_bar.draw_class_bar(session, slug, lang)
is_retry = failure.take_retry()
try:
    if session:
        report_progress(session, slug)
    page.run()
    if session:
        report_progress(session, slug)
except Exception:
    failure.handle(slug, lang, is_retry=is_retry)
