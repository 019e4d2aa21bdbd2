// The numbers of a recording at the place where the reader is.
import { playsActs } from "./playback.js";

/**
 * Return the functions of a store that read its recording.
 * @param {any} store
 */
export function readNumbers(store) {
  const { state } = store;
  const tableOf = name => store.recording.tables[name];
  const offsetOf = (table, step) => tableOffset(store, table, step);
  // While a prediction is awaited, the first step alone is told.
  const lastStep = () => (store.runHidden ? 0 : store.recording.known);
  const isTold = step => step <= lastStep() + (store.runHidden ? 0 : 1);
  return {
    lastStep,
    isRecorded: () => !store.recording?.cross.length || crossedRow(store) >= 0,
    get(name, step = state.step) {
      if (!isTold(step)) return NaN;
      const table = tableOf(name);
      return table.values[offsetOf(table, step)];
    },
    series(name) {
      const table = tableOf(name);
      const from = offsetOf(table, 0);
      const each = offsetOf(table, 1) - from; // more than 1 if it has an axis of its own
      return table.values.subarray(from, from + each * (lastStep() + 1));
    },
    vector(name, step = state.step) {
      if (!isTold(step)) return [];
      const table = tableOf(name);
      const from = offsetOf(table, step);
      return table.values.subarray(from, from + table.shape.at(-1));
    },
    table: name => tableOf(name).values,
    /** Weights of 1, x, x² … from those of columns of some size. */
    powers(name, step) {
      const size = store.table("size");
      return Array.from(store.vector(name, step), (weight, k) => weight / size[k]);
    },
    value: name => namedValue(store, name),
    allFinite: names => allFinite(store, names),
    runKey: () => `${store.version} ${Object.values(state.positions)}`,
    /** Whether this act is shown; while steps are played as wholes, none is. */
    isCurrentAct: name =>
      !!store.recording &&
      (!state.playing || playsActs(state.speed)) &&
      store.context.acts[state.act].name === name,
  };
}

// The row of a crossed table: one group of controls moves, the others are where it was made.
function crossedRow({ recording: { axes, cross, here }, state: { positions } }) {
  const controls = cross.flat();
  let first = 0;
  for (const group of cross) {
    const stands = name => group.includes(name) || positions[name] === here[name];
    if (controls.every(stands))
      return first + group.reduce((row, name) => row * axes[name].length + positions[name], 0);
    first += group.reduce((size, name) => size * axes[name].length, 1);
  }
  return NaN;
}

function tableOffset(store, { axes, shape }, step) {
  const placeOn = axis => {
    if (axis === "t") return step;
    return axis === "cross" ? crossedRow(store) : (store.state.positions[axis] ?? 0);
  };
  return axes.reduce((offset, axis, i) => offset * shape[i] + placeOn(axis), 0);
}

function namedValue(store, name) {
  const { state, recording } = store;
  const { axes, facts, stride, tables } = recording;
  if (name === "t") return state.step * stride;
  if (name === "finite_t") return store.lastFinite * stride;
  if (name.startsWith("finite_")) return store.get(name.slice(7), store.lastFinite);
  // A fact of the same name lists what the numbers of a table stand for. A table comes before the
  // control of its name: where a run is, before where it started.
  if (name in tables) return facts[name]?.[store.get(name)] ?? store.get(name);
  if (name in axes) return axes[name][state.positions[name]];
  return name.startsWith("next_") ? store.get(name.slice(5), state.step + 1) : facts[name];
}

// Whether these quantities are finite now; if not, `lastFinite` is the last step at which all were.
function allFinite(store, names) {
  const isFiniteAt = (name, step) =>
    store.recording.tables[name].axes.at(-1) === "t"
      ? Number.isFinite(store.get(name, step))
      : store.vector(name, step).every(Number.isFinite);
  const areFinite = step => names.every(name => isFiniteAt(name, step));
  if (areFinite(store.state.step)) return true;
  store.lastFinite = 0;
  while (areFinite(store.lastFinite + 1)) store.lastFinite++;
  return false;
}
