// A lesson as text: in a file, or in the fragment of a link, which no server gets to see.
import { decodeBytes } from "../shared/base64.js";

const FORMAT_VERSION = 1;
const MAX_NAME = 80; // characters of a question, or of an unknown page that an error repeats

/** What a lesson may have at most: steps, characters, minutes of a step, bytes of a file. */
export const LESSON_LIMITS = { steps: 40, title: 80, note: 200, minutes: 180, bytes: 39000 };

/**
 * A step: a page, and one of its questions, or one of its scenarios, or neither (both "").
 * @typedef {{page: string, question: string, scenario: string, note: string, minutes: number}}
 *   LessonStep
 * @typedef {{title: string, steps: LessonStep[]}} LessonPlan
 * @typedef {{slug: string, title: string, chapter: string, questions: Record<string, string>,
 *   scenarios: Record<string, string>}} CataloguePage its labels by name
 */

/** Why a text is no lesson: a name in the texts, and what the placeholders of its text say. */
export class LessonError extends Error {
  /**
   * @param {string} reason
   * @param {Record<string, string | number>} [values]
   */
  constructor(reason, values = {}) {
    super(reason);
    this.reason = reason;
    this.values = values;
  }
}

function check(condition, reason, values) {
  if (!condition) throw new LessonError(reason, values);
}

const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value);

// An absent text is "".
function readText(value, most, reason, step) {
  const text = value ?? "";
  check(typeof text === "string" && [...text].length <= most, reason, { step, most });
  return text;
}

function readStep(data, step, catalogue) {
  check(isObject(data) && typeof data.page === "string", "no_step", { step });
  const { page, minutes = 0 } = data;
  const read = name => readText(data[name], LESSON_LIMITS[name] ?? MAX_NAME, "text", step);
  const [question, scenario, note] = ["question", "scenario", "note"].map(read);
  const most = LESSON_LIMITS.minutes;
  const isTime = Number.isInteger(minutes) && minutes >= 0 && minutes <= most;
  check(isTime, "minutes", { step, most });
  check(!question || !scenario, "both", { step });
  const known = catalogue.find(({ slug }) => slug === page);
  check(known, "page", { step, name: page.slice(0, MAX_NAME) });
  const isKnown = (labels, name) => !name || Object.hasOwn(labels, name);
  const values = name => ({ step, name, page: known.title });
  check(isKnown(known.questions, question), "question", values(question));
  check(isKnown(known.scenarios, scenario), "scenario", values(scenario));
  return { page, question, scenario, note, minutes };
}

/**
 * Return the lesson that a text holds; what it has beside a lesson is left out.
 * @param {string} text
 * @param {CataloguePage[]} catalogue all pages of the course
 * @returns {LessonPlan}
 * @throws {LessonError} if it holds none, or one with names that the course does not have
 */
export function readLesson(text, catalogue) {
  check(new TextEncoder().encode(text).length <= LESSON_LIMITS.bytes, "large");
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw new LessonError("json");
  }
  check(isObject(data) && Array.isArray(data.steps), "no_plan");
  check(data.version === FORMAT_VERSION, "version");
  const most = LESSON_LIMITS.steps;
  check(data.steps.length <= most, "too_many", { most });
  const title = readText(data.title, LESSON_LIMITS.title, "title", 0);
  return { title, steps: data.steps.map((step, i) => readStep(step, i + 1, catalogue)) };
}

/**
 * Return a lesson as JSON.
 * @param {LessonPlan} lesson
 * @param {number} [indent] spaces of each level
 */
export function writeLesson({ title, steps }, indent = 0) {
  const written = steps.map(({ page, question, scenario, note, minutes }) => ({
    page,
    ...(question && { question }),
    ...(scenario && { scenario }),
    note,
    minutes,
  }));
  return JSON.stringify({ version: FORMAT_VERSION, title, steps: written }, null, indent);
}

/**
 * Return the fragment of a link that holds a lesson: "#lesson=" and its JSON in base64url.
 * @param {LessonPlan} lesson
 */
export function lessonFragment(lesson) {
  const bytes = new TextEncoder().encode(writeLesson(lesson));
  const base64 = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
  return `#lesson=${base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/**
 * Return the JSON text in the fragment of a link; null if it has none.
 * @param {string} fragment "#…"
 * @throws {LessonError} if what is there was cut or changed
 */
export function lessonInFragment(fragment) {
  const base64 = /^#lesson=(.*)$/.exec(fragment)?.[1];
  if (base64 === undefined) return null;
  try {
    const bytes = decodeBytes(base64.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new LessonError("link");
  }
}

/**
 * Return the name of a lesson's file: its title in plain letters.
 * @param {string} title
 */
export function lessonFileName(title) {
  const plain = title.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return `${plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "lesson"}.json`;
}
