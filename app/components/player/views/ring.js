// The acts of training as a ring, and the graph that the forward pass builds.
import { svgElement } from "../../shared/dom.js";
import { linearScale, tracePath } from "../../shared/geometry.js";
import { formatQuantity } from "../../shared/template.js";
import { views } from "../registry.js";

const BESIDE = 118; // pixels for a word beside the ring

const createPaper = ({ area, title, w, h }) =>
  svgElement("svg", { width: w, height: h, role: "img", "aria-label": title }, area);

views.ring = (frame, store, { words }) => {
  const { w, h } = frame;
  const svg = createPaper(frame);
  const { acts } = store.context;
  // Else the numbers alone have a place, which the acts below bear too.
  const named = w / 2 - BESIDE > 55;
  const [cx, cy] = [w / 2, h / 2];
  const ry = cy - (named ? 46 : 22);
  const rx = Math.min(cx - (named ? BESIDE : 22), ry * 1.25);
  const pointAt = k => {
    const angle = (k / acts.length - 0.25) * 2 * Math.PI;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  };
  const arrows = acts.map((_, k) => drawBend(svg, pointAt, k));
  const stops = acts.map((act, k) => {
    const stop = drawStop(svg, act, k, pointAt(k), { cx, cy, named });
    stop.addEventListener("click", () => {
      store.pause();
      store.goTo(store.state.step, k);
    });
    return stop;
  });
  const middle = { x: cx, "text-anchor": "middle" };
  const turn = svgElement("text", { class: "count", y: cy, ...middle }, svg);
  const loss = svgElement("text", { class: "label loss", y: cy + 24, ...middle }, svg);
  return () => {
    turn.textContent = `${words.turn} ${store.state.step}`;
    loss.textContent = `L = ${formatQuantity(store, "loss", store.value("loss"))}`;
    acts.forEach(({ name }, k) => {
      const current = store.isCurrentAct(name);
      stops[k].classList.toggle("lit", current);
      arrows[k].classList.toggle("lit", current);
    });
  };
};

// A bent arrow from one act to the next.
function drawBend(svg, pointAt, k) {
  const points = [0.2, 0.35, 0.5, 0.65, 0.8].map(part => pointAt(k + part));
  const [[u, v], [x, y]] = points.slice(-2);
  const length = Math.hypot(x - u, y - v);
  const dx = ((x - u) / length) * 8;
  const dy = ((y - v) / length) * 8;
  const side = s => `${x - dx + s * dy * 0.6},${y - dy - s * dx * 0.6}`;
  const d = `${tracePath(points).d}M${side(1)}L${x},${y}L${side(-1)}`;
  return svgElement("path", { class: "bend", d }, svg);
}

// A circle with the act's number, and its name outside the ring.
function drawStop(svg, { meaning, title }, k, /** @type {Point} */ [x, y], { cx, cy, named }) {
  const group = svgElement("g", { class: `stop act-mark ${meaning}` }, svg);
  svgElement("circle", { cx: x, cy: y, r: 17 }, group);
  const count = { class: "count", x, y: y + 5.5, "text-anchor": "middle", text: k + 1 };
  svgElement("text", count, group);
  if (!named) {
    svgElement("title", { text: title }, group);
    return group;
  }
  const side = Math.abs(x - cx) < 20 ? 0 : Math.sign(x - cx);
  const label = { x: x + 26 * side, y: y + (side ? 5 : y < cy ? -26 : 36), text: title };
  const anchor = ["end", "middle", "start"][side + 1];
  svgElement("text", { class: "label", ...label, "text-anchor": anchor }, group);
  return group;
}

views.graph = (frame, store, { nodes, edges }) => {
  const { w, h } = frame;
  const svg = createPaper(frame);
  const X = linearScale(0, 1, 48, w - 30);
  const Y = linearScale(0, 1, 40, h - 46);
  const points = Object.fromEntries(nodes.map(({ id, x, y }) => [id, [X(x), Y(y)]]));
  const radius = Math.min(21, nearestDistance(Object.values(points)) / 2 - 3); // no two touch
  for (const [from, to] of edges) drawEdge(svg, points[from], points[to], radius);
  const updates = nodes.flatMap(node => drawNode(svg, store, node, points[node.id], radius));
  return () => updates.forEach(update => update());
};

const nearestDistance = points =>
  Math.min(
    ...points.flatMap(([x, y], i) => points.slice(0, i).map(([u, v]) => Math.hypot(u - x, v - y))),
  );

function drawEdge(svg, [x, y], [u, v], radius) {
  const length = Math.hypot(u - x, v - y);
  const [dx, dy] = [(u - x) / length, (v - y) / length];
  const start = [x + dx * (radius + 4), y + dy * (radius + 4)];
  const end = [u - dx * (radius + 5), v - dy * (radius + 5)];
  const side = s => `${end[0] - 8 * dx + s * 5 * dy},${end[1] - 8 * dy - s * 5 * dx}`;
  const d = `M${start}L${end}M${side(1)}L${end}L${side(-1)}`;
  svgElement("path", { class: "bend", d }, svg);
}

// Returns what updates the values beside the node, each from the act on that computes it.
function drawNode(svg, store, { meaning, label, shows, lit }, [x, y], radius) {
  const group = svgElement("g", { class: `stop ${meaning}` }, svg);
  const names = meaning ? "" : "operation";
  svgElement("circle", { cx: x, cy: y, r: radius, class: names }, group);
  const middle = { x, "text-anchor": "middle" };
  svgElement("text", { class: "count", y: y + 6, ...middle, text: label }, group);
  return shows.map(({ act, text, meaning: colour, below }) => {
    const value = svgElement("text", { class: `label ${colour}`, y: y + below, ...middle }, svg);
    return () => {
      value.textContent = isComputed(store, act) ? fillNumbers(store, text) : "";
      group.classList.toggle("lit", lit.some(store.isCurrentAct));
    };
  });
}

function isComputed(store, name) {
  const names = store.context.acts.map(act => act.name);
  const { playing, act } = store.state;
  const wholeStep = playing && !store.isCurrentAct(names[act]);
  return wholeStep || names.indexOf(name) <= act;
}

const fillNumbers = (store, text) =>
  text.replace(/\{(\w+)\}/g, (_, name) => formatQuantity(store, name, store.value(name)));
