"""A run as a CSV table: one row for each recorded update."""

import csv
import io
from collections.abc import Mapping

import numpy as np

from app.content.quantities import QUANTITIES
from lessons.contract import Recording, Value

ENDS = (0, -1)
"""The entries of a table's axis "end": the first and the last."""


def run_csv(rec: Recording, position: Mapping[str, Value], lang: str = "en") -> str:
    """Return the recorded quantities of one run that have a name on screen, as CSV.

    A quantity with an axis of its own has a column for each entry: `w[0]`, `w[1]` …

    Args:
        rec: the recording.
        position: the values of the played controls.
        lang: as spreadsheets of this language read it: in French semicolons and decimal
            commas.

    Returns:
        A header and a row for each recorded update, 0 to the last; every recorded
        digit, "inf" and "nan" where the run has diverged.
    """
    columns = dict[str, np.ndarray]()
    for name, table in rec.tables.items():
        if "t" in table.axes and name in QUANTITIES:
            series = rec.series(name, **position)
            if series.ndim == 1:
                columns[name] = series
                continue
            entries = ENDS if table.axes[-1] == "end" else range(series.shape[1])
            columns |= {f"{name}[{k}]": series[:, k] for k in entries}
    file = io.StringIO()
    separator, decimal = (";", ",") if lang == "fr" else (",", ".")
    writer = csv.writer(file, delimiter=separator, lineterminator="\n")
    writer.writerow(["t", *columns])
    for t, row in enumerate(zip(*columns.values(), strict=True)):
        texts = [format_recorded(value).replace(".", decimal) for value in row]
        writer.writerow([t * rec.stride, *texts])
    return file.getvalue()


def format_recorded(value: np.floating) -> str:
    """Return a recorded number with the fewest digits that no other number has.

    A number that float32 holds exactly is written as a float32.
    """
    with np.errstate(over="ignore", under="ignore"):
        single = np.float32(value)
    return str(single if single == value else value).removesuffix(".0")
