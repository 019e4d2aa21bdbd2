"""The whole course as files: a folder for a static server, or for none at all."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from app.content.catalogue import LANGUAGES, PageText, load_messages
from app.export.page_file import FileOptions, index_file, page_file
from lessons import COURSE, SLUGS


def write_site(folder: Path, server: str = "") -> Iterator[Path]:
    """Write every page in every language, and an index of each language.

    Args:
        folder: is made if it is not there; LANG/SLUG.html in it are overwritten.
        server: address of the course on a server, for what needs one; "" for none.

    Yields:
        Each file once it is written.

    Raises:
        OSError: if a file cannot be written.
        app.export.page_capture.CaptureFailed: if a page fails.
    """
    for lang in LANGUAGES:
        (folder / lang).mkdir(parents=True, exist_ok=True)
        yield _write(folder / lang / "index.html", index_file(lang, _contents(lang)))
        for slug in SLUGS:
            options = FileOptions(
                server=server, page_address=_address, navigation=_navigation(slug, lang)
            )
            content = page_file(slug, lang, options=options)
            yield _write(folder / lang / f"{slug}.html", content)
    yield _write(folder / "index.html", _entrance())


def _write(file: Path, content: str) -> Path:
    file.write_text(content, encoding="utf-8")
    return file


def _address(slug: str) -> str:
    """Return the address of another page in the same language."""
    return f"{slug}.html" if slug in SLUGS else ""


def _navigation(slug: str, lang: str) -> str:
    """Return the links in the head of a page: all pages, and the other language."""
    contents = load_messages(lang)["exported_page"]["contents"]
    links = [f'<a href="index.html">{escape(contents)}</a>']
    for other in LANGUAGES:
        if other != lang:
            links.append(_language_link(other, slug))
    return f"<nav>{''.join(links)}</nav>"


def _language_link(lang: str, slug: str) -> str:
    name = load_messages(lang)["exported_page"]["language"]
    return f'<a href="../{lang}/{slug}.html" lang="{lang}">{name}</a>'


def _contents(lang: str) -> str:
    """Return the index: the other language, and the pages of each chapter."""
    messages = load_messages(lang)
    others = (_language_link(other, "index") for other in LANGUAGES if other != lang)
    parts = [f"<nav>{''.join(others)}</nav>", f"<h1>{messages['app']['name']}</h1>"]
    for chapter in COURSE:
        if not chapter.slugs:
            continue
        items = []
        for slug in chapter.slugs:
            words = PageText(slug, lang)
            items.append(
                f'<li><a href="{slug}.html">{escape(words.title)}</a> '
                f"<small>{escape(words.text('question'))}</small></li>"
            )
        title = escape(messages["chapters"][chapter.name])
        parts.append(f"<h2>{title}</h2><ul>{''.join(items)}</ul>")
    return "\n".join(parts)


def _entrance() -> str:
    """Return the file at the top: a link for each language, no redirect."""
    links = "".join(
        f'<li><a href="{lang}/index.html" lang="{lang}">'
        f"{load_messages(lang)['exported_page']['language']}</a></li>"
        for lang in LANGUAGES
    )
    name = escape(load_messages(LANGUAGES[0])["app"]["name"])
    return index_file("mul", f"<h1>{name}</h1><ul>{links}</ul>")
