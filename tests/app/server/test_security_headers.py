"""The headers on every answer: one origin, no inline script, no public metrics."""

import pytest
import streamlit as st

from app.server import security_headers
from app.server.security_headers import SecurityHeadersMiddleware
from tests.app.server.asgi import inner_app, request


def test_every_answer_has_a_policy_that_allows_nothing_from_other_origins():
    status, headers, body = request(SecurityHeadersMiddleware(inner_app))
    assert (status, body) == (200, b"inner")
    for name, value in security_headers.HEADERS.items():
        assert headers[name.lower()] == value
    policy = security_headers.content_security_policy()
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == "'self'"
    assert rules["object-src"] == "'none'"
    assert not any("http" in rule or "*" in rule for rule in rules.values())
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]
    assert rules["script-src"].count("sha256-") == 1  # Streamlit's one inline script


def test_streamlit_s_own_metrics_are_not_public():
    for path in ("/_stcore/metrics", "/_stcore/metrics/"):
        status, headers, body = request(SecurityHeadersMiddleware(inner_app), path)
        assert (status, body) == (404, b"")
        assert "content-security-policy" in headers


@pytest.mark.parametrize(
    ("path", "query", "is_framed"),
    [
        ("/linear_regression", "figure=1&lang=fr", True),
        ("/linear_regression/", "lang=fr&figure=1", True),
        ("/class/linear_regression", "figure=1", False),
        ("/linear_regression", "", False),
        ("/linear_regression", "figure=0", False),
        ("/linear_regression", "figure=1&figure=0", False),
        *((path, "figure=1", False) for path in ("/", "/teach", "/join", "/class")),
    ],
)
def test_named_sites_may_frame_a_figure_and_nothing_else(path, query, is_framed):
    site = "https://moodle.example"
    app = SecurityHeadersMiddleware(inner_app, (site,))
    _, headers, _ = request(app, path, query=query)
    rules = headers["content-security-policy"].split("; ")
    own = "frame-ancestors 'self'"
    assert (f"{own} {site}" if is_framed else own) in rules
    default = SecurityHeadersMiddleware(inner_app)
    _, headers, _ = request(default, path, query=query)
    assert own in headers["content-security-policy"].split("; ")


def test_below_a_base_path_a_figure_is_known_by_the_rest_of_its_path(monkeypatch):
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": "school"}.get)
    scope = {"query_string": b"figure=1"}
    for path in ("/school/linear_regression", "/school/linear_regression/"):
        assert security_headers.is_figure(scope | {"path": path})
    assert not security_headers.is_figure(scope | {"path": "/other/linear_regression"})
