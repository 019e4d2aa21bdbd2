// The names of the optimizers never overlap, wherever their runs are on a surface.
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeNamesBeside, placeNamesOver } from "../../app/components/player/named_runs.js";

const NAMES = ["SGD", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam", "AdamW"];
const HEIGHT = 14; // pixels of a name
const PLANES = {
  "1280 pixels": { x0: 46, x1: 400, y0: 215, y1: 26 },
  "390 pixels": { x0: 46, x1: 348, y0: 184, y1: 26 },
};

function createRandom() {
  let seed = 11;
  return () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
}

function assertApart(places) {
  const widths = places.map((_, i) => 7.6 * NAMES[i].length);
  places.forEach((one, i) =>
    places.slice(0, i).forEach((other, j) => {
      if (!one || !other) return;
      const beside = one.x < other.x + widths[j] && other.x < one.x + widths[i];
      assert.ok(!beside || Math.abs(one.y - other.y) >= HEIGHT, `${NAMES[i]} ${NAMES[j]}`);
    }),
  );
}

// Runs that begin at one point and part: at first together, at the end anywhere, some outside.
function drawRuns(random, { x0, x1, y0, y1 }) {
  const spread = random() * random() * 1.6;
  const start = [random(), random()];
  return NAMES.map(text => {
    if (random() < 0.1) return { text, at: [NaN, NaN] };
    const [u, v] = start.map(from => from + spread * (random() - 0.5));
    return { text, at: [x0 + u * (x1 - x0), y1 + v * (y0 - y1)] };
  });
}

for (const [width, plane] of Object.entries(PLANES)) {
  test(`the names of runs over a surface do not overlap: ${width}`, () => {
    const random = createRandom();
    for (let i = 0; i < 5000; i++) assertApart(placeNamesOver(plane, drawRuns(random, plane)));
  });

  test(`the names of runs cover no other words of a surface: ${width}`, () => {
    const random = createRandom();
    let shown = 0;
    for (let i = 0; i < 2000; i++) {
      const y = plane.y1 + random() * (plane.y0 - plane.y1);
      const taken = [{ x: plane.x0 + random() * 200, y, width: 70 }];
      const runs = drawRuns(random, plane);
      placeNamesOver(plane, runs, taken).forEach((place, j) => {
        if (!place) return;
        shown += 1;
        const beside =
          place.x < taken[0].x + 70 && taken[0].x < place.x + 7.6 * runs[j].text.length;
        assert.ok(!beside || Math.abs(place.y - y) >= HEIGHT);
      });
    }
    assert.ok(shown > 2000);
  });

  test(`the names at the ends of curves do not overlap: ${width}`, () => {
    const random = createRandom();
    for (let i = 0; i < 5000; i++) {
      const ends = drawRuns(random, plane).map(({ text, at: [, y] }) => ({ text, y }));
      const places = placeNamesBeside(plane, ends);
      assertApart(places);
      for (const { y, from } of places)
        for (const height of [y, from]) assert.ok(height >= plane.y1 && height <= plane.y0);
    }
  });
}

test("a point alone has its name beside it, inside the plane", () => {
  const plane = PLANES["390 pixels"];
  const [left] = placeNamesOver(plane, [{ text: "Momentum", at: [100, 100] }]);
  assert.deepEqual(left, { x: 109, y: 105 });
  const [right] = placeNamesOver(plane, [{ text: "Momentum", at: [340, 100] }]);
  assert.ok(right.x >= plane.x0 && right.x + 7.6 * "Momentum".length < 340);
});

test("more than two points at one place have no names there, and none outside", () => {
  const here = NAMES.slice(0, 3).map(text => ({ text, at: [100, 100] }));
  assert.deepEqual(placeNamesOver(PLANES["390 pixels"], here), [null, null, null]);
  const outside = [{ text: "SGD", at: [-5, 100] }];
  assert.deepEqual(placeNamesOver(PLANES["390 pixels"], outside), [null]);
});
