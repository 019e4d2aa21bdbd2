"""The views of the player: plain data from which the browser draws a figure."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.content.catalogue import PageText


def fit(
    words: PageText,
    *,
    test: bool = False,
    batch: bool = False,
    draggable: bool = False,
) -> dict[str, Any]:
    """Return points, line and errors.

    Args:
        test: whether the test points are drawn.
        batch: whether the examples of the batch are marked.
        draggable: whether the reader moves points and the ends of the line, which
            writes the typed controls `moved` and `start`.
    """
    labels = words.labels("fit")
    return {
        "kind": "fit",
        "title": labels["title"],
        "words": labels,
        "test": test,
        "batch": batch,
        "draggable": draggable,
    }


def surface(
    words: PageText, *axes: str, start: bool = False, draggable: bool = False
) -> dict[str, Any]:
    """Return a function of two parameters with path, optimum and the next step's arrow.

    Args:
        axes: the two parameters.
        start: whether the reader sets where the path starts; the parameters are then
            played controls.
        draggable: whether the reader puts the start anywhere, which writes the typed
            control `start`.
    """
    labels = words.labels("surface")
    view = {"kind": "surface", "title": labels["title"], "words": labels}
    return {**view, "axes": axes, "start": start, "draggable": draggable}


def slope(words: PageText) -> dict[str, Any]:
    """Return a function of one parameter with tangent and path.

    The reader sets the start.
    """
    labels = words.labels("slope")
    return {"kind": "slope", "title": labels["title"], "words": labels}


def outcome_map(
    words: PageText, *axes: str, kinds: str, section: str = "map"
) -> dict[str, Any]:
    """Return how the run from each start ends, over two played controls.

    Args:
        axes: the two controls.
        kinds: "one" or "two" valleys, for the words.
        section: of the title and the names of the axes.
    """
    labels = words.labels(section)
    view = {"kind": "ends", "title": labels["title"], "words": labels}
    return {**view, "axes": axes, "kinds": words.labels(f"ends.{kinds}")}


def sweep_map(
    words: PageText,
    *axes: str,
    table: str,
    marks: tuple[float, ...],
    rows: tuple[str, ...] | None = None,
    bound: bool = True,
) -> dict[str, Any]:
    """Return how every run ends, over two played controls; a click sets both.

    Args:
        axes: the two controls, as in the table.
        table: the band of each run. The fact TABLE_levels holds the four limits between
            the first five bands; the sixth is that of what diverges.
        marks: the values of the first control that are labelled.
        rows: labels of the values of the second one, if not the values themselves.
        bound: whether the table `bound` limits the first control, whatever the second.
    """
    labels = words.labels("map")
    view = {"kind": "map", "title": labels["title"], "words": labels}
    more = {"table": table, "marks": marks, "rows": rows, "bound": bound}
    return {**view, "axes": axes, **more}


def curve(
    words: PageText,
    *lines: tuple[str, str, str],
    floor: str | None = None,
    picks: bool = False,
) -> dict[str, Any]:
    """Return losses over the updates, on a log axis.

    Args:
        lines: (table, meaning, mark) each, the most important first; mark is "line",
            "dash" or "specks".
        floor: the table that holds the least possible loss.
        picks: whether a click or a tap goes to that step.
    """
    labels = words.labels("curve")
    return {
        "kind": "curve",
        "picks": picks,
        "title": labels["title"],
        "words": labels,
        "floor": floor,
        "lines": [
            {
                "table": table,
                "meaning": meaning,
                "mark": mark,
                "label": labels.get(table),
            }
            for table, meaning, mark in lines
        ],
    }


def network(
    words: PageText,
    *,
    most: int,
    discrete: bool = False,
    held_out: bool = True,
    hidden: Sequence[str] = (),
    deep: bool = False,
) -> dict[str, Any]:
    """Return a network: an image of each neuron, its weights as lines, its decision.

    Reads the tables w, sizes, x_train, y_train, x_test, y_test and the facts layers,
    features, activation, score, reach, own, and `typed`: the texts of the controls
    `changes`, `points` and `features`, which the view writes.

    Args:
        most: how many points the reader may set.
        discrete: whether the decision alone is coloured, not how sure it is.
        held_out: whether the points for validation are drawn.
        hidden: of `features` and `changes` those that cannot be set in the view.
        deep: whether its layers need the whole width of a smaller screen.
    """
    labels = words.labels("network")
    view = {"kind": "network", "title": labels["title"], "words": labels, "most": most}
    view |= {"discrete": discrete, "heldOut": held_out, "hidden": [*hidden]}
    return {**view, "deep": deep}


def changes(
    words: PageText,
    *,
    settings: Mapping[str, Mapping[Any, str]],
    epochs: Sequence[int],
) -> dict[str, Any]:
    """Return lists that change a setting or weight of a network from this epoch on.

    Reads what `network` reads, the fact `settings` and, of `typed`, the control
    `n_epochs` too, which it also writes.

    Args:
        settings: the values of each setting, and how they are written.
        epochs: the numbers of epochs that a training may have.
    """
    labels = words.labels("labels")
    own = words.labels("network") | words.labels("changes")
    lists = [
        {
            "name": name,
            "label": labels[name],
            "values": [*values],
            "texts": [*values.values()],
        }
        for name, values in settings.items()
    ]
    view = {"kind": "changes", "title": own["title"], "words": own, "lasting": True}
    return {**view, "settings": lists, "epochs": [*epochs]}


def decisions(words: PageText) -> dict[str, Any]:
    """Return what the run of the page and the pinned ones decide, side by side.

    Reads what `network` reads, for each run, and their table `accuracy`.
    """
    labels = words.labels("network") | words.labels("decisions")
    return {"kind": "decisions", "title": labels["title"], "words": labels}


def scores(
    words: PageText, *lines: tuple[str, str, str], section: str = "scores"
) -> dict[str, Any]:
    """Return shares in per cent over the epochs; lines as for `curve`.

    Args:
        section: of the title and the names of the axes.
    """
    labels = words.labels(section)
    curves = [
        {"table": table, "meaning": meaning, "mark": mark, "label": labels[table]}
        for table, meaning, mark in lines
    ]
    view = {"kind": "scores", "title": labels["title"], "words": labels}
    return {**view, "lines": curves}


def powers(words: PageText) -> dict[str, Any]:
    """Return points, the polynomial that is fitted, the exact one, and Taylor's.

    Reads the tables x, y, w, best_w, taylor_w (weights of columns) and size.
    """
    labels = words.labels("powers")
    return {"kind": "powers", "title": labels["title"], "words": labels}


def weights(words: PageText) -> dict[str, Any]:
    """Return each weight on its own line, from its start to its optimum.

    Reads the tables w, best_w, curvature (the Hessian) and the fact `columns`.
    """
    labels = words.labels("weights")
    return {"kind": "weights", "title": labels["title"], "words": labels}


def ring(words: PageText) -> dict[str, Any]:
    """Return the acts as a loop to click through."""
    labels = words.labels("ring")
    return {"kind": "ring", "title": labels["title"], "words": labels}


def graph(
    words: PageText, nodes: list[dict[str, Any]], edges: list[tuple[str, str]]
) -> dict[str, Any]:
    """Return a small computation graph whose values appear act by act.

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
    """Return one node of `graph`.

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
