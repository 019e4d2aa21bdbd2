// What the browser stores of a reader's progress.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  joinProgress,
  readProgress,
} from "../../app/components/browser_storage/browser_storage.js";

const page = (answers, ...solved) => ({ answers, solved });
const storageOf = text => /** @type {any} */ ({ getItem: () => text });

test("the first answer to a question counts, exercises come together", () => {
  const stored = { a: page({ q: false }, "e") };
  const session = { a: page({ q: true, r: true }, "e", "f"), b: page({}) };
  assert.deepEqual(joinProgress(stored, session), {
    a: page({ q: false, r: true }, "e", "f"),
    b: page({}),
  });
  assert.deepEqual(stored, { a: page({ q: false }, "e") });
});

test("nothing is read from another version, from nonsense, from nothing", () => {
  const stored = { version: 1, pages: { a: page({}) } };
  assert.deepEqual(readProgress(storageOf(JSON.stringify(stored)), 1), stored.pages);
  for (const text of [null, "", "{", "null", "7", '{"version":1}', JSON.stringify(stored)])
    assert.deepEqual(readProgress(storageOf(text), 2), {});
});

test("a storage that refuses is heard of", () => {
  const refusing = /** @type {any} */ ({
    getItem() {
      throw new DOMException("no", "SecurityError");
    },
  });
  assert.throws(() => readProgress(refusing, 1), DOMException);
});
