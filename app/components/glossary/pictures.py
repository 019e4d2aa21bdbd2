"""The small pictures of the glossary, drawn from the formulas they show.

A picture is a list of [class, path]: SVG paths in a box of 96 × 40. The classes are
"axis", "main", "other", "filled" and "dashed" (glossary.css).
"""

import math
from collections.abc import Callable, Iterable

WIDTH, HEIGHT = 96.0, 40.0

Picture = list[list[str]]
Point = tuple[float, float]


def line(points: Iterable[Point]) -> str:
    """Return the path through points of the box, y downwards."""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def curve(f: Callable[[float], float], left: float = 4, right: float = 92) -> str:
    """Return the path of f over x = −1 … 1, whose values 0 … 1 fill the height."""
    n = 32
    return line(
        (left + (right - left) * i / n, HEIGHT - 3 - 34 * f(2 * i / n - 1))
        for i in range(n + 1)
    )


def circle(x: float, y: float, radius: float, stretch: float = 1.0) -> str:
    """Return the path of a circle, `stretch` times as wide as high."""
    a, b = radius * stretch, radius
    return f"M{x - a:.1f},{y:.1f}a{a},{b} 0 1 0 {2 * a},0a{a},{b} 0 1 0 {-2 * a},0"


def box(x: float, y: float, width: float, height: float) -> str:
    """Return the path of a rectangle."""
    return f"M{x:.1f},{y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"


def cells(rows: int, columns: int, filled: Iterable[tuple[int, int]]) -> Picture:
    """Return a table of cells of which some are filled."""
    size = 34 / rows
    left, chosen = (WIDTH - size * columns) / 2, set(filled)
    return [
        [
            "filled" if (i, j) in chosen else "axis",
            box(left + j * size, 3 + i * size, size, size),
        ]
        for i in range(rows)
        for j in range(columns)
    ]


def bars(heights: Iterable[float]) -> Picture:
    """Return bars of heights 0 … 1 on a line."""
    columns = [
        ["filled", box(16 + 24 * i, 37 - 34 * height, 14, 34 * height)]
        for i, height in enumerate(heights)
    ]
    return [*columns, ["axis", "M4,37H92"]]


def dots(filled: Iterable[bool]) -> Picture:
    """Return a row of circles of which some are filled."""
    return [
        ["filled" if is_filled else "axis", circle(12 + 14.5 * i, 20, 5)]
        for i, is_filled in enumerate(filled)
    ]


def curvature() -> Picture:
    """A sharp parabola and a flat one."""
    return [
        ["main", curve(lambda x: x**2, 30, 66)],
        ["other", curve(lambda x: x**2 / 3)],
    ]


def largest_curvature() -> Picture:
    """Steps on a parabola that grow, as the rate is above 2 / λ."""
    places = [0.3 * (-1.35) ** i for i in range(5)]
    steps = line((48 + 44 * x, HEIGHT - 3 - 34 * x**2) for x in places)
    return [["other", curve(lambda x: x**2)], ["main", steps]]


def condition_number() -> Picture:
    """A round bowl and a narrow valley, from above."""
    return [
        ["other", circle(18, 20, 13)],
        ["other", circle(18, 20, 6)],
        ["main", circle(64, 20, 7, 4)],
        ["main", circle(64, 20, 3, 4)],
    ]


def saddle_point() -> Picture:
    """A valley one way, a hill the other way, through one point."""
    return [
        ["main", curve(lambda x: 0.5 + x**2 / 2)],
        ["other", curve(lambda x: 0.5 - x**2 / 2)],
        ["filled", circle(48, 20, 3)],
    ]


