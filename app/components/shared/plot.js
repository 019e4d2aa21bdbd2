// Axes, and the layers that a view draws its marks in.
import { svgElement } from "./dom.js";
import { formatNumber, superscript } from "./format.js";
import { linearScale } from "./geometry.js";
import { ticks } from "./ticks.js";

let clips = 0;

/**
 * Draw the axes of a plane into a frame. Two layers: the ground is painted once, so that
 * an animation frame only paints what moves.
 * @param {Frame} frame
 * @param {ValueSource} store
 * @param {{x: number[], y: number[], xName: string, yName: string, yLog?: boolean,
 *   rows?: any[], cols?: any[], foot?: number, left?: number, right?: number}} axes
 *   windows and names of the axes; `y` holds powers of ten if `yLog`; `rows` and `cols` are
 *   words instead of numbers; so many pixels are left free below (`foot`), at the left for the
 *   words of the axis and at the right
 * @returns {Plot}
 */
export function createPlot(frame, store, axes) {
  const { x, y, xName, yName, yLog, rows, cols, foot = 0, left = 46, right = 10 } = axes;
  const { area, title, w, h } = frame;
  const [x0, x1, y0, y1] = [left, w - right, h - 40 - foot, 26];
  const size = { width: w, height: h };
  const ground = svgElement("svg", { class: "ground", ...size, "aria-hidden": "true" }, area);
  const svg = svgElement("svg", { ...size, role: "img", "aria-label": title }, area);
  const id = `clip${clips++}`;
  const clip = svgElement("clipPath", { id }, ground);
  svgElement("rect", { x: x0, y: y1, width: x1 - x0, height: y0 - y1 }, clip);
  const clipped = { "clip-path": `url(#${id})` };
  const back = svgElement("g", clipped, ground);
  svgElement("path", { class: "axis", d: `M${x0},${y1}V${y0}H${x1}` }, ground);
  const X = linearScale(x[0], x[1], x0, x1);
  const Y = linearScale(y[0], y[1], y0, y1);
  const marks = svgElement("g", clipped, svg);
  const plot = { w, h, yLog, cols, x0, x1, y0, y1, X, Y, svg, back, marks, top: null };
  const { lang } = store.context;
  drawXAxis(ground, plot, cols ? words(cols) : ticks(x[0], x[1], Math.max(2, w / 80)), lang);
  if (yLog) drawLogAxis(ground, plot, ticks(y[0], y[1], 9).at, lang);
  else drawYAxis(ground, plot, rows ? words(rows) : ticks(y[0], y[1], h / 60), lang);
  const name = { class: "name", x: x1, y: y0 + 36, "text-anchor": "end", text: xName };
  svgElement("text", name, ground);
  svgElement("text", { class: "name", x: 4, y: y1 - 9, text: yName }, ground);
  plot.top = svgElement("g", {}, svg);
  frame.p = plot;
  return plot;
}

const words = names => ({ at: Object.keys(names), text: i => names[i] });

function drawXAxis(ground, { X, y0 }, { at, text }, lang) {
  for (const value of at) {
    const x = X(value);
    svgElement("path", { class: "axis", d: `M${x},${y0}v5` }, ground);
    const label = { x, y: y0 + 19, "text-anchor": "middle", text: text(value, lang) };
    svgElement("text", label, ground);
  }
}

function drawYAxis(ground, { Y, x0 }, { at, text }, lang) {
  for (const value of at) {
    const y = Y(value);
    svgElement("path", { class: "axis", d: `M${x0},${y}h-5` }, ground);
    const label = { x: x0 - 9, y: y + 4.5, "text-anchor": "end", text: text(value, lang) };
    svgElement("text", label, ground);
  }
}

// Powers of ten, some left out where they would touch.
function drawLogAxis(ground, plot, values, lang) {
  const powers = values.filter(Number.isInteger);
  const every = Math.ceil((18 * powers.length) / (plot.y0 - plot.y1));
  const at = powers.filter(power => power % every === 0);
  const text = power =>
    Math.abs(power) > 3
      ? `10${superscript(power)}`
      : formatNumber(10 ** power, Math.max(0, -power), lang);
  drawYAxis(ground, plot, { at, text }, lang);
}
