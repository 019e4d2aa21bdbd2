// A sentence for readers who do not see the page: what a step shows, in the words of the page. What
// the reader does is announced when it is done; while something plays, only as often as it can be
// read out; the end of it always.
import { element, setText } from "./dom.js";

const PAUSE_AFTER_LAST = 400; // milliseconds, after the last of several
const PAUSE_BETWEEN = 2000; // milliseconds, at least
const PER_CHARACTER = 65; // milliseconds, to read it out
const NOTICED_AFTER = 150; // milliseconds, until a screen reader knows of a new region
const UNSEEN =
  "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";

/**
 * Return the live region beside what is drawn; drawn anew, it goes on with the same one.
 * @param {Element} root
 */
export function createLiveRegion(root) {
  const attributes = { class: "heard", role: "status", "aria-live": "polite", style: UNSEEN };
  const known = root.parentNode.querySelector(":scope > .heard");
  const region = known ?? root.parentNode.appendChild(element("p", attributes));
  const noticedAt = known ? 0 : performance.now() + NOTICED_AFTER;
  let freeAt = 0;
  let timer;
  const keepFree = milliseconds => {
    clearTimeout(timer);
    freeAt = performance.now() + milliseconds;
  };
  const announce = text => {
    keepFree(Math.max(PAUSE_BETWEEN, PER_CHARACTER * text.length));
    const early = noticedAt - performance.now(); // what is there from the start is not read out
    if (early > 0) setTimeout(() => setText(region, text), early);
    else setText(region, text);
  };
  return {
    announce,
    startPlaying: () => keepFree(PAUSE_BETWEEN),
    /** @param {() => string} text */
    announceWhilePlaying(text) {
      if (performance.now() >= freeAt) announce(text());
    },
    /** @param {() => string} text */
    announceWhenDone(text) {
      clearTimeout(timer);
      timer = setTimeout(() => announce(text()), PAUSE_AFTER_LAST);
    },
  };
}

/**
 * Return the texts of elements, and texts, in one line.
 * @param {...(Node | string)} parts
 */
export const joinTexts = (...parts) =>
  parts
    .map(part => (typeof part === "string" ? part : part.textContent))
    .filter(Boolean)
    .join(" ");
