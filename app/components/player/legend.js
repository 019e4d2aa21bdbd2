// What the marks of a view mean.
import { svgElement } from "../shared/dom.js";
import { dotPath } from "../shared/geometry.js";

/**
 * Draw lines of mark and word in the emptier of the two upper corners; return them.
 * @param {Plot} plot
 * @param {{kind: string, text: string, meaning: string, long?: boolean}[]} marks those without a
 *   text are left out; `long` ones are lines
 * @param {Point[]} points what is drawn there
 * @param {number} [width] of the legend, in pixels
 */
export function drawLegend(plot, marks, points, width = 150) {
  const entries = marks.filter(mark => mark.text);
  const bottom = plot.y1 + 20 * entries.length + 10;
  const countFrom = from =>
    points.filter(([x, y]) => x > from && x < from + width && y < bottom).length;
  const right = plot.x1 - width;
  const left = countFrom(plot.x0) <= countFrom(right) ? plot.x0 : right;
  return entries.map(({ kind, text, meaning, long }, i) => {
    const x = left + 18;
    const y = plot.y1 + 14 + i * 20;
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
