// The part "figure": one bar of controls, the views, the acts, the live sentence.
import { element, setText, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { createLiveRegion, joinTexts } from "../../shared/live_region.js";
import { createSlider, positionBetween } from "../../shared/slider.js";
import { fillCells, fillTemplate, formatQuantity } from "../../shared/template.js";
import { ticks } from "../../shared/ticks.js";
import { createDataTable } from "../data_table.js";
import { createFrames } from "../frames.js";
import { downloadButtons, figureSheet } from "../image_file.js";
import { calm, SPEEDS } from "../player_store.js";
import { drawPrediction, isNarrow } from "../prediction.js";
import { parts, views } from "../registry.js";
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

function icon(name) {
  const s = svgElement("svg", { class: "icon", viewBox: "0 0 12 12", "aria-hidden": "true" });
  svgElement("path", { d: ICONS[name] }, s);
  return s;
}

function button(words, mark, onclick, names = "") {
  return element(
    "button",
    { class: names, type: "button", onclick },
    icon(mark),
    element("span", { text: words }),
  );
}

parts.figure = (root, store, conf) => {
  const { words, acts } = store.context;
  const { recording: rec, state } = store;
  const play = button(words.play, "play", store.togglePlay, "main");
  const pace = element(
    "select",
    { "aria-label": words.speed, onchange: () => store.setSpeed(pace.value) },
    ...Object.keys(SPEEDS).map(value => element("option", { value, text: words[value] })),
  );
  pace.value = state.speed;
  const updates = t => formatNumber(t * rec.stride, 0, store.context.lang);
  const stops =
    rec.steps % 4
      ? ticks(0, rec.steps, 4).at.filter(Number.isInteger)
      : [0, 1, 2, 3, 4].map(k => (k * rec.steps) / 4);
  const time = createSlider({
    label: conf.labels.time,
    max: rec.steps,
    marks: stops.map(at => ({ at, text: updates(at) })),
    oninput: t => {
      store.pause();
      store.goTo(t);
    },
  });
  const axes = conf.axes.map(axis => {
    const { name, names, marks, texts, zone } = axis;
    const values = rec.axes[name];
    const text = i => names?.[i] ?? formatQuantity(store, name, values[i]);
    const r = createSlider({
      label: conf.labels[name],
      max: values.length - 1,
      marks: marks.map((v, i) => ({
        at: values.indexOf(v),
        text: texts ? texts[i] : formatQuantity(store, name, v),
      })),
      oninput: i => store.setPositions({ [name]: i }),
      onchange: store.sendPositions,
    });
    let known = null;
    return {
      box: r.box,
      renew: () => {
        known = null;
      },
      set() {
        r.setValue(state.positions[name], text(state.positions[name]));
        const bound = zone && store.isRecorded() ? store.get(zone) : known; // where it is not recorded, as before
        if (!zone || store.runHidden || Object.is(known, bound)) return;
        known = bound;
        r.hatch({
          from: positionBetween(values, known),
          bound: `2/λₘₐₓ = ${formatQuantity(store, zone, known)}`,
          text: conf.zones[rec.facts.zone] ?? words.diverges,
        });
      },
    };
  });
  store.lossTable = conf.views.find(view => view.kind === "curve")?.lines[0].table;
  const sounds = button(
    words.sound,
    "silent",
    () => {
      toggleSound(store);
      store.requestRender();
    },
    "sounds",
  );
  sounds.title = words.sounds;
  const own = store.lossTable ? [sounds] : [];
  const below = isNarrow(); // no room among the others
  const go = d => () => store.stepActs(d);
  const restart = () => {
    store.pause();
    store.goTo(0);
  };
  root.style.setProperty("--above", `${conf.above}rem`);
  root.dataset.acts = acts.length; // known before the figures are measured
  root.append(
    element(
      "div",
      { class: `bar n${axes.length}`, role: "group", "aria-label": words.controls },
      element(
        "div",
        { class: "buttons" },
        play,
        button(words.back, "back", go(-1)),
        button(words.forward, "forward", go(1)),
        button(words.restart, "restart", restart),
        pace,
        ...(below ? [] : own),
      ),
      below ? element("div", { class: "timed" }, time.box, ...own) : time.box,
      ...axes.map(a => a.box),
    ),
  );
  const row = root.appendChild(element("div", { class: "figures" }));
  const places = createFrames(row, conf.views);
  const yours = element("p", { class: "yours" });
  let draws = [];
  const renew = () => {
    // another recording in the same figure
    axes.forEach(a => a.renew());
    places.forEach(({ area }) => area.replaceChildren());
    draws = conf.views.map((view, i) => views[view.kind](places[i], store, view));
    if (conf.ask) draws.push(drawPrediction(places, store, conf.ask, yours));
  };
  renew();
  const deeds = acts.map((act, i) => {
    const formula = element("span", { class: "formula" });
    const values = element("span", { class: "values" });
    const fills = [fillTemplate(formula, store, act.formula), fillCells(values, store, act.cells)];
    const b = element(
      "button",
      {
        class: `act ${act.meaning}`,
        type: "button",
        onclick: () => {
          store.pause();
          store.goTo(state.step, i);
        },
      },
      element("span", { class: "title", text: `${i + 1}. ${act.title}` }),
      formula,
      values,
    );
    return { b, name: act.name, fill: () => fills.forEach(f => f()) };
  });
  root.append(
    element(
      "div",
      { class: `acts n${acts.length}`, role: "group", "aria-label": words.acts },
      ...deeds.map(d => d.b),
    ),
  );
  if (conf.ask && !yours.parentNode) root.append(yours);
  const says = root.appendChild(element("p", { class: "says" }));
  const keep = root.appendChild(
    downloadButtons(words, `${store.context.group}-${store.context.lang}`, () => figureSheet(root)),
  );
  const read = createDataTable(store, "figure", conf.views, conf.data, conf.labels.time);
  keep.prepend(read.button);
  const aside = root.appendChild(element("p", { class: "aside" }));
  const region = createLiveRegion(root);
  root.append(read.box);
  let kind = null;
  /** @type {() => void} */
  let judge = () => {};
  let played = false;
  let sentence = null;
  /** @type {() => void} */
  let say = () => {};
  const draw = () => {
    time.setValue(state.step, `${updates(state.step)} / ${updates(rec.steps)}`);
    axes.forEach(a => a.set());
    setText(play.lastChild, state.playing ? words.pause : words.play);
    play.querySelector("path").setAttribute("d", ICONS[state.playing ? "pause" : "play"]);
    sounds.setAttribute("aria-pressed", sound.on);
    sounds.querySelector("path").setAttribute("d", ICONS[sound.on ? "heard" : "silent"]);
    draws.forEach(d => d());
    deeds.forEach(({ b, name, fill }) => {
      fill();
      b.classList.toggle("lit", store.isCurrentAct(name));
      b.setAttribute("aria-pressed", store.isCurrentAct(name));
    });
    let template = conf.now_by ? conf.now[store.value(conf.now_by).toLowerCase()] : conf.now;
    const told = [...template.matchAll(/{\+?(\w+)/g)]
      .map(found => found[1])
      .filter(name => store.recording.tables[name]?.axes.includes("t"));
    if (conf.lost && !store.allFinite(told)) template = conf.lost;
    if (template !== sentence) {
      sentence = template;
      say = fillTemplate(says, store, template);
    }
    say();
    read.draw();
    const now = store.runHidden ? "" : store.recording.facts.verdicts[store.get("verdict")];
    if (now !== kind) {
      kind = now;
      judge = fillTemplate(aside, store, conf.verdicts[now] ?? "");
    }
    judge();
    if (state.playing)
      played ? region.announceWhilePlaying(() => says.textContent) : region.startPlaying();
    played = state.playing;
  };
  const wait = () => {
    axes.forEach(a => a.set());
    draws.forEach(d => d.wait?.());
  };
  root.querySelectorAll(".bar :is(button, input, select)").forEach(e => {
    e.disabled = store.runHidden;
  });
  const tell = () => region.announce(joinTexts(yours, says, aside));
  const reveal = (to = rec.steps) => (calm.matches ? store.goTo(to) : store.play(to / 6, to)); // six seconds at most
  return { draw, renew, wait, tell, reveal };
};
