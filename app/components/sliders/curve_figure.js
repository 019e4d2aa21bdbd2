// Curves, and a point for each number on one of them, with a piece of its tangent; a point follows
// the pointer.
import { setAttributes, svgElement } from "../shared/dom.js";
import { toCoordinate, tracePath } from "../shared/geometry.js";

const REACH = 40; // pixels from the pointer to the point that it takes
const NEAR = 24; // pixels between points that are named once

/**
 * What is drawn: curves of points, the quantity `across`, the half of a tangent's width, the names
 * of the numbers.
 * @typedef {{curves: {points: Point[], faint: boolean, name: string, at: Point}[], across: string,
 *   reach: number, names: string[]}} View
 */

/**
 * How points are moved: `tables` has the values at each place of each slider; `move` is called
 * without a slider when the pointer lets go.
 * @typedef {{scale: number, tables: Record<string, number[][]>,
 *   move: (slider?: number, position?: number) => void}} Handles
 */

function drawCurves({ X, Y, back, top }, curves) {
  for (const { points, faint } of curves) {
    const { d } = tracePath(points.map(([x, y]) => [X(x), Y(y)]));
    svgElement("path", { class: `line loss${faint ? " rest" : ""}`, d }, back);
  }
  for (const { name, at } of curves) {
    const place = { x: X(at[0]) + 6, y: Y(at[1]) + 5 };
    svgElement("text", { class: "label ink", ...place, text: name }, top);
  }
}

const indexOfLeast = values => values.indexOf(Math.min(...values));

// Lets the pointer move the points, whose places `placesOf` returns.
function dragPoints({ svg, X }, { across }, { scale, tables, move }, placesOf) {
  let active = -1;
  const pointerPlace = event => {
    const { left, top } = svg.parentNode.getBoundingClientRect();
    return [(event.clientX - left) / scale, (event.clientY - top) / scale];
  };
  svg.classList.add("grab");
  svg.onpointerdown = event => {
    const [x, y] = pointerPlace(event);
    const distances = placesOf().map(place => Math.hypot(place[0] - x, place[1] - y));
    const nearest = indexOfLeast(distances);
    if (distances[nearest] > REACH) return;
    active = nearest;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
  };
  svg.addEventListener("touchstart", event => {
    if (active >= 0) event.preventDefault(); // the page stays
  });
  svg.onpointermove = event => {
    if (active < 0) return;
    const [x] = pointerPlace(event);
    move(active, indexOfLeast(tables[across][active].map(value => Math.abs(X(value) - x))));
  };
  svg.onpointerup = svg.onpointercancel = () => {
    if (active < 0) return;
    active = -1;
    move();
  };
}

// Points at one place are named once, by the first of them.
function labelAt(i, places, names) {
  const [x, y] = places[i];
  const near = [...places.keys()].filter(
    other => Math.hypot(places[other][0] - x, places[other][1] - y) < NEAR,
  );
  return near[0] === i ? near.map(other => names[other]).join(" ") : "";
}

/**
 * Draw the figure; return the function that draws values.
 * @param {any} plot
 * @param {PlayerContext} _context
 * @param {View} view
 * @param {Handles} handles
 * @returns {(values: Record<string, number[]>) => void}
 */
export function drawCurveFigure(plot, _context, view, handles) {
  const { X, Y, marks, top } = plot;
  const { curves, across, reach, names } = view;
  drawCurves(plot, curves);
  const tangents = names.map(() => svgElement("path", { class: "tangent" }, marks));
  const points = names.map(() => svgElement("circle", { class: "output", r: 7.5 }, top));
  const middle = { class: "label ink", "text-anchor": "middle" };
  const labels = names.map(text => svgElement("text", { ...middle, text }, top));
  let places = [];
  dragPoints(plot, view, handles, () => places);
  return values => {
    places = values[across].map((x, i) => [X(x), Y(values.loss[i])]);
    places.forEach(([x, y], i) => {
      const spot = side => {
        const tangentX = toCoordinate(X(values[across][i] + side));
        return `${tangentX},${toCoordinate(Y(values.loss[i] + values.slope[i] * side))}`;
      };
      tangents[i].setAttribute("d", `M${spot(-reach)}L${spot(reach)}`);
      setAttributes(points[i], { cx: x, cy: y });
      setAttributes(labels[i], { x, y: y - 16, text: labelAt(i, places, names) });
    });
  };
}
