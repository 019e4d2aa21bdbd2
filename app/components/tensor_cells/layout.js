// Where the cells of a tensor stand: sheets flow from left to right.

/** Pixels of a line of labels. */
export const LINE = 18;

const LETTER = 0.56; // the width of a letter, as part of its size
const GAP = 18; // pixels between sheets
const LABEL_TEXT = 13; // pixels, the size of the labels
const SIZES = [
  { name: "", height: 32, text: 15, padding: 16 },
  { name: "small", height: 28, text: 13, padding: 9 },
];

/**
 * A tensor as app.components.tensor_cells packs it. `shown` has for each axis the indices that are
 * shown, null for a gap; `text`, `marks` and `links` have an entry for each cell. `letters` is the
 * length of its longest text in any frame.
 * @typedef {{name: string, label: string, note: string, more: string, at: string, alt: string,
 *   shape: number[], shown: (number | null)[][], axes: string[], text: string[], letters: number,
 *   marks: string[], links: any[][]}} Tensor
 */

/**
 * Places in pixels, of sheets and of the titles of lines of sheets (`grid`); `left` and `top` are
 * where the cells of a sheet begin.
 * @typedef {{places: {grid?: number | null, sheet?: number | null, x: number, y: number}[],
 *   size: string, cellWidth: number, cellHeight: number, left: number, top: number, head: number,
 *   rows: (number | null)[], cols: (number | null)[], width: number, height: number}} Layout
 */

function textWidth(texts, size) {
  return Math.max(0, ...texts.map(text => text.length)) * size * LETTER;
}

function sheetSize({ shape, shown, letters, axes }, size) {
  const order = shape.length;
  const cols = shown.at(-1) ?? [0];
  const rows = order > 1 ? shown.at(-2) : [0];
  const cellWidth = Math.max(size.height, letters * size.text * LETTER + size.padding);
  const left = order > 1 ? 10 + textWidth(rows.map(String), LABEL_TEXT) : 1;
  const head = order > 2 ? LINE : 0;
  const top = head + (order ? 2 * LINE + 2 : 2);
  const foot = order > 1 ? LINE + 2 : 2;
  const axisWidths = axes.map(axis => left + textWidth([axis], LABEL_TEXT) + 14);
  const width = Math.max(left + cols.length * cellWidth, ...axisWidths) + 2;
  const height = top + rows.length * size.height + foot;
  return { cols, rows, cellWidth, cellHeight: size.height, left, head, top, width, height };
}

function layOut(tensor, size, available) {
  const { shape, shown } = tensor;
  const order = shape.length;
  const sheet = sheetSize(tensor, size);
  const places = [];
  let [x, y, width] = [0, 0, 0];
  for (const grid of order > 3 ? shown[0] : [0]) {
    if (order > 3) {
      places.push({ grid, x: 0, y: y + 14 });
      y += LINE + 4;
    }
    x = 0;
    for (const number of order > 2 ? shown.at(-3) : [0]) {
      const needed = number === null ? 20 : sheet.width;
      if (x && x + needed > available) {
        x = 0;
        y += sheet.height + 6;
      }
      places.push({ sheet: number, x, y });
      width = Math.max(width, x + needed);
      x += needed + GAP;
    }
    y += sheet.height + 6;
  }
  return { ...sheet, places, size: size.name, width, height: y - 6 };
}

/**
 * Return the layout with the largest cells that fit.
 * @param {Tensor} tensor
 * @param {number} available pixels of width
 * @returns {Layout}
 */
export function chooseLayout(tensor, available) {
  const layouts = SIZES.map(size => layOut(tensor, size, available));
  return layouts.find(layout => layout.width <= available) ?? layouts.at(-1);
}
