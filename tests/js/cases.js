// What Python has written for these tests: python -m tests.browser_cases.
import { readFileSync } from "node:fs";

export const cases = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8"));

/** What the modules expect of a browser when they are loaded. */
export function standInForBrowser() {
  globalThis.matchMedia ??= () => ({ matches: false });
  globalThis.requestAnimationFrame ??= () => 0;
  globalThis.cancelAnimationFrame ??= () => {};
}
