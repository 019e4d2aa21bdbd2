// A slider: words and value over it, marks below, and what of it is hatched.
import { applyPageScale, element, setText } from "./dom.js";

const CHARACTER = 6.2; // pixels of a character below the track

/**
 * Make a slider over the places 0 to `max`.
 * @param {{label: string, max: number, marks: {at: number, text: string}[],
 *   oninput: (place: number) => void, onchange?: () => void}} options
 */
export function createSlider({ label, max, marks, oninput, onchange }) {
  const output = element("output");
  const range = { type: "range", min: 0, max, step: 1, "aria-label": label };
  const listeners = { oninput: () => oninput(+input.value), ...(onchange && { onchange }) };
  const input = element("input", { ...range, ...listeners });
  const track = element("div", { class: "track" }, input);
  const row = element("div", { class: "marks", "aria-hidden": "true" });
  const addMark = (at, text, names = "") => {
    const mark = row.appendChild(element("span", { class: names, text }));
    mark.style.setProperty("--at", at / max);
    return mark;
  };
  const labels = marks.map(({ at, text }) => ({ at, text, mark: addMark(at, text) }));
  const title = element("div", { class: "what" }, element("span", { text: label }), output);
  const box = element("div", { class: "range" }, title, track, row);
  return {
    box,
    hatch: createHatching({ box, track, row, max, labels, addMark }),
    setValue(place, text) {
      if (+input.value !== place) input.value = place;
      input.style.setProperty("--done", place / max);
      setText(output, text);
      input.setAttribute("aria-valuetext", text);
    },
  };
}

// Returns the function that hatches what lies right of `from`, with a tick there that is called
// `bound` and a `text` in the hatched part; marks that these words would touch are hidden.
function createHatching({ box, track, row, max, labels, addMark }) {
  const added = [];
  let width = 0;
  return ({ from, bound, text }) => {
    added.splice(0).forEach(mark => mark.remove());
    track.classList.toggle("zoned", from > 0);
    width ||= row.offsetWidth;
    const pixel = (applyPageScale(box) * max) / (width - 20); // in places of the slider
    const taken = [];
    const place = (at, left, words, names) => {
      const wide = (CHARACTER * words.length + 8) * pixel;
      taken.push([at + left * wide, at + (left + 1) * wide]);
      added.push(addMark(at, words, names));
    };
    if (from > 0) {
      track.style.setProperty("--zone", 1 - from / max);
      const after = from < (CHARACTER * bound.length - 30) * pixel; // nothing fits left of the tick
      place(from, after ? 0 : -1, bound, after ? "bound after" : "bound");
      const free = after ? taken[0][1] : from;
      if (max - free > (CHARACTER * text.length + 12) * pixel)
        place((free + max) / 2, -0.5, text, "zone");
    }
    for (const { at, text: words, mark } of labels) {
      const half = (CHARACTER / 2) * words.length * pixel;
      const hidden = taken.some(([left, right]) => left < at + half && at - half < right);
      mark.classList.toggle("off", hidden);
    }
  };
}

/**
 * Return where a value lies between the values of a slider, as a place; NaN outside.
 * @param {number[]} values growing, positive
 * @param {number} value
 */
export function positionBetween(values, value) {
  const i = values.findIndex(larger => larger > value);
  if (i < 1) return NaN;
  return i - 1 + Math.log(value / values[i - 1]) / Math.log(values[i] / values[i - 1]);
}
