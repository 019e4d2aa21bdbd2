// What is told of a node: of the one that is pointed at, else of the one that the step is about.
import { element } from "../shared/dom.js";

/** @typedef {import("./layout.js").GraphNode} GraphNode */

function drawFact(/** @type {string[]} */ [term, text]) {
  if (!term) return element("p", { class: "name" }, text);
  return element("p", {}, element("span", { class: "term", text: term }), "\u2002", text);
}

/**
 * Make the box of facts and the function that fills it.
 * @param {string} hint is written there while there is no node
 */
export function createFacts(hint) {
  const box = element("div", { class: "told" });
  /**
   * @param {GraphNode | undefined} node
   * @param {number} step
   */
  const show = (node, step) => {
    if (!node) {
      box.replaceChildren(element("p", { class: "term", text: hint }));
      return;
    }
    const known = node.tells.filter(([, , when]) => !when || node[when] <= step);
    box.replaceChildren(...known.map(drawFact));
  };
  return { box, show };
}

/**
 * Follow the pointer, and the focus, over a graph.
 * @param {import("./drawing.js").GraphView} view
 * @param {(node: GraphNode | null) => void} pointAt is told which box is pointed at
 */
export function followPointer({ svg, boxes }, pointAt) {
  const boxOf = event => boxes.find(({ group }) => group === event.target.closest(".box"));
  const pointAtTarget = event => {
    const box = boxOf(event);
    if (box || event.type === "click") pointAt(box?.node ?? null);
  };
  svg.addEventListener("pointerover", pointAtTarget);
  svg.addEventListener("click", pointAtTarget);
  svg.addEventListener("focusin", event => boxOf(event) && pointAtTarget(event));
  svg.addEventListener("focusout", event => boxOf(event) && pointAt(null));
  svg.addEventListener("pointerleave", () => pointAt(null));
}
