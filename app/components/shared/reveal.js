// The answer to a prediction: a stepped figure goes there by itself, once; drawn anew it stands
// there.
import { pageGlobal } from "./registry.js";

const revealed = pageGlobal("revealed answers", () => new Set());
const LONGEST = 6000; // milliseconds for the whole way

/**
 * Return where to begin, where to end, and the milliseconds of a step; null without an answer.
 * `known` says that the reader has seen it.
 * @param {{reveal?: {of: string, to?: number}}} drawing
 * @param {number} last the last step
 * @param {number} pace milliseconds of a step, at most
 */
export function answerToReveal({ reveal }, last, pace) {
  if (!reveal || !last) return null;
  const end = Math.min(reveal.to ?? last, last);
  const known = revealed.has(reveal.of);
  const still = known || matchMedia("(prefers-reduced-motion: reduce)").matches;
  revealed.add(reveal.of);
  return { from: still ? end : 0, end, known, pace: Math.min(pace, LONGEST / end) };
}
