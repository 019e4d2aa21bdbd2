// The steps of stepped figures, by page and figure: a link to this moment carries them.
import { pageGlobal } from "./registry.js";

/** @type {Map<string, Map<string, () => number>>} */
const steps = pageGlobal("steps by page", () => new Map());

/**
 * Remember a figure and return the step it begins with; undefined to stay where the instance
 * before it is, as the page has not moved it.
 * @param {{page: string, name: string, step: number, set: any}} place
 * @param {{set?: any} | undefined} before the instance before it
 * @param {() => number} currentStep
 */
export function rememberStep({ page, name, step, set }, before, currentStep) {
  if (!steps.has(page)) steps.set(page, new Map());
  steps.get(page).set(name, currentStep);
  return before && (!set || set === before.set) ? undefined : step;
}

/** @param {{page: string, name: string}} place */
export const forgetStep = ({ page, name }) => steps.get(page)?.delete(name);

/**
 * Return the present step of each figure of a page, by its name.
 * @param {string} page
 */
export const currentSteps = page =>
  Object.fromEntries([...(steps.get(page) ?? [])].map(([name, step]) => [name, step()]));
