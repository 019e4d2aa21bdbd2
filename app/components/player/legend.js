// What the marks of a view mean.
import { svgElement } from "../shared/dom.js";
import { dotPath } from "../shared/geometry.js";
import { nameWidth } from "../shared/label_boxes.js";

const ROW = 20; // pixels from word to word
const INDENT = 30; // pixels from the left of a row to its word
const SHIFT = 12; // pixels from one place to try to the next

/**
 * Return the left of a legend under the top of a plane: where its rows, each as wide as its word,
 * cover the fewest points; a corner, if that is as good.
 * @param {Pick<Plot, "x0" | "x1" | "y1">} plane
 * @param {string[]} texts of the rows
 * @param {Point[]} points
 */
export function legendLeft({ x0, x1, y1 }, texts, points) {
  const widths = texts.map(text => INDENT + nameWidth(text));
  const last = Math.max(x0, x1 - Math.max(0, ...widths));
  const isCovered = (/** @type {number} */ left, /** @type {Point} */ [x, y]) => {
    const row = Math.floor((y - y1) / ROW);
    return row >= 0 && x > left && x < left + (widths[row] ?? 0);
  };
  const places = [x0, last];
  for (let left = x0 + SHIFT; left < last; left += SHIFT) places.push(left);
  const covered = places.map(left => points.filter(point => isCovered(left, point)).length);
  return places[covered.indexOf(Math.min(...covered))];
}

/**
 * Draw lines of mark and word under the top, where they cover the fewest points; return them.
 * @param {Plot} plot
 * @param {{kind: string, text: string, meaning: string, long?: boolean}[]} marks those without a
 *   text are left out; `long` ones are lines
 * @param {Point[]} points what is drawn there
 */
export function drawLegend(plot, marks, points) {
  const entries = marks.filter(mark => mark.text);
  const texts = entries.map(({ text }) => text);
  const left = legendLeft(plot, texts, points);
  return entries.map(({ kind, text, meaning, long }, i) => {
    const x = left + 18;
    const y = plot.y1 + 14 + i * ROW;
    const group = svgElement("g", {}, plot.top);
    if (kind === "ring") svgElement("circle", { class: kind, r: 3.6, cx: x, cy: y - 4 }, group);
    else svgElement("path", { class: `${kind} lit`, d: markPath(kind, long, x, y) }, group);
    svgElement("text", { class: `label ${meaning}`, x: x + 12, y, text }, group);
    return group;
  });
}

function markPath(kind, long, x, y) {
  if (kind === "residuals") return `M${x},${y - 11}v14`;
  return long ? `M${x - 11},${y - 4}h18` : dotPath(x, y - 4);
}
