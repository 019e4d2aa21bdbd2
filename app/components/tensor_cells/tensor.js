// A tensor: its cells with indices and names of axes, and how they are pointed at.
import { element, svgElement } from "../shared/dom.js";
import { createCellSvg, drawCell } from "./cell.js";
import { listenForChoice } from "./choosing.js";
import { listenForEdits } from "./editing.js";
import { chooseLayout, LINE } from "./layout.js";

const ARROWS = {
  // axis from the last, 1, and direction
  ArrowRight: [1, 1],
  ArrowLeft: [1, -1],
  ArrowDown: [2, 1],
  ArrowUp: [2, -1],
  PageDown: [3, 1],
  PageUp: [3, -1],
};

/** @typedef {import("./layout.js").Tensor} Tensor */

/**
 * A cell as it is drawn: `place` counts the indices that are shown, `index` is its own, `entry` is
 * its place in the texts of the tensor called `tensor`, `code` selects it in Python.
 * @typedef {{group: SVGGElement, place: number[], index: number[], entry: number, tensor: string,
 *   links: any[], text: string, code: string, meanings: string[]}} Cell
 */

/**
 * The cell that keys and pointer have come to: how to ask for it, to go to another one, and to go
 * on by an arrow key.
 * @typedef {{current: () => Cell, select: (cell: Cell | null) => void,
 *   isArrow: (event: KeyboardEvent) => boolean, move: (event: KeyboardEvent) => Cell}} Cursor
 */

/**
 * What the reader may do to cells: choose those of one tensor, or edit the numbers of some.
 * @typedef {{kind: "choose" | "edit", names: string[], limits?: any}} Touch
 */

/**
 * Draw a tensor with its name.
 * @param {Tensor} tensor
 * @param {{width: number, words: Record<string, string>, cells: Cell[], touch?: Touch | null,
 *   state: any, select: (cell: Cell | null) => void, send: (message: any) => void,
 *   tell: (refused: boolean) => void}} figure `width` in pixels; `cells` gets the new ones
 */
export function drawTensor(tensor, figure) {
  const layout = chooseLayout(tensor, figure.width);
  // one that has a label is what came out, even if its name is that of what went in
  const touched = !tensor.label && figure.touch?.names.includes(tensor.name);
  const role = touched ? "application" : "img";
  const focusable = { role, tabindex: 0, "aria-label": tensor.alt };
  const root = createCellSvg(layout.width, layout.height, { class: layout.size, ...focusable });
  const indices = tensor.shown.map(axis => axis.filter(index => index !== null));
  const drawing = { tensor, layout, root, indices, cells: [], words: figure.words };
  drawSheets(drawing);
  figure.cells.push(...drawing.cells);
  const cursor = selectCells(drawing, figure);
  if (touched) listenToTouch(drawing, cursor, figure.touch, figure);
  const name = element("div", { class: "name" });
  if (tensor.label) name.append(element("strong", { text: tensor.label }));
  if (tensor.name) name.append(element("code", { text: tensor.name }));
  if (tensor.note) name.append(element("span", { class: "note", text: tensor.note }));
  const box = element("div", { class: "tensor" }, name, element("div", { class: "box" }, root));
  if (tensor.more) box.append(element("p", { class: "more", text: tensor.more }));
  return box;
}

function drawLabel(root, x, y, text, attributes = {}) {
  svgElement("text", { x, y, text, ...attributes }, root);
}

function drawSheets(drawing) {
  const { layout, root, tensor } = drawing;
  const order = tensor.shape.length;
  const inGap = y =>
    layout.places.some(({ grid, y: title }) => grid === null && title < y && y < title + LINE);
  let [outer, inner, first] = [-1, 0, true];
  for (const { grid, sheet, x, y } of layout.places) {
    if (grid !== undefined) {
      const text = grid === null ? "…" : `${tensor.axes[0]} = ${grid}`;
      drawLabel(root, 0, y, text, { class: "sheet" });
      outer += Number(grid !== null);
      inner = 0;
    } else if (sheet === null || inGap(y)) {
      drawLabel(root, x, y + layout.top + 20, "…");
    } else {
      if (order > 2) {
        const text = `${tensor.axes[order - 3]} = ${sheet}`;
        drawLabel(root, x + layout.left, y + 13, text, { class: "sheet" });
      }
      drawIndices(drawing, x, y);
      if (first && order) drawAxisNames(drawing, x, y);
      drawCells(drawing, x, y, [outer, inner].slice(4 - order));
      inner += 1;
      first = false;
    }
  }
}

function drawAxisNames({ layout, root, tensor: { axes } }, x, y) {
  const { left, top, head, rows, cellHeight } = layout;
  const axis = { class: "axis" };
  drawLabel(root, x + left, y + head + 13, `${axes.at(-1)} →`, axis);
  if (axes.length > 1)
    drawLabel(root, x, y + top + rows.length * cellHeight + 15, `↓ ${axes.at(-2)}`, axis);
}

