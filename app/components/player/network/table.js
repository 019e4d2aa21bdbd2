// The tables of the network: its weights, and its answers at the points.
import { formatNumber } from "../../shared/format.js";
import { tables } from "../registry.js";
import {
  ACTIVATIONS,
  computeInputs,
  computePinnedScores,
  computeValues,
  readLayers,
} from "./model.js";
import { answerName, describeWeights, unitName } from "./sentences.js";

function weightRows(layers, words, features, lang) {
  return layers.flatMap(({ weights, biases }, i) =>
    weights.map((row, unit) => [
      i + 1 < layers.length
        ? `${words.unit} ${unitName(words, features, i + 1, unit)}`
        : words.output,
      describeWeights(words, features, i + 1, row, lang),
      formatNumber(biases[unit], 2, lang),
    ]),
  );
}

// The answers of the network and of the pinned ones.
function computeAnswers(store, layers, coordinates) {
  const { facts } = store.recording;
  const inputs = computeInputs(facts.features, coordinates);
  const scores = computeValues(layers, inputs, ACTIVATIONS[facts.activation]).at(-1)[0];
  return [{ letter: "", isScore: facts.score, scores }, ...computePinnedScores(store, coordinates)];
}

// The points of a part of the data: names, coordinates, classes and answers.
function pointRows(store, layers, part, words, partName) {
  const format = value => formatNumber(value, 2, store.context.lang);
  const coordinates = store.table(`x_${part}`);
  const { regression } = store.recording.facts;
  const classes = Array.from(store.table(`y_${part}`));
  const inputs = [0, 1].map(axis =>
    Float32Array.from(classes, (_, i) => coordinates[2 * i + axis]),
  );
  const answers = computeAnswers(store, layers, inputs);
  return classes.map((label, i) => [
    `${partName} ${i + 1}`,
    ...inputs.map(values => format(values[i])),
    regression ? format(label) : words[label ? "class_b" : "class_a"],
    ...answers.map(({ isScore, scores }) =>
      format(isScore ? scores[i] : ACTIVATIONS.Sigmoid(scores[i])),
    ),
  ]);
}

tables.network = {
  own(store, { title, words }, tableWords) {
    const layers = readLayers(store, store.state.step);
    const { facts } = store.recording;
    const target = facts.regression ? words.target : tableWords.class;
    const heads = computeAnswers(store, layers, [[0], [0]]).map(({ letter, isScore }) =>
      `${answerName(words, facts, isScore)} ${letter}`.trim(),
    );
    const parts = ["train", "test"];
    return [
      {
        title,
        head: [words.unit, words.weight, words.bias],
        rows: weightRows(layers, words, facts.features, store.context.lang),
      },
      {
        title: tableWords.points,
        head: [tableWords.point, words.x1, words.x2, target, ...heads],
        rows: parts.flatMap(part => pointRows(store, layers, part, words, tableWords[part])),
      },
    ];
  },
};
