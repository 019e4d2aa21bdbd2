// A connection that was cut and is back may lead to another replica, which knows nothing
// of the reader: the page runs again there, with the settings of its link.
import "./touch_sliders.js";

const STATE = "data-test-connection-state";
const watched = new WeakMap();
export default function ({ parentElement, setTriggerValue }) {
  watched.get(parentElement)?.disconnect();
  const app = parentElement.ownerDocument.querySelector(`[${STATE}]`);
  if (!app) return undefined;
  document.documentElement.dataset.scheme = getComputedStyle(app).colorScheme; // called with each theme: paper is white
  let cut = false;
  const watch = new MutationObserver(() => {
    const there = app.getAttribute(STATE) === "CONNECTED";
    if (there && cut) setTriggerValue("back", true);
    cut = !there;
  });
  watch.observe(app, { attributeFilter: [STATE] });
  watched.set(parentElement, watch);
  return () => watch.disconnect();
}
