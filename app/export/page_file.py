"""A page of the course as one HTML file that needs no server and no network.

It has the page at some settings and at its scenarios: what the page itself has drawn,
with the scripts of the app, the recordings, and the fonts.
"""

import gzip
import json
import tomllib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

import numpy as np

from app.components.bundle import (
    BUNDLES,
    EXPORTED_PAGE,
    SCRIPTS,
    document_script,
    path_of,
)
from app.content.catalogue import ROOT, PageText, load_messages
from app.export.exported_state import ExportedState, StateWriter
from app.export.page_capture import capture_page
from app.state.link import control_key

MAX_BYTES = 1_500_000
"""Size of a file; scenarios that do not fit are left out."""

FONTS = {
    "Source Sans": ("SourceSansVF-Upright", "normal"),
    "Source Sans italic": ("SourceSansVF-Italic", "italic"),
    "Source Serif": ("SourceSerifVariable-Roman", "normal"),
    "Source Code": ("SourceCodeVF-Upright", "normal"),
}
"""The fonts of the course: file and style."""

FAMILIES = {
    "font": '"Source Sans", sans-serif',
    "heading-font": '"Source Serif", serif',
    "code-font": '"Source Code", monospace',
}
"""The theme's variables for fonts."""

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "font-src data:; img-src data: blob:"
)
"""No request leaves the file."""


@dataclass(frozen=True)
class FileOptions:
    """What a file knows of the world around it.

    Args:
        server: address of the course on a server, without a path; "" for none.
        scheme: "light", "dark", or "" for the reader's system.
        page_address: returns the address of another page, "" for none.
        navigation: HTML of links for the head of the page.
    """

    server: str = ""
    scheme: str = ""
    page_address: Callable[[str], str] = lambda slug: ""
    navigation: str = ""


def page_file(
    slug: str,
    lang: str,
    link: Mapping[str, Sequence[str]] | None = None,
    options: FileOptions = FileOptions(),
) -> str:
    """Return the file of a page.

    Args:
        slug: the page.
        lang: its language.
        link: parameters of a link to the settings that it is to have.
        options: of the file.

    Raises:
        app.export.page_capture.CaptureFailed: if the page fails.
    """
    texts = {**load_messages(lang)["exported_page"]}
    link = dict(link or {})
    stored: dict[str, str] = {}
    states: list[str] = []
    bundles: list[str] = []
    size = sum(map(len, (*_fonts().values(), style_sheet(), SCRIPTS[EXPORTED_PAGE])))

    def add(name: str, parameters: Mapping[str, Sequence[str]]) -> ExportedState | None:
        """Store a state of the page if there is room for it."""
        nonlocal size
        page = capture_page(slug, {**parameters, "lang": [lang]})
        state = StateWriter(name, texts, options.page_address).write(page)
        new = _stored(name, state)
        scripts = [each for each in state.bundles if each not in bundles]
        more = sum(map(len, new.values())) + sum(len(SCRIPTS[each]) for each in scripts)
        if states and size + more > MAX_BYTES:
            return None
        size += more
        stored.update(new)
        states.append(name)
        bundles.extend(scripts)
        return state

    first = add("copy", link)
    assert first is not None
    for name in first.scenarios:
        add(name, {control_key(slug, "scenario"): [name]})
    address = f"{options.server}/{slug}?lang={lang}" if options.server else ""
    data = {"states": states, "server": address, "texts": texts}
    return _document(slug, lang, options, data, stored, bundles)


def _stored(name: str, state: ExportedState) -> dict[str, str]:
    """Return what a file stores of a state, by the ids of its elements."""
    text = json.dumps(
        {"html": state.html, "components": state.components}, ensure_ascii=False
    )
    recordings = {key: _by_place(each) for key, each in state.recordings.items()}
    return {
        key: b64encode(gzip.compress(content, mtime=0)).decode()
        for key, content in {f"state-{name}": text.encode(), **recordings}.items()
    }


def _by_place(content: bytes) -> bytes:
    """Return the first bytes of all words of four, then the second ones, and so on.

    So numbers in float32 compress to three quarters: their first bytes are alike.
    """
    n = len(content) // 4 * 4
    words = np.frombuffer(content[:n], np.uint8).reshape(-1, 4)
    return words.T.tobytes() + content[n:]


