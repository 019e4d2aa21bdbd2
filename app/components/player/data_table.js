// The tables behind a figure: made when they are opened, from the recording that is there.
// A view has columns over the steps, or tables of its own for the moment that is shown.
import { el, write } from "../shared/dom.js";
import { number } from "../shared/format.js";
import { quantity } from "../shared/template.js";
import { tables } from "./registry.js";

const MOST = 50;

function thinned(n, most = MOST) { // one in so many, always the first and the last; as chart_table.py
  const every = Math.max(1, Math.ceil((n - 1) / (most - 1))), shown = [];
  for (let i = 0; i < n; i += every) shown.push(i);
  if (n && shown.at(-1) < n - 1) shown.push(n - 1);
  return { shown, every };
}

const column = (name, title = name) => ({ name, title });
const pinned = (room, name, title) => Object.keys(room.rec.facts.pins ?? {})
  .filter(pin => `${pin}_${name}` in room.rec.tables).map(pin => ({ name: `${pin}_${name}`, as: name, title: `${title} ${pin}` }));

const lines = (room, { lines: drawn }) => drawn.flatMap(({ table, label }) => {
  const title = !label || label.split(" ").includes(table) ? label ?? table : `${label} (${table})`;
  return [column(table, title), ...pinned(room, table, title)];
});
tables.curve = { over: lines };
tables.scores = { over: (room, view) => lines(room, view).map(c => ({ ...c, title: `${c.title}, ${view.words.y}` })) };
tables.surface = { over: (room, { axes, words }) => axes.flatMap(name => [column(name, words[name]), ...pinned(room, name, words[name] ?? name)]) };
tables.slope = { over: (room, { words }) => [...["w1", "f"].map(name => column(name, words[name])), column("grad_w1")] };

tables.fit = { over: () => [column("a"), column("b")], own(room, { words, test, batch, title }) {
  const a = room.get("a"), b = room.get("b"), n = room.whole("x").length, rows = [];
  const from = batch && (room.get("epoch") - 1) * n + room.get("first");
  const dealt = batch && room.whole("order").subarray(from, from + room.get("size"));
  for (const part of test ? ["", "_test"] : [""]) room.whole("x" + part).forEach((x, i) => {
    const y = room.whole("y" + part)[i], hat = a + b * x, told = [x, y, hat, y - hat];
    rows.push([`${part ? words.test + " " : ""}${i + 1}`, ...told.map(v => number(v, 3, room.look.lang)),
      ...(batch ? [dealt.includes(i) ? "✓" : ""] : [])]);
  });
  return { title, head: [words.train ?? title, "x", "y", "ŷ", "y − ŷ", ...(batch ? [words.members] : [])], rows };
} };

// How runs end over two controls: the longer one goes down, of the other so many are shown.
function ending(room, [x, y], { title, words, across = 12 }, cell) {
  const { axes } = room.rec, tall = axes[x].length >= axes[y].length, [down, over] = tall ? [x, y] : [y, x];
  const cols = thinned(axes[over].length, across), said = (name, i) => String(quantity(room, name, axes[name][i]));
  return { title, columns: cols.every, head: [`${words[down] ?? down} ↓ ${words[over] ?? over} →`, ...cols.shown.map(i => said(over, i))],
    rows: axes[down].map((_, i) => [said(down, i), ...cols.shown.map(j => (tall ? cell(i, j) : cell(j, i)))]) };
}
tables.map = { own: (room, view) => {
  const { facts, axes } = room.rec, levels = facts[view.table + "_levels"], n = axes[view.axes[1]].length;
  const said = levels.map(v => number(v, Math.max(0, Math.ceil(-Math.log10(v))), room.look.lang));
  const bands = [...said.map(v => "≤ " + v), "> " + said.at(-1), view.words.diverges], ends = room.whole(view.table);
  return ending(room, view.axes, view, (i, j) => bands[ends[i * n + j]]);
} };
tables.ends = { own: (room, view) => {
  const { facts, axes } = room.rec, [x, y] = view.axes, ends = room.whole("ends"), w = axes[x].length, h = axes[y].length;
  const at = (i, j) => (y === "lr" ? j * w + i : (room.state.at.lr * w + i) * h + j);
  return ending(room, view.axes, view, (i, j) => view.kinds[facts.ends[ends[at(i, j)]]]);
} };

