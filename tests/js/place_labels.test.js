// Labels that avoid each other.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { placeLabels } from "../../app/components/shared/place_labels.js";

const cases = JSON.parse(readFileSync(new URL("label_cases.json", import.meta.url), "utf8"));
const LIMITS = { gap: 20, top: 0, bottom: 100 };
const column = wanted => wanted.map(y => ({ x: 0, y, width: 10 }));

for (const { name, wanted, heights } of cases)
  test(`labels of a column, as Python places them: ${name}`, () =>
    assert.deepEqual(placeLabels(column(wanted), LIMITS), heights));

test("labels that do not stand side by side may share a height", () => {
  const labels = [0, 10, 5].map(x => ({ x, y: 50, width: 10 }));
  const [left, right, between] = placeLabels(labels, LIMITS);
  assert.equal(left, right);
  assert.ok(Math.abs(between - left) >= LIMITS.gap);
});

test("no two labels overlap, wherever they are wanted", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  for (let run = 0; run < 300; run++) {
    const n = 2 + Math.floor(random() * 8);
    const label = () => ({ x: random() * 300, y: random() * 240 - 20, width: 20 + random() * 80 });
    const labels = Array.from({ length: n }, label);
    const heights = placeLabels(labels, { gap: 17, top: 0, bottom: 200 });
    assert.ok(heights.every(y => y >= -1e-9 && y <= 200 + 1e-9));
    labels.forEach((one, i) => {
      labels.slice(i + 1).forEach((other, j) => {
        const beside = one.x < other.x + other.width && other.x < one.x + one.width;
        if (beside) assert.ok(Math.abs(heights[i] - heights[i + 1 + j]) >= 17 - 1e-9);
      });
    });
  }
});
