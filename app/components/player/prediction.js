// A prediction: set on the figure while the run is hidden, then kept over the run.
import { element, setAttributes, svgElement } from "../shared/dom.js";
import { tracePath } from "../shared/geometry.js";
import { fillTemplate } from "../shared/template.js";
import { createStartHandle } from "./start_handle.js";

export const isNarrow = () => innerWidth < 520; // one column: the question stands by its view

export function drawPrediction(
  places,
  store,
  { n, veil, says, view, axes: [x, y], columns, at, grid, label, mark },
  words,
) {
  const frame = places[view];
  const p = frame?.p;
  const { recording, state } = store;
  fillTemplate(words, store, says);
  const height = v => p.Y(p.yLog ? Math.log10(v) : v);
  const wide = f => (columns ? p.x0 + f * (p.x1 - p.x0) : p.X(f));
  const g = p && svgElement("g", {}, p.top);
  const line = g && svgElement("path", {}, g);
  const draw = points =>
    setAttributes(line, { d: tracePath(points).d, class: columns ? "guess drawn" : "guess" });
  if (!veil) {
    if (g && mark) {
      frame.area.classList.add("spot");
      const [[u, v]] = mark;
      const level = u === null;
      const X = level ? p.x1 : wide(u);
      const Y = height(v);
      if (level)
        draw([
          [p.x0, Y],
          [X, Y],
        ]);
      else if (columns) draw(mark.map(([f, v]) => [wide(f), height(v)]));
      else svgElement("circle", { class: "start", r: 10, cx: X, cy: Y }, g);
      svgElement(
        "text",
        {
          class: "label",
          x: X,
          y: Y - 16,
          "text-anchor": X > p.w / 2 ? "end" : "start",
          text: label,
        },
        g,
      );
    }
    return () => {
      // it was about one run: over another one it is not drawn
      const away = Object.keys(at).some(
        name => name in recording.axes && state.positions[name] !== at[name],
      );
      words.classList.toggle("off", away);
      g?.classList.toggle("off", away);
    };
  }
  places
    .filter(place => !(y && place === frame) && place.area.matches(".view-curve, .view-ends"))
    .forEach(({ area, w, h, p: q }) => {
      const cover = area.appendChild(element("p", { class: "veil", text: veil }));
      cover.style.inset = `${q.y1}px ${w - q.x1}px ${h - q.y0 + 1}px ${q.x0 + 12}px`; // the first step stays in sight
      area.classList.add("veiled");
    });
  if (!y) return () => 0;
  frame.area.classList.add("spot", "asked");
  if (isNarrow()) frame.area.after(words);
  if (p.yLog) p.log = y;
  const values = name => {
    const [low, high] = recording.facts[`${name}_window`];
    return Array.from({ length: grid + 1 }, (_, i) => i / grid).map(part =>
      p.log === name ? low * (high / low) ** part : low + (high - low) * part,
    );
  };
  const name = x ?? "t";
  const whole = (p.x1 - p.x0) / (p.X(1) - p.X(0)); // the width in the units of the axis
  const across = columns?.map(part => part * whole) ?? values(x);
  const up = values(y);
  if (store.prediction?.n !== n) {
    // a curve begins level with the first step, a point in the middle
    const first = columns ? up.findIndex(v => v >= store.get(y)) : grid / 2;
    store.prediction = {
      n,
      at: { [name]: columns ? 0 : grid / 2, [y]: first },
      heights: columns?.map(() => first),
    };
  }
  const mine = store.prediction;
  let later = 0;
  const hand = createStartHandle(
    frame,
    p,
    {
      recording: { axes: { [name]: across, [y]: up } },
      state: { positions: mine.at },
      context: store.context,
      setPositions: (to, on) => {
        const { [name]: i, [y]: low } = mine.at;
        const { [name]: k = i, [y]: high } = to;
        const n = (on && Math.abs(k - i)) || 1;
        Object.assign(mine.at, to);
        if (columns && y in to)
          for (
            let m = 1;
            m <= n;
            m++ // a fast hand passes some by
          )
            mine.heights[k - (n - m) * Math.sign(k - i)] = Math.round(low + (m / n) * (high - low));
        else if (columns) mine.at[y] = mine.heights[k];
        store.requestRender();
      },
      sendPositions: () => {
        clearTimeout(later);
        const send = () =>
          store.send("guess", { n, at: mine.heights ?? [mine.at[name], mine.at[y]] });
        later = setTimeout(send, 250);
      },
    },
    { x: name, y, label, keys: true },
  );
  return () => {
    hand();
    if (columns) draw(mine.heights.map((i, k) => [p.X(across[k]), height(up[i])]));
  };
}
