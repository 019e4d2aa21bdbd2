// The points, the line y = a + b x, the errors, and the examples of the batch.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { dotPath, toCoordinate, toPoint } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { column } from "../columns.js";
import { drawLegend } from "../legend.js";
import { grips, tables, views } from "../registry.js";

const LARGEST = 1e4; // parameters beyond it are drawn nowhere

views.fit = (frame, store, { words, test, batch, draggable }) => {
  const window = { x: [0, 1], y: store.recording.facts.y_window };
  const plot = createPlot(frame, store, { ...window, xName: "x", yName: "y" });
  let xs = store.table("x");
  let ys = store.table("y");
  const all = Array.from(xs, (_, i) => i);
  const dotAt = i => dotPath(plot.X(xs[i]), plot.Y(ys[i]));
  const residuals = svgElement("path", { class: "residuals" }, plot.marks);
  const dots = svgElement("path", { class: "dots", d: all.map(dotAt).join("") }, plot.back);
  const members = svgElement("path", { class: "members" }, plot.marks);
  if (test) drawTestPoints(plot, store);
  const line = svgElement("line", { class: "model-line" }, plot.marks);
  const predictions = svgElement("path", { class: "hats" }, plot.marks);
  const points = all.map(i => [plot.X(xs[i]), plot.Y(ys[i])]);
  const legend = drawLegend(plot, legendMarks(words), points);
  const label = svgElement("text", { class: "label model", "text-anchor": "end" }, plot.top);
  const drawGrips = draggable ? grips.line(frame, plot, store, words) : () => {};
  return () => {
    if (ys !== store.table("y")) {
      [xs, ys] = [store.table("x"), store.table("y")];
      dots.setAttribute("d", all.map(dotAt).join(""));
    }
    const [a, b] = [store.get("a"), store.get("b")];
    const lineAt = x => plot.Y(a + b * x);
    const near = Math.abs(a) + Math.abs(b) < LARGEST;
    const visible = drawLine(plot, line, lineAt) && near;
    setAttributes(label, lineLabel(plot, lineAt, visible, words));
    const examples = batch ? batchMembers(store, xs.length) : all;
    const error = i => `M${toPoint(plot.X(xs[i]), plot.Y(ys[i]))}V${toCoordinate(lineAt(xs[i]))}`;
    residuals.setAttribute("d", visible ? examples.map(error).join("") : "");
    residuals.classList.toggle("lit", store.isCurrentAct("loss"));
    const predicts = visible && store.isCurrentAct("forward");
    legend.at(-1).classList.toggle("off", !predicts);
    const predicted = i => dotPath(plot.X(xs[i]), lineAt(xs[i]));
    predictions.setAttribute("d", predicts ? examples.map(predicted).join("") : "");
    if (batch) members.setAttribute("d", examples.map(dotAt).join(""));
    members.classList.toggle("lit", store.isCurrentAct("batch"));
    drawGrips();
  };
};

const legendMarks = words => [
  { kind: "dots", text: words.train, meaning: "data" },
  { kind: "ring", text: words.test, meaning: "test" },
  { kind: "members", text: words.members, meaning: "" },
  { kind: "residuals", text: words.residual, meaning: "loss" },
  { kind: "hats", text: words.prediction, meaning: "prediction" },
];

function drawTestPoints(plot, store) {
  const ys = store.table("y_test");
  store.table("x_test").forEach((x, i) => {
    const ring = { class: "ring", r: 3.6, cx: plot.X(x), cy: plot.Y(ys[i]) };
    svgElement("circle", ring, plot.back);
  });
}

// Returns whether the line crosses the plane.
function drawLine(plot, line, lineAt) {
  const [left, right] = [lineAt(0), lineAt(1)];
  setAttributes(line, { x1: plot.X(0), y1: left, x2: plot.X(1), y2: right });
  return Math.max(left, right) > plot.y1 && Math.min(left, right) < plot.y0;
}

function lineLabel(plot, lineAt, visible, words) {
  const x = plot.x1 - 4;
  if (!visible) {
    const arrow = lineAt(0) < plot.y1 ? "↑" : "↓";
    return { x, y: plot.y0 - 14, text: `${words.line}, ${words.outside} ${arrow}` };
  }
  const end = lineAt(0.9);
  const beside = end + (end + 48 < plot.y0 ? 40 : -34);
  return { x, y: Math.max(plot.y1 + 14, beside), text: words.line };
}

// Returns who is in the batch: a slice of the epoch's order.
function batchMembers(store, n) {
  const first = (store.get("epoch") - 1) * n + store.get("first");
  return Array.from(store.table("order").subarray(first, first + store.get("size")));
}

tables.fit = {
  over: () => [column("a"), column("b")],
  own(store, { words, test, batch, title }) {
    const [a, b] = [store.get("a"), store.get("b")];
    const members = batch && batchMembers(store, store.table("x").length);
    const toText = value => formatNumber(value, 3, store.context.lang);
    const rowsOf = (suffix, name) => {
      const ys = store.table(`y${suffix}`);
      return Array.from(store.table(`x${suffix}`), (x, i) => {
        const prediction = a + b * x;
        const values = [x, ys[i], prediction, ys[i] - prediction].map(toText);
        const member = batch ? [members.includes(i) ? "✓" : ""] : [];
        return [`${name}${i + 1}`, ...values, ...member];
      });
    };
    const head = [words.train ?? title, "x", "y", "ŷ", "y − ŷ"];
    if (batch) head.push(words.members);
    const testRows = test ? rowsOf("_test", `${words.test} `) : [];
    return { title, head, rows: [...rowsOf("", ""), ...testRows] };
  },
};
