"""The player's views: what the page wants drawn, in plain data for the browser."""

from typing import Any

from app.content.catalogue import PageText


def fit(words: PageText, *, test: bool = False, batch: bool = False) -> dict[str, Any]:
    """Points, line and errors; with the test points, or the batch's examples."""
    said = words.labels("fit")
    return {
        "kind": "fit",
        "title": said["title"],
        "words": said,
        "test": test,
        "batch": batch,
    }


def surface(words: PageText, *axes: str, start: bool = False) -> dict[str, Any]:
    """A function of two parameters with path, optimum and the arrow of the next step.

    Args:
        axes: the two parameters.
        start: whether the reader sets where the path starts; the parameters are then
            played controls.
    """
    said = words.labels("surface")
    view = {"kind": "surface", "title": said["title"], "words": said}
    return {**view, "axes": axes, "start": start}


def slope(words: PageText) -> dict[str, Any]:
    """A function of one parameter with tangent and path; the reader sets the start."""
    said = words.labels("slope")
    return {"kind": "slope", "title": said["title"], "words": said}


def ends(words: PageText, *axes: str, kinds: str, said: str = "map") -> dict[str, Any]:
    """How the run from each start ends, over two played controls.

    Args:
        axes: the two controls.
        kinds: "one" or "two" valleys, for the words.
        said: the section with the title and the names of the axes.
    """
    labels = words.labels(said)
    view = {"kind": "ends", "title": labels["title"], "words": labels}
    return {**view, "axes": axes, "kinds": words.labels(f"ends.{kinds}")}


def map(
    words: PageText,
    *axes: str,
    table: str,
    marks: tuple[float, ...],
    rows: tuple[str, ...] | None = None,
    bound: bool = True,
) -> dict[str, Any]:
    """How every run ends, over two played controls: a click sets both.

    Args:
        axes: the two controls, as in the table.
        table: the band of each run. The fact TABLE_levels holds the four limits between
            the first five bands; the sixth is that of what diverges.
        marks: the values of the first control that are written.
        rows: what is written for the values of the second one, if not themselves.
        bound: whether the table `bound` limits the first control, whatever the second.
    """
    said = words.labels("map")
    view = {"kind": "map", "title": said["title"], "words": said}
    more = {"table": table, "marks": marks, "rows": rows, "bound": bound}
    return {**view, "axes": axes, **more}


def curve(
    words: PageText, *lines: tuple[str, str, str], floor: str | None = None
) -> dict[str, Any]:
    """Losses over the updates on a log axis.

    Args:
        lines: (table, meaning, mark) each, the most important first; mark is "line",
            "dash" or "specks".
        floor: the table that holds the least possible loss.
    """
    said = words.labels("curve")
    return {
        "kind": "curve",
        "title": said["title"],
        "words": said,
        "floor": floor,
        "lines": [
            {"table": table, "meaning": meaning, "mark": mark, "label": said.get(table)}
            for table, meaning, mark in lines
        ],
    }


def network(words: PageText, *, most: int) -> dict[str, Any]:
    """A network from its weights: every neuron's picture, lines, what it decides.

    Reads the tables w, sizes, x_train, y_train, x_test, y_test and the facts layers,
    activation, score, reach, own, and `typed`: the texts of the controls `changes` and
    `points`, which the view writes.

    Args:
        most: how many points the reader may set.
    """
    said = words.labels("network")
    return {"kind": "network", "title": said["title"], "words": said, "most": most}


def scores(words: PageText, *lines: tuple[str, str, str]) -> dict[str, Any]:
    """Parts in per cent over the epochs; lines as for `curve`."""
    said = words.labels("scores")
    drawn = [
        {"table": table, "meaning": meaning, "mark": mark, "label": said[table]}
        for table, meaning, mark in lines
    ]
    view = {"kind": "scores", "title": said["title"], "words": said}
    return {**view, "lines": drawn}


def powers(words: PageText) -> dict[str, Any]:
    """Points and the sum of powers that bends towards them, the exact one, Taylor's.

    Reads the tables x, y, w, best_w, taylor_w (weights of columns) and size.
    """
    said = words.labels("powers")
    return {"kind": "powers", "title": said["title"], "words": said}


def weights(words: PageText) -> dict[str, Any]:
    """Each weight on its own line, from its start to its optimum.

    Reads the tables w, best_w, curvature (the Hessian) and the fact `columns`.
    """
    said = words.labels("weights")
    return {"kind": "weights", "title": said["title"], "words": said}


def ring(words: PageText) -> dict[str, Any]:
    """The acts as a loop to click through."""
    said = words.labels("ring")
    return {"kind": "ring", "title": said["title"], "words": said}


def graph(
    words: PageText, nodes: list[dict[str, Any]], edges: list[tuple[str, str]]
) -> dict[str, Any]:
    """A small computation graph whose values appear act by act.

    Args:
        nodes: from `node`.
        edges: (from, to) by name.
    """
    title = words.labels("graph")["title"]
    return {"kind": "graph", "title": title, "nodes": nodes, "edges": edges}


def node(
    name: str,
    label: str,
    at: tuple[float, float],
    meaning: str = "",
    lit: tuple[str, ...] = (),
    says: tuple[tuple[str, str, str, int], ...] = (),
) -> dict[str, Any]:
    """One node of `graph`.

    Args:
        at: place, (0, 0) at the upper left, (1, 1) at the lower right.
        meaning: "" for an operation.
        lit: the acts that light it.
        says: (act from which it is shown, template, meaning, pixels below the node).
    """
    shows = [
        {"act": act, "text": text, "meaning": colour, "below": below}
        for act, text, colour, below in says
    ]
    x, y = at
    place = {"id": name, "label": label, "x": x, "y": y}
    return {**place, "meaning": meaning, "lit": lit, "shows": shows}
