// The tables behind a figure: made when they are opened, from the recording that is there. A view
// has columns over the steps, or tables of its own for the moment that is shown.
import { element, setText } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";
import { formatQuantity } from "../shared/template.js";
import { tables } from "./registry.js";
import { thinRows } from "./thin_rows.js";

/**
 * Make the button that opens the tables of these views, and the box for them; what is drawn follows
 * the settings.
 * @param {any} store
 * @param {string} key remembers whether they are open
 * @param {any[]} views
 * @param {Record<string, string>} words
 * @param {string} [time] what a step is called
 */
export function createDataTable(store, key, views, words, time) {
  store.openedTables ??= new Set();
  const opened = store.openedTables;
  const region = { class: "behind", role: "region", tabindex: 0, "aria-label": words.show };
  const box = element("div", region);
  const toggle = () => {
    if (!opened.delete(key)) opened.add(key);
    draw();
  };
  const button = element("button", { type: "button", text: words.show, onclick: toggle });
  const told = views.filter(view => tables[view.kind]);
  const { showTable, clear } = createTables(box, words);
  const drawTables = () => {
    const steps = stepTable(store, told, words, time);
    if (steps) showTable("steps", steps);
    told.forEach((view, i) => {
      const own = tables[view.kind].own?.(store, view, words) ?? [];
      [own].flat().forEach((table, k) => showTable(`${i} ${k}`, thinnedTable(table)));
    });
  };
  function draw() {
    const open = opened.has(key) && !store.runHidden;
    button.setAttribute("aria-expanded", open);
    button.disabled = store.runHidden;
    box.hidden = !open;
    if (open) drawTables();
    else clear();
  }
  return { button, box, draw };
}

function thinnedTable(table) {
  const { shown, every } = thinRows(table.rows.length);
  return { ...table, every, rows: shown.map(i => table.rows[i]) };
}

// Returns a row for some steps, and always one for the step that is shown.
function stepTable(store, views, words, time) {
  const columns = distinctColumns(
    views.flatMap(view => tables[view.kind].over?.(store, view) ?? []),
  );
  if (!columns.length) return null;
  const { step } = store.state;
  const { lang } = store.context;
  const { stride } = store.recording;
  const series = columns.map(({ name }) => store.series(name));
  const { shown, every } = thinRows(Math.floor(series[0].length / (columns[0].of ?? 1)));
  const steps = [...new Set([...shown, step])].sort((a, b) => a - b);
  const cellText = (i, { name, as, of = 1, at = 0 }, values) =>
    stepText(store, as ?? name, values[i * of + at]);
  return {
    title: time,
    head: [time, ...columns.map(({ title }) => title)],
    every,
    more: words.now,
    current: steps.indexOf(step),
    rows: steps.map(i => [
      formatNumber(i * stride, 0, lang),
      ...columns.map((column, c) => cellText(i, column, series[c])),
    ]),
  };
}

function distinctColumns(columns) {
  const seen = new Set();
  return columns.filter(({ name, at = "" }) => !seen.has(name + at) && seen.add(name + at));
}

const stepText = (store, name, value) =>
  Number.isNaN(value) && name.startsWith("accuracy")
    ? "–"
    : String(formatQuantity(store, name, value));

// Tables are made once and then filled, as long as they have the same head.
function createTables(box, words) {
  const made = new Map();
  const rule = (text, k) => (k > 1 ? text.replace("{k}", k) : "");
  return {
    showTable(name, { title, head, rows, every = 1, columns = 1, current = -1, more = "" }) {
      const shape = head.join("\n") + rows[0]?.length;
      const before = made.get(name);
      const kept = before?.shape === shape ? before : { shape, ...createTable(head) };
      made.set(name, kept);
      if (!before) box.append(kept.table);
      else if (before !== kept) before.table.replaceWith(kept.table);
      const rules = [rule(words.every, every), rule(words.columns, columns)];
      setText(kept.caption, [`${title}.`, ...rules, more].filter(Boolean).join(" "));
      fillRows(kept.body, rows, current);
    },
    clear() {
      box.replaceChildren();
      made.clear();
    },
  };
}

function createTable(head) {
  const caption = element("caption");
  const body = element("tbody");
  const cells = head.map(text => element("th", { scope: "col", text }));
  const thead = element("thead", {}, element("tr", {}, ...cells));
  return { caption, body, table: element("table", {}, caption, thead, body) };
}

// The cells that are there are written anew.
function fillRows(body, rows, current) {
  while (body.rows.length > rows.length) body.lastChild.remove();
  rows.forEach((texts, i) => {
    const row = body.rows[i] ?? body.appendChild(element("tr"));
    texts.forEach((text, k) => setText(row.cells[k] ?? row.appendChild(createCell(k)), text));
    if (i === current) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
  });
}

const createCell = k => (k ? element("td") : element("th", { scope: "row" }));
