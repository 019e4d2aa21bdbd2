// What an exported page has stored, as app/export/page_file.py stores it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readBytes, readText } from "../../app/components/exported_page/stored_data.js";

const PRINT = `
import base64, gzip, json
from app.export.page_file import _by_place
def stored(content):
    return base64.b64encode(gzip.compress(content)).decode()
bytes_ = [bytes((7 * i) % 256 for i in range(n)) for n in (0, 1, 4, 11, 64)]
print(json.dumps([[stored(_by_place(b)), [*b]] for b in bytes_] + [stored("déjà".encode())]))
`;
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const cases = JSON.parse(
  execFileSync(process.env.PYTHON ?? "python", ["-c", PRINT], { cwd, encoding: "utf8" }),
);
const store = text => {
  globalThis.document = /** @type {any} */ ({ getElementById: () => ({ textContent: text }) });
};

test("bytes come back in their order, whatever their number", async () => {
  for (const [stored, bytes] of cases.slice(0, -1)) {
    store(stored);
    assert.deepEqual([...(await readBytes("any"))], bytes);
  }
});

test("a text comes back in its letters", async () => {
  store(cases.at(-1));
  assert.equal(await readText("any"), "déjà");
});
