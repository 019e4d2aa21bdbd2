// The graph with values: stepped forward and backward here, nothing is sent to the server.
import { copyButton } from "../shared/copyable_text.js";
import { element, setText } from "../shared/dom.js";
import { drawAtWidth } from "../shared/draw_at_width.js";
import { createLiveRegion, joinTexts } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { answerToReveal } from "../shared/reveal.js";
import { createStepControls } from "../shared/step_controls.js";
import { forgetStep, rememberStep } from "../shared/step_memory.js";
import { createStepPlayback } from "../shared/step_playback.js";
import { allText } from "./box_text.js";
import { drawGraph, fitTitles, scrollToStep, showNumbers, showStep } from "./drawing.js";
import { canEvaluate, computeGradients, computeValues } from "./evaluation.js";
import { createFacts, followPointer } from "./facts.js";
import { listenToLeaves } from "./leaf_drag.js";
import { drawLegend } from "./legend.js";
import { createListing } from "./listing.js";

const PACE = 1400; // milliseconds a step

/**
 * What app.components.value_graph draws; `turn` is the step where the backward pass begins, or 0,
 * `code` has line numbers and tokens.
 * @typedef {import("./layout.js").Graph & {alt: string, freed: boolean,
 *   steps: import("./drawing.js").Step[], turn: number, legend: [string, string][], place: any,
 *   code: [line: number, tokens: [string, string?][]][], words: Record<string, string>,
 *   copyable?: boolean, reveal?: any,
 *   touch?: import("./leaf_drag.js").Touch}} Drawing
 */

/**
 * The step that is shown, the last one, and what is played to.
 * @typedef {{step: number, last: number, goal: {end: number, pace: number} | null}} State
 */

function createSentences() {
  const paragraph = names => element("p", { class: names });
  const [act, head, note] = ["act", "says", "note"].map(paragraph);
  const [numbers, more] = ["sums", "note"].map(paragraph);
  const show = (step, phase) => {
    setText(act, phase);
    act.className = `act ${step.act}`;
    setText(head, step.head);
    setText(numbers, step.numbers);
    setText(note, step.note);
    setText(more, step.more);
  };
  return { box: element("div", { class: "live" }, act, head, note, numbers, more), show };
}

function drawTrack(slider, { turn, words }, last) {
  const track = element("div", { class: "track" }, slider);
  if (!turn) return track;
  track.style.setProperty("--turn", turn / last);
  const forward = element("span", { text: words.forward_pass });
  const backward = element("span", { class: "after", text: words.backward_pass });
  track.append(element("div", { class: "marks", "aria-hidden": "true" }, forward, backward));
  return track;
}

function layOut(root, drawing, controls, { scroller, listing, sentences, facts }) {
  const track = drawTrack(controls.slider, drawing, drawing.steps.length - 1);
  const buttons = element("div", { class: "buttons" }, ...controls.buttons);
  const below = [sentences.box, facts.box];
  const program = element("div", { class: "program" }, listing.box);
  if (drawing.copyable) program.append(copyButton(drawing.words, listing.box));
  if (drawing.code.length) below.unshift(program);
  const names = drawing.code.length ? "below" : "below alone";
  root.append(
    element("div", { class: "bar" }, buttons, track, controls.count),
    scroller,
    drawLegend(drawing.legend),
    element("div", { class: names }, ...below),
  );
}

