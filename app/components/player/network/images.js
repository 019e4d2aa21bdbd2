// Images of what each neuron computes over the plane, and of the decision with its boundaries.
import { element } from "../../shared/dom.js";
import { drawBoundary } from "./boundary.js";
import {
  ACTIVATIONS,
  computePinnedScores,
  computeValues,
  FEATURE_NAMES,
  pixelCoordinates,
  pixelFeatures,
} from "./model.js";

/** @typedef {import("../views/network.js").NetworkView} NetworkView */

const COLORS = 255;
const MIDDLE = 127; // the colour of 0
const BOUNDED = ["Tanh", "Sigmoid"];
const OFF = 0.25; // how strong an input is that is switched off
const scratch = element("canvas"); // an image before it is enlarged

/**
 * Make a canvas as sharp as the screen.
 * @param {string} names its classes
 * @param {number} width in pixels of the page
 * @param {number} height
 * @returns {HTMLCanvasElement}
 */
export function createSheet(names, width, height) {
  const ratio = Math.max(1, devicePixelRatio || 1);
  const size = { width: width * ratio, height: height * ratio };
  const canvas = element("canvas", { class: names, ...size, "aria-hidden": "true" });
  canvas.style.cssText = `width:${width}px;height:${height}px`;
  canvas.getContext("2d").scale(ratio, ratio);
  return canvas;
}

/**
 * Return the colours from one class over paper to the other, four bytes each.
 * @param {HTMLElement} root has the colours of the theme
 */
