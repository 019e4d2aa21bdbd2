// Curves between the boxes of the course map.
import { svgElement } from "../shared/dom.js";

/**
 * What each box needs, by its id.
 * @typedef {Record<string, string[]>} Needs
 */

/**
 * Return all that a box needs, directly or not.
 * @param {Needs} needs
 * @param {string} id
 */
export function allNeeds(needs, id) {
  const reached = new Set();
  const queue = [...needs[id]];
  while (queue.length) {
    const next = queue.pop();
    if (reached.has(next)) continue;
    reached.add(next);
    queue.push(...needs[next]);
  }
  return reached;
}

/**
 * Draw a curve from the right of each box to the left of each box that needs it.
 * @param {SVGElement} layer
 * @param {Map<string, HTMLElement>} boxes by id
 * @param {Needs} needs
 * @param {(from: string, to: string) => string} kindOf the class name of a curve
 */
export function drawConnections(layer, boxes, needs, kindOf) {
  const frame = layer.getBoundingClientRect();
  layer.replaceChildren();
  const edgesOf = id => {
    const { left, right, top, height } = boxes.get(id).getBoundingClientRect();
    return { left: left - frame.left, right: right - frame.left, y: top + height / 2 - frame.top };
  };
  for (const [to, sources] of Object.entries(needs))
    for (const from of sources) {
      const kind = kindOf(from, to);
      const path = svgElement("path", { d: curve(edgesOf(from), edgesOf(to)), class: kind }, layer);
      if (kind === "faint") layer.prepend(path);
    }
}

function curve(from, to) {
  const down = to.y - from.y;
  if (Math.abs(from.left - to.left) < 4)
    return `M${from.left},${from.y}c-11,0 -11,${down} 0,${down}`;
  const across = to.left - from.right;
  const bend = across / 2;
  return `M${from.right},${from.y}c${bend},0 ${bend},${down} ${across},${down}`;
}
