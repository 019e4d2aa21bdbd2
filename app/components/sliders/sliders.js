// Numbers that are dragged: the figure, a sentence and cells elsewhere on the page follow in the
// same frame. When the reader lets go, the server learns of it and sends what torch says.
import { formatCells } from "../shared/cell_format.js";
import { applyPageScale, element } from "../shared/dom.js";
import { drawAtWidth } from "../shared/draw_at_width.js";
import { formatNumber } from "../shared/format.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { createPlot } from "../shared/plot.js";
import { createSlider } from "../shared/slider.js";
import { fillTemplate } from "../shared/template.js";
import { drawColumnsFigure } from "./columns_figure.js";
import { drawCurveFigure } from "./curve_figure.js";
import { laws } from "./laws.js";

const FIGURES = { curve: drawCurveFigure, columns: drawColumnsFigure };
const PAUSE = 250; // milliseconds after which a release is sent

/**
 * The places of the sliders, what follows from them, whether one is dragged, and the timer of what
 * is sent next.
 * @typedef {{positions: number[], result: import("./laws.js").Result, dragging: boolean,
 *   timer: number}} State
 */

// Tells cells of the same page, which another component draws.
function updateCells({ cells, live, look }, { values }) {
  const texts = {};
  for (const [quantity, [tensor, digits]] of Object.entries(cells))
    texts[tensor] = formatCells(values[quantity], digits, look.lang);
  dispatchEvent(new CustomEvent("cells", { detail: { live, texts } }));
}

// Makes the sentence and the function that writes it; there is one, or one of each kind.
function createSentence({ says: templates, look: context }, state) {
  const box = element("p", { class: "says" });
  const source = { context, value: name => state.result.sentence[name] };
  let current = null;
  let fill;
  const write = () => {
    const template = templates[state.result.kind] ?? templates;
    if (template !== current) {
      current = template;
      fill = fillTemplate(box, source, template);
    }
    fill();
  };
  return { box, write };
}

function createSliders({ labels, values, look }, state, { move, release }) {
  const row = element("div", { class: "handles" });
  const sliders = labels.map((label, i) => {
    const options = { label, max: values[i].length - 1, marks: [] };
    const oninput = position => move(i, position);
    const slider = createSlider({ ...options, oninput, onchange: release });
    row.append(slider.box);
    return slider;
  });
  const update = () =>
    sliders.forEach((slider, i) => {
      const position = state.positions[i];
      slider.setValue(position, formatNumber(values[i][position], 2, look.lang));
    });
  return { row, update };
}

/**
 * Draw figure, sliders and sentence; return how to paint what the state says, and how to announce
 * it.
 * @param {HTMLElement} root
 * @param {any} drawing
 * @param {State} state
 * @param {{move: (slider?: number, position?: number) => void, release: () => void}} actions
 */
function drawDials(root, drawing, state, { move, release }) {
  const { view, look: context, tables } = drawing;
  const area = element("div", { class: "area" });
  const figure = element("div", { class: "figures lone" }, element("figure", {}, area));
  const sliders = createSliders(drawing, state, { move, release });
  const sentence = createSentence(drawing, state);
  root.append(figure, sliders.row, sentence.box);
  const region = createLiveRegion(root);
  const scale = applyPageScale(area);
  const size = { w: area.clientWidth / scale, h: area.clientHeight / scale };
  const frame = { area, title: view.alt, k: scale, ...size };
  const plot = createPlot(frame, { context }, view);
  const drawValues = FIGURES[view.kind](plot, context, view, { scale, move, tables });
  return {
    paint() {
      drawValues(state.result.values);
      sentence.write();
      sliders.update();
    },
    announce: () => region.announceWhenDone(() => sentence.box.textContent),
  };
}

function createState({ start, values }, before) {
  // What comes while a slider is dragged is older than what the reader sees.
  const busy = before?.state.timer || before?.state.dragging;
  const inside = (position, i) => Math.min(position, values[i].length - 1);
  const positions = busy ? before.state.positions.map(inside) : [...start];
  return {
    busy,
    state: { positions, result: null, dragging: busy && before.state.dragging, timer: 0 },
  };
}

// What the reader does; `send` gets the values a while after a release.
function createActions({ values }, state, requestRender, send) {
  const release = () => {
    state.dragging = false;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      state.timer = 0;
      const now = state.positions.map((position, i) => values[i][position]);
      send("now", { values: now, n: Date.now() });
    }, PAUSE);
  };
  const move = (slider, position) => {
    if (slider === undefined) return release();
    state.dragging = true;
    state.positions[slider] = position;
    requestRender();
  };
  return { move, release };
}

export default mountOnce("dials", ({ root, drawing, before, setStateValue }) => {
  const { busy, state } = createState(drawing, before);
  let frame = 0;
  let view = { paint() {}, announce() {} };
  const compute = () => {
    state.result = laws[drawing.law](drawing, state.positions);
  };
  const render = () => {
    frame = 0;
    compute();
    view.paint();
    updateCells(drawing, state.result);
    view.announce();
  };
  const requestRender = () => {
    frame ||= requestAnimationFrame(render);
  };
  const actions = createActions(drawing, state, requestRender, setStateValue);
  const stopDrawing = drawAtWidth(root, "input", () => {
    view = drawDials(root, drawing, state, actions);
    compute();
    view.paint();
  });
  if (busy) actions.release();
  return {
    state,
    dispose() {
      stopDrawing();
      clearTimeout(state.timer);
      cancelAnimationFrame(frame);
    },
  };
});
