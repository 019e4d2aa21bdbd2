// Where each start ends, in colours: at the present rate, or for every rate at once.
import { svgElement } from "../../shared/dom.js";
import { dotPath, toCoordinate } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { views } from "../registry.js";
import { createStartHandle } from "../start_handle.js";

views.ends = (frame, store, { words, axes: [x, y], kinds }) => {
  const { axes, facts } = store.recording;
  const table = store.table("ends");
  const all = y !== "lr";
  const log = name => (name === "lr" ? axes[name].map(Math.log10) : axes[name]);
  const span = values => {
    const half = (values.at(-1) - values[0]) / (values.length - 1) / 2;
    return [values[0] - half, values.at(-1) + half];
  };
  const shown = facts.ends.filter((_, i) => table.includes(i));
  const foot = 20 * Math.ceil(shown.length / 2);
  const p = createPlot(frame, store, {
    x: span(log(x)),
    y: span(log(y)),
    yLog: !all,
    xName: words[x],
    yName: words[y],
    foot,
  });
  p.log = "lr";
  const edges = (name, to) => {
    const at = log(name);
    const [first, last] = span(at);
    return at.map((v, i) => [
      to(i ? (at[i - 1] + v) / 2 : first),
      to(i + 1 < at.length ? (v + at[i + 1]) / 2 : last),
    ]);
  };
  const across = edges(x, p.X);
  const up = edges(y, p.Y);
  const cells = facts.ends.map(kind => svgElement("path", { class: `end ${kind}` }, p.back));
  const spots = svgElement("path", { class: "spots" }, p.back); // the second valley, not by colour alone
  shown.forEach((kind, i) => {
    const left = 4 + ((i % 2) * p.w) / 2;
    const base = p.h - foot + 14 + 20 * Math.floor(i / 2);
    svgElement("path", { class: `end ${kind}`, d: `M${left},${base - 10}h12v12h-12z` }, p.top);
    if (kind === "second")
      svgElement("path", { class: "spots", d: dotPath(left + 6, base - 4) }, p.top);
    svgElement("text", { class: "name", x: left + 18, y: base, text: kinds[kind] }, p.top);
  });
  let lr = null;
  const paint = () => {
    if (store.runHidden) return;
    if (lr !== null && (!all || lr === store.state.positions.lr)) return;
    lr = store.state.positions.lr;
    const texts = facts.ends.map(() => "");
    const n = up.length;
    const second = facts.ends.indexOf("second");
    let dots = "";
    across.forEach(([x0, x1], i) =>
      up.forEach(([y0, y1], j) => {
        const kind = table[all ? (lr * across.length + i) * n + j : j * across.length + i];
        texts[kind] +=
          `M${toCoordinate(x0)},${toCoordinate(y0)}H${toCoordinate(x1)}V${toCoordinate(y1)}H${toCoordinate(x0)}z`;
        if (kind === second) dots += dotPath((x0 + x1) / 2, (y0 + y1) / 2);
      }),
    );
    spots.setAttribute("d", dots);
    cells.forEach((e, i) => e.setAttribute("d", texts[i]));
  };
  const hand = createStartHandle(frame, p, store, { x, y });
  const draw = () => {
    paint();
    hand();
  };
  return Object.assign(draw, { wait: draw });
};
