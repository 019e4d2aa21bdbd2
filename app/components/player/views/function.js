// Points to learn from, points held out, and the function that a network computes.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { dotPath, toCoordinate, toPoint, tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { drawLegend } from "../legend.js";
import { extras, tables, views } from "../registry.js";

const FAR = 1e4; // pixels: a curve goes no farther from its axis
const ARM = 4; // pixels of a cross

const crossPath = (x, y) =>
  `M${toPoint(x - ARM, y - ARM)}l${2 * ARM},${2 * ARM}` +
  `M${toPoint(x - ARM, y + ARM)}l${2 * ARM},${-2 * ARM}`;

const CROSSES = 2; // the place of the test set among the marks

const SETS = [
  { suffix: "", word: "train" },
  { suffix: "_val", word: "validation" },
  { suffix: "_test", word: "test" },
];

const pointsOf = (store, suffix) => {
  const ys = store.table(`y${suffix}`);
  return Array.from(store.table(`x${suffix}`), (x, i) => [x, ys[i]]);
};

views.function = (frame, store, { words, opened, truth }) => {
  const { x_window: x, y_window: y } = store.recording.facts;
  const plot = createPlot(frame, store, { x, y, xName: "x", yName: "y" });
  const toPixels = points => points.map(([px, py]) => [plot.X(px), plot.Y(py)]);
  const [train, held, test] = SETS.map(({ suffix }) => toPixels(pointsOf(store, suffix)));
  const drawPath = (names, layer, d = "") => svgElement("path", { class: names, d }, layer);
  const xs = Array.from(store.table("grid"), plot.X);
  const lineThrough = heights => {
    const far = value => Math.max(-FAR, Math.min(FAR, plot.Y(value)));
    return tracePath(Array.from(heights, (value, i) => [xs[i], far(value)])).d;
  };
  for (const [cx, cy] of held) svgElement("circle", { class: "ring", r: 3.6, cx, cy }, plot.back);
  if (opened) drawPath("crosses test", plot.back, test.map(at => crossPath(...at)).join(""));
  drawPath("dots", plot.back, train.map(at => dotPath(...at)).join(""));
  if (truth) drawPath("taylor", plot.marks, lineThrough(store.table("sine")));
  const residuals = drawPath("residuals", plot.marks);
  const model = drawPath("model-line", plot.marks);
  const legend = drawLegend(plot, marksOf(words, opened, truth), [...train, ...held]);
  if (opened) drawCross(legend[CROSSES]);
  const places = train.map(([px]) => ((px - xs[0]) / (xs.at(-1) - xs[0])) * (xs.length - 1));
  return () => {
    const heights = store.vector("curve");
    const known = Number.isFinite(heights[0]);
    model.setAttribute("d", known ? lineThrough(heights) : "");
    const error = ([px, py], i) =>
      `M${toPoint(px, py)}V${toCoordinate(plot.Y(heightAt(heights, places[i])))}`;
    residuals.setAttribute("d", known ? train.map(error).join("") : "");
  };
};

// A cross beside a word of the legend, instead of the dot that stands there.
function drawCross({ firstChild: mark, lastChild: label }) {
  const [x, y] = ["x", "y"].map(name => Number(label.getAttribute(name)));
  mark.setAttribute("d", crossPath(x - 12, y - 4));
}

// The height between two places of the grid.
function heightAt(heights, place) {
  const i = Math.min(Math.floor(place), heights.length - 2);
  return heights[i] + (place - i) * (heights[i + 1] - heights[i]);
}

const marksOf = (words, opened, truth) => [
  { kind: "dots", text: words.train, meaning: "data" },
  { kind: "ring", text: words.validation, meaning: "test" },
  { kind: "crosses test", text: opened && words.test, meaning: "test" },
  { kind: "model-line", text: words.network, meaning: "model", long: true },
  { kind: "taylor", text: truth && words.truth, meaning: "", long: true },
];

// A ring where the first line is lowest, with its name beside it; none while the run is hidden.
extras.curve = (plot, store, words, { lowest }) => {
  const ring = svgElement("circle", { class: "lowest", r: 7 }, plot.top);
  const label = svgElement("text", { class: "label", text: words.lowest }, plot.top);
  return points => {
    const [cx, cy] = points[store.get(lowest) / store.recording.stride] ?? [NaN, NaN];
    setAttributes(ring, { cx, cy });
    const right = cx > plot.w / 2;
    const place = { x: cx + (right ? -4 : 4), y: Math.min(cy + 26, plot.y0 - 8) };
    setAttributes(label, { ...place, "text-anchor": right ? "end" : "start" });
  };
};

tables.function = {
  own(store, { words, title, opened }) {
    const toText = value => formatNumber(value, 3, store.context.lang);
    const sets = opened ? SETS : SETS.slice(0, 2);
    const points = sets.flatMap(({ suffix, word }) =>
      pointsOf(store, suffix).map(([x, y], i) => [`${words[word]} ${i + 1}`, toText(x), toText(y)]),
    );
    const [curve, sine] = [store.vector("curve"), store.table("sine")];
    const places = Array.from(store.table("grid"), (x, i) => [x, curve[i], sine[i]].map(toText));
    return [
      { title, head: [words.point, "x", "y"], rows: points },
      { title: words.network, head: ["x", words.network, words.truth], rows: places },
    ];
  },
};
