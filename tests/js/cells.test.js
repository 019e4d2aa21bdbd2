// Cells that are chosen, and numbers that are typed into them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChoice, blockOf, extendChoice } from "../../app/components/tensor_cells/choosing.js";
import { parseCell, stepCell } from "../../app/components/tensor_cells/editing.js";

const CELLS = [0, 1, 2].flatMap(i => [0, 1, 2, 3].map(j => ({ place: [i, j] })));
const at = (i, j) => CELLS[i * 4 + j];
const places = cells => [...cells].map(({ place }) => place.join("")).sort();
const LIMITS = { low: -99, high: 99, whole: true };

test("a block reaches from corner to corner, in any direction", () => {
  const block = ["01", "02", "11", "12"];
  assert.deepEqual(places(blockOf(CELLS, [0, 1], [1, 2])), block);
  assert.deepEqual(places(blockOf(CELLS, [1, 1], [0, 2])), block);
});

test("a choice replaces the one before", () => {
  const choice = beginChoice(new Set([at(2, 3)]), at(0, 0), false);
  assert.deepEqual(places(extendChoice(choice, CELLS, at(0, 1))), ["00", "01"]);
  assert.deepEqual(places(extendChoice(choice, CELLS, at(0, 0))), ["00"]);
});

test("a choice adds to the one before, or removes from it", () => {
  const chosen = new Set([at(2, 3)]);
  const added = extendChoice(beginChoice(chosen, at(0, 0), true), CELLS, at(0, 1));
  assert.deepEqual(places(added), ["00", "01", "23"]);
  const left = extendChoice(beginChoice(added, at(0, 1), true), CELLS, at(0, 1));
  assert.deepEqual(places(left), ["00", "23"]);
  assert.deepEqual(places(chosen), ["23"]);
});

test("a cell takes numbers as people write them", () => {
  for (const [text, value] of Object.entries({ " 5 ": 5, "−3": -3, "+7": 7, "2,0": 2, "-0": 0 }))
    assert.equal(parseCell(text, LIMITS), value);
  for (const text of ["", "x", "1e9", "100", "2,5", "1 2", "--1"])
    assert.equal(parseCell(text, LIMITS), null);
  assert.equal(parseCell("2,5", { ...LIMITS, whole: false }), 2.5);
});

test("a step up or down stays within the limits, and as it is written", () => {
  assert.equal(stepCell("1,0", 1, LIMITS), "2");
  assert.equal(stepCell("0", -1, LIMITS), "−1");
  assert.equal(stepCell("99", 1, LIMITS), "99");
  assert.equal(stepCell("0,5", 1, LIMITS), "1,5");
  assert.equal(stepCell("x", 1, LIMITS), "1");
});
