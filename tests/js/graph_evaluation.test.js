// What is shown of a graph while a leaf is moved is what PyTorch computes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allText, boxText } from "../../app/components/value_graph/box_text.js";
import {
  canEvaluate,
  computeGradients,
  computeValues,
} from "../../app/components/value_graph/evaluation.js";
import { shiftNumbers } from "../../app/components/value_graph/leaf_drag.js";
import { cases } from "./cases.js";

function assertClose(found, expected, message) {
  assert.equal(found.length, expected.length, message);
  found.forEach((n, i) => assert.ok(Math.abs(n - expected[i]) < 1e-8, `${message} ${n}`));
}

for (const { text, operations, numbers, gradients } of cases.graphs)
  test(`values and gradients are PyTorch's: ${text}`, () => {
    assert.ok(canEvaluate(operations));
    const values = computeValues(operations, {});
    const found = computeGradients(operations, values);
    operations.forEach(({ id }, i) => {
      assertClose(values[id], numbers[i], `value of ${id}`);
      if (gradients[i]) assertClose(found[id], gradients[i], `gradient of ${id}`);
    });
  });

for (const lang of ["en", "fr"])
  test(`numbers of a box as Python writes them: ${lang}`, () => {
    for (const { numbers, boxes } of cases.graphs)
      assert.deepEqual(
        numbers.map(values => boxText(values, lang)),
        boxes[lang],
      );
  });

test("a moved leaf changes what depends on it", () => {
  const { operations, leaves } = cases.graphs[0];
  const [id] = Object.keys(leaves);
  const values = computeValues(operations, { [id]: [1, 0, 0, 2] });
  assert.deepEqual(values[operations.at(-1).id], [10]); // 2 xᵀx
  assert.deepEqual(computeGradients(operations, values)[id], [4, 0, 0, 8]);
});

test("an operation that is not known here is not guessed", () => {
  const operation = { id: "n1", inputs: ["n0"], function: "erf", operands: [null] };
  assert.equal(canEvaluate([operation]), false);
});

test("the numbers of a leaf move together, within limits", () => {
  assert.deepEqual(shiftNumbers([0, 1, 2], 3), [0.3, 1.3, 2.3]);
  assert.deepEqual(shiftNumbers([0, 9998.95], 3), [0.05, 9999]);
  assert.deepEqual(shiftNumbers([-9999, 0], -1), [-9999, 0]);
  assert.equal(allText([0.3, -1], "fr"), "0,300  −1");
});
