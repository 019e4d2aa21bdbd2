// A legend stands where it covers the fewest points.
import assert from "node:assert/strict";
import { test } from "node:test";
import { legendLeft } from "../../app/components/player/legend.js";

const PLANE = { x0: 46, x1: 400, y1: 26 };
const TEXTS = ["2,000 points of sin x", "least squares", "error"];
const line = (x, from, to) =>
  Array.from({ length: 40 }, (_, i) => [x, from + ((to - from) * i) / 39]);

test("in an empty plane, and over points below it, it is at the left", () => {
  assert.equal(legendLeft(PLANE, TEXTS, []), PLANE.x0);
  assert.equal(legendLeft(PLANE, TEXTS, line(100, 90, 200)), PLANE.x0);
});

test("it goes to the right of what is at the left", () => {
  const left = legendLeft(PLANE, TEXTS, line(60, 26, 200));
  assert.ok(left + 30 + 7.6 * TEXTS[0].length <= PLANE.x1 + 1);
  assert.ok(left > 60);
});

test("between two curves it stands where each row has room for its word", () => {
  const low = line(300, 50, 200); // beside the shorter words
  const left = legendLeft(PLANE, TEXTS, [...line(70, 26, 200), ...low]);
  assert.ok(left >= 70 && left + 30 + 7.6 * TEXTS[1].length <= 300);
});
