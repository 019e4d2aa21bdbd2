// Where the boxes of a graph stand: in layers from left to right, from top to bottom where that is
// too wide.

const GAP = 15; // pixels between layers
const NARROW_GAP = 6; // pixels between boxes of a layer
const MARGIN = 4;
const LEAST_WIDTH = 104; // of a box, in layers from left to right
const LEAST_WIDTH_DOWN = 82; // from top to bottom
const MOST_WIDTH = 150;

/**
 * Layer and place in it.
 * @typedef {[layer: number, place: number]} Spot
 */

/**
 * A node as app.components.value_graph packs it: `valued` and `graded` are the steps from which on
 * it has its value and its gradient, `line` the line of the program that makes it, `tells` what is
 * told of it: term, text, and from when on.
 * @typedef {{id: string, at: Spot, kind: string, title: string, head: [sign: string, name: string],
 *   shape: string, keeps: string, value: string, grad: string, valued: number,
 *   graded: number | null, line: number | null,
 *   tells: [string, string, ("valued" | "graded")?][]}} GraphNode
 */

/** @typedef {{from: string, to: string, via: Spot[], data: boolean}} GraphEdge */

/** @typedef {{nodes: GraphNode[], edges: GraphEdge[], tall: boolean}} Graph */

/**
 * Sizes in pixels: of a box, of the whole; `right` if layers go from left to right.
 * @typedef {{right: boolean, boxWidth: number, boxHeight: number, width: number, height: number,
 *   positionOf: (spot: Spot) => {x: number, y: number}}} Layout
 */

/**
 * Return the layout of a graph.
 * @param {Graph} graph
 * @param {number} width pixels that there are
 * @returns {Layout}
 */
export function layOutGraph({ nodes, edges, tall }, width) {
  const boxHeight = tall ? 74 : 58;
  const spots = [...nodes.map(node => node.at), ...edges.flatMap(edge => edge.via)];
  const mostInLayer = Math.max(...spots.map(([, place]) => place));
  const layers = 1 + Math.max(...nodes.map(node => node.at[0]));
  const right = width > 600;
  const inside = width - 2 * MARGIN;
  const fitting = right
    ? Math.max(LEAST_WIDTH, (inside - (layers - 1) * GAP) / layers)
    : Math.max(LEAST_WIDTH_DOWN, (inside - mostInLayer * NARROW_GAP) / (mostInLayer + 1));
  const boxWidth = Math.min(MOST_WIDTH, fitting);
  const positionOf = ([layer, place]) =>
    right
      ? { x: MARGIN + layer * (boxWidth + GAP), y: MARGIN + place * (boxHeight + NARROW_GAP) }
      : { x: MARGIN + place * (boxWidth + NARROW_GAP), y: MARGIN + layer * (boxHeight + GAP + 7) };
  const end = positionOf([layers - 1, mostInLayer]);
  return {
    right,
    boxWidth,
    boxHeight,
    positionOf,
    width: end.x + boxWidth + MARGIN,
    height: end.y + boxHeight + MARGIN,
  };
}

/**
 * Return the path of a curve that leaves and enters each point along the layers.
 * @param {number[][]} points
 * @param {boolean} right
 */
export function curvePath(points, right) {
  const pieces = points.map(([x, y], i) => {
    if (!i) return `M${x},${y}`;
    const [fromX, fromY] = points[i - 1];
    const half = right ? (x - fromX) / 2 : (y - fromY) / 2;
    return right
      ? `C${fromX + half},${fromY} ${x - half},${y} ${x},${y}`
      : `C${fromX},${fromY + half} ${x},${y - half} ${x},${y}`;
  });
  return pieces.join("");
}

/**
 * Return the path of an arrowhead whose point is here.
 * @param {number[]} point
 * @param {boolean} right
 * @param {boolean} [back] whether it points to the layer before
 */
export function arrowheadPath([x, y], right, back) {
  const size = back ? 6 : -6;
  return right ? `M${x},${y}l${size},-4v8z` : `M${x},${y}l-4,${size}h8z`;
}
