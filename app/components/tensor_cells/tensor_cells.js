// Tensors as cells: the cell that is pointed at tells its index and its value and lights up its
// kin; several frames are stepped through. Only what the reader chooses or edits is sent to the
// server, when they let go.
import { applyPageScale, element, setText } from "../shared/dom.js";
import { drawAtWidth } from "../shared/draw_at_width.js";
import { createLiveRegion, joinTexts } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { answerToReveal } from "../shared/reveal.js";
import { forgetStep, rememberStep } from "../shared/step_memory.js";
import { createCellSvg, drawCell } from "./cell.js";
import { createSelection } from "./selection.js";
import { drawTensor } from "./tensor.js";

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const PACE = 1100; // milliseconds from frame to frame
const SLOW_PACE = 2200;

/**
 * What app.components.tensor_cells draws: frames of rows of tensors and signs.
 * @typedef {{alt: string, frames: {says: string, rows: any[][]}[], legend: [string, string][],
 *   hint: string, words: Record<string, string>, story?: string, live?: string, place?: any,
 *   reveal?: any, play?: {play: string, pause: string} | null, touch?: any}} Drawing `play` names
 *   the button that plays the frames
 */

/**
 * The frame shown, the frame where playing ends, milliseconds from frame to frame, the cells that
 * are drawn, and how to play a frame on; where the reader stands in each tensor, the cell that is
 * being edited, and whether cells are added to those chosen.
 * @typedef {{frame: number, goal: number | null, pace: number,
 *   cells: import("./tensor.js").Cell[], timer?: number, playOn?: () => void,
 *   cursors: Record<string, number>, open: any, adding: boolean}} State
 */

function drawSign(sign) {
  return element("span", { class: sign.length > 3 ? "sign word" : "sign", text: sign });
}

// An arrow begins the line on which its result stands.
function keepArrows(row, drawn) {
  return drawn.flatMap((part, i) => {
    if (row[i].sign === "→" && drawn[i + 1])
      return element("div", { class: "pair" }, part, drawn[i + 1]);
    return row[i - 1]?.sign === "→" ? [] : part;
  });
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
function createSteps({ frames, words, play }, state, drawFrame, announce) {
  const last = frames.length - 1;
  const count = element("output");
  const update = () => {
    if (play) setText(playButton, state.goal === null ? play.play : play.pause);
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
    const done = ++state.frame === state.goal;
    if (done) state.goal = null;
    update();
    if (done) announce(count);
  };
  const togglePlay = () => {
    if (state.goal !== null) return stepBy(0);
    playAll(state, last);
    update();
  };
  const button = (text, onclick, names = "") =>
    element("button", { type: "button", class: names, text, onclick });
  const playButton = button("", togglePlay, "main");
  const back = button(words.back, () => stepBy(-1));
  const forward = button(words.forward, () => stepBy(1));
  const buttons = play ? [playButton, back, forward] : [back, forward];
  return { box: element("div", { class: "steps" }, ...buttons, count), update };
}

// The switch with which a finger chooses several cells one by one.
function createAddSwitch(text, state) {
  const toggle = () => {
    state.adding = !state.adding;
    button.setAttribute("aria-pressed", String(state.adding));
  };
  const pressed = { "aria-pressed": String(state.adding) };
  const button = element("button", {
    type: "button",
    text,
    onclick: toggle,
    ...pressed,
  });
  return element("div", { class: "steps" }, button);
}

/**
 * Draw the frames.
 * @param {HTMLElement} root
 * @param {Drawing} drawing
 * @param {State} state
 * @param {(message: any) => void} send
 */
function drawFigure(root, drawing, state, send) {
  const { alt, frames, legend, hint, words, touch } = drawing;
  const region = createLiveRegion(root);
  const line = element("p", { class: "told", text: hint });
  const says = element("p", { class: "says" });
  const body = element("div", { class: "rows", role: "group", "aria-label": alt });
  state.cells = [];
  const announceCell = () => region.announceWhenDone(() => line.textContent);
  const select = createSelection(state.cells, line, hint, announceCell);
  const width = root.clientWidth / applyPageScale(root) - 8;
  const tell = refused => setText(line, refused ? touch.refused : hint);
  const figure = { width, words, cells: state.cells, select, touch, state, send, tell };
  const drawItem = item => ("sign" in item ? drawSign(item.sign) : drawTensor(item, figure));
  const drawRow = row => element("div", { class: "row" }, ...keepArrows(row, row.map(drawItem)));
  const drawFrame = () => {
    const { rows, says: sentence } = frames[state.frame];
    state.cells.length = 0;
    says.hidden = !sentence;
    setText(says, sentence);
    body.replaceChildren(...rows.map(drawRow));
    select(null);
  };
  if (legend.length) root.append(drawLegend(legend));
  if (frames.length === 1) {
    root.append(says, body, line);
    if (touch?.add) line.before(createAddSwitch(touch.add, state));
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
  const { cursors, open, adding } = before?.state ?? { cursors: {}, open: {}, adding: false };
  const kept = { cells: [], cursors, open, adding };
  if (answer && !answer.known) return { frame, goal: answer.end, pace: answer.pace, ...kept };
  const goal = same && from === undefined ? before.state.goal : null;
  return { frame, goal, pace: answer?.pace ?? PACE, ...kept };
}

// Plays from the frame shown to the last one; from the last one all.
function playAll(state, last) {
  if (state.frame === last) state.frame = 0;
  state.goal = last;
  state.pace = reducedMotion.matches ? SLOW_PACE : PACE;
  startTimer(state);
}

// Plays until the goal, or until the reader steps.
function startTimer(state) {
  clearInterval(state.timer);
  if (state.goal === null) return;
  state.timer = setInterval(() => {
    if (state.goal === null || state.frame >= state.goal) clearInterval(state.timer);
    else state.playOn?.();
  }, state.pace);
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

export default mountOnce("cells", ({ root, drawing, before, setStateValue }) => {
  const state = firstState(drawing, before, () => state.frame);
  startTimer(state);
  const updateCells = createCellListener(drawing, state);
  if (drawing.live) addEventListener("cells", updateCells);
  // the time makes an equal message news
  const send = message => setStateValue("touched", { ...message, n: Date.now() });
  const stopDrawing = drawAtWidth(root, "svg[tabindex], button", () =>
    drawFigure(root, drawing, state, send),
  );
  return {
    last: drawing.frames.length - 1,
    story: drawing.story,
    state,
    set: drawing.place?.set,
    dispose() {
      stopDrawing();
      clearInterval(state.timer);
      removeEventListener("cells", updateCells);
      if (drawing.place) forgetStep(drawing.place);
    },
  };
});
