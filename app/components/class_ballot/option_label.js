// The words of an answer: code is between backticks, all else stands as it is.
import { element } from "../shared/dom.js";

/**
 * Return the words of an answer.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function optionLabel(text) {
  const pieces = text
    .split(/`([^`]+)`/)
    .map((piece, i) => (i % 2 ? element("code", { text: piece }) : piece));
  return element("span", { class: "label" }, ...pieces.filter(Boolean));
}
