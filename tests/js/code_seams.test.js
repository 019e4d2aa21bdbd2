// Where a line of code may break.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cutAtSeams } from "../../app/components/shared/code_seams.js";

const cut = (...texts) => cutAtSeams(texts).map(pieces => pieces.join("|"));

test("a line breaks after brackets and commas and before attributes", () => {
  assert.deepEqual(cut("x = torch.rand(3,n)"), ["x = torch|.rand(|3,|n)"]);
});

test("no line breaks inside a name or a number", () => {
  assert.deepEqual(cut("learning_rate*1.25e-3"), ["learning_rate*1.25e-3"]);
});

test("brackets close with what they hold", () => {
  assert.deepEqual(cut("f()", "[]"), ["f()", "[]"]);
});

test("a seam between two tokens stands at the start of the second", () => {
  assert.deepEqual(cut("reshape(", "shape_a", ")"), ["reshape(", "|shape_a", ")"]);
});

test("the tokens keep their text", () => {
  const texts = ["loss", ".backward(", "retain_graph=", "True", ")"];
  assert.deepEqual(
    cutAtSeams(texts).map(pieces => pieces.join("")),
    texts,
  );
});
