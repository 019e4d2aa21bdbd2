"""`python -m app.export`: the course as files, or one page of it on standard output."""

import argparse
import logging
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from app.content.catalogue import LANGUAGES
from app.export.page_file import FileOptions, page_file
from app.export.site import write_site
from lessons import SLUGS


def main() -> int:
    """Write the course into a folder, or one page as the app's download wants it."""
    parser = argparse.ArgumentParser(prog="python -m app.export", description=__doc__)
    parser.add_argument("folder", nargs="?", help="where the whole course is written")
    parser.add_argument("--server", type=_server, help="URL of the course")
    parser.add_argument("--page", choices=SLUGS, help="one page, on standard output")
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--link", default="", help="query of a link to its settings")
    parser.add_argument("--scheme", choices=("", "light", "dark"), default="")
    arguments = parser.parse_args()
    logging.getLogger("streamlit").setLevel(logging.ERROR)  # it misses its server
    if bool(arguments.folder) == bool(arguments.page):
        parser.error("give a folder, or --page")
    if arguments.page:
        options = FileOptions(arguments.server or "", arguments.scheme)
        link = parse_qs(arguments.link)
        sys.stdout.write(page_file(arguments.page, arguments.lang, link, options))
        return 0
    n_files = n_bytes = 0
    for file in write_site(Path(arguments.folder), arguments.server or ""):
        n_files, n_bytes = n_files + 1, n_bytes + file.stat().st_size
        print(file, flush=True)
    print(f"{n_files} files, {n_bytes / 1e6:.1f} MB")
    return 0


def _server(text: str) -> str:
    """Return the address of a server without a slash at its end.

    Raises:
        argparse.ArgumentTypeError: if it is no http or https URL.
    """
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise argparse.ArgumentTypeError(
            f"not a URL such as https://example.org: {text}"
        )
    return text.rstrip("/")


if __name__ == "__main__":
    sys.exit(main())
