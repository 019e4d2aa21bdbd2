// What a matrix does to the plane: the vector and the columns that are dragged, their images and
// the grid follow in the same frame. When the reader lets go, the server sends what torch says.
import { formatCells } from "../shared/cell_format.js";
import { applyPageScale, element, setText } from "../shared/dom.js";
import { drawAtWidth } from "../shared/draw_at_width.js";
import { formatNumber } from "../shared/format.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { createHandle, moveAnywhere } from "./handles.js";
import { determinant, imageOf, kindOf, snapPoint, withColumn } from "./linear_map.js";
import { createArrow, createPlane } from "./plane.js";

const PAUSE = 250; // milliseconds after which a release is sent
const LARGEST = 420; // pixels of a plane
const GAP = 16;

/**
 * What app.components.plane_map draws.
 * @typedef {{values: number[], reach: number, step: number, labels: Record<string, string>,
 *   says: Record<string, string>, lang: string, live: string, disabled: boolean}} Drawing
 */

/**
 * The matrix, the vector, whether they are being moved, and the timer of what is sent next.
 * @typedef {{matrix: number[], vector: number[], moving: boolean, timer: number}} State
 */

const firstValues = ({ values }) => ({ matrix: values.slice(0, 4), vector: values.slice(4) });

/**
 * @param {Drawing} drawing
 * @param {any} before
 * @returns {State}
 */
function createState(drawing, before) {
  // What comes while something is moved is older than what the reader sees.
  const busy = before?.state.moving || before?.state.timer;
  const now = busy ? before.state : firstValues(drawing);
  return { matrix: now.matrix, vector: now.vector, moving: !!before?.state.moving, timer: 0 };
}

function describeState({ says, lang }, { matrix, vector }) {
  const number = value => formatNumber(value, Number.isInteger(value) ? 0 : 2, lang);
  const round = value => Math.round(value * 1e6) / 1e6;
  const det = round(determinant(matrix));
  const [p, q] = imageOf(matrix, vector).map(round).map(number);
  const values = { p, q, det: number(det), area: number(Math.abs(det)) };
  return says[kindOf(matrix)].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// Tells cells of the same page, which another component draws.
function updateCells({ live, lang }, { matrix, vector }) {
  const texts = {
    A: formatCells(matrix, 2, lang),
    x: formatCells(vector, 2, lang),
    "A @ x": formatCells(imageOf(matrix, vector), 2, lang),
  };
  dispatchEvent(new CustomEvent("cells", { detail: { live, texts } }));
}

// The points that are moved: x on the first plane, the columns of A on the second.
function createTargets({ labels, reach, step }, state, { move, release }) {
  const plane = { reach, step };
  const column = place => ({
    label: labels[place ? "second" : "first"],
    point: () => [state.matrix[place], state.matrix[place + 2]],
    move: point => {
      state.matrix = withColumn(state.matrix, place, snapPoint(point, plane));
      move();
    },
    release,
  });
  const vector = {
    label: labels.x,
    point: () => state.vector,
    move: point => {
      state.vector = snapPoint(point, plane);
      move();
    },
    release,
  };
  return { vector, columns: [column(0), column(1)] };
}

/**
 * Draw both planes; return the function that paints what the state says.
 * @param {HTMLElement} root
 * @param {Drawing} drawing
 * @param {State} state
 * @param {{move: () => void, release: () => void}} actions
 */
function drawPlanes(root, drawing, state, actions) {
  const { labels, reach, step, lang, disabled } = drawing;
  const scale = applyPageScale(root);
  const width = root.clientWidth / scale;
  const half = (width - GAP) / 2;
  const size = Math.floor(Math.min(LARGEST, half > 220 ? half : width));
  const planes = ["before", "after"].map(name => createPlane(labels[name], size, reach));
  const box = element("div", { class: "planes", role: "group", "aria-label": labels.alt });
  box.append(...planes.map(plane => plane.box));
  const sentence = element("p", { class: "says" });
  root.append(box, sentence);
  const [before, after] = planes;
  before.setGrid([1, 0, 0, 1]);
  const arrows = [
    createArrow(after, "column", labels.first),
    createArrow(after, "column", labels.second),
    createArrow(before, "vector", labels.x),
    createArrow(after, "image", labels.image),
  ];
  const targets = createTargets(drawing, state, actions);
  const describe = point => point.map(value => formatNumber(value, 1, lang)).join(" ; ");
  const options = { step, reach, scale };
  const handles = disabled
    ? []
    : [
        createHandle(before, targets.vector, options, describe),
        ...targets.columns.map(column => createHandle(after, column, options, describe)),
      ];
  if (!disabled) moveAnywhere(before, targets.vector, scale);
  const region = createLiveRegion(root);
  return () => {
    after.setGrid(state.matrix);
    const ends = [...targets.columns.map(({ point }) => point()), state.vector];
    [...ends, imageOf(state.matrix, state.vector)].forEach((end, i) => arrows[i](end));
    for (const draw of handles) draw();
    setText(sentence, describeState(drawing, state));
    if (state.moving) region.announceWhenDone(() => sentence.textContent);
  };
}

export default mountOnce("plane-map", ({ root, drawing, before, setStateValue }) => {
  const state = createState(drawing, before);
  let frame = 0;
  let paint = () => {};
  const send = () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      state.timer = 0;
      setStateValue("now", { values: [...state.matrix, ...state.vector], n: Date.now() });
    }, PAUSE);
  };
  const actions = {
    move() {
      state.moving = true;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        paint();
        updateCells(drawing, state);
      });
    },
    release() {
      state.moving = false;
      send();
    },
  };
  const stopDrawing = drawAtWidth(root, "[tabindex]", () => {
    paint = drawPlanes(root, drawing, state, actions);
    paint();
  });
  if (before?.state.timer) send();
  return {
    state,
    dispose() {
      stopDrawing();
      clearTimeout(state.timer);
      cancelAnimationFrame(frame);
    },
  };
});
