// Keys in front of a class: ← and → go through the scenarios, PageUp and PageDown through the
// pages, Escape leaves. What uses a key itself, such as a slider, cells or a field, keeps it.
import { stores } from "../player/stores.js";
import { deepActiveElement } from "../shared/active_element.js";
import { applyPageScale, element } from "../shared/dom.js";
import { pageGlobal } from "../shared/registry.js";

const DIRECTIONS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 };
const FIELDS =
  "textarea, [contenteditable=true], input:not([type=range], [type=radio], [type=checkbox])";
const USES_ARROWS =
  "input, select, [role=slider], [role=radio], [role=tab], [role=option], [role=application]";
const OPEN = "[role=dialog], [role=listbox], [role=menu]";
const HINT_DURATION = 15000; // milliseconds
const RESIZE_PAUSE = 300; // milliseconds

/**
 * The presentation, which outlives its pages: whether it is on, until when the keys are explained
 * (0: not yet), and what removes the listeners of the page before.
 * @type {{on: boolean, hintEnd: number, listeners: AbortController | null}}
 */
const presentation = pageGlobal("presentation", () => ({
  on: false,
  hintEnd: 0,
  listeners: null,
}));

// Explains the keys, once: the next page does not. Returns how to hide the hint.
function showHint(root, text) {
  const { style } = document.documentElement;
  const hide = () => {
    root.replaceChildren();
    style.removeProperty("--told");
  };
  const now = Date.now();
  presentation.hintEnd ||= now + HINT_DURATION;
  if (now < presentation.hintEnd) {
    root.replaceChildren(element("p", { role: "status", text }));
    style.setProperty("--told", "1.7rem"); // above the page, not over it
  }
  const timer = setTimeout(hide, presentation.hintEnd - now);
  return { hide, timer };
}

// Calls `update` soon, and again after the window has another size; returns how to stop that.
function watchSize(update, signal) {
  let timer = setTimeout(update, RESIZE_PAUSE);
  const onResize = () => {
    clearTimeout(timer);
    timer = setTimeout(update, RESIZE_PAUSE);
  };
  addEventListener("resize", onResize, { signal });
  return () => clearTimeout(timer);
}

// Calls back for the keys of the presentation, and `onKey` for each key.
function watchKeys(signal, { onKey, leave, turnPage, turnScenario }) {
  let open = false; // before what is open is closed by the same key
  const lookForOpen = () => {
    open = !!document.querySelector(OPEN);
  };
  addEventListener("keydown", lookForOpen, { signal, capture: true });
  const onKeyDown = event => {
    onKey();
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (open || event.defaultPrevented || modified) return;
    if (event.key === "Escape") {
      leave();
      return;
    }
    const active = deepActiveElement();
    const direction = DIRECTIONS[event.key];
    const isPageKey = event.key.startsWith("Page");
    if (!direction || active.matches(FIELDS)) return;
    if (!isPageKey && active.matches(USES_ARROWS)) return;
    event.preventDefault();
    if (isPageKey) turnPage(direction);
    else turnScenario(direction);
  };
  addEventListener("keydown", onKeyDown, { signal });
}

/**
 * Mount the keys.
 * @param {ComponentCall} call its drawing has the `group` whose scenarios are turned, the keys as a
 *   `hint`, and how much larger than usual the server thinks the page is (`grown`)
 */
export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const { group, hint: text, grown } = JSON.parse(data.drawing);
  /** @type {HTMLElement} */
  const root = parentElement.querySelector(".projector");
  const { style } = document.documentElement;
  // It began at the end of a page.
  if (!presentation.on) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  presentation.on = true;
  presentation.listeners?.abort();
  const listeners = new AbortController();
  presentation.listeners = listeners;
  const hint = showHint(root, text);
  const updateScale = () => {
    const scale = Math.round(10 * applyPageScale(root)) / 10;
    style.setProperty("--grown", String(scale));
    if (scale !== grown) setStateValue("grown", scale); // the server draws charts for it
  };
  const stopWatching = watchSize(updateScale, listeners.signal);
  watchKeys(listeners.signal, {
    onKey() {
      hint.hide();
      presentation.hintEnd = 1;
    },
    leave() {
      presentation.hintEnd = 0;
      setTriggerValue("leave", true);
    },
    turnPage: direction => setTriggerValue("page", direction),
    turnScenario: direction => stores.get(group)?.turnScenario?.(direction),
  });
  return () => {
    presentation.on = false;
    clearTimeout(hint.timer);
    stopWatching();
    listeners.abort();
    hint.hide();
    style.removeProperty("--grown");
  };
}
