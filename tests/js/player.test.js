// A recording is unpacked as Python has packed it; the store finds the numbers of a moment in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, standInForBrowser } from "./cases.js";

standInForBrowser();
const { unpackRecording } = await import("../../app/components/player/recording.js");
const { createPlayerStore } = await import("../../app/components/player/player_store.js");
const { thinRows } = await import("../../app/components/player/thin_rows.js");

const ACTS = [{ name: "forward" }, { name: "backward" }];

function opened(positions = {}, step = 0) {
  const store = createPlayerStore();
  store.context = { acts: ACTS, lang: "en" };
  const bytes = Uint8Array.from(Buffer.from(cases.recording.packed, "base64"));
  store.load(unpackRecording(bytes), () => {}, null);
  Object.assign(store.state.positions, positions);
  store.goTo(step);
  return store;
}

test("what Python has packed is unpacked, with what float32 cannot hold", () => {
  const { tables, steps, stride, facts } = opened().recording;
  assert.deepEqual(Array.from(tables.loss.values, String), cases.recording.loss.flat().map(asJs));
  assert.deepEqual([steps, stride, facts.verdicts[0]], [2, 10, "é"]);
  assert.ok(tables.w.values instanceof Float32Array);
});

const asJs = text => String(text === "nan" ? NaN : Number(text));

test("bytes that do not begin at a multiple of eight are unpacked too", () => {
  const packed = Buffer.from(cases.recording.packed, "base64");
  const shifted = new Uint8Array(packed.length + 3);
  shifted.set(packed, 3);
  const { tables } = unpackRecording(shifted.subarray(3));
  assert.equal(tables.best.values[0], 0.25);
});

test("the numbers are those of the controls and the step", () => {
  const store = opened({ lr: 2, noise: 0 }, 1);
  assert.deepEqual(Array.from(store.vector("w")), [18, 19]);
  assert.equal(store.get("best"), 0.25);
  assert.equal(store.value("lr"), 0.3);
  assert.equal(store.value("t"), 10);
});

test("of a crossed table one group of controls moves, the others stand where it was made", () => {
  // Rows: lr 0, 1, 2 with noise 0; then noise 0, 1 with lr 1.
  assert.equal(opened({ lr: 2, noise: 0 }).get("loss"), 8);
  assert.equal(opened({ lr: 1, noise: 1 }).get("loss"), 16);
  const away = opened({ lr: 2, noise: 1 });
  assert.equal(away.isRecorded(), false);
  assert.equal(away.get("loss"), undefined);
});

test("a series goes as far as is recorded", () => {
  assert.deepEqual(Array.from(opened({ lr: 0, noise: 0 }).series("loss")), [0, 1, 2]);
});

test("steps of acts go on and back", () => {
  const store = opened({ lr: 0, noise: 0 });
  const at = () => [store.state.step, store.state.act];
  store.stepActs(1);
  assert.deepEqual(at(), [0, 1]);
  store.stepActs(1);
  assert.deepEqual(at(), [1, 0]);
  store.stepActs(-1);
  store.stepActs(-1);
  assert.deepEqual(at(), [0, 0]);
});

test("while a prediction is awaited nothing later is shown", () => {
  const store = opened({ lr: 0, noise: 0 });
  store.runHidden = true;
  store.goTo(2);
  assert.equal(store.state.step, 0);
  assert.ok(Number.isNaN(store.get("loss", 1)));
});

test("rows are thinned to one in so many, with the first and the last", () => {
  for (const n of [0, 1, 2, 49, 50, 51, 99, 100, 101, 1000]) {
    const { shown, every } = thinRows(n);
    assert.ok(shown.length <= 51, `${n}`);
    if (n) assert.deepEqual([shown[0], shown.at(-1)], [0, n - 1]);
    assert.ok(n > 50 ? every > 1 : every === 1);
  }
});
