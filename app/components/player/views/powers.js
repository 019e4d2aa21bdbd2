// Points, the sum of powers that bends towards them, the exact one and the Taylor series.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { dotPath, toCoordinate, tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { drawLegend } from "../legend.js";
import { tables, views } from "../registry.js";

const MOST_PIXELS = 1e4; // a curve goes no farther from its axis
const EVERY = 5; // points of which one has its error drawn

// The sum of powers of x with these weights, by Horner's rule.
function evaluatePolynomial(weights, x) {
  return weights.reduceRight((sum, weight) => sum * x + weight, 0);
}

const clampFar = y => Math.max(-MOST_PIXELS, Math.min(MOST_PIXELS, y));

function drawPowersLegend(plot, words, points) {
  const lines = [
    { kind: "model-line", text: words.line, meaning: "model", long: true },
    { kind: "exact", text: words.exact, meaning: "", long: true },
    { kind: "taylor", text: words.taylor, meaning: "", long: true },
  ];
  const marks = [
    { kind: "dots", text: words.points, meaning: "data" },
    ...lines,
    { kind: "residuals", text: words.residual, meaning: "loss" },
  ];
  drawLegend(plot, marks, points);
}

views.powers = (frame, store, { words }) => {
  const { x_window: x, y_window: y } = store.recording.facts;
  const plot = createPlot(frame, store, { x, y, xName: "x", yName: "y" });
  const { back, marks, top, y0, y1 } = plot;
  const xs = Array.from(store.table("x"), plot.X);
  const ys = Array.from(store.table("y"), plot.Y);
  const heightsOf = weights =>
    Array.from(store.table("x"), value => plot.Y(evaluatePolynomial(weights, value)));
  const pathOf = heights => tracePath(heights.map((height, i) => [xs[i], clampFar(height)])).d;
  const drawPath = (names, layer, d = "") => svgElement("path", { class: names, d }, layer);
  const taylor = heightsOf(store.powers("taylor_w"));
  drawPath("points", back, pathOf(ys));
  drawPath("taylor", back, pathOf(taylor));
  drawPath("exact", back, pathOf(heightsOf(store.powers("best_w"))));
  const errors = drawPath("residuals", marks);
  const model = drawPath("model-line", marks);
  const predictions = drawPath("hats", marks);
  const places = [...xs.keys()].filter(i => i % EVERY === 2);
  const points = [...ys, ...taylor].map((height, i) => [xs[i % xs.length], height]);
  drawPowersLegend(plot, words, points);
  const outside = { class: "label model", "text-anchor": "middle", y: y0 - 14 };
  const note = svgElement("text", { ...outside, text: words.outside }, top);
  return () => {
    const heights = heightsOf(store.powers("w"));
    const visible = heights.some(height => height > y1 && height < y0);
    const each = write => places.map(i => write(xs[i], ys[i], clampFar(heights[i]))).join("");
    const drawErrors = (px, py, height) =>
      `M${toCoordinate(px)},${toCoordinate(py)}V${toCoordinate(height)}`;
    const dots = visible && store.isCurrentAct("forward");
    model.setAttribute("d", visible ? pathOf(heights) : "");
    errors.setAttribute("d", visible ? each(drawErrors) : "");
    errors.classList.toggle("lit", store.isCurrentAct("loss"));
    predictions.setAttribute("d", dots ? each((px, _, height) => dotPath(px, height)) : "");
    setAttributes(note, { x: visible ? NaN : plot.X(0.3) });
  };
};

tables.powers = {
  own(store, { title, words }) {
    const format = value => formatNumber(value, 3, store.context.lang);
    const sums = ["w", "best_w", "taylor_w"].map(name => store.powers(name));
    const ys = store.table("y");
    const rows = Array.from(store.table("x"), (x, i) => [
      format(x),
      format(ys[i]),
      ...sums.map(weights => format(evaluatePolynomial(weights, x))),
    ]);
    return { title, head: ["x", words.points, words.line, words.exact, words.taylor], rows };
  },
};
