// How runs end over two controls, as a data table.
import { formatQuantity } from "../shared/template.js";
import { thinRows } from "./thin_rows.js";

/**
 * Return a table with the control of more values downwards, and so many values `across` of the
 * other one.
 * @param {PlayerStore} store
 * @param {{axes: string[], title: string, words: Record<string, string>, across?: number}} view
 * @param {(i: number, j: number) => string} endOf the run at these places of the two controls
 */
export function endTable(store, { axes: [x, y], title, words, across = 12 }, endOf) {
  const { axes } = store.recording;
  const tall = axes[x].length >= axes[y].length;
  const [down, over] = tall ? [x, y] : [y, x];
  const { shown, every } = thinRows(axes[over].length, across);
  const valueText = (name, i) => String(formatQuantity(store, name, axes[name][i]));
  const rowOf = i => shown.map(j => (tall ? endOf(i, j) : endOf(j, i)));
  const corner = `${words[down] ?? down} ↓ ${words[over] ?? over} →`;
  return {
    title,
    columns: every,
    head: [corner, ...shown.map(j => valueText(over, j))],
    rows: axes[down].map((_, i) => [valueText(down, i), ...rowOf(i)]),
  };
}
