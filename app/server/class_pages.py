"""The HTML pages of class mode that are not Streamlit's: open, join, teacher."""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import segno
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app import config
from app.activities.classroom import codes
from app.activities.classroom.class_state import ClassRecord
from app.activities.classroom.lan_address import reachable_url
from app.components.bundle import CLASS_PAGES, document_script, path_of
from app.content import theme
from app.content.catalogue import LANGUAGES, load_messages
from app.server import static_files
from app.server.base_path import base_path, local_address
from app.server.class_requests import is_https
from lessons import SLUGS

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}

FONTS = {
    "serif": "SourceSerifVariable-Roman",
    "sans": "SourceSansVF-Upright",
}
"""The fonts of the theme, by what they are called in the style sheet."""

COLOURS = {
    "paper": "background",
    "tint": "secondaryBackground",
    "ink": "text",
    "edge": "border",
    "grey": "grayText",
    "red": "redText",
    "blue": "blue",
    "violet": "violet",
}
"""The colours of the theme, by their names in the style sheet."""

STATIC_WORDS = {"title", "scripts", "joining", "join_how", "qr_alt", "localhost"}
"""Words of the teacher's page that its script does not need."""

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@cache
def files() -> dict[str, bytes]:
    """Return the script and the style sheet, by names that change with them."""
    script = document_script(CLASS_PAGES)
    contents = {".js": f"{script}\n", ".css": style_sheet()}
    named = {}
    for suffix, content in contents.items():
        digest = hashlib.sha256(content.encode()).hexdigest()[:8]
        named[f"class_pages.{digest}{suffix}"] = content.encode()
    return named


def style_sheet() -> str:
    """Return the style sheet, with the colours and fonts of the theme."""
    tokens = {
        mode: "".join(
            f"--{name}: {theme.colour(mode, there)};" for name, there in COLOURS.items()
        )
        for mode in ("light", "dark")
    }
    media = static_files.static_prefix() + "media/"
    fonts = "".join(
        f'@font-face {{ font-family: "course {name}"; font-weight: 200 900;'
        f" font-display: swap; src: url({media}{file.name}) }}\n"
        for name, stem in FONTS.items()
        for file in (static_files.STATIC / "media").glob(f"{stem}*.woff2")
    )
    own = path_of(f"{CLASS_PAGES}/{CLASS_PAGES}.css").read_text("utf-8")
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {tokens['dark']} }} }}"
    return f"{fonts}:root {{ {tokens['light']} }}\n{dark}\n{own}"


async def file(request: Request) -> Response:
    """Send the script or the style sheet."""
    name = request.path_params["name"]
    content = (await run_sync(files)).get(name)
    if content is None:
        return Response(status_code=404)
    encoding = static_files.choose_encoding(request.headers.get("accept-encoding", ""))
    headers = {"Cache-Control": static_files.IMMUTABLE, "Vary": "Accept-Encoding"}
    if encoding:
        content = await run_sync(_encode, name, encoding)
        headers["Content-Encoding"] = encoding
    return Response(content, headers=headers, media_type=TYPES[Path(name).suffix])


@cache
def _encode(name: str, encoding: str) -> bytes:
    return static_files.ENCODERS[encoding](files()[name])


def document(
    lang: str,
    page: str,
    title: str,
    main: str,
    data: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """Return a page.

    Args:
        page: its name in the script.
        main: HTML.
        data: for the script, beside the language.
    """
    names = {name.rpartition(".")[2]: name for name in files()}
    text = json.dumps({"lang": lang, **(data or {})}, ensure_ascii=False)
    text = text.replace("<", "\\u003c")  # so that no text ends the element
    languages = "".join(_language_link(each, lang) for each in LANGUAGES)
    app = load_messages(lang)["app"]
    files_path = local_address("/class/files/")
    html = f"""<!doctype html>
<html lang="{lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)} · {escape(app["name"])}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{files_path}{names["css"]}">
<script type="application/json" id="data">{text}</script>
<script defer src="{files_path}{names["js"]}"></script>
<body data-page="{page}" data-base="{escape(base_path())}">
<header>{_link("/", lang, app["name"])}
<nav aria-label="{escape(app["language"])}">{languages}</nav></header>
<main>{main}</main>
</html>
"""
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})


