// A label takes a place that no other label has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choosePlace, labelBox } from "../../app/components/shared/label_boxes.js";

const PLANE = { x0: 46, x1: 346, y0: 200, y1: 26 };
const PLACES = [
  { x: 100, y: 100 },
  { x: 90, y: 100, anchor: "end" },
  { x: 100, y: 130 },
];
const boxesAt = (...places) => places.map(place => labelBox(place, "minimum"));

test("the first place is taken while it is free", () => {
  assert.equal(choosePlace(PLACES, "A", [], PLANE), PLACES[0]);
  assert.equal(choosePlace(PLACES, "A", boxesAt({ x: 100, y: 60 }), PLANE), PLACES[0]);
});

test("a label gives way to others, to the left or in height", () => {
  assert.equal(choosePlace(PLACES, "A", boxesAt({ x: 98, y: 104 }), PLANE), PLACES[1]);
  const both = boxesAt({ x: 98, y: 104 }, { x: 60, y: 96 });
  assert.equal(choosePlace(PLACES, "A", both, PLANE), PLACES[2]);
});

test("a label leaves the plane for nothing", () => {
  const places = [{ x: 340, y: 100 }, ...PLACES];
  assert.equal(choosePlace(places, "minimum", [], PLANE), PLACES[0]);
  assert.equal(choosePlace([{ x: 80, y: 203 }, PLACES[2]], "A", [], PLANE), PLACES[2]);
});

test("without a free place it takes the first", () => {
  const all = PLACES.flatMap(place => labelBox(place, "A"));
  assert.equal(choosePlace(PLACES, "A", all, PLANE), PLACES[0]);
});
