// Which rows of a long table are shown.

const MOST = 50; // app/components/charts/chart_table.py has the same

/**
 * Return the places of at most about `most` of `n` rows, the first and the last included, and one
 * in how many that is.
 * @param {number} n
 * @param {number} [most]
 */
export function thinRows(n, most = MOST) {
  const every = Math.max(1, Math.ceil((n - 1) / (most - 1)));
  const shown = [];
  for (let i = 0; i < n; i += every) shown.push(i);
  if (n && shown.at(-1) < n - 1) shown.push(n - 1);
  return { shown, every };
}
