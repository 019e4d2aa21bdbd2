// The page scrolls here when it is opened; while it is still being drawn, again, until the reader scrolls.
const seen = (globalThis.__hereSeen ??= new WeakSet());

export default function ({ parentElement }) {
  if (seen.has(parentElement)) return;
  seen.add(parentElement);
  const go = () => parentElement.isConnected && parentElement.scrollIntoView({ block: "center" });
  const timers = [0, 300, 900, 1800].map(after => setTimeout(go, after));
  const stop = () => timers.forEach(clearTimeout);
  for (const act of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(act, stop, { once: true });
}
