// A line of code as elements.
import { cutAtSeams } from "./code_seams.js";
import { element } from "./dom.js";

/**
 * Make the elements of a line.
 * @param {[text: string, names?: string][]} tokens pieces of code, and the class names that colour
 *   them
 * @returns {(Node | string)[]}
 */
export function drawTokens(tokens) {
  const pieces = cutAtSeams(tokens.map(([text]) => text));
  return tokens.flatMap(([, names], i) => {
    const [first, ...others] = pieces[i];
    const nodes = [first, ...others.flatMap(piece => [element("wbr"), piece])];
    return names ? [element("span", { class: names }, ...nodes)] : nodes;
  });
}
