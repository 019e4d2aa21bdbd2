"""Charts: figures that are not played, drawn by Altair (Vega-Lite).

A chart function takes the words and limits of a chart and returns it without data; its
spec is built once and reused, so a rerun sends numbers only.
"""

from app.components.charts.axes import decade_limits, extend_limits
from app.components.charts.bars import share_bars
from app.components.charts.contours import path_map, path_map_columns
from app.components.charts.lines import distance_curve, learning_curves, loss_curves
from app.components.charts.matrix import heat_map
from app.components.charts.spec import draw
from app.components.charts.timings import timing_curves, with_line_names

__all__ = [
    "decade_limits",
    "distance_curve",
    "draw",
    "extend_limits",
    "heat_map",
    "learning_curves",
    "loss_curves",
    "path_map",
    "path_map_columns",
    "share_bars",
    "timing_curves",
    "with_line_names",
]
