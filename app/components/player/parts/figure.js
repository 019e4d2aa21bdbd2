// The part "figure": one bar of controls, the views, the acts, the live sentence.
import { el, svg, write } from "../../shared/dom.js";
import { number } from "../../shared/format.js";
import { herald, joined } from "../../shared/live_region.js";
import { between, range } from "../../shared/slider.js";
import { cells, quantity, rich } from "../../shared/template.js";
import { ticks } from "../../shared/ticks.js";
import { behind, } from "../data_table.js";
import { frames } from "../frames.js";
import { files, sheet } from "../image_file.js";
import { SPEEDS, calm } from "../player_store.js";
import { guess, narrow } from "../prediction.js";
import { parts, views } from "../registry.js";
import { ear, listen } from "../sound.js";

const ICONS = { play: "M1,0L11,6L1,12Z", pause: "M1,0H4V12H1ZM8,0H11V12H8Z", back: "M8,1L2,6L8,11Z",
  forward: "M4,1L10,6L4,11Z", restart: "M1.5,1V11M10,1L4.5,6L10,11Z",
  silent: "M0,4H2L5,1V11L2,8H0Z", heard: "M0,4H2L5,1V11L2,8H0ZM8,4V8M11,2V10" };

function icon(name) {
  const s = svg("svg", { class: "icon", viewBox: "0 0 12 12", "aria-hidden": "true" });
  svg("path", { d: ICONS[name] }, s);
  return s;
}

function button(words, mark, onclick, names = "") {
  return el("button", { class: names, type: "button", onclick }, icon(mark), el("span", { text: words }));
}

