// The inputs of the network as buttons that switch them on and off.
import { element, svgElement } from "../../shared/dom.js";
import { FEATURE_NAMES } from "./model.js";

/** @typedef {import("../views/network.js").NetworkView} NetworkView */

/**
 * Return the place in the figure of an input that is switched on.
 * @param {PlayerStore} store
 * @param {number} input
 */
export const slotOf = (store, input) =>
  FEATURE_NAMES.indexOf(store.recording.facts.features[input]);

/**
 * Return the names of inputs without or with one of them, in the order of the figure; the last one
 * stays.
 * @param {string} text the inputs that are switched on
 * @param {string} name
 */
export function switchInput(text, name) {
  const names = text.split(/\s+/);
  const isOn = each => names.includes(each) !== (each === name);
  return FEATURE_NAMES.filter(isOn).join(" ") || text;
}

/**
 * Return the sentence about an input.
 * @param {Record<string, string>} words
 * @param {string[]} features the inputs that are switched on
 * @param {number} slot
 */
export function describeInput(words, features, slot) {
  const name = FEATURE_NAMES[slot];
  const state = features.includes(name) ? words.input_on : words.input_off;
  return state.replace("{x}", words[name]);
}

const requestedInputs = store => store.typedText("features").split(/\s+/);

function drawInputButton(view, name, slot) {
  const { hidden, layout, words, store } = view;
  const [x, y] = layout.inputCentre(slot);
  const size = layout.inputSize;
  const label = `${words.input} ${words[name]}`;
  const press = () => {
    if (store.runHidden || hidden.includes("features")) return;
    const before = store.typedText("features");
    const after = switchInput(before, name);
    if (after !== before) store.sendTyped("features", after);
    store.requestRender();
  };
  const attributes = { type: "button", "aria-label": label, onclick: press };
  const button = element("button", { class: "input", ...attributes });
  const selection = { layer: 0, unit: slot };
  const select = () => {
    view.point = null;
    view.select(selection);
  };
  const deselect = () => view.select(view.selection === selection ? null : view.selection);
  button.addEventListener("pointerenter", select);
  button.addEventListener("focus", select);
  button.addEventListener("pointerleave", deselect);
  button.addEventListener("blur", deselect);
  view.place(button, x - size / 2, y - size / 2, { width: `${size}px`, height: `${size}px` });
  const beside = { x: x - size / 2 - 5, y: y + 5, "text-anchor": "end", text: words[name] };
  svgElement("text", beside, view.wires);
  return button;
}

// Those that are switched off are not shown where they cannot be switched on.
const shownInputs = ({ hidden, store }) =>
  hidden.includes("features") ? store.recording.facts.features : FEATURE_NAMES;

/**
 * Draw the inputs that there may be; return their buttons.
 * @param {NetworkView} view
 */
export const drawInputButtons = view =>
  shownInputs(view).map(name => drawInputButton(view, name, FEATURE_NAMES.indexOf(name)));

/**
 * Show which inputs are switched on, those included that the server has not computed with yet.
 * @param {NetworkView} view
 */
export function updateInputs(view) {
  const requested = requestedInputs(view.store);
  shownInputs(view).forEach((name, place) => {
    const isOn = requested.includes(name);
    const button = view.marks.units[place];
    button.setAttribute("aria-pressed", isOn);
    button.classList.toggle("unit", isOn);
  });
}
