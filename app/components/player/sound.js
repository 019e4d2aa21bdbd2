// The loss as sound, off until the reader asks for it. Its height on the loss axis is the height of
// the tone: the logarithm of the loss, from the bottom of the recording's window to its top, goes
// through OCTAVES from LOWEST on. The window is that of the axis, so two runs can be compared by
// ear. A run that diverges, or a loss that is no number, is rough instead: two saw waves a semitone
// apart.
import { pageGlobal } from "../shared/registry.js";

const LOWEST = 180; // hertz
const OCTAVES = 3;
const SEMITONE = 2 ** (1 / 12);
const PAUSE = 50; // milliseconds between two tones, at least
const TONE = 0.12; // seconds
/** One a tab, it lasts from page to page. */
export const sound = pageGlobal("sound", () => ({ on: false, last: 0, context: null }));

/**
 * Sound the present loss, if sound is on and there is one to hear.
 * @param {PlayerStore} store
 */
export function playLoss(store) {
  const now = performance.now();
  if (!sound.on || !store.lossTable || store.runHidden || now - sound.last < PAUSE) return;
  sound.last = now;
  const { facts } = store.recording;
  const [low, high] = facts.loss_window.map(Math.log);
  const loss = store.get(store.lossTable);
  const known = loss >= 0 && loss < Infinity;
  const rough = !known || facts.verdicts[store.get("verdict")] === "diverges";
  const part = (Math.log(loss) - low) / (high - low);
  const pitch = LOWEST * 2 ** (OCTAVES * (known ? Math.max(0, Math.min(1, part)) : 1));
  playTone(sound.context, rough ? [pitch, pitch * SEMITONE] : [pitch], rough);
}

// In and out without a click.
function playTone(context, pitches, rough) {
  const at = context.currentTime;
  const { destination } = context;
  const volume = context.createGain();
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(rough ? 0.06 : 0.15, at + 0.01);
  volume.gain.linearRampToValueAtTime(0, at + TONE);
  volume.connect(destination);
  for (const pitch of pitches) {
    const wave = context.createOscillator();
    wave.type = rough ? "sawtooth" : "triangle";
    wave.frequency.value = pitch;
    wave.connect(volume);
    wave.start(at);
    wave.stop(at + TONE);
  }
}

/**
 * Turn sound on or off; nothing that sounds is made before the first press.
 * @param {PlayerStore} store
 */
export function toggleSound(store) {
  sound.on = !sound.on;
  sound.context ??= new AudioContext();
  if (sound.on) sound.context.resume();
  else sound.context.suspend();
  playLoss(store);
}
