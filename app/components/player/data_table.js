// The tables behind a figure: made when they are opened, from the recording that is there.
// A view has columns over the steps, or tables of its own for the moment that is shown.
import { element, setText } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";
import { formatQuantity } from "../shared/template.js";
import { tables } from "./registry.js";
import { thinRows } from "./thin_rows.js";

const column = (name, title = name) => ({ name, title });
const pinnedColumns = (store, name, title) =>
  Object.keys(store.recording.facts.pins ?? {})
    .filter(pin => `${pin}_${name}` in store.recording.tables)
    .map(pin => ({ name: `${pin}_${name}`, as: name, title: `${title} ${pin}` }));

const lineColumns = (store, { lines: drawn }) =>
  drawn.flatMap(({ table, label }) => {
    const title =
      !label || label.split(" ").includes(table) ? (label ?? table) : `${label} (${table})`;
    return [column(table, title), ...pinnedColumns(store, table, title)];
  });
tables.curve = { over: lineColumns };
tables.scores = {
  over: (store, view) =>
    lineColumns(store, view).map(c => ({ ...c, title: `${c.title}, ${view.words.y}` })),
};
tables.surface = {
  over: (store, { axes, words }) =>
    axes.flatMap(name => [
      column(name, words[name]),
      ...pinnedColumns(store, name, words[name] ?? name),
    ]),
};
tables.slope = {
  over: (_store, { words }) => [
    ...["w1", "f"].map(name => column(name, words[name])),
    column("grad_w1"),
  ],
};

tables.fit = {
  over: () => [column("a"), column("b")],
  own(store, { words, test, batch, title }) {
    const a = store.get("a");
    const b = store.get("b");
    const n = store.table("x").length;
    const rows = [];
    const from = batch && (store.get("epoch") - 1) * n + store.get("first");
    const dealt = batch && store.table("order").subarray(from, from + store.get("size"));
    for (const part of test ? ["", "_test"] : [""])
      store.table(`x${part}`).forEach((x, i) => {
        const y = store.table(`y${part}`)[i];
        const hat = a + b * x;
        const told = [x, y, hat, y - hat];
        rows.push([
          `${part ? `${words.test} ` : ""}${i + 1}`,
          ...told.map(v => formatNumber(v, 3, store.context.lang)),
          ...(batch ? [dealt.includes(i) ? "✓" : ""] : []),
        ]);
      });
    return {
      title,
      head: [words.train ?? title, "x", "y", "ŷ", "y − ŷ", ...(batch ? [words.members] : [])],
      rows,
    };
  },
};

// How runs end over two controls: the longer one goes down, of the other so many are shown.
function endTable(store, [x, y], { title, words, across = 12 }, cell) {
  const { axes } = store.recording;
  const tall = axes[x].length >= axes[y].length;
  const [down, over] = tall ? [x, y] : [y, x];
  const cols = thinRows(axes[over].length, across);
  const said = (name, i) => String(formatQuantity(store, name, axes[name][i]));
  return {
    title,
    columns: cols.every,
    head: [
      `${words[down] ?? down} ↓ ${words[over] ?? over} →`,
      ...cols.shown.map(i => said(over, i)),
    ],
    rows: axes[down].map((_, i) => [
      said(down, i),
      ...cols.shown.map(j => (tall ? cell(i, j) : cell(j, i))),
    ]),
  };
}
tables.map = {
  own: (store, view) => {
    const { facts, axes } = store.recording;
    const levels = facts[`${view.table}_levels`];
    const n = axes[view.axes[1]].length;
    const said = levels.map(v =>
      formatNumber(v, Math.max(0, Math.ceil(-Math.log10(v))), store.context.lang),
    );
    const bands = [...said.map(v => `≤ ${v}`), `> ${said.at(-1)}`, view.words.diverges];
    const ends = store.table(view.table);
    return endTable(store, view.axes, view, (i, j) => bands[ends[i * n + j]]);
  },
};
tables.ends = {
  own: (store, view) => {
    const { facts, axes } = store.recording;
    const [x, y] = view.axes;
    const ends = store.table("ends");
    const w = axes[x].length;
    const h = axes[y].length;
    const at = (i, j) => (y === "lr" ? j * w + i : (store.state.positions.lr * w + i) * h + j);
    return endTable(store, view.axes, view, (i, j) => view.kinds[facts.ends[ends[at(i, j)]]]);
  },
};

