// How every run ends, over two controls, in bands of a log scale; the ring sets both controls.
import { svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { toPoint } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { positionBetween } from "../../shared/slider.js";
import { formatQuantity } from "../../shared/template.js";
import { endTable } from "../end_table.js";
import { tables, views } from "../registry.js";
import { createStartHandle } from "../start_handle.js";

views.map = (frame, store, view) => {
  const { words, marks, rows: names, bound } = view;
  const [x, y] = view.axes;
  const { axes } = store.recording;
  const cols = axes[x].map(value => (marks.includes(value) ? formatQuantity(store, x, value) : ""));
  const plot = createPlot(frame, store, {
    x: [-0.5, cols.length - 0.5],
    y: [-0.5, axes[y].length - 0.5],
    cols,
    rows: names ?? axes[y],
    xName: words[x],
    yName: words[y],
    foot: 44,
    left: names ? 20 + 7.2 * Math.max(...names.map(name => name.length)) : undefined,
  });
  drawRuns(plot, store, view);
  drawBandKey(plot, store, view);
  if (bound) drawBound(plot, store, axes[x]);
  return createStartHandle(frame, plot, store, { x, y, label: words.hand, keys: true });
};

// The last band is crossed out: it is not told by colour alone.
function drawCell(layer, { band, last }, { x, y, width, height }) {
  const cross = band > last ? `l${width},${-height}` : "";
  const d = `M${toPoint(x, y)}h${width}v${-height}h${-width}z${cross}`;
  svgElement("path", { class: `end b${band}`, d }, layer);
}

function drawRuns(plot, store, { axes, table }) {
  const n = store.recording.axes[axes[1]].length;
  const last = levelsOf(store, table).length;
  const size = { width: plot.X(1) - plot.X(0), height: plot.Y(0) - plot.Y(1) };
  store.table(table).forEach((band, k) => {
    const place = { x: plot.X(Math.floor(k / n) - 0.5), y: plot.Y((k % n) - 0.5) };
    drawCell(plot.back, { band, last }, { ...place, ...size });
  });
}

function drawBandKey(plot, store, view) {
  const left = plot.w < 250 ? 0 : Math.min(plot.x0, 46);
  const last = levelsOf(store, view.table).length;
  bandNames(store, view).forEach((text, band) => {
    const x = left + ((band % 3) * (plot.x1 - left)) / 3;
    const y = plot.h - 25 + (band > 2 ? 22 : 0);
    drawCell(plot.top, { band, last }, { x, y, width: 20, height: 14 });
    svgElement("text", { class: "name", x: x + 27, y: y - 2, text }, plot.top);
  });
}

function drawBound(plot, store, values) {
  const bound = store.get("bound");
  const x = plot.X(positionBetween(values, bound));
  svgElement("line", { class: "cross", x1: x, x2: x, y1: plot.y1 - 4, y2: plot.y0 }, plot.top);
  const text = `2/λₘₐₓ = ${formatQuantity(store, "bound", bound)}`;
  svgElement("text", { class: "label", x, y: plot.y1 - 9, "text-anchor": "end", text }, plot.top);
}

const levelsOf = (store, table) => store.recording.facts[`${table}_levels`];

// What each band of losses is called: up to a level, above the last one, none at all.
function bandNames(store, { table, words }) {
  const digits = level => Math.max(0, Math.ceil(-Math.log10(level)));
  const toText = level => formatNumber(level, digits(level), store.context.lang);
  const texts = levelsOf(store, table).map(toText);
  return [...texts.map(text => `≤ ${text}`), `> ${texts.at(-1)}`, words.diverges];
}

tables.map = {
  own(store, view) {
    const names = bandNames(store, view);
    const bands = store.table(view.table);
    const n = store.recording.axes[view.axes[1]].length;
    return endTable(store, view, (i, j) => names[bands[i * n + j]]);
  },
};
