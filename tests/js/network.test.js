// The network of the playground: its inputs, and what is written of it for the server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  readUnitChanges,
  settingAt,
  withChange,
} from "../../app/components/player/network/change_text.js";
import { switchInput } from "../../app/components/player/network/inputs.js";
import { layOutNetwork } from "../../app/components/player/network/layout.js";
import { computeInputs, FEATURE_NAMES } from "../../app/components/player/network/model.js";

test("inputs are switched on and off in the order of the figure, and one stays", () => {
  assert.equal(switchInput("x1 x2", "sq1"), "x1 x2 sq1");
  assert.equal(switchInput("x2 sq1", "x1"), "x1 x2 sq1");
  assert.equal(switchInput("x1 x2", "x1"), "x2");
  assert.equal(switchInput("x2", "x2"), "x2");
});

test("all inputs are computed from x1 and x2", () => {
  const inputs = computeInputs(FEATURE_NAMES, [[0.5], [-1.5]]);
  const rounded = inputs.map(([value]) => Number(value.toFixed(6)));
  assert.deepEqual(rounded, [0.5, -1.5, 0.25, 2.25, -0.75, 1, 1]);
});

test("a setting has the value of its last change, and one epoch holds one value", () => {
  const text = "40:lr=0.1 20:lr=1 30:1+";
  assert.equal(settingAt(text, "lr", 19, 0.03), 0.03);
  assert.equal(settingAt(text, "lr", 39, 0.03), 1);
  assert.equal(settingAt(text, "lr", 40, 0.03), 0.1);
  assert.equal(withChange(text, "40:lr=3"), "20:lr=1 30:1+ 40:lr=3");
  assert.equal(withChange(text, "30:1+"), `${text} 30:1+`);
  assert.deepEqual(readUnitChanges(`${text} 50:2-3 0:w1.2.1=-5`), [
    [30, 1, NaN],
    [50, 2, 3],
  ]);
});

test("the decision makes room for the neurons of many layers", () => {
  const network = depth => [...Array(depth).fill([8, 8]), [8, 1]];
  const deep = layOutNetwork({ w: 690, h: 500 }, network(6));
  assert.ok(deep.unitSize >= 30, `${deep.unitSize} px`);
  assert.ok(deep.side >= 200 && deep.left + deep.side === 690);
  const shallow = layOutNetwork({ w: 690, h: 500 }, network(2));
  assert.equal(shallow.side, Math.floor(0.48 * 690));
  assert.ok(deep.unitCentre(6, 0, 8)[0] + deep.unitSize / 2 < deep.left);
});

test("neurons of six layers can be touched on a phone", () => {
  const layers = [...Array(6).fill([8, 8]), [8, 1]];
  const css = readFileSync(
    new URL("../../app/components/player/network.css", import.meta.url),
    "utf8",
  );
  const [, deep] = css.match(/max-width: 40rem.*data-deep.*?height: (\d+)rem/s);
  const phone = layOutNetwork({ w: 354, h: Number(deep) * 17 }, layers);
  assert.ok(phone.unitSize >= 24, `${phone.unitSize} px`);
  assert.ok(phone.pitch >= 40 && phone.top > phone.unitCentre(1, 7, 8)[1]);
});

test("a text of changes has room for some", () => {
  assert.equal(withChange("1:1+ ".repeat(24), "2:1+"), "");
  assert.equal(withChange("100:weight_decay=0.001 ".repeat(9), "2:1+"), "");
});
