"""A table of what this session has seen of a page at different settings."""

from collections.abc import Sequence

from app.components.text_table import text_table
from app.state.page_context import PageContext

MAX_ROWS = 8


def run_log(
    context: PageContext, name: str, row: Sequence[str], *, key_cells: int = 1
) -> None:
    """Add a row to a table that the session keeps, and draw it, the last row first.

    Args:
        context: the page and this run of it.
        name: of the section with its columns, `NAME.columns`; `NAME.title` is its name
            for a screen reader.
        row: of now.
        key_cells: how many of its first cells tell it from others.
    """
    rows = context.state.inputs.log.setdefault(name, [])
    others = [other for other in rows if other[:key_cells] != [*row[:key_cells]]]
    rows[:] = [list(row), *others][:MAX_ROWS]
    head = list(context.words.labels(f"{name}.columns").values())
    text_table(context.words.text(f"{name}.title"), head, rows)
