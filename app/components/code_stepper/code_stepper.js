// Code, line by line, and a table of what each line leaves behind: stepped and played here, nothing
// is sent to the server.
import { element, setText } from "../shared/dom.js";
import { createLiveRegion, joinTexts } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { answerToReveal } from "../shared/reveal.js";
import { createStepControls } from "../shared/step_controls.js";
import { forgetStep, rememberStep } from "../shared/step_memory.js";
import { createStepPlayback } from "../shared/step_playback.js";
import { createListing, highlightLine } from "./listing.js";
import { createVariableTable, drawVariable } from "./variables.js";

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const PACE = 1100; // milliseconds a line
const SLOW_PACE = 2200;
const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * What app.components.code_stepper draws: listings with their names, and for each step the places
 * of the lit lines, a sentence, what is printed, and the variables.
 * @typedef {{alt: string, code: import("./listing.js").Token[][][], names: string[],
 *   head: string[], words: Record<string, string>, place: any, reveal?: any,
 *   steps: {lit: (number | null)[], failed: boolean, says: string, printed: string,
 *     rows: import("./variables.js").Variable[]}[]}} Drawing
 */

/**
 * The step that is shown, and what is played to.
 * @typedef {{step: number, goal: {end: number, pace: number} | null}} State
 */

// Makes what changes with the step, and the function that draws a step.
function createViews({ code, names, head, steps, words }) {
  const listings = code.map((lines, i) => createListing(lines, names[i], words.code));
  const says = element("p", { class: "says" });
  const focusable = { tabindex: 0, "aria-label": words.refused };
  const printed = element("pre", { class: "printed", ...focusable });
  const { table, body } = createVariableTable(head);
  const draw = step => {
    const now = steps[step];
    setText(says, now.says);
    says.hidden = !now.says;
    setText(printed, now.printed);
    printed.hidden = !now.printed;
    listings.forEach(({ lines }, i) => highlightLine(lines, now.lit[i], now.failed));
    const before = steps[step - 1]?.rows;
    body.replaceChildren(...now.rows.map(row => drawVariable(row, before)));
  };
  return { boxes: listings.map(({ box }) => box), says, printed, table, draw };
}

function layOut({ alt, code, words }, controls, { boxes, says, printed, table }) {
  const track = element("div", { class: "track" }, controls.slider);
  const bar = element("div", { class: "bar" }, ...controls.buttons, track, controls.count);
  const scrolling = { class: "box", role: "group", tabindex: 0, "aria-label": words.table };
  const state = element("div", { class: "state" }, element("div", scrolling, table), printed);
  const codeBox = element("div", { class: "code" }, ...boxes);
  const both = element("div", { class: `both n${code.length}` }, codeBox, state);
  return element("div", { class: "whole", role: "group", "aria-label": alt }, bar, says, both);
}

function stepWithArrows(whole, slider, stepBy) {
  whole.addEventListener("keydown", event => {
    const step = ARROWS[event.key];
    const inside = event.target.closest("pre, .box");
    const scrolls = inside && inside.scrollWidth > inside.clientWidth; // and keeps its keys
    if (!step || event.target === slider || scrolls) return;
    event.preventDefault();
    stepBy(step);
  });
}

/**
 * Draw the listings, the table and the controls; return how to stop playing.
 * @param {HTMLElement} root
 * @param {Drawing} drawing
 * @param {State} state
 */
function drawStepper(root, drawing, state) {
  const { steps, words } = drawing;
  const last = steps.length - 1;
  const views = createViews(drawing);
  const draw = () => {
    const counted = `${state.step + 1} / ${last + 1}`;
    const done = last ? state.step / last : 1;
    views.draw(state.step);
    controls.update({ playing: playback.isPlaying(), done, counted, valueText: counted });
  };
  const goTo = step => playback.goTo(step);
  const togglePlay = () => {
    if (playback.isPlaying()) return playback.goTo(state.step);
    if (state.step === last) state.step = 0;
    playback.play(last, reducedMotion.matches ? SLOW_PACE : PACE);
  };
  const label = words.slider;
  const controls = createStepControls({ words, label, last, state, goTo, togglePlay });
  const whole = layOut(drawing, controls, views);
  stepWithArrows(whole, controls.slider, step => goTo(state.step + step));
  root.replaceChildren(whole);
  const region = createLiveRegion(root);
  const sentence = () => joinTexts(controls.count, views.says, views.printed);
  const playback = createStepPlayback({ root, state, last, draw, region, sentence });
  if (state.goal && state.step < state.goal.end) playback.play(state.goal.end, state.goal.pace);
  else draw();
  return playback.stop;
}

export default mountOnce("steps", ({ root, drawing, before }) => {
  const { code, place, steps } = drawing;
  const last = steps.length - 1;
  const run = JSON.stringify([code, steps.map(({ lit }) => lit)]);
  // The same run with other numbers goes on.
  const current = before?.run === run ? before.state.step : 0;
  const from = rememberStep(place, before, () => state.step);
  /** @type {State} */
  const state = { step: Math.min(from ?? current, last), goal: null };
  const answer = answerToReveal(drawing, last, PACE);
  if (before && answer?.known)
    state.goal = before.state.goal; // seen, or on the way
  else if (answer) Object.assign(state, { step: answer.from, goal: answer });
  const stop = drawStepper(root, drawing, state);
  return {
    run,
    state,
    set: place.set,
    dispose() {
      stop();
      forgetStep(place);
    },
  };
});
