// The values and gradients of a graph, computed as PyTorch does, while a leaf is dragged.

/**
 * A box: its id, the ids of its inputs, and its operation by torch's name with its operands: a
 * number, or null for the next input. `values` are the numbers of what no operation has made.
 * @typedef {{id: string, inputs: string[], function: string, operands: (number | null)[],
 *   values?: number[]}} Operation
 */

/** @typedef {Record<string, number[]>} Numbers */

const total = numbers => numbers.reduce((sum, n) => sum + n, 0);
const at = (numbers, i) => numbers[numbers.length > 1 ? i : 0];
const sigmoid = x => 1 / (1 + Math.exp(-x));

// Of one number: the value, and the derivative from the number and the value.
const UNARY = {
  neg: [x => -x, () => -1],
  sin: [Math.sin, Math.cos],
  cos: [Math.cos, x => -Math.sin(x)],
  exp: [Math.exp, (_, y) => y],
  log: [Math.log, x => 1 / x],
  tanh: [Math.tanh, (_, y) => 1 - y * y],
  relu: [x => (x > 0 || Number.isNaN(x) ? x : 0), x => (x > 0 ? 1 : 0)],
  sigmoid: [sigmoid, (_, y) => y * (1 - y)],
  sqrt: [Math.sqrt, (_, y) => 1 / (2 * y)],
  abs: [Math.abs, Math.sign],
  reciprocal: [x => 1 / x, (_, y) => -y * y],
};

// Of two: the value, and the derivative with respect to each.
const BINARY = {
  add: [(a, b) => a + b, () => 1, () => 1],
  sub: [(a, b) => a - b, () => 1, () => -1],
  rsub: [(a, b) => b - a, () => -1, () => 1],
  mul: [(a, b) => a * b, (_, b) => b, a => a],
  div: [(a, b) => a / b, (_, b) => 1 / b, (a, b) => -a / (b * b)],
  pow: [
    (a, b) => a ** b,
    (a, b) => (b === 0 ? 0 : b * a ** (b - 1)),
    (a, b) => (a === 0 && b >= 0 ? 0 : a ** b * Math.log(a)),
  ],
};

// Of all numbers of the inputs: the value, and the derivatives with respect to each input.
const REDUCING = {
  sum: [([x]) => total(x), ([x]) => [x.map(() => 1)]],
  mean: [([x]) => total(x) / x.length, ([x]) => [x.map(() => 1 / x.length)]],
  dot: [([a, b]) => total(a.map((n, i) => n * b[i])), ([a, b]) => [b, a]],
};

/**
 * Return whether every operation is one that is known here.
 * @param {Operation[]} operations
 */
export const canEvaluate = operations =>
  operations.every(
    ({ function: name, values }) => values || name in UNARY || name in BINARY || name in REDUCING,
  );

// The arguments of an operation, each a list of numbers.
function argumentsOf({ operands, inputs }, values) {
  const ids = [...inputs];
  return operands.map(operand => (operand === null ? values[ids.shift() ?? ""] : [operand]));
}

function compute(operation, values) {
  const { function: name } = operation;
  const given = argumentsOf(operation, values);
  if (name in REDUCING) return [REDUCING[name][0](given)];
  if (name in UNARY) return given[0].map(x => UNARY[name][0](x));
  const [a, b] = given;
  const longest = a.length > b.length ? a : b;
  return longest.map((_, i) => BINARY[name][0](at(a, i), at(b, i)));
}

// The derivatives of an operation with respect to each of its arguments, number by number.
function slopesOf({ function: name }, given, value) {
  if (name in REDUCING) return REDUCING[name][1](given);
  if (name in UNARY) return [given[0].map((x, i) => UNARY[name][1](x, value[i]))];
  const [a, b] = given;
  return [1, 2].map(side => value.map((_, i) => BINARY[name][side](at(a, i), at(b, i))));
}

/**
 * Return the numbers of each box, by its id.
 * @param {Operation[]} operations in the order in which they are computed
 * @param {Numbers} leaves other numbers for what no operation has made
 * @returns {Numbers}
 */
export function computeValues(operations, leaves) {
  /** @type {Numbers} */
  const values = {};
  for (const operation of operations) {
    const { id } = operation;
    values[id] = leaves[id] ?? operation.values ?? compute(operation, values);
  }
  return values;
}

/**
 * Return the gradient of the sum of the last box with respect to each, by its id.
 * @param {Operation[]} operations
 * @param {Numbers} values from `computeValues`
 * @returns {Numbers}
 */
export function computeGradients(operations, values) {
  /** @type {Numbers} */
  const gradients = {};
  for (const { id } of operations) gradients[id] = values[id].map(() => 0);
  const last = operations[operations.length - 1].id;
  gradients[last] = values[last].map(() => 1);
  for (const operation of [...operations].reverse()) {
    if (operation.values) continue;
    passBack(operation, values, gradients);
  }
  return gradients;
}

// Adds to the gradients of the inputs what an operation passes back to them.
function passBack(operation, values, gradients) {
  const { id, inputs, operands } = operation;
  const [value, from] = [values[id], gradients[id]];
  const slopes = slopesOf(operation, argumentsOf(operation, values), value);
  const ids = [...inputs];
  operands.forEach((operand, side) => {
    if (operand !== null) return;
    const to = gradients[ids.shift() ?? ""];
    slopes[side].forEach((slope, i) => {
      to[to.length > 1 ? i : 0] += at(from, i) * slope;
    });
  });
}
