"""Where the nodes of a graph stand: in layers, with few crossings.

After Sugiyama, Tagawa and Toda, Methods for visual understanding of hierarchical
system structures (1981): layers by the longest way, an order within each layer by the
mean place of the neighbours, long edges led through places of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Place = tuple[int, float]
"""The layer, and how far across it, in widths of a node."""

SWEEPS = 8
NARROW = 0.45
"""The width of an edge that passes between nodes."""


@dataclass(frozen=True)
class Layout:
    """Places of all nodes, and what each edge passes on its way."""

    places: Mapping[str, Place]
    ways: Mapping[tuple[str, str], tuple[Place, ...]]


def layout(inputs: Mapping[str, Sequence[str]]) -> Layout:
    """Nodes in layers, each behind its inputs; what has none just before its user.

    Args:
        inputs: for each node, in order of computation, the nodes that lead to it.
    """
    depth: dict[str, int] = {}
    for node, before in inputs.items():
        depth[node] = 1 + max((depth[b] for b in before), default=-1)
    for node in inputs:
        users = [depth[n] for n, before in inputs.items() if node in before]
        if not inputs[node] and users:
            depth[node] = min(users) - 1

    rows: list[list[str]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
    near: dict[str, list[str]] = {}
    ways: dict[tuple[str, str], list[str]] = {}
    for node, layer in depth.items():
        rows[layer].append(node)
        near.setdefault(node, [])
    for node, before in inputs.items():
        for b in dict.fromkeys(before):
            chain = [f"{b}>{node}>{k}" for k in range(depth[b] + 1, depth[node])]
            for k, dummy in enumerate(chain, depth[b] + 1):
                rows[k].append(dummy)
                near[dummy] = []
            ways[b, node] = chain
            for one, other in zip((b, *chain), (*chain, node), strict=True):
                near[one].append(other)
                near[other].append(one)

    at = {node: float(i) for row in rows for i, node in enumerate(row)}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 else rows[::-1]:
            wanted = {n: sum(at[m] for m in near[n]) / (len(near[n]) or 1) for n in row}
            row.sort(key=wanted.__getitem__)
            at |= _spread(row, wanted)
    least = min(at.values(), default=0)
    places = {
        node: (k, round(at[node] - least, 3))
        for k, row in enumerate(rows)
        for node in row
    }
    return Layout(
        {node: places[node] for node in inputs},
        {edge: tuple(places[d] for d in chain) for edge, chain in ways.items()},
    )


def _spread(row: Sequence[str], wanted: Mapping[str, float]) -> dict[str, float]:
    """Places near the wanted ones, in this order, with room for each."""
    up, down = dict(wanted), dict(wanted)
    for one, other in pairwise(row):
        up[other] = max(up[other], up[one] + _room(one, other))
    for other, one in pairwise(row[::-1]):
        down[one] = min(down[one], down[other] - _room(one, other))
    return {node: (up[node] + down[node]) / 2 for node in row}


def _room(one: str, other: str) -> float:
    return (_width(one) + _width(other)) / 2


def _width(node: str) -> float:
    return NARROW if ">" in node else 1
