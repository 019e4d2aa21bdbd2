"""A run as a table to take away: one row an update, as CSV."""

import csv
import io
from collections.abc import Mapping

import numpy as np

from app.content.quantities import QUANTITIES
from lessons.contract import Recording, Value

ENDS = (0, -1)
"""The entries of a table's axis "end": the first and the last."""


def run_rows(rec: Recording, position: Mapping[str, Value]) -> str:
    """The recorded quantities of one run that have a name on screen, frame by frame.

    A quantity with an axis of its own has a column for each entry: `w[0]`, `w[1]` …

    Args:
        position: the values of the played controls.

    Returns:
        A header and a row for each recorded update, 0 to the last; every recorded
        digit, a decimal point, "inf" and "nan" where the run has left the numbers.
    """
    columns = dict[str, np.ndarray]()
    for name, table in rec.tables.items():
        if "t" in table.axes and name in QUANTITIES:
            line = rec.series(name, **position)
            if line.ndim == 1:
                columns[name] = line
                continue
            places = ENDS if table.axes[-1] == "end" else range(line.shape[1])
            columns |= {f"{name}[{k}]": line[:, k] for k in places}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["t", *columns])
    for t, row in enumerate(zip(*columns.values(), strict=True)):
        writer.writerow([t * rec.stride, *(written(value) for value in row)])
    return out.getvalue()


def written(value: np.floating) -> str:
    """A recorded number with the digits that tell it from all others."""
    with np.errstate(over="ignore", under="ignore"):
        single = np.float32(value)
    return str(single if single == value else value).removesuffix(".0")
