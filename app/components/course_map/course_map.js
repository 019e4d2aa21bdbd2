// Columns of boxes; one that is touched lights what it needs, all the way, and what it leads to.
import { element, setText, svgElement } from "../shared/dom.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";

const SIGNS = [
  ["●", "○"],
  ["■", "□"],
]; // done and to do: questions, exercises

const marks = ([done, n], kind) =>
  element(
    "span",
    { class: "marks" },
    SIGNS[kind][0].repeat(done) + SIGNS[kind][1].repeat(Math.max(0, n - done)),
  );

function way(needs, id) {
  // all that a box needs, itself left out
  const found = new Set();
  const ahead = [...needs[id]];
  while (ahead.length) {
    const one = ahead.pop();
    if (!found.has(one)) {
      found.add(one);
      ahead.push(...needs[one]);
    }
  }
  return found;
}

function join(layer, boxes, needs, lit) {
  // a curve from the right of a box to the left of another
  const frame = layer.getBoundingClientRect();
  layer.replaceChildren();
  const at = id => {
    const { left, right, top, height } = boxes.get(id).getBoundingClientRect();
    return { left: left - frame.left, right: right - frame.left, y: top + height / 2 - frame.top };
  };
  for (const [id, from] of Object.entries(needs))
    for (const one of from) {
      const a = at(one);
      const b = at(id);
      const column = Math.abs(a.left - b.left) < 4;
      const bend = column ? 11 : (b.left - a.right) / 2;
      const d = column
        ? `M${a.left},${a.y}c${-bend},0 ${-bend},${b.y - a.y} 0,${b.y - a.y}`
        : `M${a.right},${a.y}c${bend},0 ${bend},${b.y - a.y} ${b.left - a.right},${b.y - a.y}`;
      const path = svgElement("path", { d, class: lit(one, id) }, layer);
      if (path.getAttribute("class") === "faint") layer.prepend(path);
    }
}

function show(root, { alt, columns, needs, picked, words }, pick) {
  const boxes = new Map();
  const layer = svgElement("svg", { class: "ways", "aria-hidden": "true" });
  for (const { boxes: column } of columns)
    for (const { id, title, marks: done, seen, alt: said } of column) {
      boxes.set(
        id,
        element(
          "button",
          {
            type: "button",
            class: seen ? "box seen" : "box",
            "aria-label": said,
            onclick: () => {
              now = id;
              light();
              region.announce(sentence(id));
              pick(id);
            },
          },
          element("span", { class: "title", text: title }),
          ...(done.length
            ? [element("span", { class: "done", "aria-hidden": "true" }, ...done.map(marks))]
            : []),
        ),
      );
    }
  let now = picked;
  const all = columns.flatMap(({ boxes }) => boxes);
  const ends = Object.keys(needs);
  const names = ids =>
    all
      .filter(({ id }) => ids.includes(id))
      .map(({ title }) => title)
      .join(", ") || words.nothing;
  const sentence = id =>
    words.told
      .replace("{box}", all.find(box => box.id === id).alt)
      .replace("{needs}", names(needs[id]))
      .replace("{feeds}", names(ends.filter(end => needs[end].includes(id))));
  const about = element("p", { class: "about" });
  const text = element("span"); // on a phone what the page says of it is far below
  about.append(
    text,
    " ",
    element("button", {
      type: "button",
      text: words.below,
      onclick: () => root.querySelector(".hint").scrollIntoView({ block: "start" }),
    }),
  );
  function light() {
    const box = boxes.get(now);
    const row = [...box.parentNode.children].filter(
      e => e !== about && e.offsetTop === box.offsetTop,
    );
    setText(text, sentence(now));
    if (about.previousSibling !== row.at(-1)) row.at(-1).after(about);
    const before = way(needs, now);
    const feeds = id => needs[id].includes(now);
    for (const [id, box] of boxes) {
      box.setAttribute("aria-pressed", id === now);
      box.dataset.way = id === now ? "" : before.has(id) ? "needs" : feeds(id) ? "feeds" : "";
    }
    join(layer, boxes, needs, (from, to) =>
      from === now
        ? "feeds"
        : (to === now || before.has(to)) && before.has(from)
          ? "needs"
          : "faint",
    );
  }
  const key = (kind, text) =>
    element(
      "span",
      { class: "key" },
      element("span", { class: `sample ${kind}`, "aria-hidden": "true" }),
      text,
    );
  root.replaceChildren(
    element(
      "div",
      { class: "whole", role: "group", "aria-label": alt },
      layer,
      ...columns.map(({ title, boxes: column }) =>
        element(
          "div",
          { class: "column" },
          element("div", { class: "head", text: title }),
          ...column.map(({ id }) => boxes.get(id)),
        ),
      ),
    ),
    element(
      "p",
      { class: "hint" },
      key("needs", words.needs),
      key("feeds", words.feeds),
      ...words.legend.split(" | ").map(text => element("span", { class: "key", text })),
    ),
  );
  const region = createLiveRegion(root);
  light();
  const watch = new ResizeObserver(light);
  watch.observe(root);
  return { boxes, watch };
}

export default mountOnce("atlas", ({ root, drawing, before, setStateValue }) => {
  const focused = root.getRootNode().activeElement;
  const held = before && [...before.boxes].find(([, box]) => box === focused)?.[0];
  const { boxes, watch } = show(root, drawing, id =>
    setStateValue("picked", { id, n: Date.now() }),
  ); // told each time
  boxes.get(held)?.focus({ preventScroll: true });
  return { boxes, dispose: () => watch.disconnect() };
});