export function createPalette(root) {
  const canvas = element("canvas", { width: 1, height: 1 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const toBytes = name => {
    context.fillStyle = getComputedStyle(root).getPropertyValue(name);
    context.fillRect(0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const [low, paper, high] = ["--gradient", "--paper", "--model"].map(toBytes);
  return Uint8ClampedArray.from({ length: 4 * COLORS }, (_, i) => {
    const value = (Math.floor(i / 4) - MIDDLE) / MIDDLE;
    const channel = i % 4;
    if (channel === 3) return 255;
    const end = value < 0 ? low : high;
    return paper[channel] + 0.62 * Math.abs(value) ** 0.8 * (end[channel] - paper[channel]);
  });
}

// Draws values at the pixels of a square; those of `limit` and more have the strongest colour.
function drawImage(context, palette, { values, count, limit }, { x, y, side }) {
  const image = new ImageData(count, count);
  for (let pixel = 0; pixel < count * count; pixel++) {
    const value = Math.max(-1, Math.min(1, values[pixel] / limit));
    const color = 4 * (Number.isNaN(value) ? MIDDLE : Math.round(MIDDLE * value) + MIDDLE);
    image.data.set(palette.subarray(color, color + 4), 4 * pixel);
  }
  if (scratch.width !== count) scratch.width = scratch.height = count;
  scratch.getContext("2d").putImageData(image, 0, 0);
  context.drawImage(scratch, x, y, side, side);
}

// The value of a neuron that has the strongest colour.
function limitOf(facts, layer, values) {
  if (layer && BOUNDED.includes(facts.activation)) return 1;
  let largest = 1e-3;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  return largest;
}

function drawLetter(context, letter, [x, y], { ink, paper, fontFamily }) {
  Object.assign(context, {
    font: `600 14px ${fontFamily}`,
    lineWidth: 4,
    lineJoin: "round",
    strokeStyle: paper,
    fillStyle: ink,
  });
  context.setLineDash([]);
  context.strokeText(letter, x + 4, y - 4);
  context.fillText(letter, x + 4, y - 4);
  context.strokeStyle = ink;
}

// Draws where the network changes its decision, and where the pinned ones do, with their letters.
function drawBoundaries(context, { area, layout, paper, store }, scores, count) {
  const { left, top, side } = layout;
  const { color: ink, fontFamily } = getComputedStyle(area);
  context.save();
  context.translate(left, top);
  Object.assign(context, { lineWidth: 1.75, strokeStyle: ink, lineCap: "round" });
  drawBoundary(context, scores, count, side);
  const coordinates = pixelCoordinates(count, store.recording.facts.reach);
  const pins = computePinnedScores(store, coordinates);
  pins.forEach(({ letter, dash, scores: pinnedScores }, i) => {
    Object.assign(context, { lineWidth: 1.25, lineCap: "butt" });
    context.setLineDash(dash);
    const points = drawBoundary(context, pinnedScores, count, side);
    const point = points[Math.floor((points.length * (i + 1)) / (pins.length + 1))];
    if (point) drawLetter(context, letter, point, { ink, paper, fontFamily });
  });
  context.restore();
}

// What colours the decision, from −1 to 1.
function answersOf({ discrete, store }, scores) {
  if (discrete) return scores.map(Math.sign);
  if (store.recording.facts.score) return scores;
  return scores.map(score => 2 * ACTIVATIONS.Sigmoid(score) - 1);
}

// Draws what each input is over the plane, faint if it is switched off.
function drawInputs(context, { hidden, layout, palette, store }, features, count) {
  const { facts } = store.recording;
  const side = layout.inputSize;
  FEATURE_NAMES.forEach((name, slot) => {
    const isOn = facts.features.includes(name);
    if (!isOn && hidden.includes("features")) return;
    const [x, y] = layout.inputCentre(slot);
    const values = features[name];
    const limit = limitOf(facts, 0, values);
    context.globalAlpha = isOn ? 1 : OFF;
    const place = { x: x - side / 2, y: y - side / 2, side };
    drawImage(context, palette, { values, count, limit }, place);
  });
  context.globalAlpha = 1;
}

/**
 * Draw all images: small ones of the neurons, a large one of the decision, or of the neuron that is
 * selected.
 * @param {NetworkView} view
 * @param {number[]} counts neurons of each layer, the inputs first
 * @param {number} count pixels of a side of an image
 */
export function drawImages(view, counts, count) {
  const { images, layers, layout, palette, selection, store } = view;
  const { facts } = store.recording;
  const context = images.getContext("2d");
  const features = pixelFeatures(count, facts.reach);
  const inputs = facts.features.map(name => features[name]);
  const all = computeValues(layers, inputs, ACTIVATIONS[facts.activation]);
  const [scores] = all.at(-1);
  const draw = (values, limit, place) =>
    drawImage(context, palette, { values, count, limit }, place);
  context.clearRect(0, 0, images.width, images.height);
  drawInputs(context, view, features, count);
  counts.forEach((units, layer) => {
    for (let unit = 0; layer && unit < units; unit++) {
      const [x, y] = layout.unitCentre(layer, unit, units);
      const side = layout.unitSize;
      const values = all[layer][unit];
      const place = { x: x - side / 2, y: y - side / 2, side };
      draw(values, limitOf(facts, layer, values), place);
    }
  });
  const place = { x: layout.left, y: layout.top, side: layout.side };
  if (selection && selection.input == null) {
    const { layer, unit } = selection;
    const values = layer ? all[layer][unit] : features[FEATURE_NAMES[unit]];
    draw(values, limitOf(facts, layer, values), place);
    return;
  }
  draw(answersOf(view, scores), 1, place);
  drawBoundaries(context, view, scores, count);
}

/**
 * Draw what one run decides, with its boundary; nothing where it is shorter than this step.
 * @param {HTMLCanvasElement} canvas
 * @param {{area: HTMLElement, palette: Uint8ClampedArray, side: number, count: number}} how
 * @param {{isScore: boolean, scores: Float32Array}} [run]
 */
export function drawDecision(canvas, { area, palette, side, count }, run) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (!run) return;
  const { isScore, scores } = run;
  const values = isScore ? scores : scores.map(score => 2 * ACTIVATIONS.Sigmoid(score) - 1);
  drawImage(context, palette, { values, count, limit: 1 }, { x: 0, y: 0, side });
  Object.assign(context, { lineWidth: 1.75, strokeStyle: getComputedStyle(area).color });
  drawBoundary(context, scores, count, side);
}

/**
 * Draw the points, those of the training set filled.
 * @param {{area: HTMLElement, heldOut: boolean, store: PlayerStore, points: HTMLCanvasElement,
 *   layout: {left: number, top: number, side: number}}} view `heldOut` if all are drawn
 */
export function drawPoints({ area, heldOut, layout, points, store }) {
  const { left, top, side } = layout;
  const { reach, regression } = store.recording.facts;
  const context = points.getContext("2d");
  const style = getComputedStyle(area);
  const classColors = ["--gradient", "--model"].map(name => style.getPropertyValue(name));
  const paper = style.getPropertyValue("--paper");
  context.clearRect(0, 0, points.width, points.height);
  for (const part of heldOut ? ["test", "train"] : ["train"]) {
    const coordinates = store.table(`x_${part}`);
    const classes = store.table(`y_${part}`);
    const largest = classes.length > 150 ? 3.2 : 4.2;
    classes.forEach((target, i) => {
      const label = Number(target > 0);
      const radius = regression ? largest * (0.5 + 0.7 * Math.abs(target)) : largest;
      const x = left + (side * (coordinates[2 * i] / reach + 1)) / 2;
      const y = top + (side * (1 - coordinates[2 * i + 1] / reach)) / 2;
      if (x < left || x > left + side || y < top || y > top + side) return;
      const half = 0.9 * radius;
      context.beginPath();
      if (label) context.rect(x - half, y - half, 2 * half, 2 * half);
      else context.arc(x, y, radius, 0, 7);
      const [fillStyle, strokeStyle] =
        part === "train" ? [classColors[label], paper] : [paper, classColors[label]];
      Object.assign(context, { fillStyle, strokeStyle, lineWidth: part === "train" ? 1 : 2 });
      context.fill();
      context.stroke();
    });
  }
}
