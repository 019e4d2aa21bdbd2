// The line of a run, and of the pinned ones beside it.
import { setAttributes, setText, svgElement } from "../shared/dom.js";
import { clipSegment, frameBox, toCoordinate, tracePath } from "../shared/geometry.js";

// Recomputes only when the run has changed.
export function cachePerRun(store, make) {
  let place = null;
  let value;
  return () => {
    const now = store.runKey();
    if (now !== place) {
      place = now;
      value = make();
    }
    return value;
  };
}
export const onRunChange = (store, draw) => {
  let place = null;
  return () => {
    const now = store.runKey();
    if (now !== place) {
      place = now;
      draw();
    }
  };
};

// The places of a run over a plane; far from it, where neither the last nor the next is on it, none.
function planePoints(p, store, x, y) {
  const ys = store.series(y);
  const way = Array.from(store.series(x), (v, i) => [p.X(v), p.Y(ys[i])]);
  const on = way.map(q => !!clipSegment(frameBox(p), q, q));
  return way.map((q, i) => (on[i] || on[i - 1] || on[i + 1] ? q : [NaN, NaN]));
}

// Pinned runs: thin and dashed, each with a ring and its letter at the present step. Runs
// that stand at one place are named together, beside the first of them.
export function drawPinnedRuns(p, store, run) {
  const all = Object.entries((!store.runHidden && store.recording.facts.pins) || {}).map(
    ([letter, dash]) => {
      const way = cachePerRun(store, () => run(`${letter}_`));
      const line = svgElement(
        "path",
        { class: "pin", "stroke-dasharray": dash.join(" ") },
        p.marks,
      );
      const fresh = onRunChange(store, () =>
        line.setAttribute("d", tracePath(way(), "L", 0.5, frameBox(p, 3)).d),
      );
      const mark = svgElement("g", { class: "pinned" }, p.top);
      svgElement("circle", { r: 4.5 }, mark);
      return {
        letter,
        way,
        fresh,
        mark,
        name: svgElement("text", { class: "label", y: -9 }, mark),
      };
    },
  );
  return () => {
    const groups = [];
    for (const pin of all) {
      pin.fresh();
      const [x, y] = pin.way()[store.state.step] ?? [];
      const inside = x >= p.x0 && x <= p.x1 && y >= p.y1 && y <= p.y0;
      setAttributes(pin.mark, {
        transform: `translate(${inside ? `${toCoordinate(x)},${toCoordinate(y)}` : -9999})`,
      });
      setText(pin.name, "");
      if (!inside) continue;
      const near = groups.find(g => Math.abs(g.x - x) < 24 && Math.abs(g.y - y) < 16);
      near
        ? near.names.push(pin.letter)
        : groups.push({ x, y, names: [pin.letter], name: pin.name });
    }
    for (const { x, name, names } of groups) {
      // at the left where there is no room at the right
      const text = names.join(" ");
      const left = x + 9 * text.length > p.x1;
      setAttributes(name, { text, x: left ? -6 : 6, "text-anchor": left ? "end" : "start" });
    }
  };
}

// The path over a plane: past strong, rest faint, a bead at each step.
export function drawTrail(p, store, x, y) {
  const rest = svgElement("path", { class: "path faint" }, p.marks);
  const past = svgElement("path", { class: "path" }, p.marks);
  const beads = svgElement("path", { class: "beads" }, p.marks);
  const run = cachePerRun(store, () => {
    const way = planePoints(p, store, x, y);
    const box = frameBox(p, 3);
    return { line: tracePath(way, "L", 0.5, box), beads: tracePath(way, "M", 4, box) };
  });
  const fresh = onRunChange(store, () => rest.setAttribute("d", run().line.d));
  const others = drawPinnedRuns(p, store, pin => planePoints(p, store, pin + x, pin + y));
  return () => {
    fresh();
    others();
    past.setAttribute("d", run().line.past(store.state.step));
    beads.setAttribute("d", run().beads.past(store.state.step));
  };
}
