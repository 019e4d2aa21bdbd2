// The line of a run over a plane, and of the pinned runs beside it.
import { setAttributes, setText, svgElement } from "../shared/dom.js";
import { clipSegment, frameBox, toCoordinate, tracePath } from "../shared/geometry.js";
import { choosePlace, labelBox, labelBoxes } from "../shared/label_boxes.js";

// Feet of a letter, in pixels from its ring: over it, under it, beside it.
const LETTER_PLACES = [
  [6, -9],
  [6, 19],
  [8, 14],
  [10, 5],
  [10, -26],
  [10, 34],
];

/**
 * Return a function that computes again only when another run is shown.
 * @template T
 * @param {PlayerStore} store
 * @param {() => T} compute
 * @returns {() => T}
 */
export function cachePerRun(store, compute) {
  let key = null;
  let value;
  return () => {
    const now = store.runKey();
    if (now !== key) {
      key = now;
      value = compute();
    }
    return value;
  };
}

/**
 * Return a function that draws only when another run is shown.
 * @param {PlayerStore} store
 * @param {() => void} draw
 * @returns {() => void}
 */
export const onRunChange = cachePerRun;

/**
 * Return the points of a run; far from the plane, where neither the last nor the next is on it,
 * none.
 */
export function planePoints(plot, store, x, y) {
  const ys = store.series(y);
  const points = Array.from(store.series(x), (value, i) => [plot.X(value), plot.Y(ys[i])]);
  const on = points.map(point => !!clipSegment(frameBox(plot), point, point));
  return points.map((point, i) => (on[i] || on[i - 1] || on[i + 1] ? point : [NaN, NaN]));
}

/**
 * Draw pinned runs, thin and dashed, each with a ring and its letter at the present step.
 * @param {Plot} plot
 * @param {PlayerStore} store
 * @param {(prefix: string) => Point[]} pointsOf a run, by the prefix of its tables
 * @returns {() => void}
 */
export function drawPinnedRuns(plot, store, pointsOf) {
  const pins = (!store.runHidden && store.recording.facts.pins) || {};
  const runs = Object.entries(pins).map(([letter, dash]) => {
    const points = cachePerRun(store, () => pointsOf(`${letter}_`));
    const dashes = { class: "pin", "stroke-dasharray": dash.join(" ") };
    const line = svgElement("path", dashes, plot.marks);
    const drawLine = onRunChange(store, () =>
      line.setAttribute("d", tracePath(points(), "L", 0.5, frameBox(plot, 3)).d),
    );
    const mark = svgElement("g", { class: "pinned" }, plot.top);
    svgElement("circle", { r: 4.5 }, mark);
    const label = svgElement("text", { class: "label" }, mark);
    return { letter, points, drawLine, mark, label };
  });
  return () => {
    for (const run of runs) run.drawLine();
    labelPinnedRuns(plot, runs, store.state.step);
  };
}

// Runs that stand at one place are named together, beside the first of them, where no other label
// is.
function labelPinnedRuns(plot, runs, step) {
  const groups = [];
  for (const { letter, points, mark, label } of runs) {
    const [x, y] = points()[step] ?? [];
    const inside = x >= plot.x0 && x <= plot.x1 && y >= plot.y1 && y <= plot.y0;
    const place = inside ? `${toCoordinate(x)},${toCoordinate(y)}` : -9999;
    setAttributes(mark, { transform: `translate(${place})` });
    setText(label, "");
    if (!inside) continue;
    const near = groups.find(at => Math.abs(at.x - x) < 24 && Math.abs(at.y - y) < 16);
    if (near) near.letters.push(letter);
    else groups.push({ x, y, letters: [letter], label });
  }
  const boxes = groups.length ? labelBoxes(plot.top) : [];
  for (const { x, y, letters, label } of groups) {
    const text = letters.join(" ");
    const right = LETTER_PLACES.map(([along, down]) => ({ x: x + along, y: y + down }));
    const left = right.map(at => ({ x: 2 * x - at.x, y: at.y, anchor: "end" }));
    const sides = x + 9 * text.length > plot.x1 ? [left, right] : [right, left];
    const place = choosePlace(sides.flat(), text, boxes, plot);
    const anchor = place.anchor ?? "start";
    setAttributes(label, { text, x: place.x - x, y: place.y - y, "text-anchor": anchor });
    boxes.push(labelBox(place, text));
  }
}

/**
 * Draw the path of the run over a plane: past strong, rest faint, a bead at each step.
 * @param {Plot} plot
 * @param {PlayerStore} store
 * @param {string} x the quantity along x
 * @param {string} y
 * @returns {() => void}
 */
export function drawTrail(plot, store, x, y) {
  const rest = svgElement("path", { class: "path faint" }, plot.marks);
  const past = svgElement("path", { class: "path" }, plot.marks);
  const beads = svgElement("path", { class: "beads" }, plot.marks);
  const paths = cachePerRun(store, () => {
    const points = planePoints(plot, store, x, y);
    const box = frameBox(plot, 3);
    return { line: tracePath(points, "L", 0.5, box), beads: tracePath(points, "M", 4, box) };
  });
  const drawRest = onRunChange(store, () => rest.setAttribute("d", paths().line.d));
  const drawPins = drawPinnedRuns(plot, store, pin =>
    planePoints(plot, store, `${pin}${x}`, `${pin}${y}`),
  );
  return () => {
    drawRest();
    drawPins();
    past.setAttribute("d", paths().line.past(store.state.step));
    beads.setAttribute("d", paths().beads.past(store.state.step));
  };
}
