// Points, the sum of powers that bends towards them, the exact one and the Taylor series.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { dotPath, toCoordinate, tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { drawLegend } from "../legend.js";
import { tables, views } from "../registry.js";

views.powers = (frame, store, { words }) => {
  const { x_window: x, y_window: y } = store.recording.facts;
  const p = createPlot(frame, store, { x, y, xName: "x", yName: "y" });
  const xs = Array.from(store.table("x"), p.X);
  const at = store.table("x");
  const ys = Array.from(store.table("y"), p.Y);
  const heights = powers =>
    Array.from(at, u => p.Y(powers.reduceRight((sum, c) => sum * u + c, 0)));
  const far = v => Math.max(-1e4, Math.min(1e4, v));
  const draw = vs => tracePath(vs.map((v, i) => [xs[i], far(v)])).d;
  svgElement("path", { class: "points", d: draw(ys) }, p.back);
  const taylor = heights(store.powers("taylor_w"));
  const exact = heights(store.powers("best_w"));
  svgElement("path", { class: "taylor", d: draw(taylor) }, p.back);
  svgElement("path", { class: "exact", d: draw(exact) }, p.back);
  const errors = svgElement("path", { class: "residuals" }, p.marks);
  const model = svgElement("path", { class: "model-line" }, p.marks);
  const hats = svgElement("path", { class: "hats" }, p.marks);
  const some = ys.map((_, i) => i).filter(i => i % 5 === 2);
  drawLegend(
    p,
    [
      { kind: "dots", text: words.points, meaning: "data" },
      { kind: "model-line", text: words.line, meaning: "model", long: true },
      { kind: "exact", text: words.exact, meaning: "", long: true },
      { kind: "taylor", text: words.taylor, meaning: "", long: true },
      { kind: "residuals", text: words.residual, meaning: "loss" },
    ],
    [...ys, ...taylor].map((v, i) => [xs[i % xs.length], v]),
    190,
  );
  const lost = svgElement(
    "text",
    { class: "label model", "text-anchor": "middle", y: p.y0 - 14, text: words.outside },
    p.top,
  );
  return () => {
    const now = heights(store.powers("w"));
    const seen = now.some(v => v > p.y1 && v < p.y0);
    const hat = seen && store.isCurrentAct("forward");
    model.setAttribute("d", seen ? draw(now) : "");
    errors.setAttribute(
      "d",
      seen
        ? some
            .map(i => `M${toCoordinate(xs[i])},${toCoordinate(ys[i])}V${toCoordinate(far(now[i]))}`)
            .join("")
        : "",
    );
    errors.classList.toggle("lit", store.isCurrentAct("loss"));
    hats.setAttribute("d", hat ? some.map(i => dotPath(xs[i], far(now[i]))).join("") : "");
    setAttributes(lost, { x: seen ? NaN : p.X(0.3) });
  };
};

tables.powers = {
  own: (store, { title, words }) => {
    const sums = ["w", "best_w", "taylor_w"].map(name => store.powers(name));
    const told = v => formatNumber(v, 3, store.context.lang);
    const at = (powers, u) => powers.reduceRight((sum, c) => sum * u + c, 0);
    const ys = store.table("y");
    return {
      title,
      head: ["x", words.points, words.line, words.exact, words.taylor],
      rows: Array.from(store.table("x"), (u, i) => [
        told(u),
        told(ys[i]),
        ...sums.map(powers => told(at(powers, u))),
      ]),
    };
  },
};
