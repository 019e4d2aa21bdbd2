// The points, the line y = a + b x, the errors, and the examples of the batch.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { dotPath, toCoordinate } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { drawLegend } from "../legend.js";
import { views } from "../registry.js";

views.fit = (frame, store, { words, test, batch }) => {
  const p = createPlot(frame, store, {
    x: [0, 1],
    y: store.recording.facts.y_window,
    xName: "x",
    yName: "y",
  });
  const xs = store.table("x");
  const ys = store.table("y");
  const dot = i => dotPath(p.X(xs[i]), p.Y(ys[i]));
  const all = Array.from(xs, (_, i) => i);
  const residuals = svgElement("path", { class: "residuals" }, p.marks);
  svgElement("path", { class: "dots", d: all.map(dot).join("") }, p.back);
  const members = svgElement("path", { class: "members" }, p.marks);
  if (test)
    store
      .table("x_test")
      .forEach((v, i) =>
        svgElement(
          "circle",
          { class: "ring", r: 3.6, cx: p.X(v), cy: p.Y(store.table("y_test")[i]) },
          p.back,
        ),
      );
  const line = svgElement("line", { class: "model-line" }, p.marks);
  const hats = svgElement("path", { class: "hats" }, p.marks);
  const marks = drawLegend(
    p,
    [
      { kind: "dots", text: words.train, meaning: "data" },
      { kind: "ring", text: words.test, meaning: "test" },
      { kind: "members", text: words.members, meaning: "" },
      { kind: "residuals", text: words.residual, meaning: "loss" },
      { kind: "hats", text: words.prediction, meaning: "prediction" },
    ],
    all.map(i => [p.X(xs[i]), p.Y(ys[i])]),
  );
  const name = svgElement("text", { class: "label model", "text-anchor": "end" }, p.top);
  const dealt = () => {
    // who is in the batch: a slice of the epoch's order
    const n = xs.length;
    const from = (store.get("epoch") - 1) * n + store.get("first");
    return Array.from(store.table("order").subarray(from, from + store.get("size")));
  };
  return () => {
    const a = store.get("a");
    const b = store.get("b");
    const at = v => p.Y(a + b * v);
    const [left, right] = [at(0), at(1)];
    const seen =
      Math.abs(a) + Math.abs(b) < 1e4 &&
      Math.max(left, right) > p.y1 &&
      Math.min(left, right) < p.y0;
    setAttributes(line, { x1: p.X(0), y1: left, x2: p.X(1), y2: right });
    const beside = at(0.9) + (at(0.9) + 48 < p.y0 ? 40 : -34);
    setAttributes(name, {
      x: p.x1 - 4,
      y: seen ? Math.max(p.y1 + 14, beside) : p.y0 - 14,
      text: seen ? words.line : `${words.line}, ${words.outside} ${left < p.y1 ? "↑" : "↓"}`,
    });
    const now = batch ? dealt() : all;
    const hat = seen && store.isCurrentAct("forward");
    residuals.setAttribute(
      "d",
      seen
        ? now
            .map(
              i =>
                `M${toCoordinate(p.X(xs[i]))},${toCoordinate(p.Y(ys[i]))}V${toCoordinate(at(xs[i]))}`,
            )
            .join("")
        : "",
    );
    residuals.classList.toggle("lit", store.isCurrentAct("loss"));
    marks.at(-1).classList.toggle("off", !hat);
    hats.setAttribute("d", hat ? now.map(i => dotPath(p.X(xs[i]), at(xs[i]))).join("") : "");
    if (batch) members.setAttribute("d", now.map(dot).join(""));
    members.classList.toggle("lit", store.isCurrentAct("batch"));
  };
};
