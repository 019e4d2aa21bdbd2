// Under the figure: the scenarios of the page, and its run to pin; at the page's end: this moment
// as a link.

import { copyableText } from "../../shared/copyable_text.js";
import { element, setText } from "../../shared/dom.js";
import { currentSteps } from "../../shared/step_memory.js";
import { parts } from "../registry.js";

// What is sent with this moment spares the message of the sliders: a second one would undo it.
function currentMoment(store) {
  store.pause();
  store.cancelSending();
  const { positions, step, act } = store.state;
  const { acts, group } = store.context;
  const name = act ? acts[act]?.name : "";
  return { ...positions, t: step, act: name, steps: currentSteps(group), n: store.nextNumber() };
}

parts.scenes = (root, store, { scenes, pin }, send) => {
  const { words } = store.context;
  const scenarios = scenes.map(described => createScenario(store, described, send));
  const pinButton = pin && createPinButton(store, pin, send);
  store.turnScenario = by => {
    if (root.isConnected) scenarioAfter(scenarios, store.lastScenario, by)?.press();
  };
  const group = element(
    "div",
    { class: "scenes", role: "group", "aria-label": words.scenes },
    element("span", { class: "aside", text: words.scenes }),
    ...scenarios.map(scenario => scenario.button),
  );
  root.append(element("div", { class: "scenes" }, group, ...(pinButton?.elements ?? [])));
  const draw = () => {
    for (const { button, isShown } of scenarios) button.setAttribute("aria-pressed", isShown());
    pinButton?.draw();
  };
  return { draw, drawWaiting: draw };
};

// One scenario on or back, from the one that is shown, else from the last one pressed.
function scenarioAfter(scenarios, last, by) {
  const shown = scenarios.findIndex(scenario => scenario.isShown());
  const at = shown < 0 ? scenarios.findIndex(({ name }) => name === last) : shown;
  return scenarios[at < 0 && by < 0 ? scenarios.length - 1 : at + by];
}

// One that is the same run at other positions is played here; else the server computes it.
function createScenario(store, { name, label, at, same }, send) {
  const press = () => {
    store.lastScenario = name;
    store.pause();
    store.cancelSending();
    if (!same || !store.recording) return send("scene", { name, n: store.nextNumber() });
    store.setPositions(at);
    store.goTo(0);
    store.sendPositions();
  };
  const { positions } = store.state;
  const isOffFigure = axis => !!store.recording && !(axis in store.recording.axes);
  const isThere = axis => isOffFigure(axis) || positions[axis] === at[axis];
  const isShown = () => same && Object.keys(at).every(isThere);
  const attributes = { class: "scene", type: "button", text: label, onclick: press };
  return { button: element("button", attributes), name, press, isShown };
}

function createPinButton(store, { taken, pinned, label, full }, send) {
  const onclick = () => {
    if (button.ariaDisabled !== "true") send("pin", currentMoment(store));
  };
  const attributes = { class: "scene pin", type: "button", "aria-describedby": "full", onclick };
  const button = element("button", attributes);
  const note = element("span", { class: "aside", id: "full", text: full });
  const isShown = positions =>
    Object.entries(positions).every(([axis, place]) => store.state.positions[axis] === place);
  return {
    elements: [button, note],
    draw() {
      const letter = Object.keys(taken).find(each => isShown(taken[each]));
      setText(button, letter ? pinned.replace("{letter}", letter) : label);
      button.ariaDisabled = !!letter || !!full; // not disabled: it keeps the focus
    },
  };
}

parts.share = (root, store, { label, printed }, send) => {
  const onclick = () => send("moment", currentMoment(store));
  root.append(element("button", { class: "link", type: "button", text: label, onclick }));
  const address = root.appendChild(element("p", { class: "address" }));
  const updateAddress = () => printed && setText(address, location.href);
  updateAddress();
  return { draw: updateAddress, updateAddress };
};

parts.copy = (root, store, { text }) => {
  const { words } = store.context;
  root.append(copyableText(words, element("code", { text }), words.link));
  return { draw() {} };
};