function fillRows(body, rows, lit) {
  // the cells that are there are written anew
  while (body.rows.length > rows.length) body.lastChild.remove();
  rows.forEach((row, i) => {
    const line = body.rows[i] ?? body.appendChild(element("tr"));
    row.forEach((text, k) =>
      setText(
        line.cells[k] ?? line.appendChild(k ? element("td") : element("th", { scope: "row" })),
        text,
      ),
    );
    i === lit ? line.setAttribute("aria-current", "step") : line.removeAttribute("aria-current");
  });
}

// The button that opens them, and the place for them; what is drawn follows the settings.
export function createDataTable(store, key, given, said, time) {
  const opened = (store.openedTables ??= new Set());
  const { lang } = store.context;
  const box = element("div", {
    class: "behind",
    role: "region",
    tabindex: 0,
    "aria-label": said.show,
  });
  const button = element("button", {
    type: "button",
    text: said.show,
    onclick: () => {
      opened.delete(key) || opened.add(key);
      draw();
    },
  });
  const all = given.filter(view => tables[view.kind]);
  const made = new Map();
  const show = (name, { title, head, rows, every = 1, columns = 1, lit = -1, more = "" }) => {
    const place = head.join("\n") + rows[0]?.length;
    let one = made.get(name);
    if (one?.place !== place) {
      const caption = element("caption");
      const body = element("tbody");
      const table = element(
        "table",
        {},
        caption,
        element(
          "thead",
          {},
          element("tr", {}, ...head.map(text => element("th", { scope: "col", text }))),
        ),
        body,
      );
      one ? one.table.replaceWith(table) : box.append(table);
      made.set(name, (one = { place, table, caption, body }));
    }
    const rule = (text, k) => (k > 1 ? text.replace("{k}", k) : "");
    setText(
      one.caption,
      [`${title}.`, rule(said.every, every), rule(said.columns, columns), more]
        .filter(Boolean)
        .join(" "),
    );
    fillRows(one.body, rows, lit);
  };
  const steps = () => {
    // a row for each step, and always one for the step that is shown
    const over = all.flatMap(view => tables[view.kind].over?.(store, view) ?? []);
    const seen = new Set();
    const cols = over.filter(({ name, at = "" }) => !seen.has(name + at) && seen.add(name + at));
    if (!cols.length) return;
    const { stride } = store.recording;
    const { step: t } = store.state;
    const values = cols.map(c => [store.series(c.name), c.of ?? 1, c.at ?? 0]);
    const [first, each] = values[0];
    const { shown, every } = thinRows(Math.floor(first.length / each));
    const at = [...new Set([...shown, t])].sort((a, b) => a - b);
    const told = (name, v) =>
      Number.isNaN(v) && name.startsWith("accuracy") ? "–" : String(formatQuantity(store, name, v));
    show("steps", {
      title: time,
      head: [time, ...cols.map(c => c.title)],
      every,
      more: said.now,
      lit: at.indexOf(t),
      rows: at.map(i => [
        formatNumber(i * stride, 0, lang),
        ...values.map(([line, of, k], c) => told(cols[c].as ?? cols[c].name, line[i * of + k])),
      ]),
    });
  };
  const draw = () => {
    const open = opened.has(key) && !store.runHidden;
    button.setAttribute("aria-expanded", open);
    button.disabled = store.runHidden;
    box.hidden = !open;
    if (!open) {
      box.replaceChildren();
      made.clear();
      return;
    }
    steps();
    all.forEach((view, i) =>
      [tables[view.kind].own?.(store, view, said) ?? []].flat().forEach((own, k) => {
        const { shown, every } = thinRows(own.rows.length);
        show(`${i} ${k}`, { ...own, every, rows: shown.map(i => own.rows[i]) });
      }),
    );
  };
  return { button, box, draw };
}
