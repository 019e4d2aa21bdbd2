// The parts that stand in the text: the code with its lit row, the call, what the code prints.
import { drawTokens } from "../../shared/code_tokens.js";
import { copyableText } from "../../shared/copyable_text.js";
import { element, setIndent } from "../../shared/dom.js";
import { fillCells, fillTemplate } from "../../shared/template.js";
import { parts } from "../registry.js";

const codeLine = tokens =>
  setIndent(element("div", { class: "line" }, ...drawTokens(tokens), "\n"));

parts.code = (root, store, { tools, rows, says, bare }) => {
  const updates = [];
  if (says) {
    const paragraph = root.appendChild(element("p", { class: "says" }));
    updates.push(fillTemplate(paragraph, store, says));
  }
  const heads = ["", ...tools].map(text => element("span", { class: "head", text }));
  const names = `${bare ? "bare " : ""}code n${tools.length}`;
  const table = root.appendChild(element("div", { class: names }, ...heads));
  table.style.setProperty("--tools", tools.length);
  for (const described of rows) {
    const row = createRow(store, tools, described);
    table.append(row.row);
    updates.push(row.update);
  }
  return { draw: () => updates.forEach(update => update()) };
};

// An act of training, or a title, and the code of each tool beside it.
function createRow(store, tools, { act: name, title, sides }) {
  const place = store.context.acts.findIndex(each => each.name === name);
  const act = store.context.acts[place];
  const side = element("div", { class: `side ${act?.meaning ?? ""}` });
  const updates = [];
  if (act) {
    const formula = element("span", { class: "formula" });
    const values = element("span", { class: "values" });
    const text = `${place + 1}. ${act.title}`;
    side.append(element("span", { class: "title", text }), formula, values);
    updates.push(fillTemplate(formula, store, act.formula), fillCells(values, store, act.cells));
  } else if (title) side.append(element("span", { class: "title", text: title }));
  const code = codeColumns(tools, sides, act?.title ?? title ?? "");
  const row = element("div", { class: `row ${act?.meaning || "plain"}` }, side, ...code);
  const update = () => {
    for (const each of updates) each();
    row.classList.toggle("lit", !!act && store.isCurrentAct(act.name));
  };
  return { row, update };
}

// Neighbours that are the same stand there once on a phone.
function codeColumns(tools, sides, title) {
  const texts = sides.map(lines => JSON.stringify(lines));
  return sides.map((lines, i) => {
    if (!lines.length) return element("pre"); // nothing to read, no name
    const next = texts.findIndex((text, k) => k > i && text !== texts[i]);
    const alike = tools.slice(i, next < 0 ? tools.length : next);
    const attributes = {
      class: i && texts[i] === texts[i - 1] ? "twin" : "",
      tabindex: 0,
      "data-tool": alike.join(" = "),
      "aria-label": `${tools[i]} ${title}`,
    };
    return element("pre", attributes, ...lines.map(codeLine));
  });
}

parts.call = (root, store, { axes, fixed }) => {
  const { words } = store.context;
  const code = element("code");
  root.append(copyableText(words, code, words.call));
  return {
    draw() {
      const { positions } = store.state;
      const argument = ([name, texts]) => `${name}=${texts[positions[name]]}`;
      const played = Object.entries(axes).map(argument);
      const call = `run(${[...played, ...fixed].join(", ")})`;
      if (code.textContent !== call) code.replaceChildren(...drawTokens([[call]]));
    },
  };
};

parts.output = (root, _store, { pieces }) => {
  const spans = pieces.map(([text, names]) => element("span", { class: names, text }));
  root.append(element("pre", { class: "output", tabindex: 0 }, ...spans));
  return { draw() {} };
};
