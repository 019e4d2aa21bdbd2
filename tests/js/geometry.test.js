// Lines as the text of SVG paths, and the marks of an axis.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clipSegment,
  isDrawable,
  linearScale,
  tracePath,
} from "../../app/components/shared/geometry.js";
import { ticks } from "../../app/components/shared/ticks.js";

const BOX = [0, 10, 0, 10];

test("a scale leads from one interval to another", () => {
  const scale = linearScale(0, 4, 100, 20);
  assert.deepEqual([0, 1, 4].map(scale), [100, 80, 20]);
});

test("a segment is cut at the sides of the box", () => {
  const ends = clipSegment(BOX, [-5, 5], [15, 5]);
  assert.deepEqual(ends, [
    [0, 5],
    [10, 5],
  ]);
  assert.equal(clipSegment(BOX, [-5, -1], [15, -1]), null);
  assert.equal(clipSegment(BOX, [11, 0], [12, 10]), null);
});

test("a point is a segment without length", () => {
  assert.ok(clipSegment(BOX, [3, 3], [3, 3]));
  assert.equal(clipSegment(BOX, [30, 3], [30, 3]), null);
});

test("the past of a path is a prefix of it", () => {
  const points = [0, 1, 2, 3].map(x => [x, x * x]);
  const path = tracePath(points);
  assert.equal(path.d, "M0.0,0.0L1.0,1.0L2.0,4.0L3.0,9.0");
  assert.equal(path.past(0), "M0.0,0.0");
  assert.equal(path.past(2), "M0.0,0.0L1.0,1.0L2.0,4.0");
  assert.equal(path.past(99), path.d);
});

test("a path breaks at what is not finite and begins again behind it", () => {
  const points = [
    [0, 0],
    [1, 1],
    [2, NaN],
    [3, 3],
    [4, 4],
  ];
  assert.equal(tracePath(points).d, "M0.0,0.0L1.0,1.0M3.0,3.0L4.0,4.0");
  assert.equal(isDrawable([1, Infinity]), false);
});

test("a path that comes back into the box is drawn again from its side", () => {
  const points = [
    [5, 5],
    [15, 5],
    [15, 8],
    [5, 8],
  ];
  assert.equal(tracePath(points, "L", 0, BOX).d, "M5.0,5.0L10.0,5.0M10.0,8.0L5.0,8.0");
});

test("points too near to the last one are left out", () => {
  const points = [0, 0.1, 0.2, 5].map(x => [x, 0]);
  assert.equal(tracePath(points, "L", 1).d, "M0.0,0.0L5.0,0.0");
});

test("ticks are round, at most about as many as asked, and written alike", () => {
  for (const [low, high, most] of [
    [0, 1, 5],
    [-3, 17, 4],
    [0, 80, 6],
    [0.001, 0.0042, 5],
    [-2.5, 2.5, 5],
  ]) {
    const { at, text } = ticks(low, high, most);
    assert.ok(at.length >= 2 && at.length <= most + 1, `${at}`);
    assert.ok(at[0] >= low && at.at(-1) <= high + 1e-9);
    const step = at[1] - at[0];
    const factor = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
    assert.ok(
      [1, 2, 2.5, 5].some(each => Math.abs(each - factor) < 1e-6),
      `${step}`,
    );
    const texts = at.map(value => text(value, "en"));
    assert.equal(new Set(texts).size, texts.length);
  }
});

test("ticks of half a unit keep their decimal, zero is written short", () => {
  const { at, text } = ticks(-1, 1, 4);
  assert.deepEqual(
    at.map(value => text(value, "fr")),
    ["−1,0", "−0,5", "0", "0,5", "1,0"],
  );
});
