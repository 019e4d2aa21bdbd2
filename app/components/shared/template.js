// Templates: "[model a] = {a}" is coloured text with a live number.
import { element, setText } from "./dom.js";
import { formatNumber, formatPolynomial, formatRate } from "./format.js";

const PIECES = /(\[\w+ [^\]]+\]|\{\+?\w+(?:\[-?\d+\]| x|:[^{}]*)?\})/;
const COLOURED = /^\[(\w+) (.+)\]$/;
const NUMBER = /^\{(\+?)(\w+)(?:\[(.+)\]|( x))?\}$/;

const PLURAL = /^\{(\w+):(.*)\/(.*)\}$/;

const recordedName = name => name.replace(/^(next|finite)_/, "");

/**
 * Return a value as the page writes this quantity; a text stands as it is.
 * @param {ValueSource} store
 * @param {string} name
 * @param {any} value
 */
export function formatQuantity(store, name, value) {
  if (value?.at) return value;
  const { quantities, rates, lang } = store.context;
  const known = recordedName(name);
  return rates.includes(known)
    ? formatRate(value, lang)
    : formatNumber(value, quantities[known]?.[1] ?? 2, lang);
}

const meaningOf = (store, name) => store.context.quantities[recordedName(name)]?.[0] ?? "";

/**
 * Fill `root` from a template and return the function that updates its numbers.
 *
 * `{+w}` is the size of a number with its sign before it, `{w[0]}` one of several, `{w x}` the sum
 * of powers of x with these weights. `{n:example/examples}` is the word that goes with n.
 * @param {Element} root
 * @param {ValueSource} store
 * @param {string} template
 */
export function fillTemplate(root, store, template) {
  const updates = [];
  const pieces = template.split(PIECES).filter(Boolean);
  const nodes = pieces.map(piece => {
    const coloured = piece.match(COLOURED);
    if (coloured) return element("span", { class: coloured[1], text: coloured[2] });
    const plural = piece.match(PLURAL);
    if (plural) {
      const word = element("span");
      updates.push(() => setText(word, pluralWord(store, plural)));
      return word;
    }
    const number = piece.match(NUMBER);
    if (!number) return piece;
    const [, sign, name, place, powers] = number;
    const span = element("span", { class: (powers ? "" : "n ") + meaningOf(store, name) });
    updates.push(() => setText(span, valueText(store, { sign, name, place, powers })));
    return span;
  });
  root.replaceChildren(...nodes);
  return () => updates.forEach(update => update());
}

function pluralWord(store, plural) {
  const [, name, one, other] = plural;
  const rule = new Intl.PluralRules(store.context.lang).select(store.value(name));
  return rule === "one" ? one : other;
}

function valueText(store, { sign, name, place, powers }) {
  if (store.runHidden && name.startsWith("next_")) return "…";
  if (powers) return formatPolynomial(store.powers(name), store.context.lang);
  const value = place ? store.vector(name).at(place) : store.value(name);
  if (!sign) return formatQuantity(store, name, value);
  return (value < 0 ? "− " : "+ ") + formatQuantity(store, name, Math.abs(value));
}

/**
 * Fill `root` with a cell for each template and return the function that updates their numbers.
 * Cells have equal widths, so that a number that changes its sign moves nothing beside it.
 * @param {Element} root
 * @param {ValueSource} store
 * @param {string[]} templates
 */
export function fillCells(root, store, templates) {
  const updates = templates.map(template =>
    fillTemplate(root.appendChild(element("span", { class: "cell" })), store, template),
  );
  return () => updates.forEach(update => update());
}
