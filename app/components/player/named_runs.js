// Runs beside the one played, each with a colour, dashes and its name.
import { setAttributes, setText, svgElement } from "../shared/dom.js";
import { clipSegment, frameBox, isDrawable, toPoint, tracePath } from "../shared/geometry.js";
import { nameWidth } from "../shared/label_boxes.js";
import { placeLabels } from "../shared/place_labels.js";
import { cachePerRun, onRunChange } from "./run_path.js";

const NAME_GAP = 17; // pixels from name to name
const CLOSE = 14; // runs nearer than so many pixels stand at one place
const MOST_NAMES = 2; // names at one place
const LINE = 14; // pixels of a line of text

/**
 * What is known of the runs, by name: the text of their label, their colour, their dashes.
 * @param {PlayerStore} store
 * @returns {[string, {label: string, meaning: string, dash: number[]}][]}
 */
const runsOf = store => Object.entries(store.recording.facts.named_runs ?? {});

/**
 * Return the pixels that their names take beside a plane; 0 without such runs.
 * @param {PlayerStore} store
 */
export const namesWidth = store =>
  runsOf(store).reduce((most, [, { label }]) => Math.max(most, 22 + nameWidth(label)), 0);

/**
 * Draw the lines, and a ring at the present step of each; return the runs, and how to draw them.
 * @param {Plot} plot
 * @param {PlayerStore} store
 * @param {(prefix: string) => Point[]} pointsOf a run, by the prefix of its tables
 */
function drawRunLines(plot, store, pointsOf) {
  const shown = store.runHidden ? [] : runsOf(store);
  const runs = shown.map(([name, { label: text, meaning, dash }]) => {
    const points = cachePerRun(store, () => pointsOf(`${name}_`));
    const dashes = dash.length ? { "stroke-dasharray": dash.join(" ") } : {};
    const line = svgElement("path", { class: `named ${meaning}`, ...dashes }, plot.marks);
    const drawLine = onRunChange(store, () =>
      line.setAttribute("d", tracePath(points(), "L", 0.5, frameBox(plot, 3)).d),
    );
    const ring = svgElement("circle", { class: `ring-of ${meaning}`, r: 4.5 }, plot.top);
    const label = svgElement("text", { class: `label of ${meaning}`, text }, plot.top);
    return { name, text, points, dashes, meaning, drawLine, ring, label };
  });
  const draw = () => {
    for (const { name, points, drawLine, ring, label } of runs) {
      drawLine();
      const point = points()[store.state.step] ?? [NaN, NaN];
      const inside = isDrawable(point) && clipSegment(frameBox(plot), point, point);
      setAttributes(ring, { cx: inside ? point[0] : NaN, cy: point[1] });
      label.classList.toggle("own", isOwn(store, name));
    }
  };
  return { runs, draw };
}

const isOwn = ({ recording: { axes }, state: { positions } }, name) =>
  Object.entries(axes).some(([axis, values]) => values[positions[axis]] === name);

/**
 * Draw named runs whose names stand in a column at the right, each beside the end of its line.
 * @param {Plot} plot with `namesWidth` left free at its right
 * @param {PlayerStore} store
 * @param {(prefix: string) => Point[]} pointsOf a run, by the prefix of its tables
 * @returns {() => void}
 */
export function drawRunsWithNamedEnds(plot, store, pointsOf) {
  const { runs, draw } = drawRunLines(plot, store, pointsOf);
  const ways = runs.map(({ meaning, dashes }) =>
    svgElement("path", { class: `named way ${meaning}`, ...dashes }, plot.top),
  );
  const drawNames = onRunChange(store, () => {
    const ends = runs.map(({ points, text }) => ({ text, y: points().at(-1)?.[1] }));
    placeNamesBeside(plot, ends).forEach(({ x, y, from }, i) => {
      setAttributes(runs[i].label, { x, y: y + 5 });
      ways[i].setAttribute("d", `M${toPoint(plot.x1, from)}L${toPoint(x - 3, y)}`);
    });
  });
  return () => {
    draw();
    drawNames();
  };
}

