// Moves the focus to the block it stands in, once for each thing there is to read, so that a reader
// who does not see the page hears it; and scrolls: to the block and the figure before it together,
// else to the block. While the page is still being drawn it scrolls again, until the reader acts.
import { pageGlobal } from "./registry.js";

// By place: what was read there last, and whether the reader has acted since.
const focused = pageGlobal("focused blocks", () => new Map());
const ACTIONS = ["wheel", "touchstart", "keydown", "pointerdown"];
const SETTLED = 20000; // milliseconds; a training may come between
const EDGE = 8; // pixels
const ONE_COLUMN = 520; // pixels; narrower, the player shows the view in which the answer is set

/** @returns {HTMLElement | undefined} */
const blockOf = target => target?.closest("[data-testid=stVerticalBlock]");

/**
 * Return what is drawn right before a block: the last thing that has a height.
 * @param {Element} block
 */
function findFigureBefore(block) {
  for (let at = block; at && !at.matches("[data-testid=stMain]"); at = at.parentElement)
    for (let old = at.previousElementSibling; old; old = old.previousElementSibling)
      if (old.getBoundingClientRect().height > EDGE) return old;
  return null;
}

/** Return the last thing with a height of what was drawn: a figure, without its widgets. */
function lastPart(drawn) {
  const parts = [...drawn.children].filter(part => part.getBoundingClientRect().height > EDGE);
  const last = drawn.matches("[data-testid=stElementContainer]") ? null : parts.at(-1);
  return last ? lastPart(last) : drawn;
}

/**
 * @param {Element} block
 * @param {Element | null} figure
 * @param {boolean} fromTop whether the page's head is to be seen too, if there is room
 */
function scrollTo(block, figure, fromTop) {
  const main = block.closest("[data-testid=stMain]");
  const header = document.querySelector("[data-testid=stHeader]");
  let top = (header?.getBoundingClientRect().bottom ?? 0) + EDGE;
  const covered =
    Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
  const bottom = innerHeight - EDGE - covered;
  const { top: from, bottom: to } = block.getBoundingClientRect();
  // A figure that stays at the top takes its height from what is seen of the rest.
  const stays = figure && getComputedStyle(figure).position === "sticky";
  if (stays) top += figure.getBoundingClientRect().height;
  const first = (stays ? null : figure)?.getBoundingClientRect().top ?? from;
  const bothFit = to - first <= bottom - top;
  const visible = first >= top && to <= bottom;
  const nearest = Math.min(to - bottom, from - top); // the block, and what fits above it
  if (fromTop && to + main.scrollTop <= bottom) {
    main.scrollTo({ top: 0, behavior: "instant" });
    return;
  }
  const by = visible ? 0 : bothFit ? first - top : nearest;
  if (Math.abs(by) > 1) main.scrollBy({ top: by, behavior: "instant" });
}

function focusBlock(block, { of, label }) {
  block.tabIndex = -1;
  block.setAttribute("role", "group");
  if (label) block.setAttribute("aria-label", label);
  else {
    block.id ||= `read-${of.replace(/\W/g, "-")}`;
    block.setAttribute("aria-labelledby", block.id);
  }
  block.focus({ preventScroll: true });
}

/** @param {ComponentCall} call */
export default function ({ data, parentElement }) {
  const { of, at, label, whole, view, alone, still } = JSON.parse(data.drawing);
  const last = focused.get(of);
  const lost = document.activeElement === document.body && !still;
  // What moves on the page is made anew, and loses the focus.
  if (last?.at === at && (last.acted || !lost)) return;
  const now = { at, acted: false };
  focused.set(of, now);
  const { host = parentElement } = /** @type {ShadowRoot} */ (parentElement.getRootNode());
  const target = blockOf(host);
  if (!still) focusBlock(target, { of, label });
  const scrolls = !view || innerWidth >= ONE_COLUMN;
  const outer = blockOf(target.parentElement);
  const block = whole ? outer : target;
  const before = alone ? null : findFigureBefore(outer);
  const figure = still && before ? lastPart(before) : before;
  const scroll = () => scrolls && target.isConnected && scrollTo(block, figure, still);
  const observer = new ResizeObserver(scroll);
  for (const each of [block, figure, target.closest("[data-testid=stMainBlockContainer]")])
    if (each) observer.observe(each);
  const stop = () => {
    now.acted = true;
    observer.disconnect();
    for (const action of ACTIONS) removeEventListener(action, stop);
  };
  for (const action of ACTIONS) addEventListener(action, stop);
  setTimeout(() => observer.disconnect(), SETTLED);
  scroll();
}