def _document(
    slug: str,
    lang: str,
    options: FileOptions,
    data: Mapping[str, object],
    stored: Mapping[str, str],
    bundles: Sequence[str],
) -> str:
    words, messages = PageText(slug, lang), load_messages(lang)
    texts = messages["exported_page"]
    title = f"{words.title} | {messages['app']['name']}"
    server = data["server"]
    link = f' <a href="{escape(str(server))}">{texts["open"]}</a>' if server else ""
    schemes = "".join(
        f'<option value="{value}">{texts[value or "system"]}</option>'
        for value in ("", "light", "dark")
    )
    elements = "".join(
        f'<script type="text/plain" id="{name}">{content}</script>\n'
        for name, content in stored.items()
    )
    head = options.navigation or f"<span>{escape(messages['app']['name'])}</span>"
    return f"""{_head(lang, title, options.scheme)}
<body data-testid="stApp" data-test-script-state="notRunning">
<header>{head}
<label>{texts["scheme"]} <select id="scheme">{schemes}</select></label></header>
<main data-testid="stMain"><noscript>{texts["no_script"]}</noscript>
<p id="back" hidden><button type="button">{texts["back"]}</button></p>
<div data-testid="stMainBlockContainer" id="page" class="group"></div></main>
<footer><span>{texts["changes"]}{link}</span></footer>
<div id="announcement" role="status" hidden></div>
<script type="application/json" id="page-data">{_json(data)}</script>
{elements}<script>
{"".join(map(_provider, bundles))}{_inline_script(EXPORTED_PAGE)}
</script>
</body>
</html>
"""


def _head(lang: str, title: str, scheme: str = "") -> str:
    """Return the beginning of a file, to the end of its head."""
    return f"""<!doctype html>
<html lang="{lang}" data-scheme="{scheme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>
{style_sheet()}
{"".join(_fonts().values())}</style>
</head>"""


def index_file(lang: str, content: str) -> str:
    """Return a file of links.

    Args:
        lang: its language, as HTML's `lang`.
        content: HTML.
    """
    title = load_messages("fr" if lang == "mul" else lang)["app"]["name"]
    return f"""{_head(lang, title)}
<body data-testid="stApp"><main data-testid="stMain">
<div data-testid="stMainBlockContainer">{content}</div></main></body>
</html>
"""


def _provider(name: str) -> str:
    """Return the script that brings a bundle, as the page gets it from the server."""
    bundle = BUNDLES[name]
    sheets = [path_of(sheet).read_text("utf-8") for sheet in bundle.page_sheets]
    constant = {"name": name, "sheet": bundle.sheet, "pageSheets": sheets}
    return f"{{ const BUNDLE = {_json(constant)};\n{_inline_script(name)} }}\n"


def _inline_script(name: str) -> str:
    """Return a script that can stand in HTML: no text of it ends the element."""
    return document_script(name).replace("</", "<\\/")


def _json(value: object) -> str:
    """Return JSON that can stand in a script: no text of it ends the element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


@cache
def _fonts() -> dict[str, str]:
    """Return the rule of each font, its file in it."""
    rules = {}
    for name, (stem, style) in FONTS.items():
        content = (ROOT / "app" / "server" / "fonts" / f"{stem}.woff2").read_bytes()
        family = name.removesuffix(" italic")
        source = f"url(data:font/woff2;base64,{b64encode(content).decode()})"
        rules[name] = (
            f'@font-face {{ font-family: "{family}"; font-weight: 200 900; '
            f"font-style: {style}; src: {source} }}\n"
        )
    return rules


@cache
def style_sheet() -> str:
    """Return the theme's variables and the style sheets of the page."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    light, dark = (_variables(theme[mode]) for mode in ("light", "dark"))
    fixed = "".join(f"--st-{name}: {family}; " for name, family in FAMILIES.items())
    for name in ("baseRadius", "buttonRadius"):
        fixed += f"--st-{_kebab(name)}: {theme[name]}; "
    size = f"--st-base-font-size: {theme['baseFontSize']}px; --st-header-height: 0px;"
    own = path_of(f"{EXPORTED_PAGE}/{EXPORTED_PAGE}.css").read_text("utf-8")
    page = (ROOT / "app" / "page" / "page.css").read_text("utf-8")
    return f"""
:root {{ color-scheme: light; {fixed}{size} {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {dark} }} }}
:root[data-scheme="light"] {{ color-scheme: light; {light} }}
:root[data-scheme="dark"] {{ color-scheme: dark; {dark} }}
{page}
{own}"""


def _variables(colours: Mapping[str, object]) -> str:
    return "".join(
        f"--st-{_kebab(name)}: {value}; "
        for name, value in colours.items()
        if isinstance(value, str)
    )


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
