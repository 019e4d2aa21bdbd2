// The parts that stand in the text: the code with its lit row, the call, a live sentence.
import { el, indented, write } from "../../shared/dom.js";
import { cells, rich } from "../../shared/template.js";
import { parts } from "../registry.js";

parts.code = (root, room, { tools, rows, says, bare }) => {
  const live = says ? [rich(root.appendChild(el("p", { class: "says" })), room, says)] : [];
  const line = tokens => indented(el("div", { class: "line" },
    ...tokens.map(([text, names]) => (names ? el("span", { class: names, text }) : text)), "\n"));
  const table = root.appendChild(el("div", { class: (bare ? "bare " : "") + "code n" + tools.length }, ...["", ...tools].map(text =>
    el("span", { class: "head", text }))));
  table.style.setProperty("--tools", tools.length);
  const drawn = rows.map(({ act: name, title, sides }) => {
    const i = room.look.acts.findIndex(a => a.name === name), act = room.look.acts[i];
    const side = el("div", { class: "side " + (act?.meaning ?? "") });
    const formula = el("span", { class: "formula" }), values = el("span", { class: "values" });
    if (act) { side.append(el("span", { class: "title", text: `${i + 1}. ${act.title}` }), formula, values);
      live.push(rich(formula, room, act.formula)); }
    else if (title) side.append(el("span", { class: "title", text: title }));
    const texts = sides.map(lines => JSON.stringify(lines)); // neighbours that are the same: once on a phone
    const alike = i => texts.findIndex((text, k) => k > i && text !== texts[i]);
    const pre = (lines, i) => !lines.length ? el("pre") // nothing to read, no name
      : el("pre", { class: i && texts[i] === texts[i - 1] ? "twin" : "", tabindex: 0,
      "data-tool": tools.slice(i, alike(i) < 0 ? tools.length : alike(i)).join(" = "),
      "aria-label": `${tools[i]} ${act?.title ?? title ?? ""}` }, ...lines.map(line));
    const row = el("div", { class: "row " + (act?.meaning || "plain") }, side, ...sides.map(pre));
    table.append(row);
    return { row, act, fill: act ? cells(values, room, act.cells) : () => 0 };
  });
  return { draw: () => { live.forEach(fill => fill()); drawn.forEach(({ row, act, fill }) => { fill();
    row.classList.toggle("lit", !!act && room.lit(act.name)); }); } };
};

export function copier(words, code, label) { // a line of text and the button that copies it
  const done = el("span", { class: "aside", "aria-live": "polite" });
  const copy = el("button", { type: "button", text: words.copy, onclick: async () => {
    getSelection().selectAllChildren(code); // without a clipboard (http) the text is selected
    try { await navigator.clipboard.writeText(code.textContent); done.textContent = words.copied; }
    catch { done.textContent = words.selected; }
  } });
  new MutationObserver(() => { done.textContent = ""; }).observe(code, { childList: true });
  return el("div", { class: "call" }, el("pre", { tabindex: 0, "aria-label": label }, code),
    el("div", { class: "buttons" }, copy, done));
}

parts.call = (root, room, { axes, fixed }) => {
  const code = el("code");
  root.append(copier(room.look.words, code, room.look.words.call));
  return { draw() {
    const now = Object.entries(axes).map(([name, texts]) => `${name}=${texts[room.state.at[name]]}`);
    write(code, `run(${[...now, ...fixed].join(", ")})`);
  } };
};

parts.output = (root, room, { pieces }) => {
  root.append(el("pre", { class: "output", tabindex: 0 }, ...pieces.map(([text, names]) => el("span", { class: names, text }))));
  return { draw() {} };
};
