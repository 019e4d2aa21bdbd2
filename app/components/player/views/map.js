// How every run ends, over two controls, in bands of a log scale; the ring sets both controls.
import { svg } from "../../shared/dom.js";
import { number } from "../../shared/format.js";
import { px } from "../../shared/geometry.js";
import { plot } from "../../shared/plot.js";
import { between } from "../../shared/slider.js";
import { quantity } from "../../shared/template.js";
import { views } from "../registry.js";
import { handle } from "../start_handle.js";

views.map = (frame, room, { words, axes: [x, y], table, marks, rows: names, bound: limit }) => {
  const { axes, facts } = room.rec, rows = axes[y], n = rows.length, levels = facts[table + "_levels"];
  const cols = axes[x].map(v => (marks.includes(v) ? quantity(room, x, v) : ""));
  const span = values => [-0.5, values.length - 0.5];
  const p = plot(frame, room, { x: span(axes[x]), y: span(rows), cols, rows: names ?? rows, xName: words[x], yName: words[y], foot: 44 });
  const cell = (layer, band, x, y, w, h) => svg("path", { class: "end b" + band, // not by colour alone
    d: `M${px(x)},${px(y)}h${w}v${-h}h${-w}z` + (band > levels.length ? `l${w},${-h}` : "") }, layer);
  room.whole(table).forEach((band, k) =>
    cell(p.back, band, p.X(Math.floor(k / n) - 0.5), p.Y(k % n - 0.5), p.X(1) - p.X(0), p.Y(0) - p.Y(1)));
  const said = levels.map(v => number(v, Math.max(0, Math.ceil(-Math.log10(v))), room.look.lang));
  [...said.map(v => "≤ " + v), "> " + said.at(-1), words.diverges].forEach((text, i) => {
    const left = p.w < 250 ? 0 : p.x0, x = left + i % 3 * (p.x1 - left) / 3, y = p.h - 25 + 22 * (i > 2);
    cell(p.top, i, x, y, 20, 14);
    svg("text", { class: "name", x: x + 27, y: y - 2, text }, p.top);
  });
  if (limit) {
    const bound = room.get("bound"), at = p.X(between(axes[x], bound));
    svg("line", { class: "cross", x1: at, x2: at, y1: p.y1 - 4, y2: p.y0 }, p.top);
    svg("text", { class: "label", x: at, y: p.y1 - 9, "text-anchor": "end", text: "2/λₘₐₓ = " + quantity(room, "bound", bound) }, p.top);
  }
  return handle(frame, p, room, { x, y, label: words.hand, keys: true });
};
