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

// minify-go moves the first one that takes an object apart before those that are joined with it.
function findMoved(node, found = []) {
  if (Array.isArray(node?.body)) {
    let last;
    for (const each of node.body) {
      const joined = each.type === "VariableDeclaration" && last?.kind === each.kind;
      const apart = each.declarations?.[0].id.type !== "Identifier";
      if (joined && apart && !last.apart) found.push(each.start);
      last = joined ? last : { kind: each.kind, apart };
    }
  }
  for (const value of Object.values(node))
    if (value && typeof value === "object") findMoved(value, found);
  return found;
}

for (const [name, script] of Object.entries(whole))
  test(`nothing in ${name} is computed earlier than it is written`, () => {
    const found = findMoved(parse(script, { ecmaVersion: "latest", sourceType: "module" }));
    assert.deepEqual(
      found.map(at => script.slice(at, at + 60)),
      [],
    );
  });