/**
 * Draw named runs over a plane; those that stand alone now have their names beside them.
 * @param {Plot} plot
 * @param {PlayerStore} store
 * @param {(prefix: string) => Point[]} pointsOf a run, by the prefix of its tables
 * @returns {(taken: Box[]) => void} draws them beside other words and marks
 */
export function drawNamedTrails(plot, store, pointsOf) {
  const { runs, draw } = drawRunLines(plot, store, pointsOf);
  return taken => {
    draw();
    const { step } = store.state;
    const here = runs.map(({ text, points }) => {
      const at = /** @type {Point} */ (points()[step] ?? [NaN, NaN]);
      return { text, at };
    });
    placeNamesOver(plot, here, taken).forEach((place, i) =>
      place
        ? setAttributes(runs[i].label, { ...place, text: runs[i].text })
        : setText(runs[i].label, ""),
    );
  };
}

/** @typedef {Pick<Plot, "x0" | "x1" | "y0" | "y1">} Plane */

/**
 * What a line of text takes: its left end, its base line and its width.
 * @typedef {{x: number, y: number, width: number}} Box
 */

const meet = (/** @type {Box} */ one, /** @type {Box} */ other) =>
  one.x < other.x + other.width && other.x < one.x + one.width && Math.abs(one.y - other.y) < LINE;

/**
 * Return where names stand in a column beside a plane: `from` is the end of the line.
 * @param {Plane} plane
 * @param {{text: string, y: number}[]} ends NaN for a line that has left
 */
export function placeNamesBeside({ x1, y0, y1 }, ends) {
  const x = x1 + 18;
  const labels = ends.map(({ text, y }) => {
    const inside = Math.max(y1, Math.min(y0, Number.isNaN(y) ? y1 : y));
    return { x, y: inside, width: nameWidth(text) };
  });
  const heights = placeLabels(labels, { gap: NAME_GAP, top: y1, bottom: y0 });
  return labels.map(({ y: from, width }, i) => ({ x, y: heights[i], from, width }));
}

/**
 * Return where names stand over a plane, each beside its point; null for one outside, and for
 * those of more points at one place than there is room for, or that would cover what is taken.
 * @param {Plane} plane
 * @param {{text: string, at: Point}[]} runs
 * @param {Box[]} taken
 */
export function placeNamesOver(plane, runs, taken = []) {
  const isFree = (/** @type {Box} */ box) => !taken.some(other => meet(box, other));
  const isInside = (/** @type {Point} */ [x, y]) =>
    x >= plane.x0 && x <= plane.x1 && y >= plane.y1 && y <= plane.y0;
  const inside = runs.filter(({ at }) => isInside(at));
  const isNear = (a, b) => Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]) < CLOSE;
  const named = inside.filter(
    one => inside.filter(other => isNear(one, other)).length <= MOST_NAMES,
  );
  const labels = named.map(({ text, at }) => nameBox(plane, text, at, isFree));
  const limits = { gap: NAME_GAP, top: plane.y1 + 14, bottom: plane.y0 - 4 };
  const heights = placeLabels(labels, limits);
  return runs.map(run => {
    const i = named.indexOf(run);
    const { x, width } = labels[i] ?? {};
    return i >= 0 && isFree({ x, y: heights[i], width }) ? { x, y: heights[i] } : null;
  });
}

// Right of the point, or left of it where there is no room.
function nameBox(plane, text, /** @type {Point} */ [x, y], isFree) {
  const width = nameWidth(text);
  const boxes = [x + 9, x - 9 - width].map(left => ({ x: left, y: y + 5, width }));
  const fits = boxes.filter(box => box.x >= plane.x0 && box.x + width <= plane.x1);
  return fits.find(isFree) ?? fits[0] ?? boxes[1];
}
