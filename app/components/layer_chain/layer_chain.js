// Layers as boxes, joined by arrows that bear the shapes; a box that is touched is picked.
import { applyPageScale, element, svgElement } from "../shared/dom.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";

const MOST = 52;
const CELL = 7; // pixels: the longest side of a small drawing, a cell of it

function grid(size, kind) {
  // the last two axes as cells, the others as sheets behind; a number is one cell
  const [cols = 1, rows = 1] = [...size].reverse();
  const sheets = Math.min(
    3,
    size.slice(0, -2).reduce((n, k) => n * k, 1),
  );
  const u = Math.min(CELL, MOST / Math.max(rows, cols));
  const w = cols * u;
  const h = rows * u;
  const back = 4 * (sheets - 1);
  const root = svgElement("svg", {
    class: `grid ${kind}`,
    width: w + back + 2,
    height: h + back + 2,
    "aria-hidden": "true",
  });
  for (let s = sheets - 1; s >= 0; s--) {
    const x = 1 + 4 * s;
    const y = 1 + back - 4 * s;
    svgElement("rect", { x, y, width: w, height: h }, root);
    if (s || u < 3) continue;
    let d = "";
    for (let k = 1; k < cols; k++) d += `M${x + k * u},${y}v${h}`;
    for (let k = 1; k < rows; k++) d += `M${x},${y + k * u}h${w}`;
    svgElement("path", { d }, root);
  }
  return root;
}

const tensor = ({ name, shape, size, kind }, own) =>
  element(
    "span",
    { class: "tensor" },
    grid(size, kind || own),
    element(
      "span",
      { class: "label" },
      ...(name ? [element("span", { class: "name", text: name }), " "] : []),
      element("span", { class: "shape", text: shape }),
    ),
  );

function show(root, { alt, given, boxes, picked, words }, pick) {
  const arrow = (passing, title) =>
    element(
      "div",
      { class: passing.length ? "arrow" : "arrow nothing" },
      ...(title ? [element("span", { class: "title", text: title })] : []),
      ...passing.map(t => tensor(t, "data")),
      element("span", { class: "way", "aria-hidden": "true" }),
    );
  const buttons = boxes.map(({ name, holds, count, state, alt: said }, i) =>
    element(
      "button",
      {
        type: "button",
        class: `box ${state}`,
        "aria-label": said,
        "aria-pressed": i === picked,
        onclick: () => {
          buttons.forEach((b, k) => b.setAttribute("aria-pressed", k === i));
          pick(i);
          region.announce(boxes[i].alt);
        },
      },
      element("span", { class: "head", text: name }),
      ...holds.map(t => tensor(t, "model")),
      element("span", { class: "count", text: state ? words[state] : count }),
    ),
  );
  applyPageScale(root);
  const last = boxes.at(-1);
  root.replaceChildren(
    element(
      "div",
      { class: "whole", role: "group", "aria-label": alt },
      ...buttons.map((b, i) =>
        element(
          "div",
          { class: "link" },
          arrow(i ? boxes[i - 1].out : given, i ? "" : words.given),
          b,
        ),
      ),
      element("div", { class: "link" }, arrow(last.out, "")),
    ),
    element("p", { class: "hint", text: words.hint }),
  );
  const region = createLiveRegion(root);
}

export default mountOnce("chain", ({ root, drawing, setStateValue }) => {
  const at = [...root.querySelectorAll("button")].indexOf(root.getRootNode().activeElement);
  show(root, drawing, i => setStateValue("picked", { i, n: Date.now() })); // told each time
  root.querySelectorAll("button")[at]?.focus({ preventScroll: true });
  return {};
});
