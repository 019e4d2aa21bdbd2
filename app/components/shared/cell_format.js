// The texts of cells, as app.components.tensor_cells writes them.
import { formatAligned } from "./format.js";

/**
 * Return the text of each value in its cell.
 * @param {number[]} values
 * @param {number} digits decimals, if one is not whole
 * @param {string} lang
 */
export function formatCells(values, digits, lang) {
  const whole = values.every(value => value === Math.round(value));
  return values.map(value => formatAligned(value, whole ? 1 : digits, lang));
}
