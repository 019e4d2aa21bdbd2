// A lesson in a file or a link is read as it was written; what is none is refused, with a reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  LESSON_LIMITS,
  LessonError,
  lessonFileName,
  lessonFragment,
  lessonInFragment,
  readLesson,
  writeLesson,
} from "../../app/components/lesson_editor/lesson_file.js";

const CATALOGUE = [
  {
    slug: "home",
    title: "Start",
    chapter: "start",
    questions: { way: "1. Where?" },
    scenarios: { falls: "Falling" },
  },
  { slug: "memory", title: "Memory", chapter: "tensors", questions: {}, scenarios: {} },
];
const LESSON = {
  title: "Leçon « été » 🙂",
  steps: [
    { page: "home", question: "way", scenario: "", note: "à l'oral", minutes: 5 },
    { page: "home", question: "", scenario: "falls", note: "", minutes: 10 },
    { page: "memory", question: "", scenario: "", note: "", minutes: 0 },
  ],
};

const read = data => readLesson(JSON.stringify(data), CATALOGUE);
const withStep = step => ({ version: 1, title: "", steps: [{ page: "home", ...step }] });

function reasonOf(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof LessonError, String(error));
    return [error.reason, error.values];
  }
  return null;
}

test("a lesson is read as it was written, in a file and in a link", () => {
  assert.deepEqual(readLesson(writeLesson(LESSON, 2), CATALOGUE), LESSON);
  const fragment = lessonFragment(LESSON);
  assert.match(fragment, /^#lesson=[\w-]+$/);
  assert.equal(new URL(`http://here/class${fragment}`).hash, fragment);
  assert.deepEqual(readLesson(lessonInFragment(fragment), CATALOGUE), LESSON);
});

test("the form of the file is the one that the server reads", () => {
  assert.deepEqual(JSON.parse(writeLesson(LESSON)), {
    version: 1,
    title: LESSON.title,
    steps: [
      { page: "home", question: "way", note: "à l'oral", minutes: 5 },
      { page: "home", scenario: "falls", note: "", minutes: 10 },
      { page: "memory", note: "", minutes: 0 },
    ],
  });
});

test("a link without a lesson has none, a cut one says so", () => {
  assert.equal(lessonInFragment(""), null);
  assert.equal(lessonInFragment("#top"), null);
  const cut = lessonFragment(LESSON).slice(0, -3);
  const result = reasonOf(() => readLesson(lessonInFragment(cut), CATALOGUE));
  assert.ok(["link", "json"].includes(result[0]));
  assert.equal(reasonOf(() => lessonInFragment("#lesson=é"))[0], "link");
  assert.equal(reasonOf(() => lessonInFragment("#lesson=_w"))[0], "link"); // no UTF-8
});

test("the largest lesson fits into the file that is read", () => {
  const note = "€".repeat(LESSON_LIMITS.note);
  const step = { page: "home", question: "way", scenario: "", note, minutes: 180 };
  const steps = Array(LESSON_LIMITS.steps).fill(step);
  const lesson = { title: "€".repeat(LESSON_LIMITS.title), steps };
  assert.deepEqual(readLesson(writeLesson(lesson, 2), CATALOGUE), lesson);
});

test("what may be missing is empty", () => {
  const empty = { question: "", scenario: "", note: "", minutes: 0 };
  assert.deepEqual(read({ version: 1, steps: [{ page: "home" }] }), {
    title: "",
    steps: [{ page: "home", ...empty }],
  });
});

test("a text that is no lesson is refused with its reason", () => {
  assert.equal(reasonOf(() => readLesson("{", CATALOGUE))[0], "json");
  for (const data of [null, 1, [], {}, { version: 1 }, { version: 1, steps: {} }])
    assert.equal(reasonOf(() => read(data))[0], "no_plan", JSON.stringify(data));
  for (const version of [undefined, 0, 2, "1"])
    assert.equal(reasonOf(() => read({ version, steps: [] }))[0], "version");
  assert.equal(reasonOf(() => read({ version: 1, steps: [1] }))[0], "no_step");
  assert.equal(reasonOf(() => read(withStep({ page: 1 })))[0], "no_step");
  for (const name of ["question", "scenario", "note"])
    assert.equal(reasonOf(() => read(withStep({ [name]: 1 })))[0], "text");
  for (const minutes of ["5", -1, 1.5, 181, null])
    assert.deepEqual(
      reasonOf(() => read(withStep({ minutes }))),
      ["minutes", { step: 1, most: 180 }],
    );
  assert.equal(reasonOf(() => readLesson(" ".repeat(39001), CATALOGUE))[0], "large");
});

test("unknown names and what is too much are named", () => {
  assert.deepEqual(
    reasonOf(() => read(withStep({ page: "x".repeat(90) }))),
    ["page", { step: 1, name: "x".repeat(80) }],
  );
  for (const kind of ["question", "scenario"]) {
    const names = ["nothing", "toString", "__proto__"];
    for (const name of names)
      assert.deepEqual(
        reasonOf(() => read(withStep({ [kind]: name }))),
        [kind, { step: 1, name, page: "Start" }],
      );
  }
  const both = { question: "way", scenario: "falls" };
  assert.deepEqual(
    reasonOf(() => read(withStep(both))),
    ["both", { step: 1 }],
  );
  assert.equal(reasonOf(() => read(withStep({ note: "x".repeat(201) })))[0], "text");
  assert.equal(reasonOf(() => read({ version: 1, title: "x".repeat(81), steps: [] }))[0], "title");
  const steps = Array(41).fill({ page: "home" });
  assert.deepEqual(
    reasonOf(() => read({ version: 1, steps })),
    ["too_many", { most: 40 }],
  );
});

test("a file is called as its lesson", () => {
  assert.equal(lessonFileName("2. Gradient: été à Noël!"), "2-gradient-ete-a-noel.json");
  for (const title of ["", "  ", "…", "学"]) assert.equal(lessonFileName(title), "lesson.json");
});
