// A prediction: set on the figure while the run is hidden, then kept over the run.
import { classQuestion, focusIfAwaited } from "../class_ballot/class_question.js";
import { element, setAttributes, svgElement } from "../shared/dom.js";
import { tracePath } from "../shared/geometry.js";
import { choosePlace, labelBoxes } from "../shared/label_boxes.js";
import { fillTemplate } from "../shared/template.js";
import { createStartHandle } from "./start_handle.js";

const SEND_AFTER = 250; // milliseconds, after which what was set is sent

// In one column the question stands by its view.
export const isNarrow = () => innerWidth < 520;

/**
 * Draw what is predicted, or has been, and return the function that follows the reader.
 * @param {any[]} frames of the views
 * @param {any} store
 * @param {any} question what Python asks: `n` counts questions, `veil` is written over what would
 *   tell the answer, `says` is the question; `axes` of the `view` it is set in, in `columns` or on
 *   a `grid`; once answered `mark` is where, called `label`, and `at` the run it was about; of a
 *   question of the class (`inClass`) the answer `sent` before, and whether it is only read here
 *   (`isRead`)
 * @param {HTMLElement} paragraph gets the question
 */
export function drawPrediction(frames, store, question, paragraph) {
  const frame = frames[question.view];
  fillTemplate(paragraph, store, question.says);
  const layer = frame && svgElement("g", {}, frame.p.top);
  const line = frame && svgElement("path", {}, layer);
  const drawLine = points => {
    const names = question.columns ? "guess drawn" : "guess";
    setAttributes(line, { d: tracePath(points).d, class: names });
  };
  const set = question.axes[1] && frame;
  if (set && frame.p.yLog) frame.p.log = question.axes[1];
  if (set) drawCrowd(frame, layer, inputAxes(frame.p, store, question), question.columns);
  if (!question.veil) {
    const placeName = frame && question.mark && drawAnswer(frame, layer, drawLine, question);
    (frame ?? frames[0]).area.parentElement.classList.add("chosen");
    const hide = hideOverAnotherRun(store, question.at, [paragraph, layer]);
    return () => {
      hide();
      placeName?.();
    };
  }
  (frame ?? frames[0]).area.parentElement.classList.add("chosen");
  coverViews(
    frames.filter(each => each !== set),
    question.veil,
  );
  if (!set) return () => {};
  frame.area.classList.add("spot", "asked");
  if (question.isRead) return () => {};
  if (isNarrow()) frame.area.after(paragraph);
  return drawInput(frame, store, question, drawLine);
}

const heightOf = (plot, value) => plot.Y(plot.yLog ? Math.log10(value) : value);

// A level, a curve through columns, or a point; returns what puts its name where no other label is.
function drawAnswer({ area, p: plot }, layer, drawLine, { mark, columns, label }) {
  area.classList.add("spot");
  const acrossOf = part => (columns ? plot.x0 + part * (plot.x1 - plot.x0) : plot.X(part));
  const [[first, value]] = mark;
  const x = first === null ? plot.x1 : acrossOf(first);
  const y = heightOf(plot, value);
  const level = [
    [plot.x0, y],
    [x, y],
  ];
  if (first === null) drawLine(level);
  else if (columns) drawLine(mark.map(([part, v]) => [acrossOf(part), heightOf(plot, v)]));
  else svgElement("circle", { class: "start", r: 10, cx: x, cy: y }, layer);
  const anchor = x > plot.w / 2 ? "end" : "start";
  const name = svgElement("text", { class: "label", text: label }, layer);
  const places = [-16, 26, -36, 46, -56, 66].map(down => ({ x, y: y + down, anchor }));
  return () => {
    const place = choosePlace(places, label, labelBoxes(plot.top, name), plot);
    setAttributes(name, { x, y: place.y, "text-anchor": anchor });
  };
}

// The prediction was about one run: over another one it is not drawn.
function hideOverAnotherRun({ recording, state }, at, drawn) {
  return () => {
    const other = Object.keys(at).some(
      name => name in recording.axes && state.positions[name] !== at[name],
    );
    for (const each of drawn) each?.classList.toggle("off", other);
  };
}

// The first step stays in sight.
function coverViews(frames, text) {
  for (const { area, w, h, p } of frames) {
    if (!area.matches(".view-curve, .view-ends, .view-map")) continue;
    const cover = area.appendChild(element("p", { class: "veil", text }));
    cover.style.inset = `${p.y1}px ${w - p.x1}px ${h - p.y0 + 1}px ${p.x0 + 12}px`;
    area.classList.add("veiled");
  }
}

