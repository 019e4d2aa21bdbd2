// A slider: words and value over it, marks below, and what of it is hatched.
import { applyPageScale, element, setText } from "./dom.js";

export function createSlider({ label, max, marks, oninput, onchange }) {
  const out = element("output");
  const input = element("input", {
    type: "range",
    min: 0,
    max,
    step: 1,
    "aria-label": label,
    oninput: () => oninput(+input.value),
    onchange,
  });
  const track = element("div", { class: "track" }, input);
  const row = element("div", { class: "marks", "aria-hidden": "true" });
  const mark = (at, text, names = "") => {
    const e = row.appendChild(element("span", { class: names, text }));
    e.style.setProperty("--at", at / max);
    return e;
  };
  const below = marks.map(m => [m.at, m.text, mark(m.at, m.text)]);
  const box = element(
    "div",
    { class: "range" },
    element("div", { class: "what" }, element("span", { text: label }), out),
    track,
    row,
  );
  const bounds = [];
  let across = 0;
  return {
    box,
    zone({ from, bound, text }) {
      // what lies right of `from` is hatched
      bounds.splice(0).forEach(e => e.remove());
      track.classList.toggle("zoned", from > 0);
      const taken = [];
      const pixel = (applyPageScale(box) * max) / ((across ||= row.offsetWidth) - 20);
      const place = (at, left, words, names) => {
        const wide = (6.2 * words.length + 8) * pixel;
        taken.push([at + left * wide, at + (left + 1) * wide]);
        bounds.push(mark(at, words, names));
      };
      if (from > 0) {
        track.style.setProperty("--zone", 1 - from / max);
        const after = from < (6.2 * bound.length - 30) * pixel; // no room left of the tick
        place(from, after ? 0 : -1, bound, after ? "bound after" : "bound");
        const free = after ? taken[0][1] : from;
        if (max - free > 7 * text.length * pixel) place((free + max) / 2, -0.5, text, "zone");
      }
      below.forEach(([at, words, e]) => {
        const half = 3.1 * words.length * pixel;
        e.classList.toggle(
          "off",
          taken.some(([left, right]) => left < at + half && at - half < right),
        );
      });
    },
    set(i, text) {
      if (+input.value !== i) input.value = i;
      input.style.setProperty("--done", i / max);
      setText(out, text);
      input.setAttribute("aria-valuetext", text);
    },
  };
}

export const positionBetween = (values, v) => {
  // where v lies on a slider with these values, as an index
  const i = values.findIndex(u => u > v);
  return i < 1 ? NaN : i - 1 + Math.log(v / values[i - 1]) / Math.log(values[i] / values[i - 1]);
};
