"""The document of every page: Streamlit's, with a sheet and a script of the app."""

import gzip
import json
import re

import brotli
import pytest
from starlette.responses import Response

from app.content.catalogue import LANGUAGES, load_messages
from app.server import static_files
from app.server.html_document import (
    PAGE_SHEET,
    STREAMLIT_DOCUMENT,
    HtmlDocumentMiddleware,
)
from tests.app.server.asgi import request

DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress}


def streamlit_app(html):
    """An app that answers with this document, and the headers that it received."""
    received = []

    async def app(scope, receive, send):
        received.append({name.decode() for name, _ in scope["headers"]})
        await Response(html, media_type="text/html", headers={"ETag": "1"})(
            scope, receive, send
        )

    return app, received


@pytest.mark.parametrize("encoding", ["", *DECODERS])
def test_each_page_has_the_script_of_preferences_and_of_the_connection(encoding):
    streamlit, received = streamlit_app(STREAMLIT_DOCUMENT)
    app = HtmlDocumentMiddleware(streamlit, "school")
    headers = {"accept": "text/html", "if_none_match": "1"} | (
        {"accept_encoding": encoding} if encoding else {}
    )
    status, headers, body = request(app, "/school/losses", **headers)
    assert status == 200
    assert received == [{"accept"}]  # a document that was kept may name another script
    assert headers.get("content-encoding", "") == encoding
    assert headers["content-length"] == str(len(body))
    assert "etag" not in headers
    html = DECODERS.get(encoding, bytes)(body).decode()
    (source,) = re.findall(r'<script defer src="\./([^"]+)"></script>', html)
    script = f'<script defer src="./{source}"></script>\n    '
    plain = html.replace(script, "")
    # It runs before Streamlit's own code, which reads the address and the storage.
    assert html.index(script) < html.index('<script type="module"')
    sheet = f"<style>\n{PAGE_SHEET.read_text('utf-8')}</style>\n  "
    assert html.index(sheet) < html.index("<body")  # there before what it lays out
    assert plain.replace(sheet, "") == STREAMLIT_DOCUMENT.decode()

    status, headers, body = request(app, f"/school/{source}")
    assert (status, headers["content-type"]) == (200, static_files.CONTENT_TYPES[".js"])
    assert "immutable" in headers["cache-control"]
    for lang in LANGUAGES:
        for words in load_messages(lang)["connection"].values():
            assert json.dumps(words)[1:-1] in body.decode()


def test_other_documents_stay_as_they_are():
    other = STREAMLIT_DOCUMENT.replace(b"Streamlit", b"Stream1it")
    for html, path in ((other, "/losses"), (STREAMLIT_DOCUMENT, "/media/own.html")):
        streamlit, _ = streamlit_app(html)
        app = HtmlDocumentMiddleware(streamlit, "")
        options = {"accept": "text/html", "accept_encoding": "gzip"}
        _, headers, body = request(app, path, **options)
        assert body == html
        assert headers["etag"] == "1"
