"""Downloads of a page: notebook, rows, weights, lab; each is made when clicked."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import streamlit as st

from app.components import mount
from app.components.download_button import download_button
from app.compute.training_tasks import recording
from app.content.theme import current_mode
from app.export import lab
from app.export.csv import run_csv
from app.export.download_name import download_name
from app.export.notebook import page_notebook
from app.export.page_process import ExportFailed, make_page_file
from app.page.compute import Compute
from app.state.link import write_link
from app.state.page_context import PageContext


def notebook_download(context: PageContext) -> None:
    """Draw the download of the page as a notebook at the reader's settings."""
    slug, lang, values = context.slug, context.lang, dict(context.settings)
    make = partial(page_notebook, slug, lang, values, partial(recording, slug, values))
    label = context.messages["app"]["notebook"]
    download_button(label, _file_name(context, "ipynb"), make)


def page_download(context: PageContext) -> None:
    """Draw the download of the page as one file that needs no server."""
    slug, lang = context.slug, context.lang
    server = _reachable_server(st.context.url or "")
    link = write_link(slug, context.lesson, dict(context.settings))
    query = urlencode(link, doseq=True)
    messages, scheme = context.messages["exported_page"], current_mode()

    def make() -> bytes:
        try:
            return make_page_file(slug, lang, query, scheme, server)
        except ExportFailed:
            logging.getLogger("app").exception("no file of page %s", slug)
            text = f"<!doctype html><meta charset=utf-8><p>{messages['failed']}</p>"
            return text.encode()

    download_button(messages["name"], _file_name(context, "html"), make)


def _reachable_server(url: str) -> str:
    """Return the address below which a page is; "" if other computers cannot open it.

    Args:
        url: of the page; where the server has a base path, with it.
    """
    if urlsplit(url).hostname in (None, "localhost", "127.0.0.1", "::1"):
        return ""
    return urljoin(url, ".").rstrip("/")


def _file_name(context: PageContext, ending: str) -> str:
    """Return the name of a file with the page's run at the reader's settings."""
    lesson = context.lesson
    values = {c.name: context.settings[c.name] for c in lesson.run_controls}
    return download_name(context.slug, values, lesson.defaults, context.lang, ending)


def rows_download(context: PageContext) -> None:
    """Draw the download of the run as a table."""
    slug, values = context.slug, dict(context.settings)

    def make() -> str:
        rec = recording(slug, values)
        position = {name: values[name] for name in rec.axes}
        return run_csv(rec, position, context.lang)

    label = context.messages["app"]["rows"]
    download_button(label, _file_name(context, "csv"), make)


def lab_download(context: PageContext) -> None:
    """Draw the downloads of the lesson's lab: to complete, and its solution."""
    labels, slug, lang = context.words.labels("labels"), context.slug, context.lang
    with st.container(horizontal=True):
        for name in ("lab_blank", "lab_solved"):
            make = partial(lab.notebook, slug, lang, solution=name == "lab_solved")
            download_button(labels[name], f"{slug}-{name}-{lang}.ipynb", make)


def weights_download(
    context: PageContext, player_context: Mapping[str, Any], compute: Compute
) -> None:
    """Draw the download of the model's weights, of the end or of one epoch.

    Args:
        context: the page and this run of it.
        player_context: what the parts of the page's player share.
        compute: has the recording.

    Raises:
        LookupError: if the lesson has no model whose weights could be saved.
    """
    make, state = context.lesson.state_dict, context.state.inputs
    if make is None:
        raise LookupError("this page has no weights to download")
    slug, values = context.slug, dict(context.settings)
    n_steps = compute.recording().n_steps
    t = n_steps if state.weights_step is None else min(state.weights_step, n_steps)
    key = f"{slug}/take"

    def receive_moment() -> None:
        step = (st.session_state[key].get("moment") or {}).get("t")
        if isinstance(step, int) and 0 <= step < 10**6:
            state.weights_step = step

    with st.container(horizontal=True, vertical_alignment="center"):
        download_button(
            context.words.text("weights.download", t=t),
            f"{slug}-{t}.pt",
            lambda: make(recording(slug, values), t, values),
        )
        mount.player_part(
            "share",
            key=key,
            player_context=player_context,
            handlers={"moment": receive_moment},
            label=context.words.text("weights.take"),
        )
