// What the marks of a view mean.
import { svgElement } from "../shared/dom.js";
import { dotPath } from "../shared/geometry.js";

export function drawLegend(p, marks, points, wide = 150) {
  // lines of mark + word in the emptier upper corner
  const shown = marks.filter(m => m.text);
  const high = 20 * shown.length + 10;
  const crowd = from =>
    points.filter(([x, y]) => x > from && x < from + wide && y < p.y1 + high).length;
  const left = crowd(p.x0) <= crowd(p.x1 - wide) ? p.x0 : p.x1 - wide;
  return shown.map(({ kind, text, meaning: colour, long }, i) => {
    const x = left + 18;
    const y = p.y1 + 14 + i * 20;
    const g = svgElement("g", {}, p.top);
    const d =
      kind === "residuals"
        ? `M${x},${y - 11}v14`
        : long
          ? `M${x - 11},${y - 4}h18`
          : dotPath(x, y - 4);
    kind === "ring"
      ? svgElement("circle", { class: kind, r: 3.6, cx: x, cy: y - 4 }, g)
      : svgElement("path", { class: `${kind} lit`, d }, g);
    svgElement("text", { class: `label ${colour}`, x: x + 12, y, text }, g);
    return g;
  });
}
