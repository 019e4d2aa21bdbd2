// Points, the sum of powers that bends towards them, the exact one and the Taylor series.
import { put, svg } from "../../shared/dom.js";
import { number } from "../../shared/format.js";
import { dotAt, px, track } from "../../shared/geometry.js";
import { plot } from "../../shared/plot.js";
import { key } from "../legend.js";
import { tables, views } from "../registry.js";

views.powers = (frame, room, { words }) => {
  const { x_window: x, y_window: y } = room.rec.facts;
  const p = plot(frame, room, { x, y, xName: "x", yName: "y" });
  const xs = Array.from(room.whole("x"), p.X), at = room.whole("x"), ys = Array.from(room.whole("y"), p.Y);
  const heights = powers => Array.from(at, u => p.Y(powers.reduceRight((sum, c) => sum * u + c, 0)));
  const far = v => Math.max(-1e4, Math.min(1e4, v));
  const draw = vs => track(vs.map((v, i) => [xs[i], far(v)])).d;
  svg("path", { class: "points", d: draw(ys) }, p.back);
  const taylor = heights(room.powers("taylor_w")), exact = heights(room.powers("best_w"));
  svg("path", { class: "taylor", d: draw(taylor) }, p.back);
  svg("path", { class: "exact", d: draw(exact) }, p.back);
  const errors = svg("path", { class: "residuals" }, p.marks);
  const model = svg("path", { class: "model-line" }, p.marks), hats = svg("path", { class: "hats" }, p.marks);
  const some = ys.map((_, i) => i).filter(i => i % 5 === 2);
  key(p, [
    { kind: "dots", text: words.points, meaning: "data" },
    { kind: "model-line", text: words.line, meaning: "model", long: true },
    { kind: "exact", text: words.exact, meaning: "", long: true },
    { kind: "taylor", text: words.taylor, meaning: "", long: true },
    { kind: "residuals", text: words.residual, meaning: "loss" },
  ], [...ys, ...taylor].map((v, i) => [xs[i % xs.length], v]), 190);
  const lost = svg("text", { class: "label model", "text-anchor": "middle", y: p.y0 - 14, text: words.outside }, p.top);
  return () => {
    const now = heights(room.powers("w")), seen = now.some(v => v > p.y1 && v < p.y0), hat = seen && room.lit("forward");
    model.setAttribute("d", seen ? draw(now) : "");
    errors.setAttribute("d", seen ? some.map(i => `M${px(xs[i])},${px(ys[i])}V${px(far(now[i]))}`).join("") : "");
    errors.classList.toggle("lit", room.lit("loss"));
    hats.setAttribute("d", hat ? some.map(i => dotAt(xs[i], far(now[i]))).join("") : "");
    put(lost, { x: seen ? NaN : p.X(0.3) });
  };
};

tables.powers = { own: (room, { title, words }) => {
  const sums = ["w", "best_w", "taylor_w"].map(name => room.powers(name)), told = v => number(v, 3, room.look.lang);
  const at = (powers, u) => powers.reduceRight((sum, c) => sum * u + c, 0), ys = room.whole("y");
  return { title, head: ["x", words.points, words.line, words.exact, words.taylor],
    rows: Array.from(room.whole("x"), (u, i) => [told(u), told(ys[i]), ...sums.map(powers => told(at(powers, u)))]) };
} };
