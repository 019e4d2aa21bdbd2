// The course as columns of boxes; a box that is pressed lights up all that it needs, and what needs
// it.
import { element, setText, svgElement } from "../shared/dom.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { allNeeds, drawConnections } from "./connections.js";

const SIGNS = [
  ["●", "○"], // questions: done, to do
  ["■", "□"], // exercises
];

/**
 * A concept: its marks are numbers of questions and of exercises, done and in all.
 * @typedef {{id: string, title: string, marks: [done: number, count: number][], seen: boolean,
 *   alt: string}} Box
 */

/**
 * @typedef {{alt: string, columns: {title: string, boxes: Box[]}[],
 *   needs: import("./connections.js").Needs, picked: string, words: Record<string, string>
 * }} Drawing
 */

function markText([done, count], kind) {
  const [full, empty] = SIGNS[kind];
  const text = full.repeat(done) + empty.repeat(Math.max(0, count - done));
  return element("span", { class: "marks", text });
}

/**
 * Return the button of a concept.
 * @param {Box} box
 * @param {() => void} onclick
 */
function drawBox({ title, marks, seen, alt }, onclick) {
  const names = seen ? "box seen" : "box";
  const button = element("button", { type: "button", class: names, "aria-label": alt, onclick });
  button.append(element("span", { class: "title", text: title }));
  if (marks.length) {
    const done = { class: "done", "aria-hidden": "true" };
    button.append(element("span", done, ...marks.map(markText)));
  }
  return button;
}

/**
 * Return the function that says what a concept needs and what needs it.
 * @param {Drawing} drawing
 * @returns {(id: string) => string}
 */
function sentenceWriter({ columns, needs, words }) {
  const all = columns.flatMap(column => column.boxes);
  const titles = ids => {
    const known = all.filter(box => ids.includes(box.id)).map(box => box.title);
    return known.join(", ") || words.nothing;
  };
  return id => {
    const feeds = Object.keys(needs).filter(other => needs[other].includes(id));
    return words.told
      .replace("{box}", all.find(box => box.id === id).alt)
      .replace("{needs}", titles(needs[id]))
      .replace("{feeds}", titles(feeds));
  };
}

/**
 * Return the paragraph about the selected box, and the function that moves it below the row of
 * that box: on a phone what the page says of it is far below.
 * @param {HTMLElement} root
 * @param {string} link leads there
 */
function createSummary(root, link) {
  const text = element("span");
  const onclick = () => root.querySelector(".hint").scrollIntoView({ block: "start" });
  const button = element("button", { type: "button", text: link, onclick });
  const summary = element("p", { class: "about" }, text, " ", button);
  return (box, sentence) => {
    const sameRow = other => other !== summary && other.offsetTop === box.offsetTop;
    const row = [...box.parentNode.children].filter(sameRow);
    setText(text, sentence);
    if (summary.previousSibling !== row.at(-1)) row.at(-1).after(summary);
  };
}

function drawLegend(words) {
  const key = (kind, text) => {
    const sample = element("span", { class: `sample ${kind}`, "aria-hidden": "true" });
    return element("span", { class: "key" }, sample, text);
  };
  const others = words.legend.split(" | ");
  return element(
    "p",
    { class: "hint" },
    key("needs", words.needs),
    key("feeds", words.feeds),
    ...others.map(text => element("span", { class: "key", text })),
  );
}

// Returns the function that lights up what a box needs and what needs it.
function createHighlight(layer, boxes, needs) {
  return selected => {
    const before = allNeeds(needs, selected);
    const isFed = id => needs[id].includes(selected);
    const relation = id => {
      if (id === selected) return "";
      if (before.has(id)) return "needs";
      return isFed(id) ? "feeds" : "";
    };
    for (const [id, box] of boxes) {
      box.setAttribute("aria-pressed", id === selected);
      box.dataset.way = relation(id);
    }
    drawConnections(layer, boxes, needs, (from, to) => {
      if (from === selected) return "feeds";
      return (to === selected || before.has(to)) && before.has(from) ? "needs" : "faint";
    });
  };
}

/**
 * Draw the map; return its boxes by id and what watches its size.
 * @param {HTMLElement} root
 * @param {Drawing} drawing
 * @param {(id: string) => void} pick is called with the id of a box that is pressed
 */
function drawMap(root, drawing, pick) {
  const { alt, columns, needs, words } = drawing;
  let selected = drawing.picked;
  const layer = svgElement("svg", { class: "ways", "aria-hidden": "true" });
  const sentence = sentenceWriter(drawing);
  const select = id => {
    selected = id;
    update();
    region.announce(sentence(id));
    pick(id);
  };
  const boxes = new Map();
  for (const box of columns.flatMap(column => column.boxes))
    boxes.set(
      box.id,
      drawBox(box, () => select(box.id)),
    );
  const drawColumn = ({ title, boxes: own }) => {
    const head = element("div", { class: "head", text: title });
    return element("div", { class: "column" }, head, ...own.map(({ id }) => boxes.get(id)));
  };
  const whole = { class: "whole", role: "group", "aria-label": alt };
  root.replaceChildren(element("div", whole, layer, ...columns.map(drawColumn)), drawLegend(words));
  const region = createLiveRegion(root);
  const summarize = createSummary(root, words.below);
  const highlight = createHighlight(layer, boxes, needs);
  const update = () => {
    summarize(boxes.get(selected), sentence(selected));
    highlight(selected);
  };
  update();
  const observer = new ResizeObserver(update);
  observer.observe(root);
  return { boxes, observer };
}

export default mountOnce("atlas", ({ root, drawing, before, setStateValue }) => {
  const active = root.getRootNode().activeElement;
  const focused = before && [...before.boxes].find(([, box]) => box === active)?.[0];
  // the time makes an equal id news
  const pick = id => setStateValue("picked", { id, n: Date.now() });
  const { boxes, observer } = drawMap(root, drawing, pick);
  boxes.get(focused)?.focus({ preventScroll: true });
  return { boxes, dispose: () => observer.disconnect() };
});
