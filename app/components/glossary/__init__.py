"""The glossary on a page: a term's sentence and picture, shown where it is touched."""

from app.components import mount
from app.components.glossary.pictures import PICTURES
from app.content.catalogue import PageText
from app.content.glossary import find_terms


def draw_glossary(words: PageText) -> None:
    """Mount what shows a term of the page's texts when it is pointed at or touched.

    Only the terms of this page are sent; a page without terms mounts nothing.
    """
    if terms := find_terms("\n".join(words.sections.values()), words.lang):
        drawing = {
            term.name: {"text": term.text, "paths": PICTURES[term.name]()}
            for term in terms
        }
        mount.mount_unseen("glossary", "glossary", drawing)
