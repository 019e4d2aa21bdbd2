// The points, the line y = a + b x, the errors, and the examples of the batch.
import { put, svg } from "../../shared/dom.js";
import { dotAt, px } from "../../shared/geometry.js";
import { plot } from "../../shared/plot.js";
import { key } from "../legend.js";
import { views } from "../registry.js";

views.fit = (frame, room, { words, test, batch }) => {
  const p = plot(frame, room, { x: [0, 1], y: room.rec.facts.y_window, xName: "x", yName: "y" });
  const xs = room.whole("x"), ys = room.whole("y"), dot = i => dotAt(p.X(xs[i]), p.Y(ys[i]));
  const all = Array.from(xs, (_, i) => i), residuals = svg("path", { class: "residuals" }, p.marks);
  svg("path", { class: "dots", d: all.map(dot).join("") }, p.back);
  const members = svg("path", { class: "members" }, p.marks);
  if (test) room.whole("x_test").forEach((v, i) => svg("circle", { class: "ring", r: 3.6, cx: p.X(v),
    cy: p.Y(room.whole("y_test")[i]) }, p.back));
  const line = svg("line", { class: "model-line" }, p.marks), hats = svg("path", { class: "hats" }, p.marks);
  const marks = key(p, [
    { kind: "dots", text: words.train, meaning: "data" },
    { kind: "ring", text: words.test, meaning: "test" },
    { kind: "members", text: words.members, meaning: "" },
    { kind: "residuals", text: words.residual, meaning: "loss" },
    { kind: "hats", text: words.prediction, meaning: "prediction" },
  ], all.map(i => [p.X(xs[i]), p.Y(ys[i])]));
  const name = svg("text", { class: "label model", "text-anchor": "end" }, p.top);
  const dealt = () => { // who is in the batch: a slice of the epoch's order
    const n = xs.length, from = (room.get("epoch") - 1) * n + room.get("first");
    return Array.from(room.whole("order").subarray(from, from + room.get("size")));
  };
  return () => {
    const a = room.get("a"), b = room.get("b"), at = v => p.Y(a + b * v), [left, right] = [at(0), at(1)];
    const seen = Math.abs(a) + Math.abs(b) < 1e4 && Math.max(left, right) > p.y1 && Math.min(left, right) < p.y0;
    put(line, { x1: p.X(0), y1: left, x2: p.X(1), y2: right });
    const beside = at(0.9) + (at(0.9) + 48 < p.y0 ? 40 : -34);
    put(name, { x: p.x1 - 4, y: seen ? Math.max(p.y1 + 14, beside) : p.y0 - 14,
      text: seen ? words.line : `${words.line}, ${words.outside} ${left < p.y1 ? "↑" : "↓"}` });
    const now = batch ? dealt() : all, hat = seen && room.lit("forward");
    residuals.setAttribute("d", seen ? now.map(i =>
      `M${px(p.X(xs[i]))},${px(p.Y(ys[i]))}V${px(at(xs[i]))}`).join("") : "");
    residuals.classList.toggle("lit", room.lit("loss"));
    marks.at(-1).classList.toggle("off", !hat);
    hats.setAttribute("d", hat ? now.map(i => dotAt(p.X(xs[i]), at(xs[i]))).join("") : "");
    if (batch) members.setAttribute("d", now.map(dot).join(""));
    members.classList.toggle("lit", room.lit("batch"));
  };
};
