// The acts of training as buttons, with formula and live values; the shown one is lit.
import { element } from "../../shared/dom.js";
import { fillCells, fillTemplate } from "../../shared/template.js";

export function createActs(store) {
  const { acts, words } = store.context;
  const buttons = acts.map((act, i) => createActButton(store, act, i));
  const attributes = { class: `acts n${acts.length}`, role: "group", "aria-label": words.acts };
  return {
    row: element("div", attributes, ...buttons.map(each => each.button)),
    draw: () => buttons.forEach(each => each.draw()),
  };
}

function createActButton(store, { name, meaning, title, formula, cells }, i) {
  const formulaSpan = element("span", { class: "formula" });
  const valuesSpan = element("span", { class: "values" });
  const updates = [fillTemplate(formulaSpan, store, formula), fillCells(valuesSpan, store, cells)];
  const show = () => {
    store.pause();
    store.goTo(store.state.step, i);
  };
  const button = element(
    "button",
    { class: `act ${meaning}`, type: "button", onclick: show },
    element("span", { class: "title", text: `${i + 1}. ${title}` }),
    formulaSpan,
    valuesSpan,
  );
  return {
    button,
    draw() {
      for (const update of updates) update();
      const current = store.isCurrentAct(name);
      button.classList.toggle("lit", current);
      button.setAttribute("aria-pressed", current);
    },
  };
}
