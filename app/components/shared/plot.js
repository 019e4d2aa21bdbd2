// Axes, and the layers that a view draws its marks in.
import { svgElement } from "./dom.js";
import { formatNumber, superscript } from "./format.js";
import { linearScale } from "./geometry.js";
import { ticks } from "./ticks.js";

let clips = 0;
export function createPlot(frame, store, { x, y, xName, yName, yLog, rows, cols, foot = 0 }) {
  const { area, title, w, h } = frame;
  const lang = store.context.lang;
  const id = `clip${clips++}`;
  const p = (frame.p = { w, h, yLog, cols, x0: 46, x1: w - 10, y0: h - 40 - foot, y1: 26 });
  // Two layers: the ground is painted once, so that a frame only paints what moves.
  const ground = svgElement(
    "svg",
    { class: "ground", width: w, height: h, "aria-hidden": "true" },
    area,
  );
  p.svg = svgElement("svg", { width: w, height: h, role: "img", "aria-label": title }, area);
  p.X = linearScale(...x, p.x0, p.x1);
  p.Y = linearScale(...y, p.y0, p.y1);
  const clip = svgElement("clipPath", { id }, ground);
  svgElement("rect", { x: p.x0, y: p.y1, width: p.x1 - p.x0, height: p.y0 - p.y1 }, clip);
  p.back = svgElement("g", { "clip-path": `url(#${id})` }, ground);
  svgElement("path", { class: "axis", d: `M${p.x0},${p.y1}V${p.y0}H${p.x1}` }, ground);
  const named = names => ({ at: Object.keys(names), text: i => names[i] });
  const across = cols ? named(cols) : ticks(...x, Math.max(2, w / 80));
  const up = rows ? named(rows) : ticks(...y, yLog ? 9 : h / 60);
  const powers = up.at.filter(Number.isInteger);
  const sparse = Math.ceil((18 * powers.length) / (p.y0 - p.y1));
  for (const v of across.at) {
    svgElement("path", { class: "axis", d: `M${p.X(v)},${p.y0}v5` }, ground);
    svgElement(
      "text",
      { x: p.X(v), y: p.y0 + 19, "text-anchor": "middle", text: across.text(v, lang) },
      ground,
    );
  }
  for (const v of yLog ? powers.filter(v => v % sparse === 0) : up.at) {
    svgElement("path", { class: "axis", d: `M${p.x0},${p.Y(v)}h-5` }, ground);
    const text = !yLog
      ? up.text(v, lang)
      : Math.abs(v) > 3
        ? `10${superscript(v)}`
        : formatNumber(10 ** v, Math.max(0, -v), lang);
    svgElement("text", { x: p.x0 - 9, y: p.Y(v) + 4.5, "text-anchor": "end", text }, ground);
  }
  svgElement(
    "text",
    { class: "name", x: p.x1, y: p.y0 + 36, "text-anchor": "end", text: xName },
    ground,
  );
  svgElement("text", { class: "name", x: 4, y: p.y1 - 9, text: yName }, ground);
  p.marks = svgElement("g", { "clip-path": `url(#${id})` }, p.svg);
  p.top = svgElement("g", {}, p.svg);
  return p;
}
