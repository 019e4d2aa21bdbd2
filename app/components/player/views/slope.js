// A function of one parameter: its curve, the tangent, the step it leads to, the path.
import { put, svg } from "../../shared/dom.js";
import { px, track } from "../../shared/geometry.js";
import { plot } from "../../shared/plot.js";
import { views } from "../registry.js";
import { trail } from "../run_path.js";
import { handle } from "../start_handle.js";

views.slope = (frame, room, { words }) => {
  const { facts } = room.rec, xs = room.whole("curve_x"), ys = room.whole("curve_y");
  const p = plot(frame, room, { x: facts.w1_window, y: facts.y_window, xName: words.w1, yName: words.f });
  svg("path", { class: "valley", d: track(Array.from(xs, (x, i) => [p.X(x), p.Y(ys[i])])).d }, p.back);
  room.whole("best_w1").forEach(v => {
    svg("path", { class: "cross", d: `M${p.X(v)},${p.y0 - 8}v8` }, p.top);
    svg("text", { class: "label", x: p.X(v), y: p.y0 - 12, "text-anchor": "middle", text: words.optimum }, p.top);
  });
  const path = trail(p, room, "w1", "f"), tangent = svg("line", { class: "arrow" }, p.marks);
  const hop = svg("path", { class: "hop" }, p.marks);
  const dot = svg("circle", { class: "now", r: 6.5 }, p.top), out = svg("text", { class: "label model" }, p.top);
  const hand = handle(frame, p, room, { x: "w1", label: words.start, keys: true, height: () => p.Y(room.get("f", 0)) });
  return Object.assign(() => {
    const { t } = room.state, w = room.get("w1"), f = room.get("f"), [x, y] = [p.X(w), p.Y(f)];
    path();
    hand();
    const inside = x > p.x0 && x < p.x1 && y > p.y1;
    put(dot, { cx: inside ? x : NaN, cy: y });
    put(out, { x: inside ? NaN : w < 0 ? p.x0 + 8 : p.x1 - 8, y: p.y1 + 16, "text-anchor": w < 0 ? "start" : "end",
      text: `${words.outside} ${w < 0 ? "←" : "→"}` });
    const dx = p.X(1) - p.X(0), dy = room.get("grad_w1") * (p.Y(1) - p.Y(0)), g = Math.hypot(dx, dy) / 58;
    put(tangent, { x1: inside ? x - dx / g : NaN, y1: y - dy / g, x2: inside ? x + dx / g : NaN, y2: y + dy / g });
    tangent.classList.toggle("lit", room.lit("backward"));
    const next = p.X(room.get("w1", t + 1)), base = p.y0 - 4, head = Math.sign(next - x) * 6;
    const far = Math.max(p.x0 - 20, Math.min(p.x1 + 20, next));
    hop.setAttribute("d", inside && Math.abs(next - x) > 3 ?
      `M${px(x)},${base}H${px(far)}M${px(far - head)},${base - 4}L${px(far)},${base}L${px(far - head)},${base + 4}` : "");
    hop.classList.toggle("lit", room.lit("update"));
  }, { wait: hand });
};
