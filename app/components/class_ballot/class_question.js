// What the parts of a page share of the class's question: the answer of this browser, on its way or
// received, and what the class has set in the figure.
import { pageGlobal } from "../shared/registry.js";

/**
 * The page's class question, which outlives the parts that show it. It tells "answer" when the
 * answer or its way has changed, and "crowd" when what the class has set has.
 * @typedef {EventTarget & {code: string, round: number, guess: any, isClosed: boolean,
 *   status: "" | "sending" | "received" | "late" | "over" | "refused", send: (guess: any) => void,
 *   awaitedUntil: number, crowd: {points?: number[][], curves?: number[][]} | null}} ClassQuestion
 * @returns {ClassQuestion}
 */
export const classQuestion = () =>
  pageGlobal("class question", () => {
    /** @type {any} */
    const question = new EventTarget();
    const send = () => {}; // until the ballot is there
    const none = { code: "", round: 0, guess: null, status: "", isClosed: false, awaitedUntil: 0 };
    return Object.assign(question, none, { crowd: null, send });
  });

const AWAITED = 10000; // milliseconds that the way to the question may take

/** Note that the pupil has asked to be brought to the question. */
export function awaitQuestion() {
  classQuestion().awaitedUntil = performance.now() + AWAITED;
}

/**
 * Give the focus to what answers the question, if the pupil has asked to be brought there; whoever
 * does something else keeps it.
 * @param {{focus: () => void} | null} input
 */
export function focusIfAwaited(input) {
  const question = classQuestion();
  if (performance.now() > question.awaitedUntil) return;
  question.awaitedUntil = 0;
  input?.focus();
}