function drawInput(frame, store, question, drawLine) {
  const plot = frame.p;
  const { n, columns, label, inClass } = question;
  const { x, y, across, up } = inputAxes(plot, store, question);
  if (store.prediction?.n !== n) store.prediction = firstPrediction(store, question, x, up);
  const prediction = store.prediction;
  const { at, heights } = prediction;
  let timer;
  const target = {
    recording: { axes: { [x]: across, [y]: up } },
    state: { positions: at },
    context: store.context,
    setPositions(to, dragged) {
      if (inClass && classQuestion().isClosed) return;
      const from = { ...at };
      Object.assign(at, to);
      if (columns) followCurve(prediction, { x, y, from, to, dragged });
      store.requestRender();
    },
    sendPositions() {
      clearTimeout(timer);
      const guess = heights ?? [at[x], at[y]];
      if (inClass) {
        classQuestion().send([...guess]);
        return;
      }
      const send = () => store.send("guess", { n, at: guess });
      timer = setTimeout(send, SEND_AFTER);
    },
  };
  const drawHandle = createStartHandle(frame, plot, target, { x, y, label, keys: true });
  if (inClass) focusIfAwaited(frame.area.querySelector(".handle"));
  return () => {
    drawHandle();
    if (columns) drawLine(heights.map((i, k) => [plot.X(across[k]), heightOf(plot, up[i])]));
  };
}

// The controls along the axes that an answer is set on, and the values that it can have.
function inputAxes(plot, store, { axes, columns, grid }) {
  const [x, y] = [axes[0] ?? "t", axes[1]];
  const width = (plot.x1 - plot.x0) / (plot.X(1) - plot.X(0)); // in the units of the axis
  const gridOf = name =>
    gridValues(store.recording.facts[`${name}_window`], grid, plot.log === name);
  return { x, y, across: columns?.map(part => part * width) ?? gridOf(x), up: gridOf(y) };
}

// What the class has set, under the reader's own mark: drawn anew when it is news.
function drawCrowd({ p: plot }, layer, { across, up }, columns) {
  const shared = classQuestion();
  const crowd = svgElement("g", { class: "crowd" });
  layer.prepend(crowd);
  const place = (i, j) => [plot.X(across[i]), heightOf(plot, up[j])];
  const draw = () => {
    crowd.replaceChildren();
    const { points = [], curves = [] } = shared.crowd ?? {};
    if (columns)
      for (const curve of curves) {
        const { d } = tracePath(curve.map((j, i) => place(i, j)));
        svgElement("path", { d }, crowd);
      }
    else
      for (const [i, j] of points) {
        const [cx, cy] = place(i, j);
        svgElement("circle", { r: 7, cx, cy }, crowd);
      }
  };
  const follow = () => {
    if (crowd.isConnected) draw();
    else shared.removeEventListener("crowd", follow);
  };
  shared.addEventListener("crowd", follow);
  draw();
}

const gridValues = ([low, high], n, log) =>
  Array.from({ length: n + 1 }, (_, i) =>
    log ? low * (high / low) ** (i / n) : low + (high - low) * (i / n),
  );

// A curve begins level with the first step, a point in the middle.
function firstPrediction(store, { n, axes, columns, grid, sent }, x, up) {
  const y = axes[1];
  if (sent && columns) return { n, at: { [x]: 0, [y]: sent[0] }, heights: [...sent] };
  if (sent) return { n, at: { [x]: sent[0], [y]: sent[1] } };
  const first = columns ? up.findIndex(value => value >= store.get(y)) : grid / 2;
  const at = { [x]: columns ? 0 : grid / 2, [y]: first };
  return { n, at, heights: columns?.map(() => first) };
}

// The handle draws the curve; columns that a fast hand passes by are filled in.
function followCurve({ at, heights }, { x, y, from, to, dragged }) {
  const column = to[x] ?? from[x];
  if (!(y in to)) {
    at[y] = heights[column];
    return;
  }
  const moved = column - from[x];
  const n = (dragged && Math.abs(moved)) || 1;
  for (let step = 1; step <= n; step++) {
    const height = from[y] + (step / n) * (to[y] - from[y]);
    heights[column - (n - step) * Math.sign(moved)] = Math.round(height);
  }
}
