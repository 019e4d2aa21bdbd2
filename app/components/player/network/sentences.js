// What the network view says of a neuron, a weight or a point, in the words of the page.
import { formatNumber } from "../../shared/format.js";
import { ACTIVATIONS, computeValues } from "./model.js";

/**
 * A neuron, or the weight of one of its inputs.
 * @typedef {{layer: number, unit: number, input?: number}} Selection
 */

/** @typedef {Record<string, string>} Words */

/**
 * @param {Words} words
 * @param {number} layer 0 for the inputs
 * @param {number} unit
 */
export const unitName = (words, layer, unit) =>
  layer ? `${layer}.${unit + 1}` : words[`x${unit + 1}`];

/**
 * Return the weights of a neuron with the names of its inputs.
 * @param {Words} words
 * @param {number} layer
 * @param {ArrayLike<number>} weights
 * @param {string} lang
 */
export function describeWeights(words, layer, weights, lang) {
  const describe = (weight, input) =>
    `${unitName(words, layer - 1, input)} × ${formatNumber(weight, 2, lang)}`;
  return Array.from(weights, describe).join(", ");
}

/**
 * Return the sentence about a neuron or a weight.
 * @param {Words} words
 * @param {import("./model.js").Layer[]} layers
 * @param {Selection} selection
 * @param {string} lang
 */
export function describeSelection(words, layers, { layer, unit, input }, lang) {
  if (!layer) return `${words.input} ${unitName(words, 0, unit)}`;
  const isOutput = layer === layers.length;
  const name = isOutput ? words.output : `${words.unit} ${unitName(words, layer, unit)}`;
  const { weights, biases } = layers[layer - 1];
  if (input != null) {
    const weight = formatNumber(weights[unit][input], 3, lang);
    return `${words.weight} ${unitName(words, layer - 1, input)} → ${name} : ${weight}`;
  }
  const bias = `${words.bias} ${formatNumber(biases[unit], 2, lang)}`;
  return `${name} : ${describeWeights(words, layer, weights[unit], lang)}, ${bias}`;
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
  const inputs = point.map(value => [value]);
  const score = computeValues(layers, inputs, ACTIVATIONS[facts.activation]).at(-1)[0][0];
  const answer = facts.score
    ? `${words.score} ${format(score)}`
    : `${words.probability} ${format(ACTIVATIONS.Sigmoid(score))}`;
  const [x1, x2] = point.map(format);
  return `${words.x1} = ${x1}, ${words.x2} = ${x2} : ${answer}`;
}
