// The page scrolls here when it is opened; while it is still being drawn, again, until the reader acts.
import { pageGlobal } from "./registry.js";

const seen = pageGlobal("places scrolled to", () => new WeakSet());

export default function ({ parentElement }) {
  const root = parentElement.querySelector(".here");
  if (seen.has(root)) return;
  seen.add(root);
  root.style.scrollMarginTop = "6rem"; // below the navigation
  const go = () => root.isConnected && root.scrollIntoView({ block: "start" });
  const timers = [0, 400, 1000, 2000, 3500].map(after => setTimeout(go, after));
  const stop = () => timers.forEach(clearTimeout);
  for (const act of ["wheel", "touchstart", "keydown", "pointerdown"])
    addEventListener(act, stop, { once: true });
}
