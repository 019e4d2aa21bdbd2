// The tables of the network: its weights, and its answers at the points.
import { formatNumber } from "../../shared/format.js";
import { tables } from "../registry.js";
import { ACTIVATIONS, computePinnedScores, computeValues, readLayers } from "./model.js";
import { describeWeights, unitName } from "./sentences.js";

function weightRows(layers, words, lang) {
  return layers.flatMap(({ weights, biases }, i) =>
    weights.map((row, unit) => [
      i + 1 < layers.length ? `${words.unit} ${unitName(words, i + 1, unit)}` : words.output,
      describeWeights(words, i + 1, row, lang),
      formatNumber(biases[unit], 2, lang),
    ]),
  );
}

// The answers of the network and of the pinned ones.
function computeAnswers(store, layers, inputs) {
  const { facts } = store.recording;
  const scores = computeValues(layers, inputs, ACTIVATIONS[facts.activation]).at(-1)[0];
  return [{ letter: "", isScore: facts.score, scores }, ...computePinnedScores(store, inputs)];
}

// The points of a part of the data: names, coordinates, classes and answers.
function pointRows(store, layers, part, words, partName) {
  const format = value => formatNumber(value, 2, store.context.lang);
  const coordinates = store.table(`x_${part}`);
  const classes = Array.from(store.table(`y_${part}`));
  const inputs = [0, 1].map(axis =>
    Float32Array.from(classes, (_, i) => coordinates[2 * i + axis]),
  );
  const answers = computeAnswers(store, layers, inputs);
  return classes.map((label, i) => [
    `${partName} ${i + 1}`,
    ...inputs.map(values => format(values[i])),
    words[label ? "class_b" : "class_a"],
    ...answers.map(({ isScore, scores }) =>
      format(isScore ? scores[i] : ACTIVATIONS.Sigmoid(scores[i])),
    ),
  ]);
}

tables.network = {
  own(store, { title, words }, tableWords) {
    const layers = readLayers(store, store.state.step);
    const heads = computeAnswers(store, layers, [[0], [0]]).map(({ letter, isScore }) =>
      `${isScore ? words.score : words.probability} ${letter}`.trim(),
    );
    const parts = ["train", "test"];
    return [
      {
        title,
        head: [words.unit, words.weight, words.bias],
        rows: weightRows(layers, words, store.context.lang),
      },
      {
        title: tableWords.points,
        head: [tableWords.point, words.x1, words.x2, tableWords.class, ...heads],
        rows: parts.flatMap(part => pointRows(store, layers, part, words, tableWords[part])),
      },
    ];
  },
};
