// The lesson step by step, and how far the pupils are.
import { element } from "../shared/dom.js";
import { bar, button, heading, note } from "./class_words.js";

const stepText = ({ title, text }) => [title, text].filter(Boolean).join(" · ");

function drawStep(step, page) {
  const minutes = step.minutes ? ` (${page.word("minutes", { n: step.minutes })})` : "";
  const parts = [element("p", { class: "asked", text: stepText(step) + minutes })];
  if (step.note) parts.push(element("p", { text: step.note }));
  return parts;
}

/** @returns {Node[]} */
export function drawPlan({ plan }, page) {
  if (!plan?.steps?.length) return [];
  const { step, steps, title } = plan;
  const { send, word } = page;
  const [now, next] = [steps[step], steps[step + 1]];
  const place = word("plan_place", { n: step + 1, steps: steps.length });
  const back = button(word("plan_previous"), () => send("step", { to: step - 1 }));
  const forward = button(word("plan_forward"), () => send("step", { to: step + 1 }));
  back.disabled = step < 1;
  forward.disabled = !next;
  return [
    heading([word("plan"), title].filter(Boolean).join(" · ")),
    note(now ? place : word("plan_begin")),
    ...(now ? drawStep(now, page) : []),
    note(next ? word("plan_next", { step: stepText(next) }) : word("plan_end")),
    element("div", { class: "buttons" }, back, forward),
  ];
}

function drawExercise({ title, text, name, solved, tried }, page) {
  const line = element("span", { text: [title, text || name].filter(Boolean).join(" · ") });
  line.append(element("small", { text: page.word("exercise", { solved, tried }) }));
  return element("li", {}, line);
}

/** @returns {Node[]} */
export function drawProgress({ pages, exercises }, page) {
  const open = pages.filter(({ count }) => count);
  const most = Math.max(1, ...open.map(({ count }) => count));
  const bars = open.map(({ title, count }) => bar(title, String(count), count / most, "pages"));
  const items = exercises.map(exercise => drawExercise(exercise, page));
  const list = element("ul", { class: "list" }, ...items);
  return [
    heading(page.word("progress")),
    ...(bars.length ? bars : [note(page.word("no_seats"))]),
    ...(items.length ? [heading(page.word("exercises")), list] : []),
  ];
}
