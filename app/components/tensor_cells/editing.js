// Numbers that are written into cells, in place.
import { element, svgElement } from "../shared/dom.js";

/** @typedef {import("./tensor.js").Cell} Cell */

const PAUSE = 350; // milliseconds after which a number reached with the arrow keys is sent

/**
 * Return the number that is typed, or null if it is none that a cell may have.
 * @param {string} text with a decimal point or comma, and any minus sign
 * @param {{low: number, high: number, whole: boolean}} limits
 */
export function parseCell(text, { low, high, whole }) {
  const plain = text
    .trim()
    .replace(/[\u2010-\u2014\u2212]/, "-")
    .replace(",", ".");
  if (!/^[+-]?\d+(\.\d{0,2})?$/.test(plain)) return null;
  const value = Number(plain);
  const fits = value >= low && value <= high && (!whole || Number.isInteger(value));
  return fits ? value + 0 : null;
}

/**
 * Return what stands in a cell a step up or down, as it is typed.
 * @param {string} text
 * @param {number} step
 * @param {{low: number, high: number, whole: boolean}} limits
 */
export function stepCell(text, step, limits) {
  const value = (parseCell(text, { ...limits, whole: false }) ?? 0) + step;
  const inside = Math.min(limits.high, Math.max(limits.low, value));
  const typed = String(Math.round(inside * 100) / 100);
  return typed.replace("-", "−").replace(".", text.includes(",") ? "," : ".");
}

/**
 * Let mouse, finger and keyboard write numbers into the cells of a tensor.
 * @param {{root: any, cells: Cell[], tensor: {name: string}}} drawing
 * @param {import("./tensor.js").Cursor} cursor
 * @param {{limits: any, open: any, send: (index: number[], value: number) => void,
 *   tell: (refused: boolean) => void}} options `open` says which cell is being edited, also after
 *   the figure was drawn anew
 */
export function listenForEdits({ root, cells, tensor }, cursor, { limits, open, send, tell }) {
  const edit = (cell, text = cell.text) => {
    Object.assign(open, { tensor: tensor.name, entry: cell.entry, text });
    openInput(root, cell, { limits, open, tell, send: value => send(cell.index, value) });
  };
  root.addEventListener("click", event => {
    const group = event.target.closest(".cell");
    const cell = group && cells.find(each => each.group === group);
    if (cell) edit(cell);
  });
  root.addEventListener("keydown", event => {
    if (event.target !== root || event.ctrlKey || event.metaKey || event.altKey) return;
    const starts = /^[-−\d]$/.test(event.key);
    if (!starts && event.key !== "Enter" && event.key !== "F2") return;
    event.preventDefault();
    edit(cursor.current(), starts ? event.key : undefined);
  });
  if (open.tensor !== tensor.name || !cells[open.entry]) return;
  const { text } = open;
  requestAnimationFrame(() => root.isConnected && edit(cells[open.entry], text));
}

// Draws the field over its cell.
function drawInput(root, cell, text) {
  root.querySelector("foreignObject")?.remove();
  const edge = cell.group.querySelector(".edge").getBBox();
  const width = Math.max(edge.width, 48);
  const box = { x: edge.x + (edge.width - width) / 2, y: edge.y, width, height: edge.height };
  const holder = svgElement("foreignObject", { ...box, style: "overflow:visible" }, root);
  const input = element("input", { class: "edit", "aria-label": cell.code, autocomplete: "off" });
  input.value = text;
  holder.append(input);
  return { holder, input };
}

/**
 * Open the field of a cell.
 * @param {any} root
 * @param {Cell} cell
 * @param {{limits: any, open: any, send: (value: number) => void,
 *   tell: (refused: boolean) => void}} options
 */
function openInput(root, cell, { limits, open, send, tell }) {
  const { holder, input } = drawInput(root, cell, open.text);
  let timer = 0;
  let sent = parseCell(cell.text, limits);
  const commit = () => {
    clearTimeout(timer);
    const value = parseCell(input.value, limits);
    input.setAttribute("aria-invalid", String(value === null));
    tell(value === null);
    if (value !== null && value !== sent) send(value);
    sent = value ?? sent;
    return value !== null;
  };
  const close = () => {
    clearTimeout(timer);
    open.tensor = null;
    holder.remove();
    tell(false);
  };
  const step = by => {
    open.text = input.value = stepCell(input.value, by, limits);
    clearTimeout(timer);
    timer = setTimeout(commit, PAUSE);
  };
  input.oninput = () => {
    open.text = input.value;
  };
  input.onblur = () => setTimeout(() => leaveInput(root, input, commit, close));
  input.onkeydown = event => {
    event.stopPropagation();
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by) event.preventDefault();
    if (by) step(by);
    else if (event.key === "Escape" || (event.key === "Enter" && commit())) {
      close();
      root.focus();
    }
  };
  input.focus({ preventScroll: true });
  input.setSelectionRange(open.text === cell.text ? 0 : open.text.length, open.text.length);
}

// Drawn anew, the field is gone as well: then it opens again.
function leaveInput(root, input, commit, close) {
  if (!input.isConnected || root.getRootNode().activeElement === input) return;
  commit();
  close();
}
