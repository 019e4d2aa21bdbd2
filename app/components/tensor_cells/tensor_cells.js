// Tensors as cells: one that is pointed at tells its index and its value and lights its
// kin; several frames are stepped through. Nothing of it is said to the server.
import { applyPageScale, element, setText, svgElement } from "../shared/dom.js";
import { createLiveRegion, joinTexts } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { answerToReveal } from "../shared/reveal.js";
import { forgetStep, rememberStep } from "../shared/step_memory.js";

const SIZES = [
  { name: "", high: 32, text: 15, pad: 16 },
  { name: "small", high: 28, text: 13, pad: 9 },
];
const GAP = 18;
const LINE = 18;
const PACE = 1100; // pixels; milliseconds from frame to frame
const RULES = { second: "", third: "rotate(90)", shared: "rotate(-45)" }; // hatches, turned
let ids = 0;

const long = texts => Math.max(0, ...texts.map(t => t.length));
const wide = (texts, size) => long(texts) * size * 0.56;

// Where everything stands for one size of cells: sheets flow from left to right.
function layout({ shape, shown, text, axes }, size, most) {
  const order = shape.length;
  const cols = shown.at(-1) ?? [0];
  const rows = order > 1 ? shown.at(-2) : [0];
  const w = Math.max(size.high, wide(text, size.text) + size.pad);
  const h = size.high;
  const left = order > 1 ? 10 + wide(rows.map(String), 13) : 1;
  const top = order ? 2 * LINE + 2 : 2;
  const sheets = order > 2 ? shown.at(-3) : [0];
  const grids = order > 3 ? shown[0] : [0];
  const head = order > 2 ? LINE : 0;
  const foot = order > 1 ? LINE + 2 : 2;
  const across = Math.max(left + cols.length * w, ...axes.map(a => left + wide([a], 13) + 14)) + 2;
  const high = head + top + rows.length * h + foot;
  const places = [];
  let x = 0;
  let y = 0;
  let far = 0;
  for (const grid of grids) {
    if (order > 3) {
      places.push({ grid, x: 0, y: y + 14 });
      y += LINE + 4;
    }
    x = 0;
    for (const sheet of sheets) {
      const wants = sheet === null ? 20 : across;
      if (x && x + wants > most) {
        x = 0;
        y += high + 6;
      }
      places.push({ sheet, of: grid, x, y });
      far = Math.max(far, x + wants);
      x += wants + GAP;
    }
    y += high + 6;
  }
  return { places, size, w, h, left, top: head + top, head, rows, cols, width: far, height: y - 6 };
}

function cell(parent, { x, y, w, h, text, marks }) {
  const g = svgElement("g", { class: `cell ${marks}` }, parent);
  svgElement("rect", { class: "edge", x, y, width: w, height: h }, g);
  for (const mark of marks.split(" ")) {
    if (mark in RULES)
      svgElement(
        "rect",
        { class: "mark", x, y, width: w, height: h, style: `fill:url(#${parent.rules(mark)})` },
        g,
      );
    if (mark === "changed")
      svgElement("path", { class: "mark corner", d: `M${x + w},${y}v10l-10,-10z` }, g);
    if (mark === "wrong")
      svgElement(
        "path",
        { class: "mark struck", d: `M${x},${y}l${w},${h}M${x + w},${y}l${-w},${h}` },
        g,
      );
  }
  svgElement("text", { x: x + w / 2, y: y + h / 2 + 5, text }, g);
  return g;
}

function sheet(width, height, more = {}) {
  // an SVG that makes its hatches when asked
  const root = svgElement("svg", { width, height, ...more });
  const made = {};
  root.rules = mark => {
    if (made[mark]) return made[mark];
    const id = (made[mark] = `rules${ids++}`);
    const defs = svgElement("defs", {}, root);
    const pattern = svgElement(
      "pattern",
      { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: RULES[mark] },
      defs,
    );
    svgElement("path", { class: `rules ${mark}`, d: "M0,3h6" }, pattern);
    return id;
  };
  return root;
}