function fill(body, rows, lit) { // the cells that are there are written anew
  while (body.rows.length > rows.length) body.lastChild.remove();
  rows.forEach((row, i) => {
    const line = body.rows[i] ?? body.appendChild(el("tr"));
    row.forEach((text, k) => write(line.cells[k] ?? line.appendChild(k ? el("td") : el("th", { scope: "row" })), text));
    i === lit ? line.setAttribute("aria-current", "step") : line.removeAttribute("aria-current");
  });
}

// The button that opens them, and the place for them; what is drawn follows the settings.
export function behind(room, key, given, said, time) {
  const opened = (room.opened ??= new Set()), { lang } = room.look;
  const box = el("div", { class: "behind", role: "region", tabindex: 0, "aria-label": said.show });
  const button = el("button", { type: "button", text: said.show, onclick: () => {
    opened.delete(key) || opened.add(key);
    draw();
  } });
  const all = given.filter(view => tables[view.kind]), made = new Map();
  const show = (name, { title, head, rows, every = 1, columns = 1, lit = -1, more = "" }) => {
    const place = head.join("\n") + rows[0]?.length;
    let one = made.get(name);
    if (one?.place !== place) {
      const caption = el("caption"), body = el("tbody");
      const table = el("table", {}, caption, el("thead", {}, el("tr", {}, ...head.map(text => el("th", { scope: "col", text })))), body);
      one ? one.table.replaceWith(table) : box.append(table);
      made.set(name, one = { place, table, caption, body });
    }
    const rule = (text, k) => (k > 1 ? text.replace("{k}", k) : "");
    write(one.caption, [`${title}.`, rule(said.every, every), rule(said.columns, columns), more].filter(Boolean).join(" "));
    fill(one.body, rows, lit);
  };
  const steps = () => { // a row for each step, and always one for the step that is shown
    const over = all.flatMap(view => tables[view.kind].over?.(room, view) ?? []), seen = new Set();
    const cols = over.filter(({ name, at = "" }) => !seen.has(name + at) && seen.add(name + at));
    if (!cols.length) return;
    const { stride } = room.rec, { t } = room.state, values = cols.map(c => [room.line(c.name), c.of ?? 1, c.at ?? 0]);
    const [first, each] = values[0], { shown, every } = thinned(Math.floor(first.length / each));
    const at = [...new Set([...shown, t])].sort((a, b) => a - b);
    const told = (name, v) => (Number.isNaN(v) && name.startsWith("accuracy") ? "–" : String(quantity(room, name, v)));
    show("steps", { title: time, head: [time, ...cols.map(c => c.title)], every, more: said.now, lit: at.indexOf(t),
      rows: at.map(i => [number(i * stride, 0, lang), ...values.map(([line, of, k], c) => told(cols[c].as ?? cols[c].name, line[i * of + k]))]) });
  };
  const draw = () => {
    const open = opened.has(key) && !room.veil;
    button.setAttribute("aria-expanded", open);
    button.disabled = room.veil;
    box.hidden = !open;
    if (!open) { box.replaceChildren(); made.clear(); return; }
    steps();
    all.forEach((view, i) => [tables[view.kind].own?.(room, view, said) ?? []].flat().forEach((own, k) => {
      const { shown, every } = thinned(own.rows.length);
      show(`${i} ${k}`, { ...own, every, rows: shown.map(i => own.rows[i]) });
    }));
  };
  return { button, box, draw };
}
