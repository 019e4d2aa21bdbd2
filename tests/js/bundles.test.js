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

const syntax = code => parse(code, { ecmaVersion: "latest", sourceType: "module" }).body;

// Parsing refuses two names alike at the top level.
const topLevelNames = code =>
  syntax(code)
    .flatMap(({ id, declarations = [] }) => [id, ...declarations.map(each => each.id)])
    .flatMap(id => id?.name ?? [])
    .sort();

for (const name in whole)
  test(`${name} is a module with the same names, short or not`, () => {
    assert.deepEqual(topLevelNames(short[name]), topLevelNames(whole[name]));
  });
