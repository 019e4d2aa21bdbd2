// The rings on the line's ends and on one of the points: what the reader drags in the view "fit".
import { setAttributes, svgElement } from "../shared/dom.js";
import { toPoint } from "../shared/geometry.js";
import { formatQuantity } from "../shared/template.js";
import { createGrip, listenToDrag, placeGrip } from "./grip.js";
import { movePoint, ownLine, sendOwn, setStart } from "./own_line.js";
import { grips } from "./registry.js";

const LINE_ENDS = [0, 1]; // where on x they are
const STEP_X = 0.02;
const STEP_Y = 0.05;
const LARGEST_DRAGGED = 1e4; // parameters beyond it are drawn nowhere
const MOUSE_REACH = 14; // pixels that it may be away
const FINGER_REACH = 30;

/**
 * Draw the rings, the moved points and the best line through them; return what draws them anew.
 * @param {Frame} frame
 * @param {Plot} plot
 * @param {any} store
 * @param {Record<string, string>} words
 */
function createLineGrips(frame, plot, store, words) {
  const { lines, marks, layer } = createGripLayers(frame, plot, words);
  const drag = createDrag(plot, store);
  const range = store.recording.facts.y_window;
  const ends = LINE_ENDS.map(side =>
    createGrip(layer, {
      label: side ? words.right_end : words.left_end,
      radius: 7,
      name: String(side),
      names: "line-end",
      range,
      keys: key => drag.keyOnEnd(side, key),
    }),
  );
  const last = store.table("x").length - 1;
  const keys = key => drag.keyOnPoint(key);
  const options = { label: words.point, name: "point", radius: 8, range: [0, last], keys };
  const point = createGrip(layer, options);
  listenToDrag(frame, drag);
  frame.area.classList.add("draggable");
  const text = (name, value) => `${name} = ${formatQuantity(store, name, value)}`;
  return () => {
    layer.style.display = store.runHidden ? "none" : "";
    const { moved } = ownLine(store);
    drawMoved(plot, store, moved, lines, marks);
    const [a, b] = drag.line();
    const says = `${text("a", a)}, ${text("b", b)}`;
    for (const side of LINE_ENDS)
      placeGrip(ends[side], drag.endAt(side), (a + b * side).toFixed(2), says);
    const { point: i, x, y } = drag.point();
    const place = [plot.X(x), plot.Y(y)];
    placeGrip(point, place, i, `${text(`x[${i}]`, x)}, ${text(`y[${i}]`, y)}`);
  };
}

grips.line = createLineGrips;

function createGripLayers(frame, plot, words) {
  const lines = svgElement("g", {}, plot.marks);
  svgElement("line", { class: "best-line" }, lines);
  const name = { class: "label", "text-anchor": "start", text: words.best };
  const label = svgElement("text", name, plot.top);
  const marks = svgElement("path", { class: "moved" }, plot.marks);
  const size = { width: plot.w, height: plot.h };
  const layer = svgElement("svg", { class: "hand", ...size }, frame.area);
  return { lines: { line: lines.firstChild, label }, marks, layer };
}

// Moved points have a square around them; the best line is drawn once there are some.
function drawMoved(plot, store, moved, { line, label }, marks) {
  const xs = store.table("x");
  const ys = store.table("y");
  const own = [...moved.keys()].filter(i => i < xs.length);
  const square = i => `M${toPoint(plot.X(xs[i]) - 6, plot.Y(ys[i]) - 6)}h12v12h-12z`;
  marks.setAttribute("d", store.runHidden ? "" : own.map(square).join(""));
  const shown = own.length && !store.runHidden;
  const [a, b] = shown ? [store.get("best_a"), store.get("best_b")] : [Number.NaN, 0];
  const at = x => plot.Y(a + b * x);
  setAttributes(line, { x1: plot.X(0), y1: at(0), x2: plot.X(1), y2: at(1) });
  const y = Math.max(plot.y1 + 60, Math.min(plot.y0 - 10, at(0.02) - 10));
  setAttributes(label, { x: shown ? plot.X(0.02) + 14 : Number.NaN, y });
}

