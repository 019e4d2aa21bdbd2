"""Questions about an HTTP request that several middlewares ask."""

from starlette.datastructures import Headers, QueryParams
from starlette.types import Scope

from app.content.catalogue import LANGUAGES
from app.server.base_path import path_of_app

NOT_DOCUMENTS = {"_stcore", "static", "media", "component", "readyz", "metrics"}
"""Parts of a path below which there is no page."""

CLASS_PATHS = {"class", "join"}
"""Beginnings of the paths of pages that are not Streamlit's and take no session."""


def is_document(scope: Scope) -> bool:
    """Return whether the browser asks for a page, and not for a part of one."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    accepted = Headers(scope=scope).get("accept", "")
    parts = f"{path_of_app(scope['path'])}/".split("/")
    is_ours = not NOT_DOCUMENTS & set(parts) and parts[1] not in CLASS_PATHS
    return "text/html" in accepted and is_ours


def preferred_language(scope: Scope) -> str:
    """Return the language of the link, else the first of the browser's that we have."""
    header = Headers(scope=scope).get("accept-language", "").lower()
    link = QueryParams(scope["query_string"]).get("lang", "")
    candidates = [link, *(part.strip()[:2] for part in header.split(","))]
    return next((lang for lang in candidates if lang in LANGUAGES), "fr")
