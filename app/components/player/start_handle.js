// Where a run starts: a ring that mouse, finger and arrow keys put on recorded values.
import { svgElement } from "../shared/dom.js";
import { formatQuantity } from "../shared/template.js";

/**
 * Draw the ring over a plot and return the function that draws where it stands now.
 * @param {Frame} frame
 * @param {Plot} plot
 * @param {any} store a player's store, or what has the same axes, positions and functions
 * @param {{x: string, y?: string, label?: string, keys?: boolean, height?: () => number}} options
 *   the controls along the axes, its name, whether the keyboard moves it, and its height in pixels
 *   where there is no control along y
 */
export function createStartHandle(frame, plot, store, { x, y, label, keys, height }) {
  const { axes } = store.recording;
  const { positions } = store.state;
  const names = y ? [x, y] : [x];
  const spots = axisSpots(plot, axes, { x, y });
  const layer = svgElement("svg", { class: "hand", width: plot.w, height: plot.h }, frame.area);
  const role = { tabindex: 0, role: "slider", "aria-label": label };
  const range = { "aria-valuemin": 0, "aria-valuemax": axes[x].length - 1 };
  const attributes = keys ? { ...role, ...range } : { "aria-hidden": "true" };
  const ring = svgElement("g", { class: "handle", ...attributes }, layer);
  svgElement("circle", { class: "reach", r: 22 }, ring);
  svgElement("circle", { class: "start", r: 10 }, ring);
  listenToPointer(frame, ring, store, at =>
    Object.fromEntries(names.map(name => [name, nearest(spots[name], name === x ? at.x : at.y)])),
  );
  listenToKeys(ring, store, x, y ?? x);
  const text = name => `${name} = ${formatQuantity(store, name, axes[name][positions[name]])}`;
  return () => {
    const top = y ? spots[y][positions[y]] : height();
    const place = `translate(${spots[x][positions[x]]},${Math.max(plot.y1, top)})`;
    ring.setAttribute("transform", place);
    if (!keys) return;
    ring.setAttribute("aria-valuenow", positions[x]);
    ring.setAttribute("aria-valuetext", names.map(text).join(", "));
  };
}

// Returns where each value of the controls lies, in pixels.
function axisSpots(plot, axes, { x, y }) {
  const toAxis = (name, value, i) => {
    if (plot.cols) return i;
    return plot.log === name ? Math.log10(value) : value;
  };
  const spots = (name, scale) => axes[name].map((value, i) => scale(toAxis(name, value, i)));
  return { [x]: spots(x, plot.X), ...(y && { [y]: spots(y, plot.Y) }) };
}

const nearest = (spots, pixels) =>
  spots.reduce(
    (best, spot, i) => (Math.abs(spot - pixels) < Math.abs(spots[best] - pixels) ? i : best),
    0,
  );

// A finger elsewhere than on the ring scrolls the page; its tap puts the start there.
function listenToPointer({ area, k }, ring, store, positionsAt) {
  const move = event => {
    const box = area.getBoundingClientRect();
    const { clientX, clientY } = event;
    const at = positionsAt({ x: (clientX - box.left) / k, y: (clientY - box.top) / k });
    const changed = Object.keys(at).some(name => at[name] !== store.state.positions[name]);
    if (changed) store.setPositions(at, event.type === "pointermove");
  };
  area.classList.add("plane");
  // On the ring it drags, and the page stays.
  ring.addEventListener("touchstart", event => event.preventDefault());
  area.onpointerdown = event => {
    if (event.pointerType === "touch" && !ring.contains(event.target)) return;
    area.setPointerCapture(event.pointerId);
    move(event);
  };
  area.onpointermove = event => area.hasPointerCapture(event.pointerId) && move(event);
  area.onpointerup = area.onpointercancel = event =>
    area.hasPointerCapture(event.pointerId) && store.sendPositions();
  area.onclick = event => {
    move(event);
    store.sendPositions();
  };
}

function listenToKeys(ring, store, x, y) {
  const steps = { ArrowLeft: [x, -1], ArrowRight: [x, 1], ArrowDown: [y, -1], ArrowUp: [y, 1] };
  ring.onkeydown = event => {
    const [name, step] = steps[event.key] ?? [];
    if (!name) return;
    event.preventDefault();
    const last = store.recording.axes[name].length - 1;
    const place = store.state.positions[name] + step;
    store.setPositions({ [name]: Math.max(0, Math.min(last, place)) });
    store.sendPositions();
  };
}
