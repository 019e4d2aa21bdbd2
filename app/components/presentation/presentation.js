// In front of a class: ← and → go through the scenarios, PageUp and PageDown through the
// pages, Escape leaves. Whatever uses a key itself, a slider, cells, a field, keeps it.
import { stores } from "../player/stores.js";
import { applyPageScale, element } from "../shared/dom.js";
import { pageGlobal } from "../shared/registry.js";

const TURNS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 };
const FIELDS =
  "textarea, [contenteditable=true], input:not([type=range], [type=radio], [type=checkbox])";
const ARROWS =
  "input, select, [role=slider], [role=radio], [role=tab], [role=option], [role=application]";
const OPEN = "[role=dialog], [role=listbox], [role=menu]";
const held = pageGlobal("presentation", () => ({ on: false, until: 0, stop: null }));

function focused() {
  let e = document.activeElement;
  while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  return e ?? document.body;
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const { group, hint, grown } = JSON.parse(data.drawing);
  const root = parentElement.querySelector(".projector");
  if (!held.on) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0); // it began at the end of a page
  held.on = true;
  held.stop?.abort();
  const stop = (held.stop = new AbortController());
  const { signal } = stop;
  const whole = document.documentElement;
  const now = Date.now();
  const hush = () => {
    root.replaceChildren();
    whole.style.removeProperty("--told");
  };
  held.until ||= now + 15000; // once: the next page says no more
  if (now < held.until) {
    root.replaceChildren(element("p", { role: "status", text: hint }));
    whole.style.setProperty("--told", "1.7rem"); // above the page, not over it
  }
  const hide = setTimeout(hush, held.until - now);
  const size = () => {
    // charts are drawn for it on the server
    const k = Math.round(10 * applyPageScale(root)) / 10;
    whole.style.setProperty("--grown", String(k));
    if (k !== grown) setStateValue("grown", k);
  };
  let later = setTimeout(size, 300);
  addEventListener(
    "resize",
    () => {
      clearTimeout(later);
      later = setTimeout(size, 300);
    },
    { signal },
  );
  let open = false; // before what is open is closed by the same key
  addEventListener(
    "keydown",
    () => {
      open = !!document.querySelector(OPEN);
    },
    { signal, capture: true },
  );
  addEventListener(
    "keydown",
    e => {
      hush();
      held.until = 1;
      if (open || e.defaultPrevented || e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return;
      const at = focused();
      const turn = TURNS[e.key];
      const page = e.key.startsWith("Page");
      if (e.key === "Escape") {
        held.until = 0;
        return setTriggerValue("leave", true);
      }
      if (!turn || at.matches(FIELDS) || (!page && at.matches(ARROWS))) return;
      e.preventDefault();
      if (page) setTriggerValue("page", turn);
      else stores.get(group)?.turnScenario?.(turn);
    },
    { signal },
  );
  return () => {
    held.on = false;
    [hide, later].forEach(clearTimeout);
    stop.abort();
    hush();
    whole.style.removeProperty("--grown");
  };
}
