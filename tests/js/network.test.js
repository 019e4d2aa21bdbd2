// The network of the playground: its inputs, and what is written of it for the server.
import assert from "node:assert/strict";
import test from "node:test";
import { switchInput } from "../../app/components/player/network/inputs.js";
import { computeInputs, FEATURE_NAMES } from "../../app/components/player/network/model.js";

test("inputs are switched on and off in the order of the figure, and one stays", () => {
  assert.equal(switchInput("x1 x2", "sq1"), "x1 x2 sq1");
  assert.equal(switchInput("x2 sq1", "x1"), "x1 x2 sq1");
  assert.equal(switchInput("x1 x2", "x1"), "x2");
  assert.equal(switchInput("x2", "x2"), "x2");
});

test("all inputs are computed from x1 and x2", () => {
  const inputs = computeInputs(FEATURE_NAMES, [[0.5], [-1.5]]);
  const rounded = inputs.map(([value]) => Number(value.toFixed(6)));
  assert.deepEqual(rounded, [0.5, -1.5, 0.25, 2.25, -0.75, 1, 1]);
});
