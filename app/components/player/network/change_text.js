// The text of what is changed along the way: epochs, and what holds from each of them on.

const MOST_CHANGES = 24;
const MOST_LETTERS = 200;

const wordsOf = text => text.split(/\s+/).filter(Boolean);

/**
 * Return the neurons that come and go: epoch, layer and, if one is taken away, the neuron.
 * @param {string} text
 */
export function readUnitChanges(text) {
  const matches = text.matchAll(/(\d+):(\d)(?:\+|-(\d))/g);
  return [...matches].map(([, ...parts]) => parts.map(Number));
}

/**
 * Return what a setting is at a step.
 * @param {string} text
 * @param {string} name
 * @param {number} step
 * @param {number} initial
 */
export function settingAt(text, name, step, initial) {
  const matches = [...text.matchAll(/(\d+):([a-z]\w*)=(\S+)/g)];
  const before = matches.filter(([, epoch, which]) => which === name && Number(epoch) <= step);
  before.sort(([, epoch], [, other]) => Number(epoch) - Number(other));
  return before.length ? Number(before.at(-1)[3]) : initial;
}

/**
 * Return the text with one more change, "" if there is no room for it. A value that was set at the
 * same epoch is replaced.
 * @param {string} text
 * @param {string} change
 */
export function withChange(text, change) {
  const [name, value] = change.split("=");
  const others = wordsOf(text).filter(word => !value || word.split("=")[0] !== name);
  const changed = [...others, change].join(" ");
  return others.length < MOST_CHANGES && changed.length <= MOST_LETTERS ? changed : "";
}
