// A function of one parameter: its curve, the tangent, the step it leads to, the path.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { toCoordinate, toPoint, tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { column } from "../columns.js";
import { tables, views } from "../registry.js";
import { drawTrail } from "../run_path.js";
import { createStartHandle } from "../start_handle.js";

const TANGENT = 58; // pixels, to each side

views.slope = (frame, store, { words }) => {
  const { w1_window: x, y_window: y } = store.recording.facts;
  const plot = createPlot(frame, store, { x, y, xName: words.w1, yName: words.f });
  drawGround(plot, store, words);
  const drawPath = drawTrail(plot, store, "w1", "f");
  const tangent = svgElement("line", { class: "arrow" }, plot.marks);
  const step = svgElement("path", { class: "hop" }, plot.marks);
  const dot = svgElement("circle", { class: "now", r: 6.5 }, plot.top);
  const outside = svgElement("text", { class: "label model" }, plot.top);
  const drawHandle = createStartHandle(frame, plot, store, {
    x: "w1",
    label: words.start,
    keys: true,
    height: () => plot.Y(store.get("f", 0)),
  });
  const draw = () => {
    const w = store.get("w1");
    const at = { x: plot.X(w), y: plot.Y(store.get("f")) };
    const inside = at.x > plot.x0 && at.x < plot.x1 && at.y > plot.y1 && at.y < plot.y0 + 1;
    drawPath();
    drawHandle();
    setAttributes(dot, { cx: inside ? at.x : NaN, cy: at.y });
    setAttributes(outside, outsideLabel(plot, w < 0, inside, words));
    setAttributes(tangent, tangentEnds(plot, store.get("grad_w1"), at, inside));
    tangent.classList.toggle("lit", store.isCurrentAct("backward"));
    const next = plot.X(store.get("w1", store.state.step + 1));
    step.setAttribute("d", inside ? stepArrow(plot, at.x, next) : "");
    step.classList.toggle("lit", store.isCurrentAct("update"));
  };
  return Object.assign(draw, { drawWaiting: drawHandle });
};

function drawGround(plot, store, words) {
  const ys = store.table("curve_y");
  const points = Array.from(store.table("curve_x"), (x, i) => [plot.X(x), plot.Y(ys[i])]);
  svgElement("path", { class: "valley", d: tracePath(points).d }, plot.back);
  for (const best of store.table("best_w1")) {
    const x = plot.X(best);
    svgElement("path", { class: "cross", d: `M${x},${plot.y0 - 8}v8` }, plot.top);
    const label = { class: "label", x, y: plot.y0 - 12, "text-anchor": "middle" };
    svgElement("text", { ...label, text: words.optimum }, plot.top);
  }
}

const outsideLabel = (plot, left, inside, words) => ({
  x: inside ? NaN : left ? plot.x0 + 8 : plot.x1 - 8,
  y: plot.y1 + 16,
  "text-anchor": left ? "start" : "end",
  text: `${words.outside} ${left ? "←" : "→"}`,
});

function tangentEnds(plot, gradient, { x, y }, inside) {
  const rise = gradient * (plot.Y(1) - plot.Y(0));
  const run = plot.X(1) - plot.X(0);
  const scale = TANGENT / Math.hypot(run, rise);
  const [dx, dy] = [run * scale, rise * scale];
  return { x1: inside ? x - dx : NaN, y1: y - dy, x2: inside ? x + dx : NaN, y2: y + dy };
}

// An arrow along the axis to the next value; nothing if it is near.
function stepArrow(plot, x, next) {
  if (!(Math.abs(next - x) > 3)) return "";
  const base = plot.y0 - 4;
  const end = Math.max(plot.x0 - 20, Math.min(plot.x1 + 20, next));
  const back = end - Math.sign(next - x) * 6;
  const head = `M${toPoint(back, base - 4)}L${toPoint(end, base)}L${toPoint(back, base + 4)}`;
  return `M${toPoint(x, base)}H${toCoordinate(end)}${head}`;
}

tables.slope = {
  over: (_store, { words }) => [column("w1", words.w1), column("f", words.f), column("grad_w1")],
};
