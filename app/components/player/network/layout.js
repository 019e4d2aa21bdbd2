// Where the neurons and the decision stand: side by side, one above the other where that is too
// narrow.

const HEAD = 30; // pixels of what stands above the neurons
const TALL_HEAD = 82; // where the buttons of a layer stand one above the other
const HEAD_WIDTH = 68; // pixels that they need side by side
const LARGEST_UNIT = 46; // pixels
const SMALLEST_INPUT = 24; // pixels: they are pressed
const INPUT_NAMES = 52; // pixels of the names beside the inputs
const INPUTS = 7; // those that are offered
const NARROW = 560; // pixels
const GAP = 34; // pixels between the neurons and the decision
const PITCH = 58; // pixels between two layers, for which the decision makes room

/** @typedef {ReturnType<typeof layOutNetwork>} NetworkLayout */

/**
 * Return sizes and places in pixels: of the square `side` of the decision at `left` and `top`, of
 * the neurons (`unitSize`) and inputs (`inputSize`), and of what stands below them (`width`,
 * `height`).
 * @param {Frame} frame
 * @param {[inputs: number, units: number][]} layers at their largest
 */
export function layOutNetwork({ w, h }, layers) {
  const depth = layers.length - 1;
  const stacked = w < NARROW;
  const free = w - GAP - INPUT_NAMES - PITCH * (depth + 1);
  const beside = Math.min(h - 34, 0.48 * w, Math.max(0.3 * w, free));
  const side = Math.floor(stacked ? Math.min(w, 320) : beside);
  const width = stacked ? w : w - side - GAP;
  const height = stacked ? h - side - 84 : h;
  const left = stacked ? (w - side) / 2 : w - side;
  const top = stacked ? h - side - 50 : HEAD;
  const pitch = (width - INPUT_NAMES) / (depth + 1);
  const tall = pitch < HEAD_WIDTH;
  const head = tall ? TALL_HEAD : HEAD;
  const below = stacked ? 34 : 48; // for a sentence, or for the curves that go down
  const unitsHeight = height - head - below;
  const mostUnits = Math.max(4, ...layers.slice(0, -1).map(([, units]) => units));
  const unitSize = Math.floor(Math.min(LARGEST_UNIT, unitsHeight / mostUnits - 8, pitch * 0.6));
  // The centre of one of `count` neurons.
  const unitCentre = (layer, unit, count) => {
    const missing = Math.max(0, 3 - count); // few neurons stand in the middle
    const down = (unit + 0.5) / Math.max(count, 3) + missing / 6;
    return [INPUT_NAMES + unitSize / 2 + 2 + layer * pitch, head + unitsHeight * down];
  };
  const inputPitch = unitsHeight / INPUTS;
  const inputSize = Math.floor(Math.max(SMALLEST_INPUT, Math.min(34, inputPitch - 6)));
  // The centre of an input, whether it is switched on or not.
  const inputCentre = slot => [INPUT_NAMES + inputSize / 2 + 2, head + inputPitch * (slot + 0.5)];
  const decisionEntry = stacked ? [left + side / 2, top - HEAD] : [left, top + side / 2];
  const places = { left, top, side, width, unitSize, inputSize, pitch, tall };
  return { ...places, depth, unitCentre, inputCentre, decisionEntry };
}
