// What the network view says of a neuron, a weight or a point, in the words of the page.
import { formatNumber } from "../../shared/format.js";
import { ACTIVATIONS, computeInputs, computeValues } from "./model.js";

/**
 * A neuron, or the weight of one of its inputs.
 * @typedef {{layer: number, unit: number, input?: number}} Selection
 */

/** @typedef {Record<string, string>} Words */

/**
 * @param {Words} words
 * @param {string[]} features the names of the inputs
 * @param {number} layer 0 for the inputs
 * @param {number} unit
 */
export const unitName = (words, features, layer, unit) =>
  layer ? `${layer}.${unit + 1}` : words[features[unit]];

/**
 * Return the weights of a neuron with the names of its inputs.
 * @param {Words} words
 * @param {string[]} features
 * @param {number} layer
 * @param {ArrayLike<number>} weights
 * @param {string} lang
 */
export function describeWeights(words, features, layer, weights, lang) {
  const describe = (weight, input) =>
    `${unitName(words, features, layer - 1, input)} × ${formatNumber(weight, 2, lang)}`;
  return Array.from(weights, describe).join(", ");
}

/**
 * Return the sentence about a neuron or a weight.
 * @param {Words} words
 * @param {string[]} features the names of the inputs
 * @param {import("./model.js").Layer[]} layers
 * @param {Selection} selection of a neuron or a weight
 * @param {string} lang
 */
export function describeSelection(words, features, layers, { layer, unit, input }, lang) {
  const isOutput = layer === layers.length;
  const nameOf = (at, which) => unitName(words, features, at, which);
  const name = isOutput ? words.output : `${words.unit} ${nameOf(layer, unit)}`;
  const { weights, biases } = layers[layer - 1];
  if (input != null) {
    const weight = formatNumber(weights[unit][input], 3, lang);
    return `${words.weight} ${nameOf(layer - 1, input)} → ${name} : ${weight}`;
  }
  const bias = `${words.bias} ${formatNumber(biases[unit], 2, lang)}`;
  return `${name} : ${describeWeights(words, features, layer, weights[unit], lang)}, ${bias}`;
}

/**
 * @param {Words} words
 * @param {Record<string, any>} facts of the recording
 * @param {boolean} isScore whether a network answers with the score itself
 */
export function answerName(words, facts, isScore) {
  if (facts.regression) return words.prediction;
  return isScore ? words.score : words.probability;
}

/**
 * Return the sentence about a point of the plane.
 * @param {Words} words
 * @param {import("./model.js").Layer[]} layers
 * @param {number[]} point x1 and x2
 * @param {Record<string, any>} facts of the recording
 * @param {string} lang
 */
export function describePoint(words, layers, point, facts, lang) {
  const format = value => formatNumber(value, 2, lang);
  const inputs = computeInputs(
    facts.features,
    point.map(value => [value]),
  );
  const score = computeValues(layers, inputs, ACTIVATIONS[facts.activation]).at(-1)[0][0];
  const answer = facts.score ? score : ACTIVATIONS.Sigmoid(score);
  const [x1, x2] = point.map(format);
  const name = answerName(words, facts, facts.score);
  return `${words.x1} = ${x1}, ${words.x2} = ${x2} : ${name} ${format(answer)}`;
}
