// A function of one parameter: its curve, the tangent, the step it leads to, the path.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { toCoordinate, tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { views } from "../registry.js";
import { drawTrail } from "../run_path.js";
import { createStartHandle } from "../start_handle.js";

views.slope = (frame, store, { words }) => {
  const { facts } = store.recording;
  const xs = store.table("curve_x");
  const ys = store.table("curve_y");
  const p = createPlot(frame, store, {
    x: facts.w1_window,
    y: facts.y_window,
    xName: words.w1,
    yName: words.f,
  });
  svgElement(
    "path",
    { class: "valley", d: tracePath(Array.from(xs, (x, i) => [p.X(x), p.Y(ys[i])])).d },
    p.back,
  );
  store.table("best_w1").forEach(v => {
    svgElement("path", { class: "cross", d: `M${p.X(v)},${p.y0 - 8}v8` }, p.top);
    svgElement(
      "text",
      { class: "label", x: p.X(v), y: p.y0 - 12, "text-anchor": "middle", text: words.optimum },
      p.top,
    );
  });
  const path = drawTrail(p, store, "w1", "f");
  const tangent = svgElement("line", { class: "arrow" }, p.marks);
  const hop = svgElement("path", { class: "hop" }, p.marks);
  const dot = svgElement("circle", { class: "now", r: 6.5 }, p.top);
  const out = svgElement("text", { class: "label model" }, p.top);
  const hand = createStartHandle(frame, p, store, {
    x: "w1",
    label: words.start,
    keys: true,
    height: () => p.Y(store.get("f", 0)),
  });
  return Object.assign(
    () => {
      const { step: t } = store.state;
      const w = store.get("w1");
      const f = store.get("f");
      const [x, y] = [p.X(w), p.Y(f)];
      path();
      hand();
      const inside = x > p.x0 && x < p.x1 && y > p.y1;
      setAttributes(dot, { cx: inside ? x : NaN, cy: y });
      setAttributes(out, {
        x: inside ? NaN : w < 0 ? p.x0 + 8 : p.x1 - 8,
        y: p.y1 + 16,
        "text-anchor": w < 0 ? "start" : "end",
        text: `${words.outside} ${w < 0 ? "←" : "→"}`,
      });
      const dx = p.X(1) - p.X(0);
      const dy = store.get("grad_w1") * (p.Y(1) - p.Y(0));
      const g = Math.hypot(dx, dy) / 58;
      setAttributes(tangent, {
        x1: inside ? x - dx / g : NaN,
        y1: y - dy / g,
        x2: inside ? x + dx / g : NaN,
        y2: y + dy / g,
      });
      tangent.classList.toggle("lit", store.isCurrentAct("backward"));
      const next = p.X(store.get("w1", t + 1));
      const base = p.y0 - 4;
      const head = Math.sign(next - x) * 6;
      const far = Math.max(p.x0 - 20, Math.min(p.x1 + 20, next));
      hop.setAttribute(
        "d",
        inside && Math.abs(next - x) > 3
          ? `M${toCoordinate(x)},${base}H${toCoordinate(far)}M${toCoordinate(far - head)},${base - 4}L${toCoordinate(far)},${base}L${toCoordinate(far - head)},${base + 4}`
          : "",
      );
      hop.classList.toggle("lit", store.isCurrentAct("update"));
    },
    { wait: hand },
  );
};
