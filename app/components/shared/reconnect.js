// A connection that was cut and is back may lead to another replica, which knows nothing of the
// reader: the page runs again there, with the settings of its link.
import { markSection } from "./current_section.js";
import "./touch_sliders.js";

const STATE = "data-test-connection-state";
const observers = new WeakMap();

/** @param {ComponentCall} call */
export default function ({ data, parentElement, setTriggerValue }) {
  markSection(data.section);
  observers.get(parentElement)?.disconnect();
  const app = parentElement.ownerDocument.querySelector(`[${STATE}]`);
  if (!app) return undefined;
  // It is called with each theme: the style sheet for paper must know which one.
  document.documentElement.dataset.scheme = getComputedStyle(app).colorScheme;
  let cut = false;
  const observer = new MutationObserver(() => {
    const connected = app.getAttribute(STATE) === "CONNECTED";
    if (connected && cut) setTriggerValue("back", true);
    cut = !connected;
  });
  observer.observe(app, { attributeFilter: [STATE] });
  observers.set(parentElement, observer);
  return () => observer.disconnect();
}
