// A leaf of a graph is moved: by mouse and finger to the right and left, by the arrow keys.
import { setAttributes, svgElement } from "../shared/dom.js";
import { allText } from "./box_text.js";

const STEP = 0.1; // added to each number of a leaf
const PIXELS = 5; // for a step
const SLIP = 3; // pixels that a press may slip
const PAUSE = 400; // milliseconds after which what the keys have reached is sent
const LIMIT = 9999;

/**
 * What can be moved: the numbers of each leaf by the id of its box, the language of the numbers.
 * @typedef {{leaves: Record<string, number[]>, lang: string, hint: string,
 *   operations: import("./evaluation.js").Operation[]}} Touch
 */

/**
 * Return numbers moved together by so many steps, within limits.
 * @param {number[]} numbers
 * @param {number} steps
 */
export function shiftNumbers(numbers, steps) {
  const least = Math.min(...numbers);
  const most = Math.max(...numbers);
  const by = Math.max(-LIMIT - least, Math.min(LIMIT - most, steps * STEP));
  return numbers.map(number => Math.round((number + by) * 1e4) / 1e4 + 0);
}

// Two arrowheads that say along which way a box is dragged.
function drawSign(group, x, y) {
  const d = `M${x - 16},${y}h14M${x - 12},${y - 4}l-4,4l4,4M${x - 6},${y - 4}l4,4l-4,4`;
  svgElement("path", { class: "drag", d }, group);
}

/**
 * Let the leaves of a graph be moved.
 * @param {import("./drawing.js").GraphView} view
 * @param {Touch} touch
 * @param {{move: (id: string, numbers: number[]) => void, drop: () => void,
 *   send: (name: string, numbers: number[]) => void}} follow `move` shows other numbers, `drop`
 *   those that are known
 */
export function listenToLeaves({ boxes, boxWidth }, touch, { move, drop, send }) {
  for (const { group, node, x, y } of boxes) {
    const numbers = touch.leaves[node.id];
    if (!numbers) continue;
    const [, name] = node.head;
    const range = { "aria-valuemin": -LIMIT, "aria-valuemax": LIMIT };
    setAttributes(group, { role: "slider", tabindex: 0, "aria-label": name, ...range });
    group.classList.add("grab");
    drawSign(group, x + boxWidth - 8, y + 14);
    const tell = now =>
      setAttributes(group, {
        "aria-valuenow": now[0],
        "aria-valuetext": allText(now, touch.lang),
      });
    tell(numbers);
    const moveTo = steps => {
      const now = shiftNumbers(numbers, steps);
      tell(now);
      move(node.id, now);
    };
    const dropAt = steps => {
      const now = shiftNumbers(numbers, steps);
      if (now.some((n, i) => n !== numbers[i])) send(name, now);
      else drop();
    };
    listenToPointer(group, { moveTo, dropAt, drop });
    listenToKeys(group, { moveTo, dropAt });
  }
}

// A finger that goes up or down scrolls the page.
function listenToPointer(group, { moveTo, dropAt, drop }) {
  let from = null;
  let steps = null;
  const end = act => () => {
    if (steps !== null) act(steps);
    from = steps = null;
  };
  group.addEventListener("pointerdown", event => {
    if (event.button || !event.isPrimary) return;
    from = event;
    group.setPointerCapture(event.pointerId);
  });
  group.addEventListener("pointermove", event => {
    if (!from) return;
    const by = event.clientX - from.clientX;
    const isSideways = Math.abs(by) > Math.abs(event.clientY - from.clientY);
    if (steps === null && (Math.abs(by) < SLIP || !isSideways)) return;
    const now = Math.round(by / PIXELS);
    if (now !== steps) moveTo(now);
    steps = now;
  });
  const keepPage = event => steps !== null && event.preventDefault();
  group.addEventListener("touchmove", keepPage, { passive: false });
  group.addEventListener("pointerup", end(dropAt));
  group.addEventListener("pointercancel", end(drop));
}

function listenToKeys(group, { moveTo, dropAt }) {
  let steps = 0;
  let timer = 0;
  group.addEventListener("keydown", event => {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation(); // the figure's own arrow keys are steps in time
    steps += way * (event.shiftKey ? 10 : 1);
    moveTo(steps);
    clearTimeout(timer);
    timer = setTimeout(dropAt, PAUSE, steps);
  });
}