def _link(path: str, lang: str, text: str) -> str:
    """Return a link to a page of this app."""
    return f'<a href="{escape(local_address(path))}?lang={lang}">{escape(text)}</a>'


def _language_link(lang: str, current: str) -> str:
    name = f'<span aria-hidden="true">{lang.upper()}</span>'
    mark = ' aria-current="true"' if lang == current else ""
    label = LANGUAGE_NAMES[lang]
    return (
        f'<a href="?lang={lang}" lang="{lang}" hreflang="{lang}"'
        f' aria-label="{label}"{mark}>{name}</a>'
    )


def fill(text: str, **values: Any) -> str:
    """Return a text as HTML, its placeholders filled in."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return escape(text)


# ---- open a class ----


def open_page(lang: str) -> Response:
    """Return the page that opens a class, and says what of it is stored."""
    words = load_messages(lang)["class_open"]
    stored = "".join(
        f"<li>{fill(words[f'stored_{name}'])}</li>"
        for name in ("class", "seat", "answers", "nothing")
    )
    if config.CLASSES:
        form = f"""<form>
<p id="lesson" hidden></p>
<label class="check"><input type="checkbox" name="nicknames">
<span>{fill(words["nicknames"])}</span></label>
<button class="main">{fill(words["open"])}</button>
<p role="status" class="error"></p>
<noscript><p class="error">{_words(lang, "class_remote", "scripts")}</p></noscript>
</form>"""
    else:
        form = f'<p class="error">{fill(words["disabled"])}</p>'
    main = f"""<h1>{fill(words["title"])}</h1>
<p>{fill(words["lead"])}</p>
{form}
<h2>{fill(words["stored"])}</h2>
<ul>{stored}</ul>
<p>{fill(words["deleted"], hours=config.CLASS_HOURS)}</p>
<p class="links">{_link("/join", lang, words["join"])}
{_link("/", lang, words["to_course"])}</p>"""
    errors = ("limit", "slow", "invalid", "failed")
    texts = {name: words[name] for name in (*errors, "lesson", "untitled", "steps")}
    texts |= {"opening": words["opening"], "open": words["open"]}
    texts["limit"] = texts["limit"].replace("{classes}", str(config.CLASSES))
    return document(lang, "open", words["title"], main, {"words": texts})


def _words(lang: str, section: str, name: str) -> str:
    return fill(load_messages(lang)[section][name])


# ---- join ----


def join_page(lang: str, typed: str = "", problem: str = "") -> Response:
    """Return the page on which a code is typed.

    Args:
        typed: what was typed.
        problem: "over", "full", "shut", or "".
    """
    words = load_messages(lang)["class_join"]
    characters = codes.SEPARATORS.sub("", typed).upper()[: codes.LENGTH]
    characters = characters.ljust(codes.LENGTH)
    boxes = "".join(
        f'<input name="c" maxlength="1" autocomplete="off" autocapitalize="characters"'
        f' spellcheck="false" aria-label="{fill(words["box"], n=n + 1)}"'
        f' value="{escape(character.strip())}"{" autofocus" if not n else ""}>'
        for n, character in enumerate(characters)
    )
    reason = ""
    if problem:
        code = codes.read_code(typed) or typed
        reason = fill(words[problem], seats=config.CLASS_SEATS, code=code)
    main = f"""<h1>{fill(words["title"])}</h1>
