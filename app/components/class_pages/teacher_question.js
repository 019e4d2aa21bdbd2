// The question of the class: its answers as they come, what to do with it, and the next ones.
import { element, svgElement } from "../shared/dom.js";
import { bar, button, heading, note, toggle } from "./class_words.js";

const MAX_BARS = 8; // of more numbers only those that somebody gave

/** One option: how many chose it, the first vote as a grey line, whether it is right. */
function drawOption(option, results, page) {
  const share = option.count / Math.max(1, results.n);
  const text = option.right ? `${option.label} ✓ ${page.word("right")}` : option.label;
  const first =
    option.first === null
      ? []
      : [
          element("u", {
            style: `width: ${(100 * option.first) / Math.max(1, results.firstN)}%`,
            title: String(option.first),
          }),
        ];
  return bar(text, String(option.count), share, option.right ? "right" : "", ...first);
}

function drawMistakes(mistakes, page) {
  if (!mistakes?.length) return [];
  const items = mistakes.map(({ label, count }) => element("li", { text: `${count} × ${label}` }));
  return [element("h3", { text: page.word("mistakes") }), element("ul", {}, ...items)];
}

const GRID = 60; // places of a mark across and up
const CURVE_AT = [0.05, 0.2, 0.4, 0.6, 0.8, 1]; // columns of a drawn curve, of its width

// Points or curves, for the teacher alone: the figure itself is on the projected page.
function drawMarks({ points, curves }, page) {
  const size = { viewBox: `-2 -2 ${GRID + 4} ${GRID + 4}`, class: "marks", role: "img" };
  const picture = svgElement("svg", size);
  picture.setAttribute("aria-label", page.word("marks"));
  svgElement("rect", { width: GRID, height: GRID, class: "frame" }, picture);
  for (const [x, y] of points ?? []) svgElement("circle", { cx: x, cy: GRID - y, r: 1.4 }, picture);
  for (const heights of curves ?? []) {
    const places = heights.map((y, i) => `${CURVE_AT[i] * GRID},${GRID - y}`);
    svgElement("polyline", { points: places.join(" ") }, picture);
  }
  return picture;
}

function drawResults(results, page) {
  const { n, kind, right, firstN } = results;
  const isShown = ({ count, first, right: isRight }) => count || first || isRight;
  const all = results.options ?? [];
  const options = kind === "number" && all.length > MAX_BARS ? all.filter(isShown) : all;
  const first = options.some(option => option.first !== null);
  const parts = options.map(option => drawOption(option, results, page));
  if (!all.length) parts.push(note(page.word(n ? "on_figure" : "no_answers", { n })));
  if (!all.length && n) parts.push(drawMarks(results, page));
  if (first) parts.push(note(page.word("first_vote", { n: firstN })));
  if (right !== null && n) parts.push(note(page.word("right_count", { right, n })));
  return [...parts, ...drawMistakes(results.mistakes, page)];
}

function drawButtons({ phase, showAnswers }, page) {
  const { send, word } = page;
  const isAsked = phase === "asked";
  const buttons = [
    isAsked && button(word("close"), () => send("close")),
    phase !== "revealed" && button(word("reveal"), () => send("reveal"), { class: "main" }),
    button(word("vote_again"), () => send("vote_again")),
    phase !== "revealed" &&
      toggle(word("show_answers"), showAnswers, () => send("show_answers", { on: !showAnswers })),
    button(word("free"), () => send("free")),
  ];
  return element("div", { class: "buttons" }, ...buttons.filter(Boolean));
}

function drawAsked(message, page) {
  const { asked, phase, answered, here } = message;
  if (phase === "free" || !asked) return [note(page.word("no_question"))];
  const facts = [
    asked.title,
    page.word("number", { number: asked.number, n: asked.n }),
    page.word(phase),
    page.word("answered", { answered, here }),
  ];
  const results = message.results ? drawResults(message.results, page) : [];
  const text = element("p", { class: "asked", text: asked.text });
  return [note(facts.join(" · ")), text, ...results, drawButtons(message, page)];
}

/** @returns {Node[]} */
export function drawQuestions({ page: slug, questions }, page) {
  const title = heading(page.word("ask_other"));
  if (!questions.length) return [title, note(page.word(slug ? "no_questions" : "choose"))];
  const items = questions.map(({ name, text }) => {
    const ask = () => page.send("ask", { page: slug, question: name });
    const label = page.word("ask");
    return element(
      "li",
      {},
      element("span", { text }),
      button(label, ask, { "aria-label": `${label}: ${text}` }),
    );
  });
  return [title, element("ul", { class: "list" }, ...items)];
}

/** @returns {Node[]} */
export const drawQuestion = (message, page) => [
  heading(page.word("question")),
  ...drawAsked(message, page),
];
