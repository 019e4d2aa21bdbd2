// The bar of the figure: buttons that play, a slider for the time and one for each control.
import { element, setText, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { createSlider, positionBetween } from "../../shared/slider.js";
import { formatQuantity } from "../../shared/template.js";
import { ticks } from "../../shared/ticks.js";
import { SPEEDS } from "../playback.js";
import { isNarrow } from "../prediction.js";
import { sound, toggleSound } from "../sound.js";

const ICONS = {
  play: "M1,0L11,6L1,12Z",
  pause: "M1,0H4V12H1ZM8,0H11V12H8Z",
  back: "M8,1L2,6L8,11Z",
  forward: "M4,1L10,6L4,11Z",
  restart: "M1.5,1V11M10,1L4.5,6L10,11Z",
  silent: "M0,4H2L5,1V11L2,8H0Z",
  heard: "M0,4H2L5,1V11L2,8H0ZM8,4V8M11,2V10",
};

/**
 * @param {any} store
 * @param {any} options `axes` describes the controls, `labels` names them and the time
 */
export function createControls(store, { axes, labels, zones }) {
  const { words } = store.context;
  const play = createButton(words.play, "play", store.togglePlay, "main");
  const soundButton = createSoundButton(store);
  const time = createTimeSlider(store, labels.time);
  const sliders = axes.map(axis => {
    const create = axis.list ? createControlList : createControlSlider;
    return create(store, axis, labels[axis.name], zones);
  });
  const audible = store.lossTable ? [soundButton.button] : [];
  const below = isNarrow(); // nothing more fits beside the others
  const buttons = [play, ...createStepButtons(store), createSpeedSelect(store)];
  const bar = element(
    "div",
    { class: `bar n${axes.length}`, role: "group", "aria-label": words.controls },
    element("div", { class: "buttons" }, ...buttons, ...(below ? [] : audible)),
    below ? element("div", { class: "timed" }, time.box, ...audible) : time.box,
    ...sliders.map(slider => slider.box),
  );
  for (const control of bar.querySelectorAll("button, input, select"))
    control.disabled = store.runHidden;
  const drawPositions = () => sliders.forEach(slider => slider.draw());
  return {
    bar,
    drawPositions,
    forgetBounds: () => sliders.forEach(slider => slider.forgetBound()),
    draw() {
      const { playing } = store.state;
      time.draw();
      drawPositions();
      setText(play.lastChild, playing ? words.pause : words.play);
      setIcon(play, playing ? "pause" : "play");
      soundButton.draw();
    },
  };
}

function createButton(text, icon, onclick, names = "") {
  const image = { class: "icon", viewBox: "0 0 12 12", "aria-hidden": "true" };
  const svg = svgElement("svg", image);
  svgElement("path", { d: ICONS[icon] }, svg);
  const attributes = { class: names, type: "button", onclick };
  return element("button", attributes, svg, element("span", { text }));
}

const setIcon = (button, icon) => button.querySelector("path").setAttribute("d", ICONS[icon]);

function createStepButtons(store) {
  const { words } = store.context;
  const restart = () => {
    store.pause();
    store.goTo(0);
  };
  return [
    createButton(words.back, "back", () => store.stepActs(-1)),
    createButton(words.forward, "forward", () => store.stepActs(1)),
    createButton(words.restart, "restart", restart),
  ];
}

function createSpeedSelect(store) {
  const { words } = store.context;
  const names = Object.keys(SPEEDS);
  const options = names.map(value => element("option", { value, text: words[value] }));
  const onchange = () => store.setSpeed(select.value);
  const select = element("select", { "aria-label": words.speed, onchange }, ...options);
  select.value = store.state.speed;
  return select;
}

function createSoundButton(store) {
  const { words } = store.context;
  const toggle = () => {
    toggleSound(store);
    store.requestRender();
  };
  const button = createButton(words.sound, "silent", toggle, "sounds");
  button.title = words.sounds;
  return {
    button,
    draw() {
      button.setAttribute("aria-pressed", sound.on);
      setIcon(button, sound.on ? "heard" : "silent");
    },
  };
}

function createTimeSlider(store, label) {
  const { steps, stride } = store.recording;
  const toUpdates = step => formatNumber(step * stride, 0, store.context.lang);
  const quarters = [0, 1, 2, 3, 4].map(k => (k * steps) / 4);
  const stops = steps % 4 ? ticks(0, steps, 4).at.filter(Number.isInteger) : quarters;
  const marks = stops.map(at => ({ at, text: toUpdates(at) }));
  const oninput = step => {
    store.pause();
    store.goTo(step);
  };
  const slider = createSlider({ label, max: steps, marks, oninput });
  const draw = () => {
    const { step } = store.state;
    slider.setValue(step, `${toUpdates(step)} / ${toUpdates(steps)}`);
  };
  return { box: slider.box, draw };
}

// A list for a played control whose values are names.
function createControlList(store, { name, names }, label) {
  const values = store.recording.axes[name];
  const options = values.map((value, i) =>
    element("option", { value: i, text: names?.[i] ?? value }),
  );
  const onchange = () => {
    store.setPositions({ [name]: +select.value });
    store.sendPositions();
  };
  const select = element("select", { "aria-label": label, onchange }, ...options);
  const title = element("div", { class: "what" }, element("span", { text: label }));
  return {
    box: element("div", { class: "range list" }, title, select),
    forgetBound() {},
    draw() {
      const value = String(store.state.positions[name]);
      if (select.value !== value) select.value = value;
    },
  };
}

// A slider for a played control; right of the value in `zone`, a quantity of the run, it is
// hatched. `zones` may name that value, else it is 2/λₘₐₓ.
function createControlSlider(store, { name, names, marks, texts, zone }, label, zones) {
  const { recording, context, state } = store;
  const values = recording.axes[name];
  const toText = place => names?.[place] ?? formatQuantity(store, name, values[place]);
  const slider = createSlider({
    label,
    max: values.length - 1,
    marks: marks.map((value, i) => ({
      at: values.indexOf(value),
      text: texts ? texts[i] : formatQuantity(store, name, value),
    })),
    oninput: place => store.setPositions({ [name]: place }),
    onchange: store.sendPositions,
  });
  let bound = null;
  const drawZone = () => {
    const now = store.isRecorded() ? store.get(zone) : bound; // not recorded: as before
    if (store.runHidden || Object.is(bound, now)) return;
    bound = now;
    slider.hatch({
      from: positionBetween(values, bound),
      bound: `${zones.bound ?? "2/λₘₐₓ"} = ${formatQuantity(store, zone, bound)}`,
      text: zones[recording.facts.zone] ?? context.words.diverges,
    });
  };
  return {
    box: slider.box,
    forgetBound() {
      bound = null;
    },
    draw() {
      slider.setValue(state.positions[name], toText(state.positions[name]));
      if (zone) drawZone();
    },
  };
}
