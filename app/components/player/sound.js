// The loss as sound, off until the reader asks for it. Its height on the loss axis is the height of the tone: the
// logarithm of the loss, from the bottom of the recording's window to its top, goes through OCTAVES from LOW hertz on.
// The window is that of the axis, so two runs can be compared by ear. A run that diverges, or a loss that is no
// number, is rough instead: two saw waves a semitone apart.
import { pageGlobal } from "../shared/registry.js";

const LOW = 180;
const OCTAVES = 3;
const SEMITONE = 2 ** (1 / 12);
const APART = 50;
const LONG = 0.12; // milliseconds between two tones at least, seconds of a tone
export const soundState = pageGlobal("sound", () => ({ on: false, last: 0 })); // one a tab, it lasts from page to page

export function playLoss(store) {
  const now = performance.now();
  if (!soundState.on || !store.lossTable || store.runHidden || now - soundState.last < APART)
    return;
  soundState.last = now;
  const { facts } = store.recording;
  const [low, high] = facts.loss_window.map(Math.log);
  const v = store.get(store.lossTable);
  const known = v >= 0 && v < Infinity;
  const rough = !known || facts.verdicts[store.get("verdict")] === "diverges";
  const part = known ? Math.max(0, Math.min(1, (Math.log(v) - low) / (high - low))) : 1;
  const { context } = soundState;
  const at = context.currentTime;
  const loud = context.createGain();
  loud.gain.setValueAtTime(0, at); // in and out without a click
  loud.gain.linearRampToValueAtTime(rough ? 0.06 : 0.15, at + 0.01);
  loud.gain.linearRampToValueAtTime(0, at + LONG);
  loud.connect(context.destination);
  for (const by of rough ? [1, SEMITONE] : [1]) {
    const wave = context.createOscillator();
    wave.type = rough ? "sawtooth" : "triangle";
    wave.frequency.value = LOW * 2 ** (OCTAVES * part) * by;
    wave.connect(loud);
    wave.start(at);
    wave.stop(at + LONG);
  }
}

export function toggleSound(store) {
  // on or off; nothing that sounds is made before the first press
  soundState.on = !soundState.on;
  soundState.context ??= new AudioContext();
  soundState.on ? soundState.context.resume() : soundState.context.suspend();
  playLoss(store);
}
