// The browser writes numbers as Python does: cases.json has what Python writes.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatAligned,
  formatNumber,
  formatPolynomial,
  formatRate,
} from "../../app/components/shared/format.js";
import { cases } from "./cases.js";

const functions = { formatAligned, formatNumber, formatPolynomial, formatRate };

for (const [lang, groups] of Object.entries(cases.numbers))
  for (const { function: name, args, values, texts } of groups)
    test(`${name} with ${args} writes as Python does (${lang})`, () => {
      const toNumber = value => (typeof value === "string" ? parseSpecial(value) : value);
      const found = values.map(value => functions[name](toNumber(value), ...args));
      assert.deepEqual(found, texts);
    });

const parseSpecial = text => ({ inf: Infinity, "-inf": -Infinity, nan: NaN })[text];
