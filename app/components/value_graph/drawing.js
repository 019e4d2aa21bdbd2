// Boxes and edges of a graph, and what they show at a step.
import { applyPageScale, setAttributes, setText, svgElement } from "../shared/dom.js";
import { boxText } from "./box_text.js";
import { arrowheadPath, curvePath, layOutGraph } from "./layout.js";

/** @typedef {import("./layout.js").GraphNode} GraphNode */
/** @typedef {import("./layout.js").Layout} Layout */

/**
 * A step: the act it belongs to, the node and the edges it is about.
 * @typedef {{act: string, node: string, edges: string[], line: number, head: string,
 *   numbers: string, note: string, more: string}} Step
 */

/** @typedef {ReturnType<typeof drawGraph>} GraphView */

/**
 * Draw a graph. Large type is reduced as far as needed for no box to be cut off.
 * @param {HTMLElement} root
 * @param {import("./layout.js").Graph & {alt: string, freed: boolean, touch?: any}} graph
 */
export function drawGraph(root, graph) {
  let scale = applyPageScale(root);
  let layout = layOutGraph(graph, root.clientWidth / scale);
  if (scale > 1 && scale * layout.width > root.clientWidth) {
    scale = Math.max(1, root.clientWidth / layout.width);
    root.style.setProperty("--grown", String(scale));
    layout = layOutGraph(graph, root.clientWidth / scale);
  }
  const { width, height, boxWidth, boxHeight } = layout;
  const role = graph.touch ? "group" : "img"; // an image has nothing inside to move
  const focusable = { role, tabindex: 0, "aria-label": graph.alt };
  const svg = svgElement("svg", { width, height, ...focusable });
  const positions = {};
  for (const { id, at } of graph.nodes) positions[id] = layout.positionOf(at);
  const edges = graph.edges.map(edge => drawEdge(svg, edge, positions, layout));
  const boxes = graph.nodes.map(node => drawBox(svg, node, positions[node.id], layout, graph));
  return { svg, edges, boxes, boxWidth, boxHeight, scale };
}

function drawEdge(svg, { from, to, via, data }, positions, layout) {
  const { right, boxWidth, boxHeight, positionOf } = layout;
  const middle = right ? boxHeight / 2 : boxWidth / 2;
  const entry = ({ x, y }, inset = 0) => (right ? [x + inset, y + middle] : [x + middle, y]);
  const exit = ({ x, y }, inset = 0) =>
    right ? [x + boxWidth - inset, y + middle] : [x + middle, y + boxHeight];
  const between = via.map(positionOf).flatMap(spot => [entry(spot, 10), exit(spot, 10)]);
  const [start, end] = [exit(positions[from]), entry(positions[to])];
  const group = svgElement("g", { class: data ? "edge data" : "edge" }, svg);
  const drawPath = (names, d) => svgElement("path", { class: names, d }, group);
  drawPath("way", curvePath([start, ...between, end], right));
  drawPath("tip there", arrowheadPath(end, right));
  drawPath("tip back", arrowheadPath(start, right, true));
  return { group, name: `${from} ${to}`, backward: `${to} ${from}` };
}

function drawBox(svg, node, { x, y }, { boxWidth, boxHeight }, { freed }) {
  const group = svgElement("g", { class: `box ${node.kind}` }, svg);
  if (node.title) svgElement("title", { text: node.title }, group);
  const round = node.kind === "leaf" ? 16 : 3;
  const drawFrame = (names, out, more) => {
    const place = { x: x - out, y: y - out };
    const size = { width: boxWidth + 2 * out, height: boxHeight + 2 * out };
    svgElement("rect", { class: names, ...place, ...size, ...more }, group);
  };
  drawFrame("ring", 2, { rx: round + 2 });
  drawFrame("frame", 0, { rx: round });
  if (node.kind === "output") drawFrame("inner", -3, {});
  const drawText = (names, down, more) =>
    svgElement("text", { class: names, x: x + 9, y: y + down, ...more }, group);
  const [sign, name] = node.head;
  const title = drawText("head", 18, {});
  if (sign) svgElement("tspan", { class: "sign", text: sign }, title);
  svgElement("tspan", { text: name, dx: sign ? 5 : 0 }, title);
  if (node.shape && boxWidth >= 100) {
    const atEnd = { x: x + boxWidth - 8, "text-anchor": "end" };
    drawText("shape", 35, { text: node.shape, ...atEnd });
  }
  if (node.keeps) drawText(freed ? "keeps freed" : "keeps", 67, { text: `▪ ${node.keeps}` });
  return { group, node, value: drawText("value", 35), grad: drawText("grad", 51), x, y };
}

/**
 * Narrow the titles that are too long for their boxes; needs a graph that stands on the page.
 * @param {GraphView} view
 */
export function fitTitles({ svg, boxWidth }) {
  const textLength = boxWidth - 15;
  for (const title of svg.querySelectorAll(".head"))
    if (title.getComputedTextLength() > textLength)
      setAttributes(title, { textLength, lengthAdjust: "spacingAndGlyphs" });
}

/**
 * Show values, gradients and what a step is about.
 * @param {GraphView} view
 * @param {Step} step
 * @param {number} at its place
 */
export function showStep({ boxes, edges }, step, at) {
  const backward = step.act === "backward";
  for (const { group, node, value, grad } of boxes) {
    const valued = node.valued <= at;
    const graded = node.graded != null && node.graded <= at;
    setText(value, valued ? node.value : "");
    setText(grad, graded ? `∂ ${node.grad}` : "");
    group.classList.toggle("waits", !valued);
    group.classList.toggle("now", node.id === step.node);
    group.classList.toggle("turned", backward);
  }
  for (const edge of edges) {
    const forward = step.edges.includes(edge.name);
    edge.group.classList.toggle("lit", forward);
    const flows = backward && (forward || step.edges.includes(edge.backward));
    edge.group.classList.toggle("flows", flows);
  }
}

/**
 * Show other numbers than those that are known, as while a leaf is moved.
 * @param {GraphView} view
 * @param {{values: Record<string, number[]>, gradients: Record<string, number[]>}} numbers by id;
 *   what is missing is not known yet
 * @param {string} lang
 */
export function showNumbers({ boxes }, { values, gradients }, lang) {
  for (const { node, value, grad } of boxes) {
    setText(value, node.id in values ? boxText(values[node.id], lang) : "…");
    const gradient = node.id in gradients ? boxText(gradients[node.id], lang) : "…";
    setText(grad, node.grad ? `∂ ${gradient}` : "");
  }
}

/**
 * Scroll the box that a step is about into the middle of what scrolls.
 * @param {HTMLElement} scroller
 * @param {GraphView} view
 * @param {Step} step
 */
export function scrollToStep(scroller, { boxes, scale, boxWidth, boxHeight }, step) {
  const box = boxes.find(({ node }) => node.id === step.node);
  if (!box) return;
  scroller.scrollLeft = scale * (box.x + boxWidth / 2) - scroller.clientWidth / 2;
  scroller.scrollTop = scale * (box.y + boxHeight / 2) - scroller.clientHeight / 2;
}
