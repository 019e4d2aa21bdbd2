// A cell, and the marks on it: each a colour and a shape.
import { svgElement } from "../shared/dom.js";

const HATCH_TURNS = { second: "", third: "rotate(90)", shared: "rotate(-45)" };
let hatches = 0;

/**
 * Return an SVG element that makes the hatches of marks when they are needed.
 * @param {number} width
 * @param {number} height
 * @param {Record<string, any>} attributes
 */
export function createCellSvg(width, height, attributes) {
  const root = svgElement("svg", { width, height, ...attributes });
  const ids = {};
  root.hatchId = mark => {
    if (ids[mark]) return ids[mark];
    const id = `rules${hatches++}`;
    const size = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };
    const turned = { id, ...size, patternTransform: HATCH_TURNS[mark] };
    const pattern = svgElement("pattern", turned, svgElement("defs", {}, root));
    svgElement("path", { class: `rules ${mark}`, d: "M0,3h6" }, pattern);
    ids[mark] = id;
    return id;
  };
  return root;
}

/**
 * Draw a cell.
 * @param {any} parent from `createCellSvg`
 * @param {{x: number, y: number, width: number, height: number}} box
 * @param {string} text
 * @param {string} marks class names
 */
export function drawCell(parent, box, text, marks) {
  const { x, y, width, height } = box;
  const cell = svgElement("g", { class: `cell ${marks}` }, parent);
  const drawPath = (names, d) => svgElement("path", { class: `mark ${names}`, d }, cell);
  svgElement("rect", { class: "edge", ...box }, cell);
  for (const mark of marks.split(" ")) {
    if (mark in HATCH_TURNS) {
      const style = `fill:url(#${parent.hatchId(mark)})`;
      svgElement("rect", { class: "mark", ...box, style }, cell);
    }
    if (mark === "changed") drawPath("corner", `M${x + width},${y}v10l-10,-10z`);
    if (mark === "wrong")
      drawPath("struck", `M${x},${y}l${width},${height}M${x + width},${y}l${-width},${height}`);
  }
  svgElement("text", { x: x + width / 2, y: y + height / 2 + 5, text }, cell);
  return cell;
}
