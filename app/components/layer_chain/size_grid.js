// The sizes of a tensor as a small drawing.
import { svgElement } from "../shared/dom.js";

const LONGEST_SIDE = 52; // pixels
const CELL = 7; // pixels, at most
const SHEET_OFFSET = 4; // pixels from a sheet to the one behind it

/**
 * Return a drawing of sizes: the last two axes as cells, the others as sheets behind; a number is
 * one cell.
 * @param {number[]} sizes
 * @param {string} kind the class name that colours it
 */
export function drawSizeGrid(sizes, kind) {
  const [cols = 1, rows = 1] = [...sizes].reverse();
  const sheets = Math.min(
    3,
    sizes.slice(0, -2).reduce((product, size) => product * size, 1),
  );
  const cell = Math.min(CELL, LONGEST_SIDE / Math.max(rows, cols));
  const size = { width: cols * cell, height: rows * cell };
  const behind = SHEET_OFFSET * (sheets - 1);
  const outer = { width: size.width + behind + 2, height: size.height + behind + 2 };
  const root = svgElement("svg", { class: `grid ${kind}`, ...outer, "aria-hidden": "true" });
  for (let sheet = sheets - 1; sheet >= 0; sheet--) {
    const x = 1 + SHEET_OFFSET * sheet;
    const y = 1 + behind - SHEET_OFFSET * sheet;
    svgElement("rect", { x, y, ...size }, root);
    if (sheet || cell < 3) continue;
    let path = "";
    for (let col = 1; col < cols; col++) path += `M${x + col * cell},${y}v${size.height}`;
    for (let row = 1; row < rows; row++) path += `M${x},${y + row * cell}h${size.width}`;
    svgElement("path", { d: path }, root);
  }
  return root;
}
