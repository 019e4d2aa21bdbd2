"""What the downloads of a page know of the server."""

import pytest

from app.page.downloads import _reachable_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://class.example/memory", "https://class.example"),
        ("https://class.example/course/memory", "https://class.example/course"),
        ("http://localhost:8501/memory", ""),
        ("http://127.0.0.1:8501/course/memory", ""),
        ("", ""),
    ],
)
def test_a_file_links_to_the_server_below_its_base_path(url, server):
    assert _reachable_server(url) == server
