// A matrix of two rows and two columns, and what it makes of the plane.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  determinant,
  gridImages,
  imageOf,
  kindOf,
  snapPoint,
  withColumn,
} from "../../app/components/plane_map/linear_map.js";

const QUARTER_TURN = [0, -1, 1, 0];
const PLANE = { reach: 4, step: 0.1 };

test("the columns are the images of the unit vectors", () => {
  const matrix = [2, 1, 0, 3];
  assert.deepEqual(imageOf(matrix, [1, 0]), [2, 0]);
  assert.deepEqual(imageOf(matrix, [0, 1]), [1, 3]);
  assert.deepEqual(imageOf(QUARTER_TURN, [2, 1]), [-1, 2]);
  assert.deepEqual(withColumn(matrix, 0, [5, 6]), [5, 1, 6, 3]);
  assert.deepEqual(withColumn(matrix, 1, [5, 6]), [2, 5, 0, 6]);
});

test("the determinant says whether the plane is kept, turned over or flat", () => {
  assert.equal(determinant([2, 1, 0, 3]), 6);
  assert.equal(kindOf(QUARTER_TURN), "kept");
  assert.equal(kindOf([-1, 0, 0, 1]), "turned");
  assert.equal(kindOf([1, 2, 0.5, 1]), "flat");
});

test("a point that is moved lies on tenths, in the plane", () => {
  assert.deepEqual(snapPoint([0.26, -0.04], PLANE), [0.3, 0]);
  assert.deepEqual(snapPoint([9, -9], PLANE), [4, -4]);
});

test("a grid has its lines in both directions", () => {
  const lines = gridImages([2, 0, 0, 1], 1);
  assert.equal(lines.length, 6);
  assert.deepEqual(lines[0], [
    [-2, -1],
    [-2, 1],
  ]);
});
