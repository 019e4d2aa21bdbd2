// Tensors as cells: the cell that is pointed at tells its index and its value and lights up its
// kin; several frames are stepped through. Nothing is sent to the server.
import { applyPageScale, element, setText } from "../shared/dom.js";
import { drawAtWidth } from "../shared/draw_at_width.js";
import { createLiveRegion, joinTexts } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { answerToReveal } from "../shared/reveal.js";
import { forgetStep, rememberStep } from "../shared/step_memory.js";
import { createCellSvg, drawCell } from "./cell.js";
import { createSelection } from "./selection.js";
import { drawTensor } from "./tensor.js";

const PACE = 1100; // milliseconds from frame to frame

/**
 * What app.components.tensor_cells draws: frames of rows of tensors and signs.
 * @typedef {{alt: string, frames: {says: string, rows: any[][]}[], legend: [string, string][],
 *   hint: string, words: Record<string, string>, story?: string, live?: string, place?: any,
 *   reveal?: any}} Drawing
 */

/**
 * The frame shown, the frame where playing ends, milliseconds from frame to frame, the cells that
 * are drawn, and how to play a frame on.
 * @typedef {{frame: number, goal: number | null, pace: number,
 *   cells: import("./tensor.js").Cell[], playOn?: () => void}} State
 */

function drawSign(sign) {
  return element("span", { class: sign.length > 3 ? "sign word" : "sign", text: sign });
}

function drawLegend(legend) {
  const entries = legend.map(([marks, text]) => {
    const swatch = createCellSvg(34, 26, { "aria-hidden": "true" });
    drawCell(swatch, { x: 2, y: 2, width: 30, height: 22 }, "1", marks);
    return element("li", {}, swatch, element("span", { text }));
  });
  return element("ul", { class: "legend" }, ...entries);
}

/**
 * Return the buttons that step through the frames, with a count of them.
 * @param {Drawing} drawing
 * @param {State} state
 * @param {() => void} drawFrame
 * @param {(count: Node) => void} announce
 */
function createSteps({ frames, words }, state, drawFrame, announce) {
  const last = frames.length - 1;
  const count = element("output");
  const update = () => {
    back.setAttribute("aria-disabled", !state.frame);
    forward.setAttribute("aria-disabled", state.frame === last);
    setText(count, `${state.frame + 1} / ${frames.length}`);
    drawFrame();
  };
  // Past an end it stays enabled: the focus is not lost.
  const stepBy = step => {
    state.goal = null;
    state.frame = Math.min(last, Math.max(0, state.frame + step));
    update();
    announce(count);
  };
  state.playOn = () => {
    state.frame++;
    update();
    if (state.frame === state.goal) announce(count);
  };
  const button = (text, step) =>
    element("button", { type: "button", text, onclick: () => stepBy(step) });
  const back = button(words.back, -1);
  const forward = button(words.forward, 1);
  return { box: element("div", { class: "steps" }, back, forward, count), update };
}

/**
 * Draw the frames.
 * @param {HTMLElement} root
 * @param {Drawing} drawing
 * @param {State} state
 */
function drawFigure(root, drawing, state) {
  const { alt, frames, legend, hint, words } = drawing;
  const region = createLiveRegion(root);
  const line = element("p", { class: "told", text: hint });
  const says = element("p", { class: "says" });
  const body = element("div", { class: "rows", role: "group", "aria-label": alt });
  state.cells = [];
  const announceCell = () => region.announceWhenDone(() => line.textContent);
  const select = createSelection(state.cells, line, hint, announceCell);
  const width = root.clientWidth / applyPageScale(root) - 8;
  const figure = { width, words, cells: state.cells, select };
  const drawItem = item => ("sign" in item ? drawSign(item.sign) : drawTensor(item, figure));
  const drawFrame = () => {
    const { rows, says: sentence } = frames[state.frame];
    state.cells.length = 0;
    says.hidden = !sentence;
    setText(says, sentence);
    const drawRow = row => element("div", { class: "row" }, ...row.map(drawItem));
    body.replaceChildren(...rows.map(drawRow));
    select(null);
  };
  if (legend.length) root.append(drawLegend(legend));
  if (frames.length === 1) {
    root.append(says, body, line);
    drawFrame();
    return;
  }
  const announceFrame = count => region.announceWhenDone(() => joinTexts(count, says));
  const steps = createSteps(drawing, state, drawFrame, announceFrame);
  root.append(steps.box, says, body, line);
  steps.update();
}

/**
 * Return the frame to begin with and the one where playing ends.
 * @param {Drawing} drawing
 * @param {any} before the instance before; the same story goes on with other numbers
 * @param {() => number} currentFrame
 * @returns {State}
 */
function firstState(drawing, before, currentFrame) {
  const last = drawing.frames.length - 1;
  const answer = answerToReveal(drawing, last, PACE);
  const same = before?.last === last && before.story === drawing.story;
  const { place } = drawing;
  const from = place ? rememberStep(place, before, currentFrame) : undefined;
  const current = Math.min(from ?? (same ? before.state.frame : 0), last);
  const frame = answer && !(same && answer.known) ? answer.from : current;
  const cells = [];
  if (answer && !answer.known) return { frame, goal: answer.end, pace: answer.pace, cells };
  const goal = same && from === undefined ? before.state.goal : null;
  return { frame, goal, pace: answer?.pace ?? PACE, cells };
}

// Plays until the goal, or until the reader steps; returns the timer.
function play(state) {
  if (state.goal === null) return 0;
  const timer = setInterval(() => {
    if (state.goal === null || state.frame >= state.goal) clearInterval(timer);
    else state.playOn?.();
  }, state.pace);
  return timer;
}

// Numbers that are dragged elsewhere on the page.
function createCellListener({ live }, state) {
  return (/** @type {any} */ { detail }) => {
    if (detail.live !== live) return;
    for (const cell of state.cells)
      if (cell.tensor in detail.texts) {
        cell.text = detail.texts[cell.tensor][cell.entry];
        setText(cell.group.querySelector("text"), cell.text);
      }
  };
}

export default mountOnce("cells", ({ root, drawing, before }) => {
  const state = firstState(drawing, before, () => state.frame);
  const timer = play(state);
  const updateCells = createCellListener(drawing, state);
  if (drawing.live) addEventListener("cells", updateCells);
  const stopDrawing = drawAtWidth(root, "svg[tabindex], button", () =>
    drawFigure(root, drawing, state),
  );
  return {
    last: drawing.frames.length - 1,
    story: drawing.story,
    state,
    set: drawing.place?.set,
    dispose() {
      stopDrawing();
      clearInterval(timer);
      removeEventListener("cells", updateCells);
      if (drawing.place) forgetStep(drawing.place);
    },
  };
});
