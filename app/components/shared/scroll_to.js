// Scrolls the page here when it is opened; while it is still being drawn, again, until the reader
// acts.
import { pageGlobal } from "./registry.js";

const reached = pageGlobal("places scrolled to", () => new WeakSet());
const TIMES = [0, 400, 1000, 2000, 3500]; // milliseconds
const ACTIONS = ["wheel", "touchstart", "keydown", "pointerdown"];

/** @param {ComponentCall} call */
export default function ({ parentElement }) {
  /** @type {HTMLElement} */
  const root = parentElement.querySelector(".here");
  if (reached.has(root)) return;
  reached.add(root);
  root.style.scrollMarginTop = "6rem"; // below the navigation
  const scroll = () => root.isConnected && root.scrollIntoView({ block: "start" });
  const timers = TIMES.map(time => setTimeout(scroll, time));
  const stop = () => timers.forEach(clearTimeout);
  for (const action of ACTIONS) addEventListener(action, stop, { once: true });
}
