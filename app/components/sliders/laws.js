// The laws by which all that is shown follows from where the sliders stand.

const sum = values => values.reduce((total, value) => total + value, 0);

/**
 * What follows: `values` of each quantity by its name, `sentence` what a sentence may say, `kind`
 * which sentence, if there are several.
 * @typedef {{values: Record<string, number[]>, sentence: Record<string, any>,
 *   kind?: string}} Result
 */

/**
 * Each number has a row of its own in what torch has computed; only the losses are added.
 * @param {{tables: Record<string, number[][]>, share: number}} drawing `share` is the part of the
 *   sum of the losses that is the loss
 * @param {number[]} positions
 * @returns {Result}
 */
function lookUp({ tables, share }, positions) {
  const values = {};
  for (const [name, rows] of Object.entries(tables))
    values[name] = rows.map((row, i) => row[positions[i]]);
  const largest = Math.max(...values.loss);
  const worst = [...values.loss.keys()].filter(i => values.loss[i] >= largest * (1 - 1e-6));
  const sentence = {};
  for (const name of Object.keys(tables)) sentence[name] = values[name][worst[0]];
  sentence.i = worst.join(", ");
  sentence.y = String(sentence.y);
  values.whole = [sum(values.loss) * share];
  if (!largest) return { values, sentence, kind: "none" };
  return { values, sentence, kind: worst.length > 1 ? "equal" : "one" };
}

/**
 * The numbers are the first row of scores; probabilities, losses and gradient as the page takes
 * them apart: p = softmax(scores), loss = −Σ target · log p, gradient = p Σ target − target.
 * @param {{values: number[][], rows: number[][], pull: number[][], share: number, right: number
 * }} drawing `rows` are the other scores, `pull` the target of each row, `right` the class of the
 *   first, `share` the number of rows
 * @param {number[]} positions
 * @returns {Result}
 */
function softmax({ values, rows, pull: targets, share, right }, positions) {
  const scores = [positions.map((position, i) => values[i][position]), ...rows];
  const exponentials = scores.map(row => row.map(Math.exp));
  const total = exponentials.map(sum);
  const logP = scores.map((row, i) => row.map(score => score - Math.log(total[i])));
  const p = logP.map(row => row.map(Math.exp));
  const pulled = p.map((row, i) => row.map(value => value * sum(targets[i])));
  const losses = logP.map((row, i) => -sum(row.map((value, column) => value * targets[i][column])));
  const slopes = pulled.map((row, i) => row.map((value, column) => value - targets[i][column]));
  const grad = slopes.map(row => row.map(value => value / share));
  const matrices = { scores, exp: exponentials, log_p: logP, p, pulled, grad };
  const flat = {};
  for (const [name, matrix] of Object.entries(matrices)) flat[name] = matrix.flat();
  return {
    values: { ...flat, total, losses, whole: [sum(losses) / share] },
    sentence: { target: String(right), p: p[0][right], loss: losses[0], slope: slopes[0][right] },
  };
}

/** By the names that Python gives them. */
export const laws = { apart: lookUp, softmax };