def central_difference() -> Picture:
    """A curve, and the line through its points on either side of x."""

    def f(x: float) -> float:
        return 0.1 + (x + 1) ** 2 / 5

    places = [(48 + 44 * x, HEIGHT - 3 - 34 * f(x)) for x in (-0.5, 0.5)]
    (x1, y1), (x2, y2) = places
    slope = (y2 - y1) / (x2 - x1)
    ends = [(x, y1 + slope * (x - x1)) for x in (8.0, 88.0)]
    dots_on_it: Picture = [["filled", circle(x, y, 3)] for x, y in places]
    return [["other", curve(f)], ["main", line(ends)], *dots_on_it]


def jacobian() -> Picture:
    """A row for each output, a column for each input."""
    return cells(2, 4, ())


def buffer() -> Picture:
    """What is learned, and beside it what is only kept."""
    return [["filled", box(14, 8, 26, 24)], ["dashed", box(56, 8, 26, 24)]]


def logit() -> Picture:
    """Scores anywhere on a line."""
    return [
        ["axis", "M4,20H92M48,15V25"],
        *[["filled", circle(x, 20, 3.5)] for x in (16.0, 57.0, 82.0)],
    ]


def softmax() -> Picture:
    """The probabilities of the scores 0, 1 and 2."""
    powers = [math.exp(score) for score in (0, 1, 2)]
    return bars(power / sum(powers) for power in powers)


def sigmoid() -> Picture:
    """The sigmoid between its limits."""
    return [
        ["axis", "M4,37H92M4,3H92"],
        ["main", curve(lambda x: 1 / (1 + math.exp(-6 * x)))],
    ]


def cross_entropy() -> Picture:
    """−log p: high for small probabilities."""
    return [
        ["axis", "M4,37H92"],
        ["main", curve(lambda x: min(1, -math.log((x + 1.03) / 2.03) / 3.5))],
    ]


def tf_idf() -> Picture:
    """A word in few messages, in some, in all of them: log of 10 / (1, 4, 10)."""
    return bars(math.log(10 / n + 0.2) / math.log(10.2) for n in (1, 4, 10))


def momentum() -> Picture:
    """A descent that crosses its valley at each step, and one that runs along it."""
    zigzag = [(6.0 + 14 * i, 20 + 13 * (-0.85) ** i) for i in range(7)]
    smooth = [(6.0 + 86 * i / 20, 20 + 13 * math.exp(-i / 4)) for i in range(21)]
    return [["other", line(zigzag)], ["main", line(smooth)]]


def weight_decay() -> Picture:
    """A weight that falls towards 0."""
    return [
        ["axis", "M4,37H92"],
        ["main", curve(lambda x: math.exp(-1.7 * (x + 1)))],
    ]


def dropout() -> Picture:
    """A row of units, some of them off."""
    return dots((True, False, True, True, False, True))


def overfitting() -> Picture:
    """The loss of the training set falls; that of the others rises again."""
    return [
        ["other", curve(lambda x: 0.9 * math.exp(-1.6 * (x + 1)))],
        ["main", curve(lambda x: 0.25 + 0.6 * (0.9 * x + 0.1) ** 2)],
    ]


def validation_set() -> Picture:
    """Training, validation and test set, side by side."""
    return [
        ["axis", box(4, 12, 56, 16)],
        ["filled", box(60, 12, 16, 16)],
        ["axis", box(76, 12, 16, 16)],
    ]


def padding() -> Picture:
    """An image with a border of zeros."""
    return cells(5, 5, ((i, j) for i in range(1, 4) for j in range(1, 4)))


def confusion_matrix() -> Picture:
    """A table with the right answers on its diagonal."""
    return cells(4, 4, ((i, i) for i in range(4)))


PICTURES: dict[str, Callable[[], Picture]] = {
    picture.__name__: picture
    for picture in (
        *(curvature, largest_curvature, condition_number, saddle_point),
        *(central_difference, jacobian, buffer, logit, softmax, sigmoid),
        *(cross_entropy, tf_idf, momentum, weight_decay, dropout, overfitting),
        *(validation_set, padding, confusion_matrix),
    )
}
