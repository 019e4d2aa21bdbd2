// The table of the variables after a line.
import { element } from "../shared/dom.js";

const SEAMS = /(?<=[_.])(?=[a-z])|(?<=[a-z])(?=[A-Z])/;

/**
 * A variable: its cells are its name and what is known of it.
 * @typedef {{meaning: string, cells: string[]}} Variable
 */

// A long name may break at its seams.
function breakable(text) {
  return text
    .split(SEAMS)
    .flatMap((part, i) => (i ? [document.createElement("wbr"), part] : [part]));
}

/**
 * Make the table, empty.
 * @param {string[]} head the titles of its columns
 */
export function createVariableTable(head) {
  const titles = head.map(text => element("th", { scope: "col" }, ...breakable(text)));
  const body = element("tbody");
  return {
    table: element("table", {}, element("thead", {}, element("tr", {}, ...titles)), body),
    body,
  };
}

/**
 * Return the row of a variable; what differs from the step before is marked.
 * @param {Variable} variable
 * @param {Variable[] | undefined} before the variables at the step before
 */
export function drawVariable({ meaning, cells: [name, ...values] }, before) {
  const old = before?.find(({ cells }) => cells[0] === name)?.cells;
  const drawValue = (text, i) => {
    const changed = before && text !== (old?.[i + 1] ?? "");
    return element("td", { class: changed ? "changed" : "" }, ...breakable(text));
  };
  const title = element("th", { scope: "row", class: meaning, text: name });
  return element("tr", {}, title, ...values.map(drawValue));
}
