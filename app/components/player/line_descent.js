// Gradient descent of a line on its mean squared error, from the means of the data alone: the loss
// is a quadratic function about the line of least squares.

const SAME_X = 1e-9; // a variance of x below it leaves the slope open
const ARRIVED = 0.1; // part of the first distance, as CLOSE in lessons/linear_regression
const ELLIPSE_POINTS = 96; // points of a level
const BEYOND_WINDOW = 0.02; // beyond the windows, as in lessons/toolkit/loss_surface.py

const meanOf = values => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Return the line of least squares, its loss, the largest stable rate, and the means of x and the
 * variance of x; null if all x are the same.
 * @param {ArrayLike<number>} xs
 * @param {ArrayLike<number>} ys
 */
export function fitLine(xs, ys) {
  const [x, y] = [Array.from(xs), Array.from(ys)];
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const variance = meanOf(x.map(value => (value - meanX) ** 2));
  if (variance < SAME_X) return null;
  const b = meanOf(x.map((value, i) => (value - meanX) * (y[i] - meanY))) / variance;
  const a = meanY - b * meanX;
  const square = variance + meanX ** 2;
  const curvature = 1 + square + Math.hypot(1 - square, 2 * meanX); // the largest eigenvalue
  const best = meanOf(x.map((value, i) => (a + b * value - y[i]) ** 2));
  return { a, b, best, bound: 2 / curvature, meanX, variance };
}

/** Return the loss of the line (a, b). */
export const lossAt = (fit, a, b) =>
  fit.best + (a - fit.a + (b - fit.b) * fit.meanX) ** 2 + (b - fit.b) ** 2 * fit.variance;

/**
 * Return the tables of all descents from one start, a row for each rate.
 * @param {any} fit of the training points, from `fitLine`
 * @param {any} testFit of the test points
 * @param {number[]} start a and b
 * @param {number[]} lrs
 * @param {number} n of steps that are recorded
 */
export function descend(fit, testFit, [a, b], lrs, n) {
  const names = ["a", "b", "loss", "grad_a", "grad_b", "test"];
  const tables = Object.fromEntries(names.map(name => [name, new Float64Array(lrs.length * n)]));
  lrs.forEach((lr, row) => {
    let [da, db] = [a - fit.a, b - fit.b];
    for (let i = row * n; i < (row + 1) * n; i++) {
      const residual = da + db * fit.meanX; // the mean of ŷ − y
      tables.a[i] = fit.a + da;
      tables.b[i] = fit.b + db;
      tables.loss[i] = fit.best + residual ** 2 + db ** 2 * fit.variance;
      tables.grad_a[i] = 2 * residual;
      tables.grad_b[i] = 2 * (residual * fit.meanX + db * fit.variance);
      tables.test[i] = testFit ? lossAt(testFit, tables.a[i], tables.b[i]) : Number.NaN;
      da -= lr * tables.grad_a[i];
      db -= lr * tables.grad_b[i];
    }
  });
  return tables;
}

/**
 * Return the name of what a descent does, as `verdict` of the lesson.
 * @param {any} fit
 * @param {Record<string, Float64Array>} tables from `descend`
 * @param {number} lr
 * @param {number} first place of the run's first step
 * @param {number} last place of its last one
 */
export function verdictOf(fit, tables, lr, first, last) {
  const falls = tables.loss[last] < tables.loss[first];
  if (lr >= fit.bound) return falls ? "edge" : "diverges";
  if (lr > fit.bound / 2) return "zigzag";
  const distance = i => Math.hypot(tables.a[i] - fit.a, tables.b[i] - fit.b);
  return distance(last) < ARRIVED * distance(first) ? "straight" : "slow";
}

/**
 * Return the outlines of the regions where the loss is above each level, as the lesson records
 * them: the window, and in it an ellipse.
 * @param {any} fit
 * @param {ArrayLike<number>} levels
 * @param {number[][]} windows of a and of b
 */
export function lossRegions(fit, levels, windows) {
  const [[a0, a1], [b0, b1]] = windows.map(([low, high]) => {
    const margin = BEYOND_WINDOW * (high - low);
    return [low - margin, high + margin];
  });
  const points = [];
  const close = () => points.push(Number.NaN, Number.NaN);
  const ends = Array.from(levels, level => {
    points.push(a0, b0, a1, b0, a1, b1, a0, b1, a0, b0);
    close();
    if (level > fit.best) {
      points.push(...levelEllipse(fit, Math.sqrt(level - fit.best)));
      close();
    }
    return points.length / 2;
  });
  return { contours: points, ends };
}

function levelEllipse(fit, radius) {
  const points = [];
  for (let i = 0; i <= ELLIPSE_POINTS; i++) {
    const angle = (2 * Math.PI * i) / ELLIPSE_POINTS;
    const db = (radius * Math.sin(angle)) / Math.sqrt(fit.variance);
    points.push(fit.a + radius * Math.cos(angle) - db * fit.meanX, fit.b + db);
  }
  return points;
}
