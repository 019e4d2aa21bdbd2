// Cells that are chosen: by a drag over them, one by one, or with Shift and the arrow keys.

/** @typedef {import("./tensor.js").Cell} Cell */

/**
 * A choice that is under way: the cell where it began, the cells chosen before that stay, and
 * whether the block from there on is added to them or removed.
 * @typedef {{from: Cell, base: Set<Cell>, adds: boolean}} Choice
 */

/**
 * Return the cells between two corners, on every axis.
 * @template {{place: number[]}} C
 * @param {C[]} cells
 * @param {number[]} first
 * @param {number[]} last
 * @returns {C[]}
 */
export const blockOf = (cells, first, last) =>
  cells.filter(({ place }) => place.every((at, i) => (at - first[i]) * (at - last[i]) <= 0));

/**
 * Return the beginning of a choice: it replaces what was chosen, or adds to it; from a cell that
 * was chosen already it removes.
 * @template C
 * @param {Set<C>} chosen
 * @param {C} from
 * @param {boolean} adding
 */
export const beginChoice = (chosen, from, adding) => ({
  from,
  base: adding ? chosen : new Set(),
  adds: !(adding && chosen.has(from)),
});

/**
 * Return what is chosen once the choice has come to a cell.
 * @template {{place: number[]}} C
 * @param {{from: C, base: Set<C>, adds: boolean}} choice
 * @param {C[]} cells
 * @param {C} to
 * @returns {Set<C>}
 */
export function extendChoice({ from, base, adds }, cells, to) {
  const next = new Set(base);
  for (const cell of blockOf(cells, from.place, to.place))
    adds ? next.add(cell) : next.delete(cell);
  return next;
}

/**
 * Let mouse, finger and keyboard choose cells of a tensor; `send` gets the indices of those that
 * are chosen when the reader lets go.
 * @param {{root: any, cells: Cell[]}} drawing
 * @param {import("./tensor.js").Cursor} cursor
 * @param {{isAdding: () => boolean, send: (indices: number[][]) => void}} options
 */
export function listenForChoice({ root, cells }, cursor, { isAdding, send }) {
  const before = new Set(cells.filter(({ group }) => group.classList.contains("selected")));
  let chosen = before;
  /** @type {Choice | null} */
  let choice = null;
  const show = () => {
    root.classList.toggle("choosing", chosen !== before);
    for (const cell of cells) cell.group.classList.toggle("chosen", chosen.has(cell));
  };
  const actions = {
    begin(cell, event) {
      choice = beginChoice(chosen, cell, event.ctrlKey || event.metaKey || isAdding());
      actions.extend(cell);
    },
    extend(cell) {
      cursor.select(cell);
      if (choice) chosen = extendChoice(choice, cells, cell);
      show();
    },
    end() {
      choice = null;
      if (chosen.size && chosen !== before) send([...chosen].map(({ index }) => index));
      else actions.cancel();
    },
    cancel() {
      choice = null;
      chosen = before;
      show();
    },
    isOn: () => choice !== null,
  };
  listenToPointer(root, cells, actions);
  listenToKeys(root, cursor, actions);
}

function listenToPointer(root, cells, { begin, extend, end, cancel, isOn }) {
  const cellAt = ({ clientX, clientY }) => {
    const group = root.getRootNode().elementFromPoint(clientX, clientY)?.closest(".cell");
    return cells.find(cell => cell.group === group);
  };
  let last = null;
  // On a cell a finger chooses, and the page stays.
  root.addEventListener("touchstart", event => {
    if (event.target.closest(".cell")) event.preventDefault();
  });
  root.addEventListener("pointerdown", event => {
    last = event.button ? null : cellAt(event);
    if (!last) return;
    root.setPointerCapture(event.pointerId);
    begin(last, event);
  });
  root.addEventListener("pointermove", event => {
    if (!isOn() || !root.hasPointerCapture(event.pointerId)) return;
    const cell = cellAt(event);
    if (!cell || cell === last) return;
    last = cell;
    extend(cell);
  });
  root.addEventListener("pointerup", () => isOn() && end());
  root.addEventListener("pointercancel", () => isOn() && cancel());
}

function listenToKeys(root, cursor, { begin, extend, end, cancel, isOn }) {
  root.addEventListener("keydown", event => {
    if (event.key === "Escape") cancel();
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      begin(cursor.current(), event);
      end();
    }
    if (!event.shiftKey || !cursor.isArrow(event)) return;
    if (!isOn()) begin(cursor.current(), event);
    extend(cursor.move(event));
  });
  root.addEventListener("keyup", event => event.key === "Shift" && isOn() && end());
  root.addEventListener("blur", () => isOn() && end());
}
