// How every run ends, over two controls, in bands of a log scale; the ring sets both controls.
import { svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { toCoordinate } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { positionBetween } from "../../shared/slider.js";
import { formatQuantity } from "../../shared/template.js";
import { views } from "../registry.js";
import { createStartHandle } from "../start_handle.js";

views.map = (frame, store, { words, axes: [x, y], table, marks, rows: names, bound: limit }) => {
  const { axes, facts } = store.recording;
  const rows = axes[y];
  const n = rows.length;
  const levels = facts[`${table}_levels`];
  const cols = axes[x].map(v => (marks.includes(v) ? formatQuantity(store, x, v) : ""));
  const span = values => [-0.5, values.length - 0.5];
  const p = createPlot(frame, store, {
    x: span(axes[x]),
    y: span(rows),
    cols,
    rows: names ?? rows,
    xName: words[x],
    yName: words[y],
    foot: 44,
  });
  const cell = (layer, band, x, y, w, h) =>
    svgElement(
      "path",
      {
        class: `end b${band}`, // not by colour alone
        d:
          `M${toCoordinate(x)},${toCoordinate(y)}h${w}v${-h}h${-w}z` +
          (band > levels.length ? `l${w},${-h}` : ""),
      },
      layer,
    );
  store
    .table(table)
    .forEach((band, k) =>
      cell(
        p.back,
        band,
        p.X(Math.floor(k / n) - 0.5),
        p.Y((k % n) - 0.5),
        p.X(1) - p.X(0),
        p.Y(0) - p.Y(1),
      ),
    );
  const said = levels.map(v =>
    formatNumber(v, Math.max(0, Math.ceil(-Math.log10(v))), store.context.lang),
  );
  [...said.map(v => `≤ ${v}`), `> ${said.at(-1)}`, words.diverges].forEach((text, i) => {
    const left = p.w < 250 ? 0 : p.x0;
    const x = left + ((i % 3) * (p.x1 - left)) / 3;
    const y = p.h - 25 + (i > 2 ? 22 : 0);
    cell(p.top, i, x, y, 20, 14);
    svgElement("text", { class: "name", x: x + 27, y: y - 2, text }, p.top);
  });
  if (limit) {
    const bound = store.get("bound");
    const at = p.X(positionBetween(axes[x], bound));
    svgElement("line", { class: "cross", x1: at, x2: at, y1: p.y1 - 4, y2: p.y0 }, p.top);
    svgElement(
      "text",
      {
        class: "label",
        x: at,
        y: p.y1 - 9,
        "text-anchor": "end",
        text: `2/λₘₐₓ = ${formatQuantity(store, "bound", bound)}`,
      },
      p.top,
    );
  }
  return createStartHandle(frame, p, store, { x, y, label: words.hand, keys: true });
};