function drawIndices({ layout, root, tensor: { shape } }, x, y) {
  const { left, top, rows, cols, cellWidth, cellHeight } = layout;
  if (shape.length)
    cols.forEach((col, i) => {
      const centre = x + left + (i + 0.5) * cellWidth;
      drawLabel(root, centre, y + top - 6, col ?? "…", { "text-anchor": "middle" });
    });
  if (shape.length > 1)
    rows.forEach((row, i) => {
      const middle = y + top + (i + 0.5) * cellHeight + 4.5;
      drawLabel(root, x + left - 7, middle, row ?? "⋮", { "text-anchor": "end" });
    });
}

// The cells of a sheet, whose own place is `sheetPlace`.
function drawCells(drawing, x, y, sheetPlace) {
  const { layout, root, tensor } = drawing;
  const { left, top, rows, cols, cellWidth: width, cellHeight: height } = layout;
  const order = tensor.shape.length;
  let rowPlace = 0;
  rows.forEach((row, down) => {
    let colPlace = 0;
    cols.forEach((col, across) => {
      const box = { x: x + left + across * width, y: y + top + down * height, width, height };
      if (row === null || col === null) {
        const text = row === null ? "⋮" : "…";
        const middle = { "text-anchor": "middle" };
        drawLabel(root, box.x + width / 2, box.y + height / 2 + 4, text, middle);
      } else {
        const place = order > 1 ? [...sheetPlace, rowPlace, colPlace] : [colPlace].slice(1 - order);
        addCell(drawing, box, place);
      }
      colPlace += Number(col !== null);
    });
    rowPlace += Number(row !== null);
  });
  if (rows.length && cols.length) return;
  const d = `M${x + left},${y + top}h${Math.max(1, cols.length * width)}`;
  svgElement("path", { class: "empty", d }, root);
}

// The entry of the cell at a place.
function entryAt(indices, place) {
  return place.reduce((sum, at, axis) => sum * indices[axis].length + at, 0);
}

function addCell({ tensor, root, indices, cells, words }, box, place) {
  const entry = entryAt(indices, place);
  const text = tensor.text[entry];
  const marks = tensor.marks[entry];
  const index = place.map((at, axis) => indices[axis][at]);
  cells[entry] = {
    group: drawCell(root, box, text, marks),
    place,
    index,
    entry,
    tensor: tensor.name,
    links: tensor.links[entry],
    text,
    code: tensor.at + (place.length ? `[${index.join(", ")}]` : ""),
    meanings: marks
      .split(" ")
      .filter(Boolean)
      .map(mark => words[mark]),
  };
}

function selectCells({ root, indices, cells, tensor }, { select, state }) {
  const { cursors } = state; // by the name of a tensor its cell, also after it was drawn anew
  const selectCell = cell => {
    if (cell) cursors[tensor.name] = cell.entry;
    select(cell);
  };
  const current = () => cells[cursors[tensor.name]] ?? cells[0];
  const selectTarget = ({ target }) => {
    const cell = cells.find(each => each?.group === target.closest(".cell"));
    if (cell) selectCell(cell);
  };
  const isArrow = ({ key }) => ARROWS[key]?.[0] <= indices.length && cells.length > 0;
  const move = event => {
    const [fromLast, step] = ARROWS[event.key];
    event.preventDefault();
    const place = [...current().place];
    const axis = indices.length - fromLast;
    place[axis] = Math.min(indices[axis].length - 1, Math.max(0, place[axis] + step));
    selectCell(cells[entryAt(indices, place)]);
    current().group.scrollIntoView({ block: "nearest", inline: "nearest" });
    return current();
  };
  root.addEventListener("pointerover", selectTarget);
  root.addEventListener("click", selectTarget);
  root.addEventListener("pointerleave", () => select(root.matches(":focus") ? current() : null));
  root.addEventListener("blur", () => select(null));
  root.addEventListener("focus", () => {
    if (root.matches(":focus-visible")) selectCell(current());
  });
  root.addEventListener("keydown", event => {
    if (!event.shiftKey && event.target === root && isArrow(event)) move(event);
  });
  return { current, select: selectCell, isArrow, move };
}

function listenToTouch(drawing, cursor, touch, { state, send, tell }) {
  const { name } = drawing.tensor;
  if (touch.kind === "choose")
    listenForChoice(drawing, cursor, {
      isAdding: () => state.adding,
      send: places => send({ name, places }),
    });
  else
    listenForEdits(drawing, cursor, {
      limits: touch.limits,
      open: state.open,
      send: (place, value) => send({ name, places: [place], value }),
      tell,
    });
}
