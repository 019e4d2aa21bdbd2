// The answer to a prediction: a stepped figure goes there by itself, once; drawn anew it stands there.
import { pageGlobal } from "./registry.js";

const revealed = pageGlobal("revealed answers", () => new Set());
const LONGEST = 6000; // milliseconds for the whole way

// Where to begin, where it ends, and how long a step takes; null if there is nothing to show.
export function answerToReveal({ reveal }, last, pace) {
  if (!reveal || !last) return null;
  const end = Math.min(reveal.to ?? last, last);
  const known = revealed.has(reveal.of);
  const still = known || matchMedia("(prefers-reduced-motion: reduce)").matches;
  revealed.add(reveal.of);
  return { from: still ? end : 0, end, known, pace: Math.min(pace, LONGEST / end) };
}