parts.figure = (root, room, conf) => {
  const { words, acts } = room.look, { rec, state } = room;
  const play = button(words.play, "play", room.toggle, "main");
  const pace = el("select", { "aria-label": words.speed, onchange: () => room.faster(pace.value) },
    ...Object.keys(SPEEDS).map(value => el("option", { value, text: words[value] })));
  pace.value = state.speed;
  const updates = t => number(t * rec.stride, 0, room.look.lang);
  const stops = rec.steps % 4 ? ticks(0, rec.steps, 4).at.filter(Number.isInteger) : [0, 1, 2, 3, 4].map(k => k * rec.steps / 4);
  const time = range({ label: conf.labels.time, max: rec.steps, marks: stops.map(at => ({ at, text: updates(at) })),
    oninput: t => { room.pause(); room.go(t); } });
  const axes = conf.axes.map(axis => {
    const { name, names, marks, texts, zone } = axis, values = rec.axes[name];
    const text = i => names?.[i] ?? quantity(room, name, values[i]);
    const r = range({ label: conf.labels[name], max: values.length - 1,
      marks: marks.map((v, i) => ({ at: values.indexOf(v), text: texts ? texts[i] : quantity(room, name, v) })),
      oninput: i => room.move({ [name]: i }), onchange: room.release });
    let known = null;
    return { box: r.box, renew: () => { known = null; }, set() {
      r.set(state.at[name], text(state.at[name]));
      const bound = zone && room.known() ? room.get(zone) : known; // where it is not recorded, as before
      if (!zone || room.veil || Object.is(known, bound)) return;
      known = bound;
      r.zone({ from: between(values, known), bound: `2/λₘₐₓ = ${quantity(room, zone, known)}`,
        text: conf.zones[rec.facts.zone] ?? words.diverges });
    } };
  });
  room.loss = conf.views.find(view => view.kind === "curve")?.lines[0].table;
  const sounds = button(words.sound, "silent", () => { listen(room); room.ask(); }, "sounds");
  sounds.title = words.sounds;
  const own = room.loss ? [sounds] : [], below = narrow(); // no room among the others
  const go = d => () => room.gesture(d), restart = () => { room.pause(); room.go(0); };
  root.style.setProperty("--above", `${conf.above}rem`);
  root.dataset.acts = acts.length; // known before the figures are measured
  root.append(el("div", { class: `bar n${axes.length}`, role: "group", "aria-label": words.controls },
    el("div", { class: "buttons" }, play, button(words.back, "back", go(-1)),
      button(words.forward, "forward", go(1)), button(words.restart, "restart", restart), pace, ...(below ? [] : own)),
    below ? el("div", { class: "timed" }, time.box, ...own) : time.box, ...axes.map(a => a.box)));
  const row = root.appendChild(el("div", { class: "figures" }));
  const places = frames(row, conf.views), yours = el("p", { class: "yours" });
  let draws = [];
  const renew = () => { // another recording in the same figure
    axes.forEach(a => a.renew());
    places.forEach(({ area }) => area.replaceChildren());
    draws = conf.views.map((view, i) => views[view.kind](places[i], room, view));
    if (conf.ask) draws.push(guess(places, room, conf.ask, yours));
  };
  renew();
  const deeds = acts.map((act, i) => {
    const formula = el("span", { class: "formula" }), values = el("span", { class: "values" });
    const fills = [rich(formula, room, act.formula), cells(values, room, act.cells)];
    const b = el("button", { class: "act " + act.meaning, type: "button",
      onclick: () => { room.pause(); room.go(state.t, i); } },
      el("span", { class: "title", text: `${i + 1}. ${act.title}` }), formula, values);
    return { b, name: act.name, fill: () => fills.forEach(f => f()) };
  });
  root.append(el("div", { class: `acts n${acts.length}`, role: "group", "aria-label": words.acts },
    ...deeds.map(d => d.b)));
  if (conf.ask && !yours.parentNode) root.append(yours);
  const says = root.appendChild(el("p", { class: "says" }));
  const keep = root.appendChild(files(words, `${room.look.group}-${room.look.lang}`, () => sheet(root)));
  const read = behind(room, "figure", conf.views, conf.data, conf.labels.time);
  keep.prepend(read.button);
  const aside = root.appendChild(el("p", { class: "aside" }));
  const heard = herald(root);
  root.append(read.box);
  let kind = null, judge = () => 0, played = false, sentence = null, say = () => 0;
  const draw = () => {
    time.set(state.t, `${updates(state.t)} / ${updates(rec.steps)}`);
    axes.forEach(a => a.set());
    write(play.lastChild, state.playing ? words.pause : words.play);
    play.querySelector("path").setAttribute("d", ICONS[state.playing ? "pause" : "play"]);
    sounds.setAttribute("aria-pressed", ear.on);
    sounds.querySelector("path").setAttribute("d", ICONS[ear.on ? "heard" : "silent"]);
    draws.forEach(d => d());
    deeds.forEach(({ b, name, fill }) => { fill(); b.classList.toggle("lit", room.lit(name));
      b.setAttribute("aria-pressed", room.lit(name)); });
    let template = conf.now_by ? conf.now[room.value(conf.now_by).toLowerCase()] : conf.now;
    const told = [...template.matchAll(/{\+?(\w+)/g)].map(found => found[1])
      .filter(name => room.rec.tables[name]?.axes.includes("t"));
    if (conf.lost && !room.bounded(told)) template = conf.lost;
    if (template !== sentence) { sentence = template; say = rich(says, room, template); }
    say();
    read.draw();
    const now = room.veil ? "" : room.rec.facts.verdicts[room.get("verdict")];
    if (now !== kind) { kind = now; judge = rich(aside, room, conf.verdicts[now] ?? ""); }
    judge();
    if (state.playing) played ? heard.passing(() => says.textContent) : heard.begin();
    played = state.playing;
  };
  const wait = () => { axes.forEach(a => a.set()); draws.forEach(d => d.wait?.()); };
  root.querySelectorAll(".bar :is(button, input, select)").forEach(e => { e.disabled = room.veil; });
  const tell = () => heard.say(joined(yours, says, aside));
  const reveal = (to = rec.steps) => (calm.matches ? room.go(to) : room.play(to / 6, to)); // six seconds at most
  return { draw, renew, wait, tell, reveal };
};
