// Neurons as buttons, the counts of the layers, and the curves of the weights between them.
import { element, setAttributes, setText, svgElement } from "../../shared/dom.js";
import { toCoordinate } from "../../shared/geometry.js";
import { drawInputButtons, slotOf } from "./inputs.js";
import { describeSelection, unitName } from "./sentences.js";
import { addUnit, MOST_UNITS, removeUnit, requestedUnits } from "./unit_changes.js";

/** @typedef {import("../views/network.js").NetworkView} NetworkView */

// Returns buttons that add and take away neurons, with their count between them.
function createCounter({ hidden, store, words }, layer, label) {
  const count = element("span", { title: label });
  const button = (text, name, onclick) => {
    const attributes = { type: "button", text, "aria-label": `${name}, ${label}`, onclick };
    return element("button", attributes);
  };
  const fewer = button("−", words.remove, () => removeUnit(store, layer));
  const more = button("+", words.add, () => addUnit(store, layer));
  const update = () => {
    const units = requestedUnits(store, layer);
    setText(count, String(units));
    fewer.ariaDisabled = units < 2;
    more.ariaDisabled = units >= MOST_UNITS;
  };
  return { children: hidden.includes("changes") ? [count] : [fewer, count, more], update };
}

function drawHead(view, layer, count) {
  const { layout, words } = view;
  const head = element("div", { class: layout.tall ? "layer tall" : "layer" });
  const [x] = layout.unitCentre(layer, 0, count);
  const width = Math.min(92, layout.pitch - 2);
  const { children, update } = createCounter(view, layer, words.layer.replace("{i}", layer));
  head.append(...children);
  view.place(head, x - width / 2, 0, { width: `${width}px` });
  return { box: head, update };
}

// What sets weights by hand shows this neuron or weight.
function holdSelection(store, selection) {
  store.heldSelection = selection;
  store.requestRender();
}

function drawUnit(view, layer, unit, count) {
  const { layout, words, store } = view;
  const { features } = store.recording.facts;
  const [x, y] = layout.unitCentre(layer, unit, count);
  const size = layout.unitSize;
  const name = unitName(words, features, layer, unit);
  const label = `${words.unit} ${name}`;
  const button = element("button", { type: "button", class: "unit", "aria-label": label });
  const selection = { layer, unit };
  const select = () => {
    view.point = null;
    const { lang } = store.context;
    const sentence = describeSelection(words, features, view.layers, selection, lang);
    button.setAttribute("aria-label", sentence);
    view.select(selection);
  };
  const deselect = () => view.select(view.selection === selection ? null : view.selection);
  button.addEventListener("pointerenter", select);
  button.addEventListener("focus", select);
  button.addEventListener("pointerleave", deselect);
  button.addEventListener("blur", deselect);
  button.addEventListener("click", () => holdSelection(store, selection));
  view.place(button, x - size / 2, y - size / 2, { width: `${size}px`, height: `${size}px` });
  return button;
}

function wirePath(startX, startY, endX, endY) {
  const middle = toCoordinate((startX + endX) / 2);
  const [x0, y0, x1, y1] = [startX, startY, endX, endY].map(toCoordinate);
  return `M${x0},${y0}C${middle},${y0} ${middle},${y1} ${x1},${y1}`;
}

function drawWire(view, selection, counts) {
  const { layout, wires } = view;
  const { layer, unit, input } = selection;
  const half = layout.unitSize / 2;
  const [startX, startY] =
    layer > 1
      ? layout.unitCentre(layer - 1, input, counts[layer - 1])
      : layout.inputCentre(slotOf(view.store, input));
  const startHalf = layer > 1 ? half : layout.inputSize / 2;
  const isLast = layer > layout.depth;
  const [endX, endY] = isLast
    ? layout.decisionEntry
    : layout.unitCentre(layer, unit, counts[layer]);
  const d = wirePath(startX + startHalf, startY, isLast ? endX : endX - half, endY);
  const line = svgElement("path", { d }, wires);
  const touch = svgElement("path", { d, class: "touch" }, wires);
  touch.addEventListener("pointerenter", () => view.select(selection));
  touch.addEventListener("pointerleave", () => view.select(null));
  touch.addEventListener("click", () => holdSelection(view.store, selection));
  return { selection, line };
}

/**
 * Draw all neurons and weights anew; return what there is of them.
 * @param {NetworkView} view
 * @param {number[]} counts neurons of each layer, the inputs first
 */
export function drawUnits(view, counts) {
  view.wires.replaceChildren();
  const heads = [];
  const units = drawInputButtons(view);
  counts.forEach((count, layer) => {
    if (layer) heads.push(drawHead(view, layer, count));
    for (let unit = 0; layer && unit < count; unit++)
      units.push(drawUnit(view, layer, unit, count));
  });
  const wires = [];
  [...counts.slice(1), 1].forEach((count, i) => {
    for (let unit = 0; unit < count; unit++)
      for (let input = 0; input < counts[i]; input++)
        wires.push(drawWire(view, { layer: i + 1, unit, input }, counts));
  });
  return { heads, units, wires };
}

/**
 * Show the size of each weight, its sign and whether it is selected.
 * @param {NetworkView} view
 */
export function updateWires({ layers, marks, selection: selected }) {
  for (const { selection, line } of marks.wires) {
    const { layer, unit, input } = selection;
    const weight = layers[layer - 1].weights[unit][input];
    const size = Math.abs(weight);
    const width = Number.isFinite(weight) ? 0.5 + (6 * size) / (size + 2.5) : 0;
    const lit =
      selected?.layer === layer && selected.unit === unit && (selected.input ?? input) === input;
    const names = `wire ${weight < 0 ? "minus" : "plus"}${lit ? " lit" : ""}`;
    setAttributes(line, { class: names, "stroke-width": toCoordinate(width) });
  }
}
