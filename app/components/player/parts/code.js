// The parts that stand in the text: the code with its lit row, the call, a live sentence.
import { element, setIndent, setText } from "../../shared/dom.js";
import { fillCells, fillTemplate } from "../../shared/template.js";
import { parts } from "../registry.js";

parts.code = (root, store, { tools, rows, says, bare }) => {
  const live = says
    ? [fillTemplate(root.appendChild(element("p", { class: "says" })), store, says)]
    : [];
  const line = tokens =>
    setIndent(
      element(
        "div",
        { class: "line" },
        ...tokens.map(([text, names]) => (names ? element("span", { class: names, text }) : text)),
        "\n",
      ),
    );
  const table = root.appendChild(
    element(
      "div",
      { class: `${bare ? "bare " : ""}code n${tools.length}` },
      ...["", ...tools].map(text => element("span", { class: "head", text })),
    ),
  );
  table.style.setProperty("--tools", tools.length);
  const drawn = rows.map(({ act: name, title, sides }) => {
    const i = store.context.acts.findIndex(a => a.name === name);
    const act = store.context.acts[i];
    const side = element("div", { class: `side ${act?.meaning ?? ""}` });
    const formula = element("span", { class: "formula" });
    const values = element("span", { class: "values" });
    if (act) {
      side.append(
        element("span", { class: "title", text: `${i + 1}. ${act.title}` }),
        formula,
        values,
      );
      live.push(fillTemplate(formula, store, act.formula));
    } else if (title) side.append(element("span", { class: "title", text: title }));
    const texts = sides.map(lines => JSON.stringify(lines)); // neighbours that are the same: once on a phone
    const alike = i => texts.findIndex((text, k) => k > i && text !== texts[i]);
    const pre = (lines, i) =>
      !lines.length
        ? element("pre") // nothing to read, no name
        : element(
            "pre",
            {
              class: i && texts[i] === texts[i - 1] ? "twin" : "",
              tabindex: 0,
              "data-tool": tools.slice(i, alike(i) < 0 ? tools.length : alike(i)).join(" = "),
              "aria-label": `${tools[i]} ${act?.title ?? title ?? ""}`,
            },
            ...lines.map(line),
          );
    const row = element(
      "div",
      { class: `row ${act?.meaning || "plain"}` },
      side,
      ...sides.map(pre),
    );
    table.append(row);
    return { row, act, fill: act ? fillCells(values, store, act.cells) : () => 0 };
  });
  return {
    draw: () => {
      live.forEach(fill => fill());
      drawn.forEach(({ row, act, fill }) => {
        fill();
        row.classList.toggle("lit", !!act && store.isCurrentAct(act.name));
      });
    },
  };
};

export function copyableText(words, code, label) {
  // a line of text and the button that copies it
  const done = element("span", { class: "aside", "aria-live": "polite" });
  const copy = element("button", {
    type: "button",
    text: words.copy,
    onclick: async () => {
      getSelection().selectAllChildren(code); // without a clipboard (http) the text is selected
      try {
        await navigator.clipboard.writeText(code.textContent);
        done.textContent = words.copied;
      } catch {
        done.textContent = words.selected;
      }
    },
  });
  new MutationObserver(() => {
    done.textContent = "";
  }).observe(code, { childList: true });
  return element(
    "div",
    { class: "call" },
    element("pre", { tabindex: 0, "aria-label": label }, code),
    element("div", { class: "buttons" }, copy, done),
  );
}

parts.call = (root, store, { axes, fixed }) => {
  const code = element("code");
  root.append(copyableText(store.context.words, code, store.context.words.call));
  return {
    draw() {
      const now = Object.entries(axes).map(
        ([name, texts]) => `${name}=${texts[store.state.positions[name]]}`,
      );
      setText(code, `run(${[...now, ...fixed].join(", ")})`);
    },
  };
};

parts.output = (root, _store, { pieces }) => {
  root.append(
    element(
      "pre",
      { class: "output", tabindex: 0 },
      ...pieces.map(([text, names]) => element("span", { class: names, text })),
    ),
  );
  return { draw() {} };
};
