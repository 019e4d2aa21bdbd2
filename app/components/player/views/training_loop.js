// The acts of training as a ring, and the graph that the forward pass builds.
import { svgElement } from "../../shared/dom.js";
import { linearScale, tracePath } from "../../shared/geometry.js";
import { formatQuantity } from "../../shared/template.js";
import { views } from "../registry.js";

const paper = ({ area, title, w, h }) =>
  svgElement("svg", { width: w, height: h, role: "img", "aria-label": title }, area);

views.ring = (frame, store, { words }) => {
  const { w, h } = frame;
  const s = paper(frame);
  const acts = store.context.acts;
  const n = acts.length;
  const named = w / 2 - 118 > 55; // else there is room for the numbers alone, which the acts below bear too
  const cx = w / 2;
  const cy = h / 2;
  const ry = h / 2 - (named ? 46 : 22);
  const rx = Math.min(w / 2 - (named ? 118 : 22), ry * 1.25);
  const on = (k, out = 0) => {
    const r = (k / n - 0.25) * 2 * Math.PI;
    return [cx + (rx + out) * Math.cos(r), cy + (ry + out) * Math.sin(r)];
  };
  const bends = [];
  for (let k = 0; k < n; k++) {
    const spots = [0.2, 0.35, 0.5, 0.65, 0.8].map(f => on(k + f));
    const [x, y] = spots[4];
    const [u, v] = spots[3];
    const g = Math.hypot(x - u, y - v);
    const dx = ((x - u) / g) * 8;
    const dy = ((y - v) / g) * 8;
    bends.push(
      svgElement(
        "path",
        {
          class: "bend",
          d:
            tracePath(spots).d +
            `M${x - dx + dy * 0.6},${y - dy - dx * 0.6}` +
            `L${x},${y}L${x - dx - dy * 0.6},${y - dy + dx * 0.6}`,
        },
        s,
      ),
    );
  }
  const nodes = acts.map((act, k) => {
    const [x, y] = on(k);
    const g = svgElement("g", { class: `stop act-mark ${act.meaning}` }, s);
    const side = Math.abs(x - cx) < 20 ? 0 : Math.sign(x - cx); // the word stands outside the ring
    svgElement("circle", { cx: x, cy: y, r: 17 }, g);
    svgElement("text", { class: "count", x, y: y + 5.5, "text-anchor": "middle", text: k + 1 }, g);
    if (!named) svgElement("title", { text: act.title }, g);
    else
      svgElement(
        "text",
        {
          class: "label",
          x: x + 26 * side,
          y: y + (side ? 5 : y < cy ? -26 : 36),
          "text-anchor": ["end", "middle", "start"][side + 1],
          text: act.title,
        },
        g,
      );
    g.addEventListener("click", () => {
      store.pause();
      store.goTo(store.state.step, k);
    });
    return g;
  });
  const turn = svgElement("text", { class: "count", x: cx, y: cy, "text-anchor": "middle" }, s);
  const loss = svgElement(
    "text",
    { class: "label loss", x: cx, y: cy + 24, "text-anchor": "middle" },
    s,
  );
  return () => {
    turn.textContent = `${words.turn} ${store.state.step}`;
    loss.textContent = `L = ${formatQuantity(store, "loss", store.value("loss"))}`;
    nodes.forEach((g, k) => g.classList.toggle("lit", store.isCurrentAct(acts[k].name)));
    bends.forEach((b, k) => b.classList.toggle("lit", store.isCurrentAct(acts[k].name)));
  };
};

views.graph = (frame, store, { nodes, edges }) => {
  const { w, h } = frame;
  const s = paper(frame);
  const names = store.context.acts.map(a => a.name);
  const X = linearScale(0, 1, 48, w - 30);
  const Y = linearScale(0, 1, 40, h - 46);
  const spot = Object.fromEntries(nodes.map(n => [n.id, [X(n.x), Y(n.y)]]));
  const spots = Object.values(spot);
  const gaps = spots.flatMap(([x, y], i) =>
    spots.slice(0, i).map(([u, v]) => Math.hypot(u - x, v - y)),
  );
  const r = Math.min(21, Math.min(...gaps) / 2 - 3); // no two touch
  for (const [from, to] of edges) {
    const [x, y] = spot[from];
    const [u, v] = spot[to];
    const g = Math.hypot(u - x, v - y);
    const dx = (u - x) / g;
    const dy = (v - y) / g;
    const [ex, ey] = [u - dx * (r + 5), v - dy * (r + 5)];
    const back = k => `${ex - 8 * dx + k * 5 * dy},${ey - 8 * dy - k * 5 * dx}`;
    svgElement(
      "path",
      {
        class: "bend",
        d: `M${x + dx * (r + 4)},${y + dy * (r + 4)}L${ex},${ey}M${back(1)}L${ex},${ey}L${back(-1)}`,
      },
      s,
    );
  }
  const live = nodes.flatMap(node => {
    const [x, y] = spot[node.id];
    const g = svgElement("g", { class: `stop ${node.meaning}` }, s);
    svgElement("circle", { cx: x, cy: y, r, class: node.meaning ? "" : "operation" }, g);
    svgElement(
      "text",
      { class: "count", x, y: y + 6, "text-anchor": "middle", text: node.label },
      g,
    );
    return node.shows.map(({ act, text, meaning: colour, below }) => {
      const e = svgElement(
        "text",
        { class: `label ${colour}`, x, y: y + below, "text-anchor": "middle" },
        s,
      );
      return () => {
        const shown =
          (store.state.playing && !store.isCurrentAct(names[store.state.act])) ||
          names.indexOf(act) <= store.state.act;
        e.textContent = !shown
          ? ""
          : text.replace(/\{(\w+)\}/g, (_, k) => formatQuantity(store, k, store.value(k)));
        g.classList.toggle("lit", node.lit.some(store.isCurrentAct));
      };
    });
  });
  return () => live.forEach(set => set());
};