function tensor(item, words, most, all, tell) {
  const { shape, shown, axes, text, marks, links } = item;
  const order = shape.length;
  const at = SIZES.map(size => layout(item, size, most)).find(
    (l, i, all) => l.width <= most || i + 1 === all.length,
  );
  const { w, h, left, top, head, rows, cols } = at;
  const root = sheet(at.width, at.height, {
    class: at.size.name,
    role: "img",
    tabindex: 0,
    "aria-label": item.alt,
  });
  const label = (x, y, text, more) => svgElement("text", { x, y, text, ...more }, root);
  const kept = shown.map(indices => indices.filter(i => i !== null));
  const flat = place => place.reduce((sum, p, k) => sum * kept[k].length + p, 0);
  const own = [];
  const draw = (x, y, place) => {
    const i = flat(place);
    const index = place.map((p, k) => kept[k][p]);
    const g = cell(root, { x, y, w, h, text: text[i], marks: marks[i] });
    own[i] = {
      g,
      place,
      i,
      of: item.name,
      links: links[i],
      text: text[i],
      code: item.at + (order ? `[${index.join(", ")}]` : ""),
      says: marks[i]
        .split(" ")
        .filter(Boolean)
        .map(mark => words[mark]),
    };
    all.push(own[i]);
  };
  let outer = -1;
  let inner = 0;
  let first = true;
  for (const { grid, sheet: number, x, y } of at.places) {
    if (grid !== undefined) {
      // a line of sheets of order 4 begins
      label(0, y, grid === null ? "…" : `${axes[0]} = ${grid}`, { class: "sheet" });
      outer += grid === null ? 0 : 1;
      inner = 0;
      continue;
    }
    if (number === null || at.places.some(p => p.grid === null && p.y < y && y < p.y + LINE)) {
      label(x, y + top + 20, "…");
      continue;
    }
    if (order > 2) label(x + left, y + 13, `${axes[order - 3]} = ${number}`, { class: "sheet" });
    if (order)
      cols.forEach((c, k) =>
        label(x + left + (k + 0.5) * w, y + top - 6, c ?? "…", { "text-anchor": "middle" }),
      );
    if (order > 1)
      rows.forEach((r, k) =>
        label(x + left - 7, y + top + (k + 0.5) * h + 4.5, r ?? "⋮", { "text-anchor": "end" }),
      );
    if (order && first) label(x + left, y + head + 13, `${axes[order - 1]} →`, { class: "axis" });
    if (order > 1 && first)
      label(x, y + top + rows.length * h + 15, `↓ ${axes[order - 2]}`, { class: "axis" });
    const lead = order > 3 ? [outer, inner] : order > 2 ? [inner] : [];
    let r = 0;
    rows.forEach((row, j) => {
      let c = 0;
      cols.forEach((col, k) => {
        const X = x + left + k * w;
        const Y = y + top + j * h;
        if (row === null || col === null)
          label(X + w / 2, Y + h / 2 + 4, row === null ? "⋮" : "…", { "text-anchor": "middle" });
        else draw(X, Y, order > 1 ? [...lead, r, c] : order ? [c] : []);
        c += col === null ? 0 : 1;
      });
      r += row === null ? 0 : 1;
    });
    if (!rows.length || !cols.length)
      svgElement(
        "path",
        { class: "empty", d: `M${x + left},${y + top}h${Math.max(1, cols.length * w)}` },
        root,
      );
    inner += 1;
    first = false;
  }
  const found = e => own.find(o => o?.g === e.target.closest(".cell"));
  let here = null;
  const point = o => {
    here = o ?? here;
    tell(o);
  };
  root.addEventListener("pointerover", e => {
    const o = found(e);
    if (o) point(o);
  });
  root.addEventListener("pointerleave", () => tell(root.matches(":focus") ? here : null));
  root.addEventListener("click", e => {
    const o = found(e);
    if (o) point(o);
  });
  root.addEventListener("focus", () => root.matches(":focus-visible") && point(here ?? own[0]));
  root.addEventListener("blur", () => tell(null));
  root.addEventListener("keydown", e => {
    const [axis, by] =
      {
        ArrowRight: [1, 1],
        ArrowLeft: [1, -1],
        ArrowDown: [2, 1],
        ArrowUp: [2, -1],
        PageDown: [3, 1],
        PageUp: [3, -1],
      }[e.key] ?? [];
    if (!axis || axis > order || !own.length) return;
    e.preventDefault();
    const place = [...(here ?? own[0]).place];
    const k = order - axis;
    place[k] = Math.min(kept[k].length - 1, Math.max(0, place[k] + by));
    point(own[flat(place)]);
    here.g.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  const name = element("div", { class: "name" });
  if (item.label) name.append(element("strong", { text: item.label }));
  if (item.name) name.append(element("code", { text: item.name }));
  if (item.note) name.append(element("span", { class: "note", text: item.note }));
  const out = element("div", { class: "tensor" }, name, element("div", { class: "box" }, root));
  if (item.more) out.append(element("p", { class: "more", text: item.more }));
  return out;
}

function show(root, { alt, frames, legend, hint, words }, state) {
  const spot = element("p", { class: "told", text: hint });
  const region = createLiveRegion(root);
  const all = (state.all = []);
  const rings = [];
  const body = element("div", { class: "rows", role: "group", "aria-label": alt });
  const tell = o => {
    rings.splice(0).forEach(ring => ring.remove());
    for (const { g } of all) g.classList.remove("now", "kin");
    if (!o) return spot.replaceChildren(hint);
    for (const p of all)
      if (p === o || p.links.some(link => o.links.includes(link))) {
        const kind = p === o ? "now" : "kin";
        const { x, y, width, height } = p.g.querySelector(".edge").getBBox();
        p.g.classList.add(kind);
        rings.push(
          svgElement("rect", { class: `ring ${kind}`, x, y, width, height }, p.g.parentNode),
        ); // over its neighbours
      }
    const value = o.text && ` = ${o.text}`;
    const more = o.says.length ? ` (${o.says.join(", ")})` : "";
    spot.replaceChildren(element("code", { text: o.code }), value + more);
    region.announceWhenDone(() => spot.textContent);
  };
  const says = element("p", { class: "says" });
  const most = root.clientWidth / applyPageScale(root) - 8;
  const draw = () => {
    const { rows, says: said } = frames[state.frame];
    all.length = 0;
    says.hidden = !said;
    setText(says, said);
    body.replaceChildren(
      ...rows.map(row =>
        element(
          "div",
          { class: "row" },
          ...row.map(item =>
            "sign" in item
              ? element("span", {
                  class: item.sign.length > 3 ? "sign word" : "sign",
                  text: item.sign,
                })
              : tensor(item, words, most, all, tell),
          ),
        ),
      ),
    );
    tell(null);
  };
  if (legend.length)
    root.append(
      element(
        "ul",
        { class: "legend" },
        ...legend.map(([mark, text]) => {
          const swatch = sheet(34, 26, { "aria-hidden": "true" });
          cell(swatch, { x: 2, y: 2, w: 30, h: 22, text: "1", marks: mark });
          return element("li", {}, swatch, element("span", { text }));
        }),
      ),
    );
  if (frames.length > 1) {
    const count = element("output");
    const last = frames.length - 1;
    const go = by => {
      // past an end it stays: the focus is not lost
      state.goal = null;
      state.frame = Math.min(last, Math.max(0, state.frame + by));
      step();
      region.announceWhenDone(() => joinTexts(count, says));
    };
    state.onward = () => {
      // a step nearer to the answer
      state.frame++;
      step();
      if (state.frame === state.goal) region.announceWhenDone(() => joinTexts(count, says));
    };
    const back = element("button", { type: "button", text: words.back, onclick: () => go(-1) });
    const next = element("button", { type: "button", text: words.forward, onclick: () => go(1) });
    const step = () => {
      back.setAttribute("aria-disabled", !state.frame);
      next.setAttribute("aria-disabled", state.frame === last);
      setText(count, `${state.frame + 1} / ${frames.length}`);
      draw();
    };
    root.append(element("div", { class: "steps" }, back, next, count), says, body, spot);
    step();
  } else {
    root.append(says, body, spot);
    draw();
  }
}

export default mountOnce("cells", ({ root, drawing: drawn, before }) => {
  const { length } = drawn.frames;
  const answer = answerToReveal(drawn, length - 1, PACE);
  const same = before?.frames === length && before.story === drawn.story; // stepping goes on with other numbers
  const state = {};
  const from = drawn.place ? rememberStep(drawn.place, before, () => state.frame) : undefined;
  const place = Math.min(from ?? (same ? before.state.frame : 0), length - 1);
  state.frame = answer && !(same && answer.known) ? answer.from : place;
  state.goal =
    answer && !answer.known ? answer.end : same && from === undefined ? before.state.goal : null;
  const { goal } = state;
  const part = { frames: length, story: drawn.story, state, set: drawn.place?.set };
  const clock =
    goal !== null &&
    setInterval(() => {
      // until it is there, or the reader steps
      if (state.goal === null || state.frame >= state.goal) return clearInterval(clock);
      state.onward?.();
    }, answer?.pace ?? PACE);
  let width = 0;
  const build = () => {
    if (!root.clientWidth || width === root.clientWidth) return;
    width = root.clientWidth;
    const parts = () => [...root.querySelectorAll("svg[tabindex], button")];
    const at = parts().indexOf(root.getRootNode().activeElement);
    root.replaceChildren();
    show(root, drawn, part.state);
    parts()[at]?.focus({ preventScroll: true });
  };
  const watch = new ResizeObserver(build);
  watch.observe(root);
  const hear = (/** @type {any} */ { detail: { live, texts } }) => {
    // numbers that are dragged elsewhere on the page
    if (live !== drawn.live) return;
    for (const o of part.state.all)
      if (o.of in texts) {
        o.text = texts[o.of][o.i];
        setText(o.g.querySelector("text"), o.text);
      }
  };
  if (drawn.live) addEventListener("cells", hear);
  part.dispose = () => {
    watch.disconnect();
    clearInterval(clock);
    removeEventListener("cells", hear);
    if (drawn.place) forgetStep(drawn.place);
  };
  build();
  return part;
});
