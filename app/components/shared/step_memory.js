// The steps of what is stepped, by page and drawing: a link of the moment carries them.
import { pageGlobal } from "./registry.js";

const stepsNow = pageGlobal("steps by page", () => new Map());

// Where a drawing begins; undefined: where the one before it is, for the page has not moved it.
export function rememberStep({ page, name, step, set }, before, now) {
  if (!stepsNow.has(page)) stepsNow.set(page, new Map());
  stepsNow.get(page).set(name, now);
  return before && (!set || set === before.set) ? undefined : step;
}
export const forgetStep = ({ page, name }) => stepsNow.get(page)?.delete(name);
export const currentSteps = page => stepsNow.get(page) ?? [];
