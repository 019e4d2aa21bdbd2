// The points: what their marks mean, and where the reader sets points of their own.
import { element } from "../../shared/dom.js";

const MARKS = "●■";
const LETTERS = "ab"; // of the classes

// Buttons: the class of the next point, undo, clear.
function createPointButtons(store, words) {
  const button = (text, onclick, attributes = {}) =>
    element("button", { type: "button", text, onclick, ...attributes });
  store.chosenClass ??= 0;
  const choose = chosen => {
    store.chosenClass = chosen;
    classes.forEach((each, i) => each.setAttribute("aria-pressed", i === chosen));
  };
  const classes = [...LETTERS].map((letter, i) =>
    button(MARKS[i], () => choose(i), {
      class: `class${i}`,
      "aria-pressed": i === store.chosenClass,
      "aria-label": words[`class_${letter}`],
    }),
  );
  const undo = () => {
    const points = store.typedText("points").split(/(?=[ab])/);
    store.sendTyped("points", points.filter(Boolean).slice(0, -1).join(""));
  };
  const clear = () => store.sendTyped("points", "");
  return [...classes, button(words.undo, undo), button(words.clear, clear)];
}

/**
 * Return what stands above the decision: buttons if the points are the reader's own, else what the
 * marks mean.
 * @param {import("../views/network.js").NetworkView} view
 */
export function createPointKey({ store, words, heldOut }) {
  const key = element("div", { class: "marks-key" });
  const mark = i => element("b", { class: `class${i}`, text: MARKS[i] });
  const { own, regression } = store.recording.facts;
  const names = regression ? [words.negative, words.positive] : [words.class_a, words.class_b];
  if (own) key.append(...createPointButtons(store, words));
  else
    key.append(
      element("span", {}, mark(0), ` ${names[0]}`),
      element("span", {}, mark(1), ` ${names[1]}`),
      element("span", { text: heldOut ? words.points : "" }),
    );
  return key;
}

/**
 * Follow the pointer over the decision; a click sets a point if they are the reader's own.
 * @param {HTMLElement} decision
 * @param {PlayerStore} store
 * @param {number} mostPoints
 * @param {(point: number[] | null) => void} pointAt is called with x1 and x2
 */
export function followDecisionPointer(decision, store, mostPoints, pointAt) {
  const { facts } = store.recording;
  const { reach } = facts;
  const pointOf = event => {
    const { left, top, width, height } = decision.getBoundingClientRect();
    const x1 = reach * ((2 * (event.clientX - left)) / width - 1);
    return [x1, reach * (1 - (2 * (event.clientY - top)) / height)];
  };
  decision.classList.toggle("own", !!facts.own);
  decision.addEventListener("pointermove", event => pointAt(pointOf(event)));
  decision.addEventListener("pointerleave", () => pointAt(null));
  decision.addEventListener("click", event => {
    if (!facts.own || store.runHidden) return;
    const [x1, x2] = pointOf(event).map(value => Number(value.toFixed(2)));
    const points = store.typedText("points");
    if (points.split(/[ab]/).length > mostPoints) return;
    store.sendTyped("points", `${points} ${LETTERS[store.chosenClass]}${x1} ${x2}`);
  });
}
