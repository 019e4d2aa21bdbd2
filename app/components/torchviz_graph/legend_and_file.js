// Beside a graph that the page has drawn: the legend of its marks, and the drawing as a file.
import { downloadButtons, standaloneCopy } from "../player/image_file.js";
import { parts } from "../player/registry.js";
import { element, svgElement } from "../shared/dom.js";

// The second cue beside the colour; __init__.py gives the nodes the same.
const SHAPES = {
  leaf: "M15,3.5C31,3.5 31,16.5 15,16.5C-1,16.5 -1,3.5 15,3.5Z",
  operation: "M3,4H27V16H3Z",
  output: "M1.5,2.5H28.5V17.5H1.5ZM4.5,5.5H25.5V14.5H4.5Z",
  saved: "M3,4H22L27,9V16H3ZM22,4V9H27",
};

/**
 * The legend.
 * @param {HTMLElement} root
 * @param {PlayerStore} _store
 * @param {{marks: [kind: string, text: string][]}} settings
 * @returns {MountedPart}
 */
parts.legend = (root, _store, { marks }) => {
  const items = marks.map(([kind, text]) => {
    const mark = svgElement("svg", { width: 30, height: 20, "aria-hidden": "true" });
    svgElement("path", { class: kind, d: SHAPES[kind] }, mark);
    return element("li", {}, mark, element("span", { text }));
  });
  root.append(element("ul", { class: "legend" }, ...items));
  return { draw() {} };
};

/**
 * The buttons that save the drawing.
 * @param {HTMLElement} root
 * @param {PlayerStore} store
 * @param {{place: string, file: string}} settings the key of the block with the chart, and the name
 *   of the file
 * @returns {MountedPart}
 */
parts.picture = (root, store, { place, file }) => {
  /** @returns {any} */
  const findChart = (inside = "") =>
    document.querySelector(`.st-key-${place} [data-testid=stGraphVizChart]${inside}`);
  // What scrolls must be in reach of the keyboard; the chart comes later.
  const makeFocusable = () => {
    const chart = findChart();
    if (chart) chart.tabIndex = 0;
    else if (root.isConnected) requestAnimationFrame(makeFocusable);
  };
  makeFocusable();
  const copyChart = () => {
    const svg = findChart(" svg");
    if (!svg) return svg;
    const { width, height } = svg.getBoundingClientRect();
    return standaloneCopy(svg, { width, height });
  };
  root.append(downloadButtons(store.context.words, file, copyChart));
  return { draw() {} };
};
