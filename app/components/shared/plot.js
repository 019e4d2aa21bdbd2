// Axes, and the layers that a view draws its marks in.
import { svg } from "./dom.js";
import { number, raised } from "./format.js";
import { scale } from "./geometry.js";
import { ticks } from "./ticks.js";

let clips = 0;
export function plot(frame, room, { x, y, xName, yName, yLog, rows, cols, foot = 0 }) {
  const { area, title, w, h } = frame, lang = room.look.lang, id = "clip" + clips++;
  const p = frame.p = { w, h, yLog, cols, x0: 46, x1: w - 10, y0: h - 40 - foot, y1: 26 };
  // Two layers: the ground is painted once, so that a frame only paints what moves.
  const ground = svg("svg", { class: "ground", width: w, height: h, "aria-hidden": "true" }, area);
  p.svg = svg("svg", { width: w, height: h, role: "img", "aria-label": title }, area);
  p.X = scale(...x, p.x0, p.x1);
  p.Y = scale(...y, p.y0, p.y1);
  const clip = svg("clipPath", { id }, ground);
  svg("rect", { x: p.x0, y: p.y1, width: p.x1 - p.x0, height: p.y0 - p.y1 }, clip);
  p.back = svg("g", { "clip-path": `url(#${id})` }, ground);
  svg("path", { class: "axis", d: `M${p.x0},${p.y1}V${p.y0}H${p.x1}` }, ground);
  const named = names => ({ at: Object.keys(names), text: i => names[i] });
  const across = cols ? named(cols) : ticks(...x, Math.max(2, w / 80));
  const up = rows ? named(rows) : ticks(...y, yLog ? 9 : h / 60);
  const powers = up.at.filter(Number.isInteger), sparse = Math.ceil(18 * powers.length / (p.y0 - p.y1));
  for (const v of across.at) {
    svg("path", { class: "axis", d: `M${p.X(v)},${p.y0}v5` }, ground);
    svg("text", { x: p.X(v), y: p.y0 + 19, "text-anchor": "middle", text: across.text(v, lang) }, ground);
  }
  for (const v of yLog ? powers.filter(v => v % sparse === 0) : up.at) {
    svg("path", { class: "axis", d: `M${p.x0},${p.Y(v)}h-5` }, ground);
    const text = !yLog ? up.text(v, lang) : Math.abs(v) > 3 ? "10" + raised(v) : number(10 ** v, Math.max(0, -v), lang);
    svg("text", { x: p.x0 - 9, y: p.Y(v) + 4.5, "text-anchor": "end", text }, ground);
  }
  svg("text", { class: "name", x: p.x1, y: p.y0 + 36, "text-anchor": "end", text: xName }, ground);
  svg("text", { class: "name", x: 4, y: p.y1 - 9, text: yName }, ground);
  p.marks = svg("g", { "clip-path": `url(#${id})` }, p.svg);
  p.top = svg("g", {}, p.svg);
  return p;
}