function stepWithKeys(svg, state, goTo) {
  svg.addEventListener("keydown", event => {
    const step = {
      ArrowRight: state.step + 1,
      ArrowDown: state.step + 1,
      ArrowLeft: state.step - 1,
      ArrowUp: state.step - 1,
      Home: 0,
      End: state.last,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    goTo(step);
  });
}

// Draws the graph and the texts; `show` draws a step, with what is pointed at.
function createViews(root, drawing, state) {
  const { nodes, steps, words } = drawing;
  const scroller = element("div", { class: "graph" });
  const graph = drawGraph(root, drawing);
  scroller.append(graph.svg);
  root.append(scroller); // only what stands on the page can be measured
  fitTitles(graph);
  const sentences = createSentences();
  const facts = createFacts(drawing.touch?.hint ?? words.hint);
  /** @type {{node: any}} */
  const pointed = { node: null };
  const showFacts = () => {
    const { node } = steps[state.step];
    facts.show(pointed.node ?? nodes.find(({ id }) => id === node), state.step);
  };
  const mark = (node, line, isMarked) => {
    pointed.node = node;
    for (const box of graph.boxes) box.group.classList.toggle("pointed", isMarked(box.node));
    listing.point(line);
    showFacts();
  };
  const pointAt = node => mark(node, node?.line ?? null, each => each === node);
  const pointAtLine = line => {
    const isOfLine = node => line !== null && node.line === line;
    mark(nodes.findLast(isOfLine) ?? null, line, isOfLine);
  };
  const listing = createListing(drawing.code, words.code, pointAtLine);
  const show = phase => {
    const step = steps[state.step];
    showStep(graph, step, state.step);
    listing.show(step);
    sentences.show(step, phase);
    pointed.node = null;
    showFacts();
  };
  followPointer(graph, pointAt);
  const scroll = () => scrollToStep(scroller, graph, steps[state.step]);
  return { graph, scroller, listing, sentences, facts, show, scroll };
}

// Shows what a moved leaf changes: in the boxes and in a sentence, as it will be recorded.
function showMoved({ graph, sentences, facts }, /** @type {any} */ { nodes, touch }, id, numbers) {
  const { operations, lang } = touch;
  const known = canEvaluate(operations);
  const values = known ? computeValues(operations, { [id]: numbers }) : { [id]: numbers };
  const gradients = known ? computeGradients(operations, values) : {};
  showNumbers(graph, { values, gradients }, lang);
  const write = node => `${node.head[1]} = ${allText(values[node.id], lang)}`;
  const [head, result] = [nodes.find(node => node.id === id), nodes[nodes.length - 1]];
  const texts = { head: write(head), numbers: known ? write(result) : "", note: "", more: "" };
  sentences.show({ act: "", ...texts }, "");
  facts.show(undefined, 0); // what they know is of other numbers
}

// On a phone the box of a step may be below the screen: what is played is brought into sight.
function bringIntoSight(root, scroller) {
  const isBelow = scroller.getBoundingClientRect().bottom > innerHeight;
  if (isBelow && matchMedia("(max-width: 40rem)").matches) root.scrollIntoView();
}

/**
 * Draw the graph and its controls; return how to stop playing.
 * @param {HTMLElement} root
 * @param {Drawing} drawing
 * @param {State} state
 * @param {(name: string, numbers: number[]) => void} send a moved leaf
 */
function drawFigure(root, drawing, state, send) {
  const { steps, words } = drawing;
  const { last } = state;
  const region = createLiveRegion(root);
  const views = createViews(root, drawing, state);
  const draw = () => {
    const counted = `${state.step} / ${last}`;
    const phase = words[`${steps[state.step].act}_pass`] ?? "";
    const valueText = `${counted} ${phase}`;
    const done = last ? state.step / last : 0;
    views.show(phase);
    controls.update({ playing: playback.isPlaying(), done, counted, valueText });
    views.scroll();
  };
  const goTo = step => playback.goTo(step);
  const togglePlay = () => {
    if (playback.isPlaying()) return playback.goTo(state.step);
    state.step = state.step === last ? 0 : state.step + 1;
    bringIntoSight(root, views.scroller);
    playback.play(last, PACE);
  };
  const label = words.pace;
  const controls = createStepControls({ words, label, last, state, goTo, togglePlay });
  const sentence = () => joinTexts(controls.count, ...views.sentences.box.children);
  const playback = createStepPlayback({ root, state, last, draw, region, sentence });
  layOut(root, drawing, controls, views);
  stepWithKeys(views.graph.svg, state, goTo);
  const move = (id, numbers) => {
    if (state.step !== last || playback.isPlaying()) goTo(last);
    showMoved(views, drawing, id, numbers);
  };
  if (drawing.touch) listenToLeaves(views.graph, drawing.touch, { move, drop: draw, send });
  if (state.goal && state.step < state.goal.end) playback.play(state.goal.end, state.goal.pace);
  else draw();
  return playback.stop;
}

export default mountOnce("flow", ({ root, drawing, before, setStateValue }) => {
  const { place, steps } = drawing;
  const last = steps.length - 1;
  // Who was at the end stays at the end, else at the step.
  const { step = 0, last: lastBefore = 0 } = before?.state ?? {};
  const current = lastBefore && step === lastBefore ? last : step;
  const from = rememberStep(place, before, () => state.step);
  /** @type {State} */
  const state = { step: Math.min(from ?? current, last), last, goal: null };
  const answer = answerToReveal(drawing, last, PACE);
  if (before && answer?.known)
    state.goal = before.state.goal; // seen, or on the way
  else if (answer) Object.assign(state, { step: answer.from, goal: answer });
  let stopPlaying = () => {};
  const send = (name, numbers) => setStateValue("moved", { name, numbers, n: Date.now() });
  const stopDrawing = drawAtWidth(root, "svg[tabindex], .grab, button, input, pre", () => {
    stopPlaying();
    stopPlaying = drawFigure(root, drawing, state, send);
  });
  return {
    state,
    set: place.set,
    dispose() {
      stopPlaying();
      stopDrawing();
      forgetStep(place);
    },
  };
});
