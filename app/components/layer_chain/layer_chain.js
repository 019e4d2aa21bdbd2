// Layers as boxes, joined by arrows that bear the shapes; a box that is pressed is picked.
import { applyPageScale, element } from "../shared/dom.js";
import { keepFocusPlace } from "../shared/focus_place.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { drawSizeGrid } from "./size_grid.js";

/**
 * A tensor in the drawing of app.components.layer_chain.
 * @typedef {{name: string, shape: string, size: number[], kind: string}} Tensor
 */

/**
 * A layer: its name, the parameters it holds, what it returns and its state.
 * @typedef {{name: string, holds: Tensor[], out: Tensor[], count: string, state: string,
 *   alt: string}} Layer
 */

/**
 * Return a tensor: its sizes drawn, its name and its shape.
 * @param {Tensor} tensor
 * @param {string} defaultKind
 */
function drawTensor({ name, shape, size, kind }, defaultKind) {
  const label = element("span", { class: "label" });
  if (name) label.append(element("span", { class: "name", text: name }), " ");
  label.append(element("span", { class: "shape", text: shape }));
  return element("span", { class: "tensor" }, drawSizeGrid(size, kind || defaultKind), label);
}

function drawArrow(results, title) {
  const arrow = element("div", { class: results.length ? "arrow" : "arrow nothing" });
  if (title) arrow.append(element("span", { class: "title", text: title }));
  arrow.append(...results.map(tensor => drawTensor(tensor, "data")));
  arrow.append(element("span", { class: "way", "aria-hidden": "true" }));
  return arrow;
}

function drawBox({ name, holds, count, state, alt }, words, attributes) {
  return element(
    "button",
    { type: "button", class: `box ${state}`, "aria-label": alt, ...attributes },
    element("span", { class: "head", text: name }),
    ...holds.map(tensor => drawTensor(tensor, "model")),
    element("span", { class: "count", text: state ? words[state] : count }),
  );
}

/**
 * Draw the chain.
 * @param {HTMLElement} root
 * @param {{alt: string, given: Tensor[], boxes: Layer[], picked: number,
 *   words: Record<string, string>}} drawing `given` is what the first layer receives
 * @param {(place: number) => void} pick is called with the place of a box that is pressed
 */
function drawChain(root, { alt, given: input, boxes: layers, picked, words }, pick) {
  const select = place => {
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", i === place));
    pick(place);
    region.announce(layers[place].alt);
  };
  const buttons = layers.map((layer, i) =>
    drawBox(layer, words, { "aria-pressed": i === picked, onclick: () => select(i) }),
  );
  applyPageScale(root);
  const links = buttons.map((button, i) => {
    const arrow = i ? drawArrow(layers[i - 1].out, "") : drawArrow(input, words.given);
    return element("div", { class: "link" }, arrow, button);
  });
  links.push(element("div", { class: "link" }, drawArrow(layers.at(-1).out, "")));
  root.replaceChildren(
    element("div", { class: "whole", role: "group", "aria-label": alt }, ...links),
    element("p", { class: "hint", text: words.hint }),
  );
  const region = createLiveRegion(root);
}

export default mountOnce("chain", ({ root, drawing, setStateValue }) => {
  // the time makes an equal place news
  const pick = place => setStateValue("picked", { i: place, n: Date.now() });
  keepFocusPlace(root, "button", () => drawChain(root, drawing, pick));
  return {};
});
