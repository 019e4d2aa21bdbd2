// Numbers of a tensor as text; app/components/value_graph/labels.py writes the same.
import { formatNumber } from "../shared/format.js";

const BOX_WIDTH = 10; // characters of numbers that fit into a box

function formatValue(value, digits, lang) {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return formatNumber(value, 0, lang);
  return formatNumber(value, digits + (Math.abs(value) < 0.01 ? 1 : 0), lang);
}

const rounded = value => (Math.abs(value) < 1e6 ? Math.round(value * 1e9) / 1e9 : value);

/**
 * Return the first numbers of a tensor, as many as fit into a box.
 * @param {number[]} values
 * @param {string} lang
 */
export function boxText(values, lang) {
  const texts = values
    .slice(0, BOX_WIDTH)
    .map(rounded)
    .map(value => formatValue(value, Math.abs(value) >= 0.1 ? 2 : 3, lang));
  for (let count = texts.length; count > 0; count--) {
    const text = texts.slice(0, count).join(" ") + (count < values.length ? " …" : "");
    if (text.length <= BOX_WIDTH || count === 1) return text;
  }
  return "";
}

/**
 * Return all numbers of a tensor.
 * @param {number[]} values
 * @param {string} lang
 */
export const allText = (values, lang) =>
  values.map(value => formatValue(rounded(value), 3, lang)).join("  ");
