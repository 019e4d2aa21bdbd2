// The network: the image of each neuron, the weights between them, and the decision. Only the
// weights were recorded: each image is computed here.
import { element, keepFocus, setText, svgElement } from "../../shared/dom.js";
import { keepFocusPlace } from "../../shared/focus_place.js";
import { createPalette, createSheet, drawImages, drawPoints } from "../network/images.js";
import { describeInput, updateInputs } from "../network/inputs.js";
import { layOutNetwork } from "../network/layout.js";
import { readLayers } from "../network/model.js";
import { createPointKey, followDecisionPointer } from "../network/own_points.js";
import { describePoint, describeSelection } from "../network/sentences.js";
import "../network/table.js";
import { drawUnits, updateWires } from "../network/units.js";
import { views } from "../registry.js";

const COARSE = 40; // pixels of a side of an image while it changes
const FINE = 96; // pixels at rest
const REST = 90; // milliseconds after the last change

/**
 * What the view has drawn and shows: `place` puts an element over the images, `selection` is the
 * neuron or weight that is pointed at, `point` the point of the plane.
 * @typedef {{store: PlayerStore, words: Record<string, string>, area: HTMLElement,
 *   layout: import("../network/layout.js").NetworkLayout, wires: SVGElement,
 *   images: HTMLCanvasElement, points: HTMLCanvasElement, overlay: HTMLElement,
 *   layers: import("../network/model.js").Layer[], palette: Uint8ClampedArray, paper: string,
 *   marks: ReturnType<typeof drawUnits>, shape: string, point: number[] | null,
 *   selection: import("../network/sentences.js").Selection | null,
 *   select: (selection: import("../network/sentences.js").Selection | null) => void,
 *   place: (box: HTMLElement, x: number, y: number, style: Record<string, string>) => void,
 *   discrete: boolean, heldOut: boolean, hidden: string[], timer: number}} NetworkView
 */

// Makes the layers of the drawing, from the bottom: weights, images, points, what is pressed.
function createView({ area, title, w, h }, store, words, layout) {
  const size = { width: w, height: h };
  const image = { class: "wires", ...size, role: "img", "aria-label": title };
  const wires = svgElement("svg", image);
  const images = createSheet("pictures", w, h);
  const points = createSheet("dots", w, h);
  const overlay = element("div", { class: "over" });
  area.append(wires, images, points, overlay);
  // For the drawing as a file.
  area.drawn = () => {
    const svg = svgElement("svg", size);
    for (const canvas of [images, points])
      svgElement("image", { href: canvas.toDataURL(), ...size }, svg);
    return [wires, svg];
  };
  const view = { store, words, area, layout, wires, images, points, overlay };
  return Object.assign(view, {
    layers: [],
    palette: null,
    paper: "",
    marks: { heads: [], units: [], wires: [] },
    shape: "",
    point: null,
    selection: null,
    timer: 0,
    discrete: false,
    heldOut: true,
    hidden: [],
    select(selection) {
      view.selection = selection;
      store.requestRender();
    },
    place(box, x, y, style) {
      Object.assign(box.style, { left: `${x}px`, top: `${y}px` }, style);
      overlay.append(box);
    },
  });
}

// Puts the square of the decision, the key above it and the sentence into the view.
function addDecision(view, mostPoints, width) {
  const { layout, store, words } = view;
  const { left, top, side } = layout;
  const label = { role: "img", "aria-label": words.decision };
  const decision = element("div", { class: "decision", ...label });
  const sentence = element("p", { class: "told" });
  const right = `${width - left - side}px`;
  view.place(decision, left, top, { width: `${side}px`, height: `${side}px` });
  view.place(createPointKey(view), 0, top - 28, {
    left: "auto",
    right,
    minWidth: `${side}px`,
  });
  view.place(sentence, 0, 0, { top: "auto", bottom: "0", width: `${layout.width - 8}px` });
  followDecisionPointer(decision, store, mostPoints, point => {
    view.point = point;
    view.select(point ? null : view.selection);
  });
  return sentence;
}

function updateTheme(view) {
  const paper = getComputedStyle(view.area).getPropertyValue("--paper");
  if (paper === view.paper) return;
  view.paper = paper;
  view.palette = createPalette(view.area);
  drawPoints(view);
}

// Draws the neurons anew when there are more or fewer.
function updateShape(view, counts) {
  const shape = counts.join();
  if (shape === view.shape) return;
  view.shape = shape;
  const redraw = () => {
    const { heads, units } = view.marks;
    for (const box of [...units, ...heads.map(head => head.box)]) box.remove();
    view.marks = drawUnits(view, counts);
  };
  keepFocusPlace(view.overlay, "button", () => keepFocus(view.area, redraw));
}

function describeView({ words, layers, point, selection, store }) {
  const { lang } = store.context;
  if (point) return describePoint(words, layers, point, store.recording.facts, lang);
  if (!selection) return words.hint;
  const { facts } = store.recording;
  if (!selection.layer) return describeInput(words, facts.features, selection.unit);
  return describeSelection(words, facts.features, layers, selection, lang);
}

views.network = (frame, store, { words, most: mostPoints, discrete, heldOut, hidden }) => {
  const layout = layOutNetwork(frame, store.recording.facts.layers);
  /** @type {NetworkView} */
  const view = createView(frame, store, words, layout);
  Object.assign(view, { discrete, heldOut, hidden });
  const inputs = store.recording.facts.features.length;
  const sentence = addDecision(view, mostPoints, frame.w);
  return () => {
    const { playing, step } = store.state;
    const counts = [inputs, ...Array.from(store.vector("sizes")).slice(0, layout.depth)];
    view.layers = readLayers(store, step);
    updateTheme(view);
    updateShape(view, counts);
    for (const head of view.marks.heads) head.update();
    updateInputs(view);
    updateWires(view);
    drawImages(view, counts, COARSE);
    setText(sentence, describeView(view));
    clearTimeout(view.timer);
    const refine = () => {
      if (view.area.isConnected) drawImages(view, counts, FINE);
    };
    if (!playing) view.timer = setTimeout(refine, REST);
  };
};
