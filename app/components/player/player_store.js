import { playLoss } from "./sound.js";

export const SPEEDS = { slow: { rate: 1.2, acts: true }, normal: { rate: 12 }, fast: { rate: 60 } };
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function createPlayerStore() {
  const state = { positions: {}, step: 0, act: 0, playing: false, speed: "normal" };
  /** @type {any} */
  const store = {
    parts: new Set(),
    recording: null,
    context: null,
    state,
    seenCommand: null,
    version: 0,
    runHidden: false,
  };
  let _frame = 0;
  let clock = 0;
  let later = 0;
  let telling = 0;
  let counted = 0;

  const last = () => (store.runHidden ? 0 : store.recording.known); // while a prediction is awaited nothing later is told
  const act = name =>
    Math.max(
      0,
      store.context.acts.findIndex(each => each.name === name),
    ); // its place
  const moved = set => !!set && set.n !== store.seenCommand; // not ">": another session counts anew
  // Until another run that begins as this one has come as far as the reader is, this one is shown.
  store.keepShowing = (rec, set) =>
    !moved(set) &&
    !!store.recording?.facts.same &&
    store.recording.facts.same === rec.facts.same &&
    rec.known < Math.min(store.wantedStep, rec.steps) &&
    rec.known < store.recording.known;
  store.load = (rec, send, set) => {
    for (const name in rec.axes) state.positions[name] ??= rec.start[name];
    if (store.wantedStep == null) state.act = act(rec.start.act);
    store.wantedStep ??= rec.start.t;
    Object.assign(store, { recording: rec, send });
    store.version++;
    state.step = Math.min(store.wantedStep, last()); // what was wanted comes once it is recorded
    const { session, typed } = rec.start;
    if (session !== store.session || typed >= store.sentText?.n) store.sentText = null; // the server has read it
    store.session = session;
    if (!moved(set)) return false;
    store.seenCommand = set.n;
    clearTimeout(later);
    store.pause();
    Object.assign(state.positions, set.at);
    Object.assign(state, { step: set.t, act: act(set.act) });
    store.wantedStep = set.t;
    return true;
  };
  // The entry of a crossed table: one group of controls moves, the others are where it was made.
  const crossed = () => {
    const { axes, cross, here } = store.recording;
    const all = cross.flat();
    let first = 0;
    for (const group of cross) {
      const place = group.reduce((i, name) => i * axes[name].length + state.positions[name], 0);
      if (all.every(name => group.includes(name) || state.positions[name] === here[name]))
        return first + place;
      first += group.reduce((n, name) => n * axes[name].length, 1);
    }
    return NaN;
  };
  store.isRecorded = () => !store.recording?.cross.length || crossed() >= 0;
  const offset = (table, t) =>
    table.axes.reduce(
      (o, axis, d) =>
        o * table.shape[d] +
        (axis === "t" ? t : axis === "cross" ? crossed() : (state.positions[axis] ?? 0)),
      0,
    );
  store.get = (name, t = state.step) => {
    if (t > last() + !store.runHidden) return NaN;
    const table = store.recording.tables[name];
    return table.values[offset(table, t)];
  };
  store.series = name => {
    // a quantity over the steps, at the place of the sliders
    const table = store.recording.tables[name];
    const from = offset(table, 0);
    const each = offset(table, 1) - offset(table, 0); // more than 1 if it has an axis of its own
    return table.values.subarray(from, from + each * (last() + 1));
  };
  store.vector = (name, t = state.step) => {
    // a quantity that has an axis of its own
    if (t > last() + !store.runHidden) return [];
    const table = store.recording.tables[name];
    const from = offset(table, t);
    return table.values.subarray(from, from + table.shape.at(-1));
  };
  store.powers = (name, t) => {
    // weights of 1, x, x² … from those of columns of some size
    const size = store.table("size");
    return Array.from(store.vector(name, t), (w, k) => w / size[k]);
  };
  store.table = name => store.recording.tables[name].values;
  store.value = name => {
    const { axes, facts, stride, tables } = store.recording;
    if (name === "t") return state.step * stride;
    if (name === "finite_t") return store.lastFinite * stride;
    if (name.startsWith("finite_")) return store.get(name.slice(7), store.lastFinite);
    if (name in tables) return store.get(name); // where a run is, before where it started
    if (name in axes) return axes[name][state.positions[name]];
    return name.startsWith("next_") ? store.get(name.slice(5), state.step + 1) : facts[name];
  };
  // Whether these quantities are finite at this frame; if not, `finite` is the last at which all were.
  store.allFinite = names => {
    const ok = t =>
      names.every(name =>
        store.recording.tables[name].axes.at(-1) === "t"
          ? Number.isFinite(store.get(name, t))
          : store.vector(name, t).every(Number.isFinite),
      );
    if (ok(state.step)) return true;
    for (store.lastFinite = 0; ok(store.lastFinite + 1); store.lastFinite++);
    return false;
  };
  store.runKey = () => `${store.version} ${Object.values(state.positions)}`; // changes when a run does
  store.isCurrentAct = act =>
    !!store.recording &&
    (!state.playing || !!SPEEDS[state.speed].acts) &&
    store.context.acts[state.act].name === act;
  store.requestRender = () => {
    _frame ||= requestAnimationFrame(() => {
      _frame = 0;
      store.parts.forEach(p => p.draw());
    });
  };
  store.announce = () => {
    clearTimeout(telling);
    telling = setTimeout(() => !state.playing && store.parts.forEach(p => p.tell?.()), 500);
  };
  store.goTo = (t, act = 0) => {
    const before = state.step;
    store.wantedStep = t;
    Object.assign(state, { step: Math.max(0, Math.min(last(), t)), act });
    if (state.step !== before || !state.playing) playLoss(store);
    store.requestRender();
    if (!state.playing) store.announce();
  };
  store.stepActs = d => {
    // one act on or back
    store.pause();
    const n = store.context.acts.length || 1;
    const to = Math.max(
      0,
      Math.min(store.recording.steps * n + n - 1, state.step * n + state.act + d),
    );
    store.goTo(Math.floor(to / n), to % n);
  };
  store.setPositions = at => {
    if (store.runHidden) return;
    Object.assign(state.positions, at);
    store.requestRender();
    store.announce();
  };
  store.sendPositions = () => {
    if (store.runHidden) return;
    clearTimeout(later);
    store.announce();
    // Counted: after a reset the same place is news again, and Streamlit drops equal values.
    later = setTimeout(() => store.send("now", { ...state.positions, n: store.nextNumber() }), 250);
  };
  store.nextNumber = () => ++counted;
  store.typedText = name =>
    store.sentText?.name === name ? store.sentText.text : store.recording.facts.typed[name];
  store.sendTyped = (name, text) => {
    // what was typed before is in it, whether the server has read it or not
    store.sentText = { name, text: text.trim(), n: store.nextNumber() };
    store.send("typed", store.sentText);
  };
  store.cancelSending = () => clearTimeout(later); // whoever sends the place itself spares the release
  store.pause = () => {
    cancelAnimationFrame(clock);
    state.playing = false;
    store.requestRender();
    store.announce();
  };
  store.play = (least = 0, to = store.recording.steps) => {
    // updates a second, at least; the frame where it stops
    if (store.runHidden) return;
    const n = store.context.acts.length || 1;
    const { rate, acts } = SPEEDS[state.speed];
    const unit = acts && !calm.matches ? n : 1;
    const end = to * unit;
    const here = state.step * unit + (unit > 1 ? state.act : 0);
    const from = here >= end ? 0 : here;
    const start = performance.now();
    const pace = calm.matches ? Math.min(rate, 2) : Math.max(rate, least);
    state.playing = true;
    const tick = now => {
      const i = Math.min(end, from + Math.floor((Math.max(0, now - start) / 1000) * pace));
      store.goTo(Math.floor(i / unit), i % unit);
      if (i >= end) return store.pause();
      clock = requestAnimationFrame(tick);
    };
    clock = requestAnimationFrame(tick);
  };
  store.togglePlay = () => (state.playing ? store.pause() : store.play());
  store.setSpeed = speed => {
    state.speed = speed;
    cancelAnimationFrame(clock);
    if (state.playing) store.play();
  };
  return store;
}
