// Probabilities as columns; beside each the share that the target asks for.
import { setAttributes, svgElement } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";
import { toCoordinate } from "../shared/geometry.js";

/**
 * Draw the figure; return the function that draws values.
 * @param {any} plot
 * @param {PlayerContext} context
 * @param {{target: number[]}} view
 * @returns {(values: Record<string, number[]>) => void}
 */
export function drawColumnsFigure(plot, { lang }, { target }) {
  const { X, Y, y0, back, marks, top } = plot;
  const width = Math.min(28, (X(1) - X(0)) / 4);
  const columns = target.map(() => svgElement("path", { class: "chance" }, marks));
  target.forEach((share, i) => {
    const d = `M${X(i) - width},${Y(share)}h${2 * width}`;
    svgElement("path", { class: "wanted", d }, back);
  });
  const gaps = target.map(() => svgElement("path", { class: "tangent" }, marks));
  const middle = { class: "label prediction", "text-anchor": "middle" };
  const labels = target.map(() => svgElement("text", middle, top));
  return ({ p }) =>
    target.forEach((share, i) => {
      const x = X(i);
      const y = Y(p[i]);
      const [left, tip] = [toCoordinate(x - width / 2), toCoordinate(y)];
      columns[i].setAttribute("d", `M${left},${y0}V${tip}h${toCoordinate(width)}V${y0}z`);
      gaps[i].setAttribute("d", `M${toCoordinate(x + width)},${tip}V${toCoordinate(Y(share))}`);
      setAttributes(labels[i], { x, y: y - 7, text: formatNumber(p[i], 2, lang) });
    });
}
