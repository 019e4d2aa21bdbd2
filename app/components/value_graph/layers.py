"""Layout of a graph in layers, with few crossings.

After Sugiyama, Tagawa and Toda, Methods for visual understanding of hierarchical
system structures (1981): layers by the longest path, an order within each layer by the
mean place of the neighbours, long edges led through places of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Place = tuple[int, float]
"""The layer, and how far across it, in widths of a node."""

SWEEPS = 8
"""How often the layers are ordered, by turns from the last and from the first."""

EDGE_WIDTH = 0.45
"""The width of an edge that passes between nodes."""


@dataclass(frozen=True)
class Layout:
    """Places of a graph.

    Attributes:
        places: of the nodes.
        bends: for each edge (from, to) the places that it passes between its ends.
    """

    places: Mapping[str, Place]
    bends: Mapping[tuple[str, str], tuple[Place, ...]]


def layered_layout(inputs: Mapping[str, Sequence[str]]) -> Layout:
    """Return a layout with each node behind its inputs, without overlaps.

    A node that has no inputs stands just before its first user.

    Args:
        inputs: for each node, in order of computation, the nodes that lead to it.
    """
    layers = _assign_layers(inputs)
    rows: list[list[str]] = [[] for _ in range(1 + max(layers.values(), default=-1))]
    neighbours: dict[str, list[str]] = {}
    chains: dict[tuple[str, str], list[str]] = {}
    for node, layer in layers.items():
        rows[layer].append(node)
        neighbours.setdefault(node, [])
    for node, sources in inputs.items():
        for source in dict.fromkeys(sources):
            between = range(layers[source] + 1, layers[node])
            chain = [f"{source}>{node}>{layer}" for layer in between]
            for layer, dummy in zip(between, chain, strict=True):
                rows[layer].append(dummy)
                neighbours[dummy] = []
            chains[source, node] = chain
            for one, other in pairwise((source, *chain, node)):
                neighbours[one].append(other)
                neighbours[other].append(one)

    across = _order_rows(rows, neighbours)
    least = min(across.values(), default=0)
    places = {
        node: (layer, round(across[node] - least, 3))
        for layer, row in enumerate(rows)
        for node in row
    }
    return Layout(
        {node: places[node] for node in inputs},
        {edge: tuple(places[d] for d in chain) for edge, chain in chains.items()},
    )


def _assign_layers(inputs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the layer of each node: the length of the longest path that leads to it.

    A node without inputs stands just before the first node that uses it.
    """
    layers: dict[str, int] = {}
    for node, sources in inputs.items():
        layers[node] = 1 + max((layers[source] for source in sources), default=-1)
    for node in inputs:
        users = [layers[n] for n, sources in inputs.items() if node in sources]
        if not inputs[node] and users:
            layers[node] = min(users) - 1
    return layers


def _order_rows(
    rows: Sequence[list[str]], neighbours: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """Order each row, in place, by the mean place of the neighbours.

    Returns:
        How far across each node stands.
    """
    at = {node: float(i) for row in rows for i, node in enumerate(row)}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 else rows[::-1]:
            means = {
                node: sum(at[m] for m in neighbours[node])
                / (len(neighbours[node]) or 1)
                for node in row
            }
            row.sort(key=means.__getitem__)
            at |= _spread(row, means)
    return at


def _spread(row: Sequence[str], targets: Mapping[str, float]) -> dict[str, float]:
    """Return places near the targets, in the order of the row, without overlaps."""
    up, down = dict(targets), dict(targets)
    for one, other in pairwise(row):
        up[other] = max(up[other], up[one] + _distance(one, other))
    for other, one in pairwise(row[::-1]):
        down[one] = min(down[one], down[other] - _distance(one, other))
    return {node: (up[node] + down[node]) / 2 for node in row}


def _distance(one: str, other: str) -> float:
    """Return the least distance of two neighbours in a row."""
    return (_width(one) + _width(other)) / 2


def _width(node: str) -> float:
    return EDGE_WIDTH if ">" in node else 1