<form>
<fieldset><legend>{fill(words["prompt"])}</legend>
<div class="code">{boxes}</div></fieldset>
<p class="note">{fill(words["alphabet"])}</p>
<button class="main">{fill(words["join"])}</button>
<p role="alert" class="error">{reason}</p>
</form>
<p class="note">{fill(words["privacy"], hours=config.CLASS_HOURS)}</p>
<p class="links">{_link("/", lang, words["alone"])}</p>
<noscript><p class="error">{_words(lang, "class_remote", "scripts")}</p></noscript>"""
    data = {"words": {"short": words["short"]}, "problem": problem, "code": typed}
    status = {"": 200, "over": 404}.get(problem, 503)
    response = document(lang, "join", words["title"], main, data, status)
    if status == 503:
        response.headers["Retry-After"] = "10"
    return response


def notice_page(lang: str, reason: str, status: int) -> Response:
    """Return a page that says why something is not possible.

    Args:
        reason: "used" or "unavailable".
    """
    words = load_messages(lang)["class_join"]
    again = f'<p class="links"><a href="">{fill(words["again"])}</a></p>'
    main = f"""<h1>{fill(words["title"])}</h1>
<p class="error">{fill(words[reason])}</p>
{again if reason == "unavailable" else ""}
<p class="links">{_link("/", lang, words["alone"])}</p>"""
    return document(lang, "notice", words["title"], main, status=status)


# ---- the teacher ----


def public_address(request: Request) -> tuple[str, str]:
    """Return how other devices reach this server, and the host that only it can reach.

    Returns:
        Such as "http://192.168.1.20:8501", with the base path if there is one, and
        "localhost" or "".
    """
    scheme = "https" if is_https(request) else "http"
    host = request.headers.get("host", "")
    if not re.fullmatch(r"[\w\[][\w.:\[\]-]{0,254}", host, re.ASCII):
        host = "localhost"
    address = f"{scheme}://{host}{base_path()}"
    reachable = reachable_url(address)
    name = urlsplit(address).hostname or ""
    return reachable, name if reachable != address else ""


def qr_svg(text: str, label: str) -> str:
    """Return a QR code as an SVG element, black on white."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(scale=4, border=3, dark="black", light="white", omitsize=True)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)


def link_details(request: Request, path: str) -> dict[str, str]:
    """Return address and QR code of a link for another device of the teacher."""
    address, _ = public_address(request)
    lang = request.query_params.get("lang", "")
    words = load_messages(lang if lang in LANGUAGES else "fr")["class_remote"]
    url = address + path
    return {"link": url, "qr": qr_svg(url, words["link"])}


def teacher_page(lang: str, record: ClassRecord, request: Request) -> Response:
    """Return the teacher's page; what changes in it is drawn by its script."""
    words, code = load_messages(lang)["class_remote"], record.code
    address, local = public_address(request)
    typed = address.partition("://")[2] + "/join"
    join = f"{address}/join/{code}"
    page = record.state.page if record.state.page in SLUGS else ""
    query = urlencode({"class": code, "projector": "1", "lang": lang})
    stage = f"{local_address(f'/{page}')}?{query}"
    hint = (
        f'<p class="note">{fill(words["localhost"], host=local)}</p>' if local else ""
    )
    main = f"""<h1>{fill(words["title"], code=code)}</h1>
<p id="facts"></p>
<p role="status" id="state"></p>
<noscript><p class="error">{fill(words["scripts"])}</p></noscript>
<div class="columns">
<div class="question">
<section id="question"></section>
<section id="plan"></section>
<section id="questions"></section>
</div>
<div class="class">
<section id="class"></section>
<section id="progress"></section>
<section id="seats"></section>
</div>
<div class="joining"><h2>{fill(words["joining"])}</h2>
<p><a class="button main" id="stage" target="_blank"
 href="{escape(stage)}">{fill(words["stage"])}</a></p>
<p class="note">{fill(words["stage_how"])}</p>
<details id="picture" open><summary>{fill(words["join_how"], address=typed)}</summary>
<p class="big">{escape(code)}</p>
<div class="qr">{qr_svg(join, words["qr_alt"])}</div>
<p class="note">{hint}</p></details>
</div>
<div class="equipment">
<section id="equipment"></section>
<section id="rounds"></section>
<section id="end"></section>
</div>
</div>"""
    words = {name: text for name, text in words.items() if name not in STATIC_WORDS}
    data = {"words": words, "code": code, "query": query}
    return document(lang, "teacher", f"{code}", main, data)
