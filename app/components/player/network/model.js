// The network, computed from the weights that were recorded.

/**
 * Weights and biases of a layer: a row of weights for each of its neurons.
 * @typedef {{weights: Float32Array[], biases: Float32Array}} Layer
 */

/**
 * By the names of torch.nn.
 * @type {Record<string, (value: number) => number>}
 */
export const ACTIVATIONS = {
  Tanh: Math.tanh,
  // biome-ignore lint/complexity/useMathMinMax: 0 for what is not a number
  ReLU: value => (value > 0 ? value : 0),
  LeakyReLU: value => (value > 0 ? value : 0.01 * value),
  Sigmoid: value => 1 / (1 + Math.exp(-value)),
  Identity: value => value,
};

/**
 * The inputs that a network may have, computed from x1 and x2.
 * @type {Record<string, (x1: number, x2: number) => number>}
 */
const FEATURES = {
  x1: x1 => x1,
  x2: (_, x2) => x2,
  sq1: x1 => x1 * x1,
  sq2: (_, x2) => x2 * x2,
  x1x2: (x1, x2) => x1 * x2,
  sin1: x1 => Math.sin(Math.PI * x1),
  sin2: (_, x2) => Math.sin(Math.PI * x2),
};

/** Their names, in the order of the figure. */
export const FEATURE_NAMES = Object.keys(FEATURES);

/**
 * Return the inputs of a network at many points.
 * @param {string[]} features their names
 * @param {ArrayLike<number>[]} coordinates x1 and x2 of the points
 */
export function computeInputs(features, [x1, x2]) {
  return features.map(name =>
    Float32Array.from(x1, (value, point) => FEATURES[name](value, x2[point])),
  );
}

/**
 * Return the layers at a step, from one recorded row: the largest layers of the run are recorded,
 * and how many of their neurons there are.
 * @param {PlayerStore} store
 * @param {number} step
 * @param {string} [prefix] of a pinned run
 * @returns {Layer[]}
 */
export function readLayers(store, step, prefix = "") {
  const row = store.vector(`${prefix}w`, step);
  const sizes = store.vector(`${prefix}sizes`, step);
  let start = 0;
  let inputs = store.recording.facts[`${prefix}features`].length;
  return store.recording.facts[`${prefix}layers`].map(([mostInputs, mostUnits], i) => {
    const end = start + mostInputs * mostUnits;
    const units = sizes[i];
    const readWeights = (_, unit) => {
      const from = start + unit * mostInputs;
      return row.subarray(from, from + inputs);
    };
    const weights = Array.from({ length: units }, readWeights);
    const layer = { weights, biases: row.subarray(end, end + units) };
    start = end + mostUnits;
    inputs = units;
    return layer;
  });
}

/**
 * Return the values of all neurons at many points, the inputs first and the score last.
 * @param {Layer[]} layers
 * @param {ArrayLike<number>[]} inputs a list for each input
 * @param {(value: number) => number} activation
 * @returns {any[][]} by layer and neuron, a value for each point
 */
export function computeValues(layers, inputs, activation) {
  const values = [inputs];
  const count = inputs[0].length;
  layers.forEach(({ weights, biases }, i) => {
    const before = values[i];
    const hidden = i + 1 < layers.length;
    const computeUnit = (row, unit) => {
      const result = new Float32Array(count).fill(biases[unit]);
      for (let input = 0; input < row.length; input++) {
        const weight = row[input];
        const inputValues = before[input];
        for (let point = 0; point < count; point++) result[point] += weight * inputValues[point];
      }
      if (hidden)
        for (let point = 0; point < count; point++) result[point] = activation(result[point]);
      return result;
    };
    values.push(weights.map(computeUnit));
  });
  return values;
}

/**
 * Return the scores of the run of the page, as `computePinnedScores` does for the others.
 * @param {PlayerStore} store
 * @param {ArrayLike<number>[]} coordinates x1 and x2 of the points
 */
export function computeScores(store, coordinates) {
  const { facts } = store.recording;
  const layers = readLayers(store, store.state.step);
  const inputs = computeInputs(facts.features, coordinates);
  const scores = computeValues(layers, inputs, ACTIVATIONS[facts.activation]).at(-1)[0];
  return { letter: "", dash: [], isScore: facts.score, scores };
}

/**
 * Return the scores of the pinned runs that are as long as this step.
 * @param {PlayerStore} store
 * @param {ArrayLike<number>[]} coordinates x1 and x2 of the points
 * @returns {{letter: string, dash: number[], isScore: boolean, scores: Float32Array}[]} `isScore`
 *   if it answers with the score itself, else with the probability
 */
export function computePinnedScores(store, coordinates) {
  const { facts } = store.recording;
  const pins = Object.entries((!store.runHidden && facts.pins) || {});
  const atThisStep = pins.filter(([letter]) => store.vector(`${letter}_sizes`)[0] > 0);
  return atThisStep.map(([letter, dash]) => {
    const layers = readLayers(store, store.state.step, `${letter}_`);
    const activation = ACTIVATIONS[facts[`${letter}_activation`]];
    const inputs = computeInputs(facts[`${letter}_features`], coordinates);
    const scores = computeValues(layers, inputs, activation).at(-1)[0];
    return { letter, dash, isScore: facts[`${letter}_score`], scores };
  });
}

const planes = {};

/**
 * Return x1 and x2 at the pixels of a square picture, upper left first.
 * @param {number} count pixels of a side
 * @param {number} reach x1 and x2 go from −reach to reach
 */
export function pixelCoordinates(count, reach) {
  const coordinate = (axis, pixel) => {
    if (axis) return reach * (1 - (2 * Math.floor(pixel / count) + 1) / count);
    return reach * ((2 * (pixel % count) + 1) / count - 1);
  };
  planes[`${count} ${reach}`] ??= [0, 1].map(axis =>
    Float32Array.from({ length: count * count }, (_, pixel) => coordinate(axis, pixel)),
  );
  return planes[`${count} ${reach}`];
}

const featurePlanes = {};

/**
 * Return all inputs that a network may have at the pixels of a square picture, by their names.
 * @param {number} count pixels of a side
 * @param {number} reach
 * @returns {Record<string, Float32Array>}
 */
export function pixelFeatures(count, reach) {
  featurePlanes[`${count} ${reach}`] ??= Object.fromEntries(
    computeInputs(FEATURE_NAMES, pixelCoordinates(count, reach)).map((values, i) => [
      FEATURE_NAMES[i],
      values,
    ]),
  );
  return featurePlanes[`${count} ${reach}`];
}
