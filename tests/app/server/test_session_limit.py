"""The session limit: who is refused, and what they see."""

import asyncio

import pytest

from app.content.catalogue import LANGUAGES, load_messages
from app.server.session_limit import STREAM, SessionLimitMiddleware
from tests.app.server.asgi import get, inner_app, open_websocket


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_full_server_says_so_in_the_reader_s_language(lang):
    limited = SessionLimitMiddleware(inner_app, max_sessions=1)
    answers = {}

    def visit():
        accept = {"accept": "text/html,*/*", "accept_language": lang}
        return get(limited, "/linear_regression", **accept)

    async def while_one_is_connected():
        accept = {"accept": "text/html", "accept_language": "de"}
        answers["full"] = await get(limited, "/tensors", query=f"lang={lang}", **accept)
        for path in ("/static/js/a.js", "/_stcore/health"):
            part = await get(limited, path, **accept)
            assert part.status == 200, path  # those inside go on
        for protocols, reply in (
            ("streamlit, token", "close"),
            ("streamlit, token, session", "accept"),  # returns to a session
        ):
            header = {"sec_websocket_protocol": protocols}
            opened = await open_websocket(limited, STREAM, **header)
            assert opened == f"websocket.{reply}"

    async def run():
        assert (await visit()).status == 200
        await open_websocket(limited, STREAM, while_one_is_connected)
        assert (await visit()).status == 200  # there is room again

    asyncio.run(run())
    texts = load_messages(lang)["server_busy"]
    status, headers, body = answers["full"]
    assert status == 503
    assert headers["retry-after"] == "30"
    page = body.decode()
    assert f'<html lang="{lang}">' in page
    assert texts["title"] in page
    assert texts["text"] in page
