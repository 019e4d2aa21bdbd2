"""The headers on every answer: one origin, no inline script, no public metrics."""

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
