// A function of two parameters as levels, the path over it and the arrow of the next step.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { toPoint } from "../../shared/geometry.js";
import { choosePlace, labelBoxes, nameWidth } from "../../shared/label_boxes.js";
import { createPlot } from "../../shared/plot.js";
import { column, pinnedColumns } from "../columns.js";
import { drawNamedTrails } from "../named_runs.js";
import { grips, tables, views } from "../registry.js";
import { drawTrail, planePoints } from "../run_path.js";
import { createStartHandle } from "../start_handle.js";

const LABEL_DISTANCE = 22; // pixels between the words on levels, at least
const FLAT = 0.05; // a gradient shorter than that, in pixels, has no arrow

views.surface = (frame, store, { words, axes: [a, b], start, draggable }) => {
  const { facts } = store.recording;
  const [x, y] = [facts[`${a}_window`], facts[`${b}_window`]];
  const plot = createPlot(frame, store, { x, y, xName: words[a], yName: words[b] });
  const drawGround = createGround(plot, store, words, [a, b]);
  const pointsOf = run => planePoints(plot, store, run + a, run + b);
  const drawNamed = drawNamedTrails(plot, store, pointsOf);
  const drawPath = drawTrail(plot, store, a, b);
  const arrow = svgElement("path", { class: "arrow" }, plot.marks);
  const label = svgElement("text", { class: "label gradient", text: words.arrow }, plot.top);
  const dot = svgElement("circle", { class: "now", r: 6.5 }, plot.top);
  const options = { x: a, y: b, label: words.start, keys: true };
  const drawStart = draggable ? grips.start(frame, plot, store, words.start) : () => {};
  const drawHandle = start ? createStartHandle(frame, plot, store, options) : drawStart;
  const draw = () => {
    const taken = drawGround();
    const at = { x: plot.X(store.get(a)), y: plot.Y(store.get(b)) };
    const inside = at.x > plot.x0 && at.x < plot.x1 && at.y < plot.y0 && at.y > plot.y1;
    drawHandle();
    setAttributes(dot, { cx: inside ? at.x : NaN, cy: at.y });
    const gradient = [store.get(`grad_${a}`), store.get(`grad_${b}`)];
    const { d, end, down } = gradientArrow(plot, at, gradient);
    const shown = inside && d;
    arrow.setAttribute("d", shown ? d : "");
    arrow.classList.toggle("lit", store.isCurrentAct("backward"));
    const arrowName = placeArrowName(plot, label, words.arrow, shown ? { end, down } : null);
    drawNamed([...taken, { x: at.x - 7, y: at.y + 5, width: 14 }, arrowName]);
    drawPath();
  };
  return Object.assign(draw, { drawWaiting: drawHandle });
};

// At the tip of the arrow, where no other label is but names of runs, which are placed after it.
function placeArrowName(plot, label, text, tip) {
  const width = nameWidth(text);
  if (!tip) {
    setAttributes(label, { x: NaN });
    return { x: NaN, y: NaN, width };
  }
  const [u, v] = tip.end;
  const x = Math.min(u + 6, plot.x1 - 10 - 7 * text.length);
  const heights = tip.down ? [14, -6, 30, -22] : [-6, 14, -22, 30];
  const right = heights.map(down => ({ x, y: v + down }));
  const left = heights.map(down => ({ x: u - 6, y: v + down, anchor: "end" }));
  const taken = labelBoxes(plot.top, label, ".of");
  const place = choosePlace([...right, ...left], text, taken, plot);
  setAttributes(label, { x: place.x, y: place.y, "text-anchor": place.anchor ?? "start" });
  return { x: place.anchor ? place.x - width : place.x, y: place.y, width };
}

