// What is changed along the way: settings and weights from the shown epoch on, and more epochs.
import { element, setText } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { settingAt, withChange } from "../network/change_text.js";
import { readLayers } from "../network/model.js";
import { unitName } from "../network/sentences.js";
import { tables, views } from "../registry.js";

const listOption = (value, text) => element("option", { value, text });

function labelled(label, field) {
  field.setAttribute("aria-label", label);
  return element("label", {}, element("span", { text: label }), field);
}

function sendSetting(store, what, value) {
  const changed = withChange(store.typedText("changes"), `${store.state.step}:${what}=${value}`);
  store.pause();
  if (changed && !store.runHidden) store.sendTyped("changes", changed);
  store.requestRender();
}

// A list with the values of a setting, at its value at this epoch.
function createSettingList(store, { name, label, values, texts }) {
  const onchange = () => sendSetting(store, name, select.value);
  const options = values.map((value, i) => listOption(value, texts[i]));
  const select = element("select", { onchange }, ...options);
  const update = () => {
    const initial = store.recording.facts.settings[name];
    const text = store.typedText("changes");
    select.value = String(settingAt(text, name, store.state.step, initial));
  };
  return { box: labelled(label, select), update };
}

// Replaces the options of a list if they are others; returns the place of the chosen one.
function fillList(select, texts) {
  const chosen = select.selectedIndex;
  const shown = Array.from(select.options, each => each.text);
  if (shown.join("\n") !== texts.join("\n"))
    select.replaceChildren(...texts.map((text, i) => listOption(i, text)));
  select.selectedIndex = Math.max(0, Math.min(chosen, texts.length - 1));
  return select.selectedIndex;
}

// All neurons with weights, the output last, as they are numbered in the text.
function readUnits(store, words) {
  const layers = readLayers(store, store.state.step);
  const { features } = store.recording.facts;
  return layers.flatMap(({ weights, biases }, i) =>
    weights.map((row, unit) => ({
      layer: i + 1,
      unit,
      row,
      bias: biases[unit],
      name:
        i + 1 < layers.length
          ? `${words.unit} ${unitName(words, features, i + 1, unit)}`
          : words.output,
    })),
  );
}

// Shows the neuron or weight that was pressed in the figure.
function followSelection(store, lists, units) {
  const selection = store.heldSelection;
  if (!selection) return;
  store.heldSelection = null;
  const { layer, unit, input } = selection;
  lists.units.selectedIndex = units.findIndex(each => each.layer === layer && each.unit === unit);
  lists.input = (input ?? -1) + 1;
}

// Fills the lists for the shown step; returns the chosen number's name in the text, and its value.
function chooseNumber(store, words, lists) {
  const units = readUnits(store, words);
  const names = units.map(each => each.name);
  fillList(lists.units, names);
  followSelection(store, lists, units);
  const { layer, unit, row, bias } = units[Math.max(0, lists.units.selectedIndex)];
  const { features } = store.recording.facts;
  const nameOf = (_, input) => `${words.weight} ${unitName(words, features, layer - 1, input)}`;
  fillList(lists.numbers, [words.bias, ...Array.from(row, nameOf)]);
  if (lists.input != null) lists.numbers.selectedIndex = lists.input;
  lists.input = null;
  const at = lists.numbers.selectedIndex;
  const place = `${layer}.${unit + 1}`;
  return at ? { name: `w${place}.${at}`, value: row[at - 1] } : { name: `b${place}`, value: bias };
}

// Two lists that choose a number of the network, and a field that sets it.
function createNumberField(store, words) {
  const lists = { units: element("select"), numbers: element("select"), input: null };
  const field = element("input", { type: "number", step: 0.1, min: -100, max: 100 });
  let chosen;
  const update = () => {
    chosen = chooseNumber(store, words, lists);
    const isWriting = field.getRootNode().activeElement === field && !store.state.playing;
    if (!isWriting || field.dataset.of !== chosen.name)
      field.value = Number(chosen.value.toFixed(3));
    field.dataset.of = chosen.name;
  };
  const set = () => {
    const value = Math.max(-100, Math.min(100, Number(field.value)));
    if (field.value !== "") sendSetting(store, chosen.name, Number(value.toFixed(3)));
  };
  field.addEventListener("change", set);
  for (const list of [lists.units, lists.numbers])
    list.addEventListener("change", () => store.requestRender());
  const boxes = [
    labelled(words.set_unit, lists.units),
    labelled(words.set_number, lists.numbers),
    labelled(words.set_value, field),
  ];
  return { boxes, update };
}

// The button that trains for more epochs.
function createContinueButton(store, words, epochs) {
  const next = () => epochs.find(count => count > Number(store.typedText("n_epochs")));
  const onclick = () => {
    if (!next() || store.runHidden) return;
    store.pause();
    store.sendTyped("n_epochs", String(next()));
    store.requestRender();
  };
  const button = element("button", { type: "button", onclick });
  const update = () => {
    const count = next();
    button.ariaDisabled = !count;
    const text = formatNumber(count ?? epochs.at(-1), 0, store.context.lang);
    setText(button, (count ? words.go_on : words.longest).replace("{n}", text));
  };
  return { button, update };
}

views.changes = ({ area }, store, { words, settings, epochs }) => {
  const lists = settings.map(setting => createSettingList(store, setting));
  const number = createNumberField(store, words);
  const more = epochs.length ? [createContinueButton(store, words, epochs)] : [];
  const row = (...boxes) => element("div", { class: "fields" }, ...boxes);
  const buttons = more.map(each => each.button);
  area.append(row(...lists.map(list => list.box), ...buttons), row(...number.boxes));
  return () => {
    for (const each of [...lists, number, ...more]) each.update();
  };
};

tables.changes = {
  own(store, { title, words }) {
    const rows = store.typedText("changes").split(/\s+/).filter(Boolean);
    return { title, head: [words.epoch, words.change], rows: rows.map(word => word.split(":")) };
  },
};
