// What a browser gets: each script is a module that parses.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";

const PRINT = `
import json
from app.components.bundle import SCRIPTS, whole_scripts
print(json.dumps([SCRIPTS, whole_scripts()]))
`;
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const options = { cwd, encoding: "utf8", maxBuffer: 2 ** 26 };
const [short, whole] = JSON.parse(
  execFileSync(process.env.PYTHON ?? "python", ["-c", PRINT], options),
);

for (const name in whole)
  test(`${name} is a module with a default export, short or not`, () => {
    for (const script of [short[name], whole[name]]) {
      const { body } = parse(script, { ecmaVersion: "latest", sourceType: "module" });
      assert.deepEqual(
        body.map(({ type }) => type),
        ["ExportDefaultDeclaration"],
      );
    }
  });
