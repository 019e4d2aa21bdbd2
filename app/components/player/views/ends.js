// Where each start ends, in colours: at the present rate, or for every rate at once.
import { svgElement } from "../../shared/dom.js";
import { dotPath, toCoordinate, toPoint } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { endTable } from "../end_table.js";
import { tables, views } from "../registry.js";
import { createStartHandle } from "../start_handle.js";

views.ends = (frame, store, { words, axes: [x, y], kinds }) => {
  const { axes, facts } = store.recording;
  const ends = store.table("ends");
  const shown = facts.ends.filter((_, i) => ends.includes(i));
  const foot = 20 * Math.ceil(shown.length / 2);
  const values = name => (name === "lr" ? axes[name].map(Math.log10) : axes[name]);
  const windows = { x: valueWindow(values(x)), y: valueWindow(values(y)), yLog: y === "lr" };
  const names = { xName: words[x], yName: words[y] };
  const plot = createPlot(frame, store, { ...windows, ...names, foot });
  plot.log = "lr";
  const layers = facts.ends.map(kind => svgElement("path", { class: `end ${kind}` }, plot.back));
  // The second valley is told by spots too, not by colour alone.
  const spots = svgElement("path", { class: "spots" }, plot.back);
  const key = drawEndKey(plot, shown, kinds, foot);
  const cells = { across: edges(values(x), plot.X), up: edges(values(y), plot.Y) };
  let rate = null;
  const drawCells = () => {
    const { lr } = store.state.positions;
    if (store.runHidden || (rate !== null && (y === "lr" || rate === lr))) return;
    rate = lr;
    const kindAt = (i, j) => ends[endIndex(store, [x, y], i, j)];
    const paths = cellPaths(cells, facts.ends, kindAt);
    spots.setAttribute("d", paths.spots);
    layers.forEach((layer, i) => layer.setAttribute("d", paths.kinds[i]));
    for (const [kind, entry] of key)
      entry.classList.toggle("off", !paths.kinds[facts.ends.indexOf(kind)]);
  };
  const drawHandle = createStartHandle(frame, plot, store, { x, y });
  const draw = () => {
    drawCells();
    drawHandle();
  };
  return Object.assign(draw, { drawWaiting: draw });
};

// Half a cell beyond the first and the last value.
function valueWindow(values) {
  const half = (values.at(-1) - values[0]) / (values.length - 1) / 2;
  return [values[0] - half, values.at(-1) + half];
}

// The two sides of each value's cell, half-way to its neighbours.
function edges(values, scale) {
  const [first, last] = valueWindow(values);
  const between = i => scale((values[i - 1] + values[i]) / 2);
  return values.map((_, i) => [
    i ? between(i) : scale(first),
    i + 1 < values.length ? between(i + 1) : scale(last),
  ]);
}

// Returns the entries by kind: one that does not occur is not shown, and leaves its place free.
function drawEndKey(plot, shown, kinds, foot) {
  return shown.map((kind, i) => {
    const group = svgElement("g", {}, plot.top);
    const x = 4 + ((i % 2) * plot.w) / 2;
    const y = plot.h - foot + 14 + 20 * Math.floor(i / 2);
    svgElement("path", { class: `end ${kind}`, d: `M${x},${y - 10}h12v12h-12z` }, group);
    if (kind === "second") {
      svgElement("path", { class: "spots", d: dotPath(x + 6, y - 4) }, group);
    }
    svgElement("text", { class: "name", x: x + 18, y, text: kinds[kind] }, group);
    return [kind, group];
  });
}

// Returns a path for each kind of end, and the spots of the second one.
function cellPaths({ across, up }, names, kindAt) {
  const kinds = names.map(() => "");
  const second = names.indexOf("second");
  let spots = "";
  across.forEach(([x0, x1], i) =>
    up.forEach(([y0, y1], j) => {
      const kind = kindAt(i, j);
      const right = toCoordinate(x1);
      kinds[kind] += `M${toPoint(x0, y0)}H${right}V${toCoordinate(y1)}H${toCoordinate(x0)}z`;
      if (kind === second) spots += dotPath((x0 + x1) / 2, (y0 + y1) / 2);
    }),
  );
  return { kinds, spots };
}

// Where the table of ends has the run at these places; along y it has all rates, or the present
// one.
function endIndex({ recording: { axes }, state: { positions } }, [x, y], i, j) {
  const width = axes[x].length;
  if (y === "lr") return j * width + i;
  return (positions.lr * width + i) * axes[y].length + j;
}

tables.ends = {
  own(store, view) {
    const { facts } = store.recording;
    const ends = store.table("ends");
    const endOf = (i, j) => view.kinds[facts.ends[ends[endIndex(store, view.axes, i, j)]]];
    return endTable(store, view, endOf);
  },
};
