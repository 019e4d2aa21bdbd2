// The name of the least possible loss never stands on the curve.
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeFloorName } from "../../app/components/player/floor_name.js";

const PLANE = { x0: 46, x1: 346, y0: 200, y1: 26 };
const TEXT = "the best possible";

// A loss that falls so fast from the top of the plane to its floor.
const fall = (floor, rate) =>
  Array.from({ length: 61 }, (_, i) => [
    46 + 5 * i,
    floor - (floor - 30) * Math.exp(-rate * i) - 1,
  ]);

function isCrossed({ x, y }, points) {
  const right = x + 7.6 * TEXT.length;
  return points.some(([u, v]) => u > x && u < right && v > y - 12 && v < y + 2);
}

test("no curve crosses it, however fast the loss falls", () => {
  for (let floor = 60; floor <= 180; floor += 4)
    for (const rate of [0.01, 0.03, 0.1, 0.3, 1, 5]) {
      const points = fall(floor, rate);
      const place = placeFloorName(PLANE, floor, TEXT, points);
      assert.ok(!isCrossed(place, points), `${floor} ${rate}`);
      assert.ok(place.y < PLANE.y0 && place.x >= PLANE.x0);
    }
});

test("without room under the line it stands over it, where the curve is not", () => {
  const points = fall(190, 0.02).map(([x, y]) => [x, Math.min(y, 150)]);
  const place = placeFloorName(PLANE, 190, TEXT, points);
  assert.equal(place.y, 184);
  assert.ok(!isCrossed(place, points));
  const early = [
    [46, 30],
    [60, 189],
    [150, 189],
    [151, 60],
    [346, 60],
  ];
  const later = placeFloorName(PLANE, 190, TEXT, early);
  assert.ok(later.x > 151 && !isCrossed(later, early));
});
