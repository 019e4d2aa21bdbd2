// Where an axis has its marks.
import { formatNumber } from "./format.js";

/**
 * Return round values between two, 1, 2, 2.5 or 5 times a power of ten apart, and how to write one.
 * @param {number} low
 * @param {number} high
 * @param {number} most about how many
 */
export function ticks(low, high, most) {
  const least = (high - low) / most;
  const ten = 10 ** Math.floor(Math.log10(least));
  const step = ten * [1, 2, 2.5, 5, 10].find(factor => factor * ten >= least * 0.999);
  const at = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) at.push(i * step);
  const more = step / ten === 2.5 && step < 10 ? 1 : 0;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) + more;
  return {
    at,
    text: (value, lang) =>
      formatNumber(Math.abs(value) < 1e-12 ? 0 : value, value ? digits : 0, lang),
  };
}
