// The loss over the updates on a log axis: past strong, rest faint, cursor on the present.
import { setAttributes, svgElement } from "../../shared/dom.js";
import {
  clipSegment,
  frameBox,
  isDrawable,
  toCoordinate,
  tracePath,
} from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { formatQuantity } from "../../shared/template.js";
import { views } from "../registry.js";
import { cachePerRun, drawPinnedRuns, onRunChange } from "../run_path.js";

views.curve = (frame, store, { words, lines, floor }) => {
  const { steps, stride, facts } = store.recording;
  const [low, high] = facts.loss_window.map(Math.log10);
  const p = createPlot(frame, store, {
    x: [0, steps * stride],
    y: [low, high],
    yLog: true,
    xName: words.updates,
    yName: words.log,
  });
  const log = v => Math.max(-400, Math.min(400, Math.log10(v))); // 0 and ∞ lie far outside
  const inside = y => Math.max(p.y1, Math.min(p.y0, y));
  if (floor && Math.log10(store.get(floor)) > low) {
    const at = p.Y(log(store.get(floor)));
    svgElement("path", { class: "floor", d: `M${p.x0},${at}H${p.x1}` }, p.back);
    svgElement("text", { class: "label", x: p.x0 + 8, y: at - 6, text: words.floor }, p.top);
  }
  const cursor = svgElement("path", { class: "cursor" }, p.marks);
  const dots = table => Array.from(store.series(table), (v, i) => [p.X(i * stride), p.Y(log(v))]);
  const drawn = lines.map(({ table, meaning: colour, mark, label }) => {
    const rest = svgElement("path", { class: `${mark} ${colour} faint` }, p.marks);
    const past = svgElement("path", { class: `${mark} ${colour}` }, p.marks);
    const name =
      label &&
      svgElement("text", { class: `label ${colour}`, "text-anchor": "end", text: label }, p.top);
    const run = cachePerRun(store, () => {
      const line = dots(table);
      return { ...tracePath(line, mark === "specks" ? "M" : "L", 0, frameBox(p, 3)), line };
    });
    return { rest, past, name, run };
  });
  const wide = 10 + 8 * Math.max(...lines.map(({ label }) => label?.length ?? 0));
  const away = svgElement("text", { class: "label loss", text: words.escapes }, p.top);
  const signs = svgElement("path", { class: "leaves loss" }, p.top); // an arrow where the line leaves the frame
  const leaving = line => {
    // those that would touch are one
    let d = "";
    let last = -Infinity;
    line.forEach((q, i) => {
      const before = line[i - 1];
      const seen = y => y >= p.y1 && y <= p.y0;
      if (!before || !isDrawable(before) || !seen(before[1]) || seen(q[1])) return;
      const x = isDrawable(q) ? (clipSegment(frameBox(p), before, q)?.[1][0] ?? q[0]) : before[0];
      if (x - last < 12) return;
      last = x;
      const y = q[1] > p.y0 ? p.y0 : p.y1;
      const s = q[1] > p.y0 ? -1 : 1;
      d += `M${toCoordinate(x - 4)},${toCoordinate(y + 7 * s)}L${toCoordinate(x)},${toCoordinate(y + s)}L${toCoordinate(x + 4)},${toCoordinate(y + 7 * s)}`;
    });
    return d;
  };
  const others = drawPinnedRuns(p, store, pin => dots(pin + lines[0].table));
  const dot = svgElement("circle", { class: "now-loss", r: 5.5 }, p.top);
  const beyond = svgElement("text", { class: "label loss" }, p.top);
  const fresh = onRunChange(store, () => {
    const run = store.series(lines[0].table);
    const lost = !Number.isNaN(run[0]) && !(run.at(-1) < 10 ** high);
    setAttributes(away, { x: lost ? p.x0 + 34 : NaN, y: p.y1 + 42 });
    signs.setAttribute("d", leaving(drawn[0].run().line));
    const end = d =>
      d
        .run()
        .line.filter(q => q[0] > p.x1 - wide && isDrawable(q))
        .map(q => inside(q[1])); // under the names
    const above = Math.min(...drawn.filter(d => d.name).flatMap(end));
    let base = Math.min(
      p.y0 - 8,
      above - 10 > p.y1 + 44
        ? above - 10
        : Math.max(...end(drawn[0])) + 6 + 20 * drawn.filter(d => d.name).length,
    );
    for (const { rest, run, name } of drawn) {
      rest.setAttribute("d", run().d);
      if (name) {
        setAttributes(name, { x: lost ? NaN : p.x1, y: base });
        base -= 20;
      }
    }
  });
  return () => {
    const { step: t } = store.state;
    fresh();
    others();
    for (const { past, run } of drawn) past.setAttribute("d", run().past(t));
    const v = store.series(lines[0].table)[t];
    const x = p.X(t * stride);
    const y = p.Y(log(v));
    const left = x > p.w / 2;
    const out = y < p.y1 ? "↑ " : y > p.y0 ? "↓ " : ""; // the dot stays at the edge, with its number
    setAttributes(dot, {
      cx: Number.isNaN(store.series(lines[0].table)[0]) ? NaN : x,
      cy: Number.isNaN(v) ? p.y1 : inside(y),
    });
    setAttributes(beyond, {
      x: out || (Number.isNaN(v) && t) ? x + (left ? -9 : 9) : NaN,
      y: y > p.y0 ? p.y0 - 10 : p.y1 + 20,
      "text-anchor": left ? "end" : "start",
      text: out + formatQuantity(store, lines[0].table, v),
    });
    cursor.setAttribute("d", `M${p.X(t * stride)},${p.y1}V${p.y0}`);
  };
};
