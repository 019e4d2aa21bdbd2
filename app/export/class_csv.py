"""The answers of a class as a CSV table: no pupil, no order in which they came."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from app.content.catalogue import load_messages

COLUMNS = (
    *("round", "page", "question", "kind", "settings"),
    *("answer", "count", "share", "right"),
)


def class_csv(results: Iterable[Mapping[str, Any]], lang: str) -> str:
    """Return what came of a class's questions, a row for each answer given or offered.

    Args:
        results: by round, `n`, `page`, `question`, `kind`, `settings`, and `answers`
            with `label`, `count`, `share` and `right`; None where they are left out.
        lang: of the column names.

    Returns:
        A header and the rows; a share has a decimal point.
    """
    messages = load_messages(lang)["class_csv"]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([messages[name] for name in COLUMNS])
    for each in results:
        kind = messages[each["kind"]]
        head = [each["n"], each["page"], each["question"], kind, each["settings"]]
        if each["answers"] is None:
            writer.writerow([*head, messages["few"], "", "", ""])
        for answer in each["answers"] or ():
            right = messages["yes" if answer["right"] else "no"]
            share = f"{answer['share']:.3g}"
            writer.writerow([*head, answer["label"], answer["count"], share, right])
    return file.getvalue()