// Returns what draws levels and optima, once for each function, and returns where words stand.
function createGround(plot, store, words, [a, b]) {
  const back = svgElement("g", {}, plot.back);
  const top = svgElement("g", {}, plot.top);
  let drawn = null;
  let taken = [];
  return () => {
    const points = store.table("contours");
    if (points === drawn) return taken;
    drawn = points;
    back.replaceChildren();
    top.replaceChildren();
    const ys = store.table(`best_${b}`);
    const optima = Array.from(store.table(`best_${a}`), (v, i) => [plot.X(v), plot.Y(ys[i])]);
    drawLevels({ ...plot, back }, store, optima, 8.5 * words.optimum.length + 24);
    taken = optima.map(optimum => drawOptimum({ ...plot, top }, optimum, words.optimum));
    return taken;
  };
}

// Levels, and over them their values, where words have a place beside each other.
function drawLevels(plot, store, optima, width) {
  const points = store.table("contours");
  const levels = store.table("levels");
  const ends = store.table("contour_ends");
  const labels = [];
  const isFree = ([x, y]) =>
    optima.every(([u, v]) => Math.abs(x - u) > width || Math.abs(y - v + 10) > LABEL_DISTANCE) &&
    labels.every(({ spot: [u, v] }) => Math.hypot(x - u, y - v) > LABEL_DISTANCE);
  let row = 0;
  ends.forEach((end, i) => {
    const { d, spot } = traceLevel(plot, points, row, end);
    row = end;
    svgElement("path", { class: "level", "fill-rule": "evenodd", d }, plot.back);
    if (!spot || (ends.length - i) % 2 === 0 || !isFree(spot)) return;
    labels.push({ spot: [spot[0], spot[1] + 4], text: levelText(levels[i], store.context.lang) });
  });
  for (const { spot, text } of labels) {
    const attributes = { class: "level", x: spot[0], y: spot[1], "text-anchor": "middle", text };
    svgElement("text", attributes, plot.back);
  }
}

// Returns a level as path, and the point of it at the upper left, for its value.
function traceLevel(plot, points, first, end) {
  let d = "";
  let open = false;
  let spot = null;
  for (let row = first; row < end; row++) {
    const x = plot.X(points[2 * row]);
    const y = plot.Y(points[2 * row + 1]);
    if (Number.isNaN(x)) {
      d += "Z";
      open = false;
      continue;
    }
    d += `${open ? "L" : "M"}${toPoint(x, y)}`;
    open = true;
    const inside = x > plot.x0 + 24 && x < plot.x1 - 24 && y > plot.y1 + 10 && y < plot.y0 - 12;
    if (inside && (!spot || x * 0.6 + y < spot[0] * 0.6 + spot[1])) spot = [x, y];
  }
  return { d, spot };
}

const levelText = (level, lang) =>
  formatNumber(level, Math.max(0, -Math.floor(Math.log10(level) + 1e-6)), lang);

function drawOptimum(plot, /** @type {Point} */ [x, y], text) {
  const left = x > plot.x0 + 110;
  svgElement("path", { class: "cross", d: `M${x - 7},${y}h14M${x},${y - 7}v14` }, plot.top);
  const place = { x: x + (left ? -12 : 12), y: y - 8, "text-anchor": left ? "end" : "start" };
  svgElement("text", { class: "label", ...place, text }, plot.top);
  const width = nameWidth(text);
  return { x: left ? place.x - width : place.x, y: place.y, width };
}

// The arrow against the gradient, longer for a larger one, up to a length.
function gradientArrow(plot, { x, y }, /** @type {Point} */ [alongX, alongY]) {
  const dx = -alongX * (plot.X(1) - plot.X(0));
  const dy = -alongY * (plot.Y(1) - plot.Y(0));
  const size = Math.hypot(dx, dy);
  const length = 28 + (42 * size) / (size + 120);
  const [u, v] = [dx / size, dy / size];
  const end = [x + u * length, y + v * length];
  const side = s => `${end[0] - 9 * u + s * 5 * v},${end[1] - 9 * v - s * 5 * u}`;
  const d = `M${x},${y}L${end}M${side(1)}L${end}L${side(-1)}`;
  return { d: size > FLAT ? d : "", end, down: !(v < 0) };
}

tables.surface = {
  over: (store, { axes, words }) =>
    axes.flatMap(name => [
      column(name, words[name]),
      ...pinnedColumns(store, name, words[name] ?? name),
    ]),
};
