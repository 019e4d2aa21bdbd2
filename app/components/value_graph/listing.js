// The program beside a graph: the line of a step is lit, and a line and its boxes point at each
// other.
import { element } from "../shared/dom.js";

/**
 * Draw the lines; `show` lights that of a step, `point` marks the one with a number.
 * @param {[number: number, tokens: [string, string?][]][]} code
 * @param {string} label its name for a screen reader
 * @param {(number: number | null) => void} onPoint is told which line is pointed at: by the mouse,
 *   a finger, or the arrow keys
 */
export function createListing(code, label, onPoint) {
  const drawToken = (/** @type {[string, string?]} */ [text, names]) =>
    names ? element("span", { class: names, text }) : text;
  const lines = code.map(([number, tokens]) => {
    const line = element("div", { class: "line" }, ...tokens.map(drawToken), "\n");
    line.addEventListener("pointerenter", () => onPoint(number));
    return { number, line };
  });
  const attributes = { tabindex: 0, "aria-label": label };
  const box = element("pre", attributes, ...lines.map(({ line }) => line));
  let pointed = -1;
  const point = number => {
    pointed = lines.findIndex(line => line.number === number);
    lines.forEach(({ line }, i) => line.classList.toggle("pointed", i === pointed));
  };
  box.addEventListener("pointerleave", () => onPoint(null));
  box.addEventListener("blur", () => onPoint(null));
  box.addEventListener("keydown", event => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(lines.length - 1, pointed + by));
    onPoint(lines[next].number);
  });
  const show = ({ act, line: lit }) => {
    for (const { number, line } of lines) line.classList.toggle("lit", number === lit);
    box.classList.toggle("turned", act === "backward");
  };
  return { box, show, point };
}
