// A store holds one page's recording and the one state that all its parts draw.
import { readNumbers } from "./numbers.js";
import { createPlayback } from "./playback.js";
import { createMessages } from "./server_messages.js";
import { playLoss } from "./sound.js";

const ANNOUNCE_AFTER = 500; // milliseconds

/** @returns {PlayerStore} */
export function createPlayerStore() {
  const store = {
    parts: new Set(),
    recording: null,
    context: null,
    state: { positions: {}, step: 0, act: 0, playing: false, speed: "normal" },
    seenCommand: null, // number of the last command of the server
    version: 0, // counts recordings
    runHidden: false,
  };
  Object.assign(store, readNumbers(store), createRendering(store), createMessages(store));
  Object.assign(store, createLoading(store), createMoves(store), createPlayback(store));
  return /** @type {any} */ (store);
}

function createRendering(store) {
  let requested = false;
  let timer;
  return {
    /** Draw all parts with the next animation frame. */
    requestRender() {
      if (requested) return;
      requested = true;
      requestAnimationFrame(() => {
        requested = false;
        for (const part of store.parts) part.draw();
      });
    },
    /** Have the parts say what they show, once the reader rests. */
    announce() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (!store.state.playing) for (const part of store.parts) part.announce?.();
      }, ANNOUNCE_AFTER);
    },
  };
}

function createLoading(store) {
  const { state } = store;
  const actNamed = name => {
    const place = store.context.acts.findIndex(act => act.name === name);
    return Math.max(0, place);
  };
  const isNew = command => !!command && command.n !== store.seenCommand; // each session counts anew
  const follow = ({ n, at, t, act }) => {
    store.seenCommand = n;
    store.cancelSending();
    store.pause();
    Object.assign(state.positions, at);
    Object.assign(state, { step: t, act: actNamed(act) });
    store.wantedStep = t;
  };
  return {
    /** Whether to go on showing this run: another that begins alike has not come as far yet. */
    keepsShowing({ facts, known, steps }, command) {
      const { recording } = store;
      if (isNew(command) || !facts.same || recording?.facts.same !== facts.same) return false;
      return known < Math.min(store.wantedStep, steps) && known < recording.known;
    },
    /** Show a recording; return whether the server has moved the reader to another place. */
    load(recording, send, command) {
      const { start } = recording;
      for (const name in recording.axes) state.positions[name] ??= start[name];
      if (store.wantedStep == null) state.act = actNamed(start.act);
      store.wantedStep ??= start.t;
      Object.assign(store, { recording, send, version: store.version + 1 });
      state.step = Math.min(store.wantedStep, store.lastStep()); // later ones come when recorded
      const known = store.sentText && start.typed >= store.sentText.n; // the server has read it
      if (start.session !== store.session || known) store.sentText = null;
      store.session = start.session;
      if (!isNew(command)) return false;
      follow(command);
      return true;
    },
  };
}

function createMoves(store) {
  const { state } = store;
  return {
    goTo(step, act = 0) {
      const before = state.step;
      store.wantedStep = step;
      state.step = Math.max(0, Math.min(store.lastStep(), step));
      state.act = act;
      if (state.step !== before || !state.playing) playLoss(store);
      store.requestRender();
      if (!state.playing) store.announce();
    },
    /** Go so many acts on or back. */
    stepActs(by) {
      store.pause();
      const n = store.context.acts.length || 1;
      const last = store.recording.steps * n + n - 1;
      const to = Math.max(0, Math.min(last, state.step * n + state.act + by));
      store.goTo(Math.floor(to / n), to % n);
    },
    /** Move controls to places on their axes. */
    setPositions(positions) {
      if (store.runHidden) return;
      Object.assign(state.positions, positions);
      store.requestRender();
      store.announce();
    },
  };
}
