// Where an axis has its marks.
import { formatNumber } from "./format.js";

export function ticks(low, high, most) {
  // 1, 2, 2.5 or 5 times a power of ten
  const raw = (high - low) / most;
  const ten = 10 ** Math.floor(Math.log10(raw));
  const step = ten * [1, 2, 2.5, 5, 10].find(m => m * ten >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const out = [];
  for (let i = first; i * step <= high + 1e-9 * step; i++) out.push(i * step);
  const digits =
    Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) + (step / ten === 2.5 && step < 10);
  return {
    at: out,
    text: (v, lang) => formatNumber(Math.abs(v) < 1e-12 ? 0 : v, v ? digits : 0, lang),
  };
}
