// Columns of a data table over the steps.

/**
 * @param {string} name of the quantity
 * @param {string} [title]
 * @returns {Column}
 */
export const column = (name, title = name) => ({ name, title });

/**
 * Return a column of this quantity for each pinned or named run that has it.
 * @param {PlayerStore} store
 * @param {string} name
 * @param {string} title
 * @returns {Column[]}
 */
export function pinnedColumns(store, name, title) {
  const { facts, tables } = store.recording;
  const runs = Object.keys({ ...facts.named_runs, ...facts.pins });
  const letters = runs.filter(letter => `${letter}_${name}` in tables);
  return letters.map(letter => ({
    name: `${letter}_${name}`,
    as: name,
    title: `${title} ${letter}`,
  }));
}

/**
 * Return a column for each line of a view, called by its label and its table.
 * @param {PlayerStore} store
 * @param {{lines: {table: string, label?: string}[]}} view
 * @returns {Column[]}
 */
export const lineColumns = (store, { lines }) =>
  lines.flatMap(({ table, label }) => {
    const named = !label || label.split(" ").includes(table);
    const title = named ? (label ?? table) : `${label} (${table})`;
    return [column(table, title), ...pinnedColumns(store, table, title)];
  });