// Returns where line and point are, and what moves them.
function createHolds(plot, store) {
  const { X, Y } = plot;
  const line = () => {
    const now = [store.get("a"), store.get("b")];
    const near = Math.abs(now[0]) + Math.abs(now[1]) < LARGEST_DRAGGED;
    return near ? now : [store.get("a", 0), store.get("b", 0)];
  };
  const clamp = y => Math.max(plot.y1, Math.min(plot.y0, y));
  const holds = {
    line,
    endAt: side => [X(side), clamp(Y(line()[0] + line()[1] * side))],
    point() {
      const own = ownLine(store);
      const [xs, ys] = [store.table("x"), store.table("y")];
      own.point = Math.min(own.point, xs.length - 1);
      return { point: own.point, x: xs[own.point], y: ys[own.point] };
    },
    select(i) {
      ownLine(store).point = i;
      store.requestRender();
    },
    moveEnd(side, y) {
      const [a, b] = line();
      setStart(store, ...(side ? [a, y - a] : [y, a + b - y]));
    },
    move(held, [px, py]) {
      const x = (px - plot.x0) / (plot.x1 - plot.x0);
      const y = (clamp(py) - Y(0)) / (Y(1) - Y(0));
      if (held === "point") movePoint(store, holds.point().point, x, y);
      else holds.moveEnd(held, y);
    },
  };
  return holds;
}

// Returns what can be dragged, and what keys do; `held` is an end, 0 or 1, or the "point".
function createDrag(plot, store) {
  const holds = createHolds(plot, store);
  const pointAt = (at, reach) => nearestPoint(plot, store, at, reach);
  return {
    line: holds.line,
    endAt: holds.endAt,
    point: holds.point,
    ...createKeys(store, holds),
    hold(at, grip) {
      if (store.runHidden) return false;
      const own = ownLine(store);
      const near = LINE_ENDS.find(side => distanceTo(holds.endAt(side), at) < MOUSE_REACH);
      const i = grip || near != null ? -1 : pointAt(at, MOUSE_REACH);
      if (i >= 0) holds.select(i);
      own.held = heldBy(grip) ?? near ?? (i >= 0 ? "point" : null);
      own.dragged = false;
      return own.held != null;
    },
    move(at) {
      const own = ownLine(store);
      if (own.held == null) return;
      own.dragged = true;
      holds.move(own.held, at);
    },
    drop() {
      const own = ownLine(store);
      if (own.dragged) sendOwn(store, own.held === "point" ? "moved" : "start");
      own.held = null;
    },
    tap(at) {
      const i = store.runHidden ? -1 : pointAt(at, FINGER_REACH);
      if (i >= 0) holds.select(i);
    },
  };
}

function createKeys(store, { line, point, moveEnd, select }) {
  const up = { ArrowUp: STEP_Y, ArrowDown: -STEP_Y };
  const right = { ArrowRight: STEP_X, ArrowLeft: -STEP_X };
  const next = { PageDown: 1, PageUp: -1 };
  return {
    keyOnEnd(side, key) {
      if (!up[key] || store.runHidden) return false;
      const [a, b] = line();
      moveEnd(side, a + b * side + up[key]);
      sendOwn(store, "start");
      return true;
    },
    keyOnPoint(key) {
      const { point: i, x, y } = point();
      const n = store.table("x").length;
      if (store.runHidden) return false;
      if (next[key]) select((i + next[key] + n) % n);
      else if (up[key] || right[key]) {
        movePoint(store, i, x + (right[key] ?? 0), y + (up[key] ?? 0));
        sendOwn(store, "moved");
      } else return false;
      return true;
    },
  };
}

const heldBy = grip => grip && (grip === "point" ? grip : Number(grip));

const distanceTo = (/** @type {Point} */ [x, y], /** @type {Point} */ [u, v]) =>
  Math.hypot(x - u, y - v);

// The point nearest to a place, -1 if none is within reach.
function nearestPoint({ X, Y }, store, at, reach) {
  const [xs, ys] = [store.table("x"), store.table("y")];
  const away = Array.from(xs, (x, i) => distanceTo([X(x), Y(ys[i])], at));
  const least = Math.min(...away);
  return least < reach ? away.indexOf(least) : -1;
}
