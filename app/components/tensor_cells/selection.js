// The cell that is pointed at, and its kin: the cells that share a link with it.
import { element, svgElement } from "../shared/dom.js";

/** @typedef {import("./tensor.js").Cell} Cell */

function describe({ text, code, meanings }) {
  const value = text && ` = ${text}`;
  const marks = meanings.length ? ` (${meanings.join(", ")})` : "";
  return [element("code", { text: code }), value + marks];
}

/**
 * Return the function that selects a cell, or none: it writes index and value into `line`, and
 * lights up the cell and its kin.
 * @param {Cell[]} cells
 * @param {HTMLElement} line
 * @param {string} hint is written there while no cell is selected
 * @param {() => void} announce
 * @returns {(selected: Cell | null) => void}
 */
export function createSelection(cells, line, hint, announce) {
  const rings = [];
  const drawRing = ({ group }, kind) => {
    const { x, y, width, height } = group.querySelector(".edge").getBBox();
    group.classList.add(kind);
    const ring = { class: `ring ${kind}`, x, y, width, height };
    rings.push(svgElement("rect", ring, group.parentNode)); // above the neighbours
  };
  return selected => {
    rings.splice(0).forEach(ring => ring.remove());
    for (const { group } of cells) group.classList.remove("now", "kin");
    if (!selected) {
      line.replaceChildren(hint);
      return;
    }
    for (const cell of cells)
      if (cell === selected) drawRing(cell, "now");
      else if (cell.links.some(link => selected.links.includes(link))) drawRing(cell, "kin");
    line.replaceChildren(...describe(selected));
    announce();
  };
}
