// The descent that the browser computes while the reader drags is that of the lesson.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  descend,
  fitLine,
  lossAt,
  lossRegions,
  verdictOf,
} from "../../app/components/player/line_descent.js";
import { readMoved, writeMoved } from "../../app/components/player/own_line.js";

const X = [0, 0.25, 0.5, 1];
const Y = [1, 2, 1.5, 4];
const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;
const plainLoss = (a, b) => mean(X.map((x, i) => (a + b * x - Y[i]) ** 2));
const near = (value, expected) =>
  assert.ok(Math.abs(value - expected) < 1e-9 * (1 + Math.abs(expected)), `${value} ${expected}`);

test("the line of least squares is where both derivatives are 0", () => {
  const { a, b, best } = fitLine(X, Y);
  near(mean(X.map((x, i) => a + b * x - Y[i])), 0);
  near(mean(X.map((x, i) => x * (a + b * x - Y[i]))), 0);
  near(best, plainLoss(a, b));
});

test("points above one another have no line of least squares", () => {
  assert.equal(fitLine([0.5, 0.5], [1, 2]), null);
});

test("each step is a step against the gradient of the mean squared error", () => {
  const fit = fitLine(X, Y);
  const runs = descend(fit, fit, [2, -1], [0.1, 3], 6);
  for (const [row, lr] of [0.1, 3].entries()) {
    let [a, b] = [2, -1];
    for (let i = 6 * row; i < 6 * row + 6; i++) {
      near(runs.a[i], a);
      near(runs.b[i], b);
      near(runs.loss[i], plainLoss(a, b));
      near(runs.test[i], plainLoss(a, b));
      const gradients = [
        2 * mean(X.map((x, j) => a + b * x - Y[j])),
        2 * mean(X.map((x, j) => x * (a + b * x - Y[j]))),
      ];
      near(runs.grad_a[i], gradients[0]);
      near(runs.grad_b[i], gradients[1]);
      a -= lr * gradients[0];
      b -= lr * gradients[1];
    }
  }
});

test("below the bound a descent arrives, above it it diverges", () => {
  const fit = fitLine(X, Y);
  for (const [factor, name] of [
    [0.45, "straight"],
    [0.001, "slow"],
    [0.9, "zigzag"],
    [1.05, "diverges"],
  ]) {
    const lr = fit.bound * factor;
    const runs = descend(fit, null, [3, -2], [lr], 201);
    assert.equal(verdictOf(fit, runs, lr, 0, 200), name);
  }
});

test("on the outline of a level the loss is that level", () => {
  const fit = fitLine(X, Y);
  const { contours, ends } = lossRegions(
    fit,
    [fit.best / 2, 3],
    [
      [-5, 5],
      [-5, 5],
    ],
  );
  assert.deepEqual(ends, [6, 6 + 6 + 98]);
  for (let row = 12; row < ends[1] - 1; row++)
    near(lossAt(fit, contours[2 * row], contours[2 * row + 1]), 3);
});

test("moved points are written as they are read", () => {
  const text = "3: 0.42 1.9; 12: 0 -3";
  assert.equal(writeMoved(readMoved(text)), text);
  assert.equal(writeMoved(new Map([...readMoved(text)].reverse())), text);
  assert.equal(readMoved("").size, 0);
});
