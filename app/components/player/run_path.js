// The line of a run, and of the pinned ones beside it.
import { put, svg, write } from "../shared/dom.js";
import { frameOf, px, track, within } from "../shared/geometry.js";

// Recomputes only when the run has changed.
export function kept(room, make) {
  let place = null, value;
  return () => { const now = room.place(); if (now !== place) { place = now; value = make(); }
    return value; };
}
export const changed = (room, draw) => { let place = null;
  return () => { const now = room.place(); if (now !== place) { place = now; draw(); } }; };

// The places of a run over a plane; far from it, where neither the last nor the next is on it, none.
function course(p, room, x, y) {
  const ys = room.line(y), way = Array.from(room.line(x), (v, i) => [p.X(v), p.Y(ys[i])]);
  const on = way.map(q => !!within(frameOf(p), q, q));
  return way.map((q, i) => (on[i] || on[i - 1] || on[i + 1] ? q : [NaN, NaN]));
}

// Pinned runs: thin and dashed, each with a ring and its letter at the present step. Runs
// that stand at one place are named together, beside the first of them.
export function pins(p, room, run) {
  const all = Object.entries(!room.veil && room.rec.facts.pins || {}).map(([letter, dash]) => {
    const way = kept(room, () => run(letter + "_"));
    const line = svg("path", { class: "pin", "stroke-dasharray": dash.join(" ") }, p.marks);
    const fresh = changed(room, () => line.setAttribute("d", track(way(), "L", 0.5, frameOf(p, 3)).d));
    const mark = svg("g", { class: "pinned" }, p.top);
    svg("circle", { r: 4.5 }, mark);
    return { letter, way, fresh, mark, name: svg("text", { class: "label", y: -9 }, mark) };
  });
  return () => {
    const groups = [];
    for (const pin of all) {
      pin.fresh();
      const [x, y] = pin.way()[room.state.t] ?? [];
      const inside = x >= p.x0 && x <= p.x1 && y >= p.y1 && y <= p.y0;
      put(pin.mark, { transform: `translate(${inside ? `${px(x)},${px(y)}` : -9999})` });
      write(pin.name, "");
      if (!inside) continue;
      const near = groups.find(g => Math.abs(g.x - x) < 24 && Math.abs(g.y - y) < 16);
      near ? near.names.push(pin.letter) : groups.push({ x, y, names: [pin.letter], name: pin.name });
    }
    for (const { x, name, names } of groups) { // at the left where there is no room at the right
      const text = names.join(" "), left = x + 9 * text.length > p.x1;
      put(name, { text, x: left ? -6 : 6, "text-anchor": left ? "end" : "start" });
    }
  };
}

// The path over a plane: past strong, rest faint, a bead at each step.
export function trail(p, room, x, y) {
  const rest = svg("path", { class: "path faint" }, p.marks), past = svg("path", { class: "path" }, p.marks);
  const beads = svg("path", { class: "beads" }, p.marks);
  const run = kept(room, () => {
    const way = course(p, room, x, y), box = frameOf(p, 3);
    return { line: track(way, "L", 0.5, box), beads: track(way, "M", 4, box) };
  });
  const fresh = changed(room, () => rest.setAttribute("d", run().line.d));
  const others = pins(p, room, pin => course(p, room, pin + x, pin + y));
  return () => {
    fresh();
    others();
    past.setAttribute("d", run().line.past(room.state.t));
    beads.setAttribute("d", run().beads.past(room.state.t));
  };
}
