// What the reader sets by hand of a line's training: the start, and points that are moved. It is
// shown at once, computed here; the server trains again when the reader lets go.
import { descend, fitLine, lossRegions, verdictOf } from "./line_descent.js";

const SEND_OWN_AFTER = 300; // milliseconds
const FARTHEST_LINE = 20; // as in lessons/linear_regression/own_data.py
const MOST_MOVED = 50;

const toHundredths = value => Math.round(100 * value) / 100 + 0;
const limited = value => toHundredths(Math.max(-FARTHEST_LINE, Math.min(FARTHEST_LINE, value)));

/** Return moved points by their index, from the text of the control. */
export const readMoved = text =>
  new Map(
    text
      .split(";")
      .filter(part => part.trim())
      .map(part => {
        const [index, place] = part.split(":");
        return [Number(index), place.trim().split(/\s+/).map(Number)];
      }),
  );

/** Return moved points as the text of the control. */
export const writeMoved = moved =>
  [...moved]
    .sort(([i], [j]) => i - j)
    .map(([index, place]) => `${index}: ${place.join(" ")}`)
    .join("; ");

/**
 * Return what the reader has set, with the recording that the server has made last.
 * @param {any} store
 */
export function ownLine(store) {
  const { facts } = store.recording;
  store.own ??= { facts: null, held: null, point: 0, sending: false };
  const { own } = store;
  if (own.facts === facts) return own;
  const { moved, start } = facts.typed;
  Object.assign(own, { facts, base: store.recording });
  if (own.held != null || own.sending) return own; // newer than what the server has read
  own.moved = readMoved(moved);
  own.start = start ? start.split(" ").map(Number) : null;
  return own;
}

/** Move a training point; more of them than the server takes stay where they are. */
export function movePoint(store, index, x, y) {
  const own = ownLine(store);
  if (!own.moved.has(index) && own.moved.size >= MOST_MOVED) return;
  own.moved.set(index, [Math.max(0, Math.min(1, toHundredths(x))), limited(y)]);
  showPreview(store, own);
}

/** Set where the descent starts, and show it there. */
export function setStart(store, a, b) {
  const own = ownLine(store);
  own.start = [limited(a), limited(b)];
  store.pause();
  store.goTo(0);
  showPreview(store, own);
}

/**
 * Let the server train from what was set.
 * @param {any} store
 * @param {"moved" | "start"} name
 */
export function sendOwn(store, name) {
  const own = ownLine(store);
  if (!own[name]) return;
  own.sending = true;
  clearTimeout(own.timer);
  own.timer = setTimeout(() => {
    own.sending = false;
    const text = name === "moved" ? writeMoved(own.moved) : own.start.join(" ");
    if (text !== store.typedText(name)) store.sendTyped(name, text);
  }, SEND_OWN_AFTER);
}

function showPreview(store, { base, moved, start }) {
  const { tables, axes, steps, facts } = base;
  const [x, y] = [tables.x.values.slice(), tables.y.values.slice()];
  for (const [i, place] of moved) if (i < x.length) [x[i], y[i]] = place;
  const fit = fitLine(x, y);
  if (!fit) return;
  const from = start ?? [tables.a.values[0], tables.b.values[0]];
  const testFit = fitLine(tables.x_test.values, tables.y_test.values);
  const n = steps + 2;
  const runs = descend(fit, testFit, from, axes.lr, n);
  const verdicts = axes.lr.map((lr, row) => {
    const name = verdictOf(fit, runs, lr, row * n, row * n + steps);
    return facts.verdicts.indexOf(name);
  });
  const windows = [facts.a_window, facts.b_window];
  const { contours, ends } = lossRegions(fit, tables.levels.values, windows);
  const values = { ...runs, x, y, verdict: verdicts, contours, contour_ends: ends };
  const { a, b, best, bound } = fit;
  Object.assign(values, { best_a: [a], best_b: [b], best: [best], bound: [bound] });
  const shown = { ...tables };
  for (const name in values) shown[name] = { ...tables[name], values: values[name] };
  store.recording = { ...base, tables: shown };
  store.version++;
  store.requestRender();
  store.announce();
}
