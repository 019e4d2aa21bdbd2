// The ring where a descent starts, on the loss of a line: it may be put anywhere.
import { svgElement } from "../shared/dom.js";
import { formatQuantity } from "../shared/template.js";
import { createGrip, listenToDrag, placeGrip } from "./grip.js";
import { ownLine, sendOwn, setStart } from "./own_line.js";
import { grips } from "./registry.js";

const START_STEP = 0.05;

/**
 * Draw the ring over the surface and return what draws it anew.
 * @param {Frame} frame
 * @param {Plot} plot
 * @param {any} store
 * @param {string} label
 */
function createStartGrip(frame, plot, store, label) {
  const { X, Y, x0, x1, y0, y1 } = plot;
  const size = { width: plot.w, height: plot.h };
  const layer = svgElement("svg", { class: "hand", ...size }, frame.area);
  const start = () => [store.get("a", 0), store.get("b", 0)];
  const keys = key => {
    const [da, db] = START_MOVES[key] ?? [];
    if (da == null || store.runHidden) return false;
    const [a, b] = start();
    setStart(store, a + da * START_STEP, b + db * START_STEP);
    sendOwn(store, "start");
    return true;
  };
  const range = store.recording.facts.a_window;
  const ring = createGrip(layer, { label, name: "start", radius: 10, range, keys });
  const move = (/** @type {Point} */ [x, y]) => {
    const [px, py] = [Math.max(x0, Math.min(x1, x)), Math.max(y1, Math.min(y0, y))];
    setStart(store, (px - X(0)) / (X(1) - X(0)), (py - Y(0)) / (Y(1) - Y(0)));
  };
  const put = at => {
    if (store.runHidden) return false;
    ownLine(store).held = "start";
    move(at);
    return true;
  };
  const drop = () => {
    ownLine(store).held = null;
    sendOwn(store, "start");
  };
  listenToDrag(frame, { hold: put, move, drop, tap: at => put(at) && drop() });
  frame.area.classList.add("plane");
  return () => {
    layer.style.display = store.runHidden ? "none" : "";
    const [a, b] = start();
    const text = (name, value) => `${name} = ${formatQuantity(store, name, value)}`;
    placeGrip(ring, [X(a), Y(b)], a.toFixed(2), `${text("a", a)}, ${text("b", b)}`);
  };
}

grips.start = createStartGrip;

const START_MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
