// Where each start ends, in colours: at the present rate, or for every rate at once.
import { svg } from "../../shared/dom.js";
import { dotAt, px } from "../../shared/geometry.js";
import { plot } from "../../shared/plot.js";
import { views } from "../registry.js";
import { handle } from "../start_handle.js";

views.ends = (frame, room, { words, axes: [x, y], kinds }) => {
  const { axes, facts } = room.rec, table = room.whole("ends"), all = y !== "lr";
  const log = name => (name === "lr" ? axes[name].map(Math.log10) : axes[name]);
  const span = values => { const half = (values.at(-1) - values[0]) / (values.length - 1) / 2;
    return [values[0] - half, values.at(-1) + half]; };
  const shown = facts.ends.filter((_, i) => table.includes(i)), foot = 20 * Math.ceil(shown.length / 2);
  const p = plot(frame, room, { x: span(log(x)), y: span(log(y)), yLog: !all, xName: words[x], yName: words[y], foot });
  p.log = "lr";
  const edges = (name, to) => { const at = log(name), [first, last] = span(at);
    return at.map((v, i) => [to(i ? (at[i - 1] + v) / 2 : first), to(i + 1 < at.length ? (v + at[i + 1]) / 2 : last)]); };
  const across = edges(x, p.X), up = edges(y, p.Y);
  const cells = facts.ends.map(kind => svg("path", { class: "end " + kind }, p.back));
  const spots = svg("path", { class: "spots" }, p.back); // the second valley, not by colour alone
  shown.forEach((kind, i) => {
    const left = 4 + (i % 2) * p.w / 2, base = p.h - foot + 14 + 20 * Math.floor(i / 2);
    svg("path", { class: "end " + kind, d: `M${left},${base - 10}h12v12h-12z` }, p.top);
    if (kind === "second") svg("path", { class: "spots", d: dotAt(left + 6, base - 4) }, p.top);
    svg("text", { class: "name", x: left + 18, y: base, text: kinds[kind] }, p.top);
  });
  let lr = null;
  const paint = () => {
    if (room.veil) return;
    if (lr !== null && (!all || lr === room.state.at.lr)) return;
    lr = room.state.at.lr;
    const texts = facts.ends.map(() => ""), n = up.length, second = facts.ends.indexOf("second");
    let dots = "";
    across.forEach(([x0, x1], i) => up.forEach(([y0, y1], j) => {
      const kind = table[all ? (lr * across.length + i) * n + j : j * across.length + i];
      texts[kind] += `M${px(x0)},${px(y0)}H${px(x1)}V${px(y1)}H${px(x0)}z`;
      if (kind === second) dots += dotAt((x0 + x1) / 2, (y0 + y1) / 2);
    }));
    spots.setAttribute("d", dots);
    cells.forEach((e, i) => e.setAttribute("d", texts[i]));
  };
  const hand = handle(frame, p, room, { x, y });
  const draw = () => { paint(); hand(); };
  return Object.assign(draw, { wait: draw });
};
