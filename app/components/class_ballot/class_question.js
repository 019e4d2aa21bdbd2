// What the parts of a page share of the class's question: the answer of this browser, on its way or
// received, and what the class has set in the figure.
import { pageGlobal } from "../shared/registry.js";

/**
 * The page's class question, which outlives the parts that show it. It tells "answer" when the
 * answer or its way has changed, and "crowd" when what the class has set has.
 * @typedef {EventTarget & {code: string, round: number, guess: any, isClosed: boolean,
 *   status: "" | "sending" | "received" | "late" | "refused", send: (guess: any) => void,
 *   crowd: {points?: number[][], curves?: number[][]} | null}} ClassQuestion
 * @returns {ClassQuestion}
 */
export const classQuestion = () =>
  pageGlobal("class question", () => {
    /** @type {any} */
    const question = new EventTarget();
    const send = () => {}; // until the ballot is there
    const none = { code: "", round: 0, guess: null, status: "", isClosed: false };
    return Object.assign(question, none, { crowd: null, send });
  });
