// Code as lines, of which one at a time is lit.
import { drawTokens } from "../shared/code_tokens.js";
import { element, setIndent } from "../shared/dom.js";

/**
 * A piece of code, and the class names that colour it.
 * @typedef {[text: string, names?: string]} Token
 */

/**
 * Make a listing.
 * @param {Token[][]} lines
 * @param {string} name stands above it, or ""
 * @param {string} label names it if it has no name
 */
export function createListing(lines, name, label) {
  const elements = lines.map(line => {
    // what is underlined where Python refuses it begins after the margin
    const [, margin, first] = /^( *)(.*)$/s.exec(line[0]?.[0] ?? "");
    const tokens = drawTokens([[first, line[0]?.[1]], ...line.slice(1)]);
    const text = element("span", { class: "text" }, ...tokens);
    const names = line.length ? "line" : "line gap";
    return setIndent(element("div", { class: names }, margin, text, "\n"));
  });
  const code = element("pre", { tabindex: 0, "aria-label": name || label }, ...elements);
  const box = element("div", { class: "column" });
  if (name) box.append(element("div", { class: "head", text: name }));
  box.append(code);
  return { lines: elements, box };
}

/**
 * Light a line, and scroll a long listing to it; the page stays where it is.
 * @param {HTMLElement[]} lines
 * @param {number | null} lit its place, if one is lit
 * @param {boolean} failed whether Python has refused it
 */
export function highlightLine(lines, lit, failed) {
  lines.forEach((line, i) => {
    const isLit = i === lit;
    line.classList.toggle("lit", isLit);
    line.classList.toggle("failed", isLit && failed);
    if (!isLit) {
      line.removeAttribute("aria-current");
      return;
    }
    line.setAttribute("aria-current", "step");
    const code = line.parentElement;
    if (code.scrollHeight > code.clientHeight)
      code.scrollTop = line.offsetTop - code.clientHeight / 2;
  });
}
