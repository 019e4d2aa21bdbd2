// What the kinds of boxes and the signs mean.
import { element, svgElement } from "../shared/dom.js";

const SIGNS = { grad: "∂", keeps: "▪" };

function drawSample(kind) {
  const svg = svgElement("svg", { width: 30, height: 20, "aria-hidden": "true" });
  const box = svgElement("g", { class: `box ${kind}` }, svg);
  const rx = kind === "leaf" ? 8 : 2;
  svgElement("rect", { class: "frame", x: 2, y: 2, width: 26, height: 16, rx }, box);
  if (kind === "output")
    svgElement("rect", { class: "inner", x: 5, y: 5, width: 20, height: 10 }, box);
  return svg;
}

/**
 * Return the legend.
 * @param {[kind: string, text: string][]} entries
 */
export function drawLegend(entries) {
  const items = entries.map(([kind, text]) => {
    const words = element("span", { text });
    if (kind in SIGNS)
      return element("li", { class: kind }, element("strong", { text: SIGNS[kind] }), words);
    return element("li", {}, drawSample(kind), words);
  });
  return element("ul", { class: "legend" }, ...items);
}
