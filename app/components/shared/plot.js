// Axes and marks shared by the views.
const scale = (d0, d1, r0, r1) => v => r0 + (v - d0) / (d1 - d0) * (r1 - r0);
const px = v => v.toFixed(1);
const dotAt = (x, y) => `M${px(x)},${px(y)}h.01`; // of no length at all, Firefox smears it where the page is zoomed

function ticks(low, high, most) { // 1, 2, 2.5 or 5 times a power of ten
  const raw = (high - low) / most, ten = 10 ** Math.floor(Math.log10(raw));
  const step = ten * [1, 2, 2.5, 5, 10].find(m => m * ten >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9), out = [];
  for (let i = first; i * step <= high + 1e-9 * step; i++) out.push(i * step);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) + (step / ten === 2.5 && step < 10);
  return { at: out, text: (v, lang) => number(Math.abs(v) < 1e-12 ? 0 : v, v ? digits : 0, lang) };
}

// Empty figures in a row, measured together: one layout, then only writing.
function frames(root, views) {
  const areas = views.map(({ title, kind }) => {
    const area = el("div", { class: `area view-${kind}` });
    root.append(el("figure", {}, el("figcaption", { text: title }), area));
    return area;
  });
  const k = grow(root);
  return areas.map((area, i) => ({ area, title: views[i].title, k, w: area.clientWidth / k, h: area.clientHeight / k }));
}

let clips = 0;
function plot(frame, room, { x, y, xName, yName, yLog, rows, cols, foot = 0 }) {
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

// The piece of a line that lies in a box (left, right, top, bottom), or nothing.
function within([x0, x1, y0, y1], [ax, ay], [bx, by]) { // Liang and Barsky
  const dx = bx - ax, dy = by - ay;
  let [from, to] = [0, 1];
  for (const [room, step] of [[ax - x0, -dx], [x1 - ax, dx], [ay - y0, -dy], [y1 - ay, dy]]) {
    if (!step && room < 0) return null;
    if (step < 0) from = Math.max(from, room / step);
    if (step > 0) to = Math.min(to, room / step);
  }
  return from <= to ? [[ax + from * dx, ay + from * dy], [ax + to * dx, ay + to * dy]] : null;
}
const placed = q => Math.abs(q[0]) < 1e300 && Math.abs(q[1]) < 1e300;
const frameOf = (p, more = 0) => [p.x0 - more, p.x1 + more, p.y1 - more, p.y0 + more];

// Path text for points, with the length of the text after each: a prefix is the past.
// A point nearer than `least` pixels to the last one drawn adds nothing to see. With a box, what is
// outside it is left out: a line that comes back is drawn again.
function track(points, join = "L", least = 0, box = [-1e5, 1e5, -1e5, 1e5]) {
  const ends = [], spot = ([x, y]) => `${px(x)},${px(y)}`;
  let d = "", last = null, pen = "";
  for (const q of points) {
    if (!placed(q)) last = null;
    else if (!last || Math.abs(q[0] - last[0]) + Math.abs(q[1] - last[1]) >= least) {
      const piece = within(box, join === "M" ? q : last ?? q, q);
      if (piece) {
        const [a, b] = piece.map(spot);
        if (join === "M") d += dotAt(...piece[1]);
        else { if (a !== pen) d += "M" + a; if (last) d += "L" + b; pen = b; }
      }
      last = q;
    }
    ends.push(d.length);
  }
  return { d, past: t => d.slice(0, ends[Math.min(t, ends.length - 1)] ?? 0) };
}

// Recomputes only when the run has changed.
function kept(room, make) {
  let place = null, value;
  return () => { const now = room.place(); if (now !== place) { place = now; value = make(); }
    return value; };
}
const changed = (room, draw) => { let place = null;
  return () => { const now = room.place(); if (now !== place) { place = now; draw(); } }; };

// The places of a run over a plane; far from it, where neither the last nor the next is on it, none.
function course(p, room, x, y) {
  const ys = room.line(y), way = Array.from(room.line(x), (v, i) => [p.X(v), p.Y(ys[i])]);
  const on = way.map(q => !!within(frameOf(p), q, q));
  return way.map((q, i) => (on[i] || on[i - 1] || on[i + 1] ? q : [NaN, NaN]));
}

// Pinned runs: thin and dashed, each with a ring and its letter at the present step. Runs
// that stand at one place are named together, beside the first of them.
function pins(p, room, run) {
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
function trail(p, room, x, y) {
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

function key(p, marks, points, wide = 150) { // lines of mark + word in the emptier upper corner
  const shown = marks.filter(m => m.text), high = 20 * shown.length + 10;
  const crowd = from => points.filter(([x, y]) => x > from && x < from + wide && y < p.y1 + high).length;
  const left = crowd(p.x0) <= crowd(p.x1 - wide) ? p.x0 : p.x1 - wide;
  return shown.map(({ kind, text, meaning: colour, long }, i) => {
    const x = left + 18, y = p.y1 + 14 + i * 20, g = svg("g", {}, p.top);
    const d = kind === "residuals" ? `M${x},${y - 11}v14` : long ? `M${x - 11},${y - 4}h18` : dotAt(x, y - 4);
    kind === "ring" ? svg("circle", { class: kind, r: 3.6, cx: x, cy: y - 4 }, g) :
      svg("path", { class: kind + " lit", d }, g);
    svg("text", { class: "label " + colour, x: x + 12, y, text }, g);
    return g;
  });
}
