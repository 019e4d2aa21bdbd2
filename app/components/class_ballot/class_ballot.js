// The question of the class on the page: a pupil answers it, the projected page says how many have,
// and which answers they gave once the teacher shows them.
import { classConnection } from "../classroom/class_connection.js";
import { element, setText } from "../shared/dom.js";
import { keepFocusPlace } from "../shared/focus_place.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { answerRows } from "./answer_rows.js";
import { openRound } from "./answer_sender.js";
import { drawInputs } from "./ballot_inputs.js";
import { focusIfAwaited } from "./class_question.js";
import { measureQuestion } from "./question_height.js";
import { followClass, messageOf, showsAnswers, updateCrowd } from "./round_state.js";

const ON_FIGURE = ["point", "curve"];

/**
 * What Python gives: the class's `code`, the `round`, whose page it is (`role`), its `phase` in
 * that run, the `kind` of its question, the `options` to choose from, its text as a `label`, the
 * answer that this browser has given (`guess`) and the `texts`.
 * @typedef {{code: string, round: number, role: string, phase: string, kind: string,
 *   label: string, guess: any, options: {id: any, label: string}[],
 *   texts: Record<string, string>}} Ballot
 */

// What is said of the answer, by its way to the class.
function stateText({ status }, { kind, texts }, isClosed) {
  if (classConnection().status === "over" || status === "over") return texts.over;
  if (isClosed || status === "late") return texts.closed;
  if (status === "sending" && classConnection().status !== "open") return texts.kept;
  return status ? texts[status] : texts[kind];
}

// A pupil's: it is answered, and the answer is changed, until answers are closed.
function drawSeat(root, drawing, signal) {
  const question = openRound(drawing);
  const isSetHere = !ON_FIGURE.includes(drawing.kind);
  const showGuess = isSetHere ? drawInputs(root, drawing, guess => question.send(guess)) : null;
  const state = root.appendChild(element("p", { class: "state", role: "status" }));
  const update = () => {
    const phase = messageOf(drawing.round)?.phase ?? drawing.phase;
    question.isClosed = phase !== "asked" || classConnection().status === "over";
    showGuess?.(question.guess, question.isClosed || question.status === "late");
    setText(state, stateText(question, drawing, question.isClosed));
  };
  question.addEventListener("answer", update, { signal });
  return update;
}

// The projected page's: how many have answered, and on demand what.
function drawStage(root, drawing) {
  const { round, kind, label, options, phase, texts } = drawing;
  openRound(drawing);
  const list = root.appendChild(element("div"));
  const count = root.appendChild(element("p", { class: "state large", role: "status" }));
  let drawn;
  const drawAnswers = results => {
    const counted = results && !ON_FIGURE.includes(kind);
    const answers = counted ? results.options.map(withoutRight) : options;
    const isScale = kind === "number" || (kind === "order" && !counted);
    const version = JSON.stringify(answers);
    if (version === drawn) return;
    drawn = version;
    const rows = answers.length ? [answerRows(answers, { isScale, n: results?.n, label })] : [];
    list.replaceChildren(...rows);
  };
  return () => {
    const message = messageOf(round);
    drawAnswers(showsAnswers(message) ? message.results : null);
    updateCrowd(message);
    const { answered = 0, here = 0 } = message ?? {};
    const text = texts.count.replace("{n}", answered).replace("{here}", here);
    const isClosed = (message?.phase ?? phase) === "closed";
    setText(count, isClosed ? `${texts.finished} ${text}` : text);
  };
}

const withoutRight = ({ label, count }) => ({ label, count });

export default mountOnce("ballot", ({ root, drawing, before }) => {
  const { signal, abort } = withAbort();
  keepFocusPlace(root, "input, button", () => {
    root.replaceChildren();
    root.className = `ballot ${drawing.kind}`;
    const update = (drawing.role === "teacher" ? drawStage : drawSeat)(root, drawing, signal);
    followClass(update, signal);
    update();
  });
  measureQuestion(root, signal);
  if (drawing.round !== before?.round) {
    const { label, texts } = drawing;
    createLiveRegion(root).announce(texts.asked.replace("{question}", label));
    if (!ON_FIGURE.includes(drawing.kind)) focusIfAwaited(root.querySelector("input, button"));
  }
  return { round: drawing.round, dispose: abort };
});

function withAbort() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
