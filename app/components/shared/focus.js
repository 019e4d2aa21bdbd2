// Moves the focus to the block it stands in, once for each thing there is to read, so that a reader who does not see the
// page hears it; and scrolls: to the block and the figure before it together, else to the block. While the page is still
// being drawn it scrolls again, until the reader acts.
import { pageGlobal } from "./registry.js";

const focused = pageGlobal("focused blocks", () => new Map()); // where → what was read there last, and whether the reader acted
const ACTS = ["wheel", "touchstart", "keydown", "pointerdown"];
const SETTLED = 20000;
const EDGE = 8; // a training may come between

const blockOf = e => e?.closest("[data-testid=stVerticalBlock]");

function before(block) {
  // what is drawn right before it: the last thing that has a height
  for (let e = block; e && !e.matches("[data-testid=stMain]"); e = e.parentElement)
    for (let old = e.previousElementSibling; old; old = old.previousElementSibling)
      if (old.getBoundingClientRect().height > EDGE) return old;
  return null;
}

function scrollTo(block, figure) {
  const main = block.closest("[data-testid=stMain]");
  const header = document.querySelector("[data-testid=stHeader]");
  const top = (header?.getBoundingClientRect().bottom ?? 0) + EDGE;
  const end = innerHeight - EDGE;
  const { top: from, bottom: to } = block.getBoundingClientRect();
  const first = figure?.getBoundingClientRect().top ?? from;
  const both = to - first <= end - top;
  const seen = first >= top && to <= end;
  const near = Math.min(to - end, from - top); // the block, and what fits above it
  const by = seen ? 0 : both ? first - top : near;
  if (Math.abs(by) > 1) main.scrollBy({ top: by, behavior: "instant" });
}

export default function ({ data, parentElement }) {
  const { of, at, label, whole, view, alone } = JSON.parse(data.drawing);
  const last = focused.get(of);
  const lost = document.activeElement === document.body;
  if (last?.at === at && (last.acted || !lost)) return; // what moves on the page is made anew, and loses the focus
  const now = { at, acted: false };
  focused.set(of, now);
  const host = parentElement.getRootNode().host ?? parentElement;
  const target = blockOf(host);
  target.tabIndex = -1;
  target.setAttribute("role", "group");
  if (label) target.setAttribute("aria-label", label);
  else target.setAttribute("aria-labelledby", (target.id ||= `read-${of.replace(/\W/g, "-")}`));
  target.focus({ preventScroll: true });
  const scrolls = !view || innerWidth >= 520; // in one column the player shows the view in which the answer is set
  const block = whole ? blockOf(target.parentElement) : target;
  const figure = alone ? null : before(blockOf(target.parentElement));
  const go = () => scrolls && target.isConnected && scrollTo(block, figure);
  const watch = new ResizeObserver(go);
  for (const e of [block, figure, target.closest("[data-testid=stMainBlockContainer]")])
    if (e) watch.observe(e);
  const act = () => {
    now.acted = true;
    watch.disconnect();
    ACTS.forEach(name => removeEventListener(name, act));
  };
  ACTS.forEach(name => addEventListener(name, act));
  setTimeout(() => watch.disconnect(), SETTLED);
  go();
}
