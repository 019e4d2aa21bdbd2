// The steps of a lesson as rows of fields; a row is moved by its buttons, or by arrow keys on them.
import { element } from "../shared/dom.js";
import { LESSON_LIMITS } from "./lesson_file.js";

/** @typedef {import("./lesson_file.js").LessonStep} LessonStep */

/**
 * What the rows are drawn from.
 * @typedef {{words: Record<string, string>, errors: Record<string, string>,
 *   chapters: Record<string, string>, pages: import("./lesson_file.js").CataloguePage[]}} Course
 */

/**
 * What is called with the place of a step: when one of its fields has changed (`isPage` if it was
 * the page), when it is moved, when it is removed.
 * @typedef {{change: (i: number, isPage: boolean) => void, move: (i: number, by: number) => void,
 *   remove: (i: number) => void}} RowHandlers
 */

/**
 * Return a message with its placeholders replaced.
 * @param {string} message
 * @param {Record<string, any>} values
 */
export const fillMessage = (message, values) =>
  message.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

const option = (value, text) => element("option", { value, text });

function optionGroup(label, options) {
  return element("optgroup", { label }, ...options);
}

function pageSelect({ pages, chapters }, attributes) {
  const groups = Object.entries(chapters).map(([name, title]) => {
    const own = pages.filter(({ chapter }) => chapter === name);
    return optionGroup(
      title,
      own.map(page => option(page.slug, page.title)),
    );
  });
  return element("select", attributes, ...groups);
}

// Its values are "", "question NAME" and "scenario NAME".
function activitySelect({ pages, words }, step, attributes) {
  const { questions, scenarios } = pages.find(({ slug }) => slug === step.page);
  const group = (kind, labels) =>
    optionGroup(
      words[`${kind}s`],
      Object.entries(labels).map(([name, label]) => option(`${kind} ${name}`, label)),
    );
  const groups = [group("question", questions), group("scenario", scenarios)];
  return element("select", attributes, option("", words.page_only), ...groups);
}

const activityOf = ({ question, scenario }) =>
  question ? `question ${question}` : scenario ? `scenario ${scenario}` : "";

function setActivity(step, value) {
  const [kind, name] = value.split(" ");
  step.question = kind === "question" ? name : "";
  step.scenario = kind === "scenario" ? name : "";
}

/**
 * Return a step in words.
 * @param {Course} course
 * @param {LessonStep} step
 */
export function stepText({ pages, words }, { page, question, scenario }) {
  const { title, questions, scenarios } = pages.find(({ slug }) => slug === page);
  return `${title}, ${questions[question] ?? scenarios[scenario] ?? words.page_only}`;
}

function stepFields(course, step, nameOf, change) {
  const page = pageSelect(course, {
    class: "page",
    "aria-label": nameOf("page"),
    onchange() {
      Object.assign(step, { page: page.value, question: "", scenario: "" });
      change(true);
    },
  });
  const activity = activitySelect(course, step, {
    class: "activity",
    "aria-label": nameOf("activity"),
    onchange() {
      setActivity(step, activity.value);
      change(false);
    },
  });
  page.value = step.page;
  activity.value = activityOf(step);
  return [page, activity];
}

function noteField(course, step, nameOf, change) {
  const note = element("input", {
    class: "note",
    maxlength: LESSON_LIMITS.note,
    placeholder: course.words.note,
    "aria-label": nameOf("note"),
    oninput() {
      step.note = note.value;
      change(false);
    },
  });
  note.value = step.note;
  return note;
}

function minutesField({ words }, step, nameOf, change) {
  const field = element("input", {
    ...{ type: "number", min: 0, max: LESSON_LIMITS.minutes, step: 1 },
    "aria-label": nameOf("minutes"),
    oninput() {
      const minutes = Math.round(Number(field.value)) || 0;
      step.minutes = Math.min(LESSON_LIMITS.minutes, Math.max(0, minutes));
      change(false);
    },
    onchange() {
      field.value = step.minutes;
    },
  });
  field.value = step.minutes;
  return element("span", { class: "minutes" }, field, element("span", { text: words.min }));
}

// A button that cannot move its row further keeps the focus: it is no disabled one.
function moveButtons(nameOf, i, count, handlers) {
  const button = (sign, name, isUseless, onclick) =>
    element("button", {
      ...{ type: "button", class: name, text: sign, "aria-label": nameOf(name) },
      ...(isUseless && { "aria-disabled": "true" }),
      onclick: () => isUseless || onclick(),
    });
  const onkeydown = event => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    if (i + by >= 0 && i + by < count) handlers.move(i, by);
  };
  return element(
    "span",
    { class: "buttons", onkeydown },
    button("↑", "up", i === 0, () => handlers.move(i, -1)),
    button("↓", "down", i === count - 1, () => handlers.move(i, 1)),
    button("×", "remove", false, () => handlers.remove(i)),
  );
}

/**
 * Return the row of a step.
 * @param {Course} course
 * @param {LessonStep[]} steps
 * @param {number} i place of the step
 * @param {RowHandlers} handlers
 */
export function stepRow(course, steps, i, handlers) {
  const step = steps[i];
  const nameOf = part => fillMessage(course.words[`name_${part}`], { n: i + 1 });
  const change = isPage => handlers.change(i, isPage);
  return element(
    "li",
    {},
    element("span", { class: "number", "aria-hidden": "true", text: `${i + 1}` }),
    ...stepFields(course, step, nameOf, change),
    noteField(course, step, nameOf, change),
    minutesField(course, step, nameOf, change),
    moveButtons(nameOf, i, steps.length, handlers),
  );
}
