
import { sound } from "./sound.js";

export const SPEEDS = { slow: { rate: 1.2, acts: true }, normal: { rate: 12 }, fast: { rate: 60 } };
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function createPlayerStore() {
  const state = { at: {}, t: 0, act: 0, playing: false, speed: "normal" };
  const room = { parts: new Set(), rec: null, look: null, state, seen: null, version: 0, veil: false };
  let frame = 0, clock = 0, later = 0, telling = 0, counted = 0;

  const last = () => (room.veil ? 0 : room.rec.known); // while a prediction is awaited nothing later is told
  const act = name => Math.max(0, room.look.acts.findIndex(each => each.name === name)); // its place
  const moved = set => !!set && set.n !== room.seen; // not ">": another session counts anew
  // Until another run that begins as this one has come as far as the reader is, this one is shown.
  room.holds = (rec, set) => !moved(set) && !!room.rec?.facts.same && room.rec.facts.same === rec.facts.same &&
    rec.known < Math.min(room.want, rec.steps) && rec.known < room.rec.known;
  room.open = (rec, send, set) => {
    for (const name in rec.axes) state.at[name] ??= rec.start[name];
    if (room.want == null) state.act = act(rec.start.act);
    room.want ??= rec.start.t;
    Object.assign(room, { rec, send });
    room.version++;
    state.t = Math.min(room.want, last()); // what was wanted comes once it is recorded
    const { session, typed } = rec.start;
    if (session !== room.session || typed >= room.sent?.n) room.sent = null; // the server has read it
    room.session = session;
    if (!moved(set)) return false;
    room.seen = set.n;
    clearTimeout(later);
    room.pause();
    Object.assign(state.at, set.at);
    Object.assign(state, { t: set.t, act: act(set.act) });
    room.want = set.t;
    return true;
  };
  // The entry of a crossed table: one group of controls moves, the others are where it was made.
  const crossed = () => {
    const { axes, cross, here } = room.rec, all = cross.flat();
    let first = 0;
    for (const group of cross) {
      const place = group.reduce((i, name) => i * axes[name].length + state.at[name], 0);
      if (all.every(name => group.includes(name) || state.at[name] === here[name])) return first + place;
      first += group.reduce((n, name) => n * axes[name].length, 1);
    }
    return NaN;
  };
  room.known = () => !room.rec?.cross.length || crossed() >= 0;
  const offset = (table, t) => table.axes.reduce((o, axis, d) =>
    o * table.shape[d] + (axis === "t" ? t : axis === "cross" ? crossed() : state.at[axis] ?? 0), 0);
  room.get = (name, t = state.t) => {
    if (t > last() + !room.veil) return NaN;
    const table = room.rec.tables[name];
    return table.values[offset(table, t)];
  };
  room.line = name => { // a quantity over the steps, at the place of the sliders
    const table = room.rec.tables[name], from = offset(table, 0);
    const each = offset(table, 1) - offset(table, 0); // more than 1 if it has an axis of its own
    return table.values.subarray(from, from + each * (last() + 1));
  };
  room.vector = (name, t = state.t) => { // a quantity that has an axis of its own
    if (t > last() + !room.veil) return [];
    const table = room.rec.tables[name], from = offset(table, t);
    return table.values.subarray(from, from + table.shape.at(-1));
  };
  room.powers = (name, t) => { // weights of 1, x, x² … from those of columns of some size
    const size = room.whole("size");
    return Array.from(room.vector(name, t), (w, k) => w / size[k]);
  };
  room.whole = name => room.rec.tables[name].values;
  room.value = name => {
    const { axes, facts, stride, tables } = room.rec;
    if (name === "t") return state.t * stride;
    if (name === "finite_t") return room.finite * stride;
    if (name.startsWith("finite_")) return room.get(name.slice(7), room.finite);
    if (name in tables) return room.get(name); // where a run is, before where it started
    if (name in axes) return axes[name][state.at[name]];
    return name.startsWith("next_") ? room.get(name.slice(5), state.t + 1) : facts[name];
  };
  // Whether these quantities are finite at this frame; if not, `finite` is the last at which all were.
  room.bounded = names => {
    const ok = t => names.every(name => (room.rec.tables[name].axes.at(-1) === "t" ? Number.isFinite(room.get(name, t))
      : room.vector(name, t).every(Number.isFinite)));
    if (ok(state.t)) return true;
    for (room.finite = 0; ok(room.finite + 1); room.finite++);
    return false;
  };
  room.place = () => `${room.version} ${Object.values(state.at)}`; // changes when a run does
  room.lit = act => !!room.rec && (!state.playing || !!SPEEDS[state.speed].acts) &&
    room.look.acts[state.act].name === act;
  room.ask = () => { frame ||= requestAnimationFrame(() => { frame = 0;
    room.parts.forEach(p => p.draw()); }); };
  room.tell = () => { clearTimeout(telling);
    telling = setTimeout(() => !state.playing && room.parts.forEach(p => p.tell?.()), 500); };
  room.go = (t, act = 0) => {
    const before = state.t;
    room.want = t;
    Object.assign(state, { t: Math.max(0, Math.min(last(), t)), act });
    if (state.t !== before || !state.playing) sound(room);
    room.ask();
    if (!state.playing) room.tell();
  };
  room.gesture = d => { // one act on or back
    room.pause();
    const n = room.look.acts.length || 1;
    const to = Math.max(0, Math.min(room.rec.steps * n + n - 1, state.t * n + state.act + d));
    room.go(Math.floor(to / n), to % n);
  };
  room.move = at => { if (room.veil) return; Object.assign(state.at, at); room.ask(); room.tell(); };
  room.release = () => { if (room.veil) return; clearTimeout(later); room.tell();
    // Counted: after a reset the same place is news again, and Streamlit drops equal values.
    later = setTimeout(() => room.send("now", { ...state.at, n: room.count() }), 250); };
  room.count = () => ++counted;
  room.typed = name => (room.sent?.name === name ? room.sent.text : room.rec.facts.typed[name]);
  room.type = (name, text) => { // what was typed before is in it, whether the server has read it or not
    room.sent = { name, text: text.trim(), n: room.count() };
    room.send("typed", room.sent);
  };
  room.hold = () => clearTimeout(later); // whoever sends the place itself spares the release
  room.pause = () => { cancelAnimationFrame(clock); state.playing = false; room.ask(); room.tell(); };
  room.play = (least = 0, to = room.rec.steps) => { // updates a second, at least; the frame where it stops
    if (room.veil) return;
    const n = room.look.acts.length || 1, { rate, acts } = SPEEDS[state.speed];
    const unit = acts && !calm.matches ? n : 1, end = to * unit;
    const here = state.t * unit + (unit > 1 ? state.act : 0), from = here >= end ? 0 : here;
    const start = performance.now(), pace = calm.matches ? Math.min(rate, 2) : Math.max(rate, least);
    state.playing = true;
    const tick = now => {
      const i = Math.min(end, from + Math.floor(Math.max(0, now - start) / 1000 * pace));
      room.go(Math.floor(i / unit), i % unit);
      if (i >= end) return room.pause();
      clock = requestAnimationFrame(tick);
    };
    clock = requestAnimationFrame(tick);
  };
  room.toggle = () => (state.playing ? room.pause() : room.play());
  room.faster = speed => { state.speed = speed; cancelAnimationFrame(clock);
    if (state.playing) room.play(); };
  return room;
}
