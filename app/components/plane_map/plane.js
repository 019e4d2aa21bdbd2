// A plane with its grid, and the arrows that are drawn on it.
import { element, setAttributes, svgElement } from "../shared/dom.js";
import { toPoint } from "../shared/geometry.js";
import { gridImages } from "./linear_map.js";

const HEAD = 11; // pixels, the length of the head of an arrow
const MARGIN = 14; // pixels beyond the last line of the grid

/**
 * A plane: its drawing, and how places and pixels lead to one another.
 * @typedef {{svg: any, pixels: (point: number[]) => number[],
 *   place: (x: number, y: number) => number[], arrows: any, size: number}} Plane
 */

/**
 * Draw a plane with its title and its axes.
 * @param {string} title
 * @param {number} size pixels of its width and height
 * @param {number} reach
 * @returns {Plane & {box: any, setGrid: (matrix: number[]) => void}}
 */
export function createPlane(title, size, reach) {
  const unit = (size / 2 - MARGIN) / reach;
  /** @type {(point: number[]) => number[]} */
  const pixels = ([x, y]) => [size / 2 + x * unit, size / 2 - y * unit];
  const pointOf = point => toPoint(pixels(point)[0], pixels(point)[1]);
  const place = (x, y) => [(x - size / 2) / unit, (size / 2 - y) / unit];
  const svg = svgElement("svg", { width: size, height: size });
  const line = (names, ends) => {
    const d = `M${ends.map(end => pointOf(end)).join("L")}`;
    return svgElement("path", { class: names, d }, svg);
  };
  for (const ends of gridImages([1, 0, 0, 1], reach)) line("ground", ends);
  const grid = svgElement("path", { class: "grid" }, svg);
  const square = svgElement("path", { class: "square" }, svg);
  line("axis", gridImages([1, 0, 0, 1], reach)[2 * reach]);
  line("axis", gridImages([1, 0, 0, 1], reach)[2 * reach + 1]);
  const arrows = svgElement("g", {}, svg);
  const setGrid = matrix => {
    const ends = gridImages(matrix, reach * 2).map(pair => pair.map(end => pointOf(end)));
    grid.setAttribute("d", ends.map(pair => `M${pair.join("L")}`).join(""));
    const [a, b, c, d] = matrix;
    const corners = [[0, 0], [a, c], [a + b, c + d], [b, d]]; // biome-ignore format: a square
    square.setAttribute("d", `M${corners.map(p => pointOf(p)).join("L")}Z`);
  };
  const box = element("figure", {}, element("figcaption", { text: title }), svg);
  return { box, svg, pixels, place, arrows, size, setGrid };
}

/**
 * Draw an arrow from the origin; return the function that sets where it ends and its label.
 * @param {Plane} plane
 * @param {string} names class names
 * @param {string} label
 * @returns {(point: number[]) => void}
 */
export function createArrow({ arrows, pixels, size }, names, label) {
  const shaft = svgElement("path", { class: `arrow ${names}` }, arrows);
  const head = svgElement("path", { class: `head ${names}` }, arrows);
  const text = svgElement("text", { class: names, text: label }, arrows);
  return point => {
    const [[x0, y0], [x, y]] = [pixels([0, 0]), pixels(point)];
    const length = Math.hypot(x - x0, y - y0);
    const [ux, uy] = length ? [(x - x0) / length, (y - y0) / length] : [1, 0];
    const back = Math.min(HEAD, length);
    const [bx, by] = [x - ux * back, y - uy * back];
    shaft.setAttribute("d", `M${toPoint(x0, y0)}L${toPoint(bx, by)}`);
    const wing = side => toPoint(bx - side * uy * back * 0.45, by + side * ux * back * 0.45);
    head.setAttribute("d", `M${toPoint(x, y)}L${wing(1)}L${wing(-1)}Z`);
    const atEdge = x + ux * 10 > size - 60; // there it has its place over or under the tip
    const down = atEdge ? (uy > -0.01 || y < 28 ? 24 : -12) : uy * 14 + 5;
    setAttributes(text, {
      x: Math.min(size - 4, Math.max(4, x + ux * 12)),
      y: Math.min(size - 4, Math.max(13, y + down)),
      "text-anchor": atEdge || ux < -0.2 ? "end" : "start",
    });
  };
}
