// A sentence for who does not see the page: what a step shows, in the words of the page. What the reader does is told
// when it is done; while something plays only as often as it can be read out; its end always.
import { element, setText } from "./dom.js";

const DONE = 400;
const BETWEEN = 2000;
const READ = 65; // milliseconds: after the last of several, between two, to read a character
const UNSEEN =
  "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";

export function liveRegion(root) {
  // beside what is drawn: drawn anew, it goes on telling
  const heard =
    root.parentNode.querySelector(":scope > .heard") ??
    root.parentNode.appendChild(
      element("p", { class: "heard", role: "status", "aria-live": "polite", style: UNSEEN }),
    );
  let free = 0;
  let later = 0;
  const wait = ms => {
    clearTimeout(later);
    free = performance.now() + ms;
  };
  const say = text => {
    wait(Math.max(BETWEEN, READ * text.length));
    setText(heard, text);
  };
  return {
    say,
    begin: () => wait(BETWEEN), // something plays
    passing: text => performance.now() < free || say(text()),
    done: text => {
      clearTimeout(later);
      later = setTimeout(() => say(text()), DONE);
    },
  };
}

export const joinTexts = (...parts) =>
  parts
    .map(e => e.textContent ?? e)
    .filter(Boolean)
    .join(" ");
