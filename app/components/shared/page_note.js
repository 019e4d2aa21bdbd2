// A note at the foot of the page: it is read out, and stays until it is closed or taken away.
import { element } from "./dom.js";

const NOTICED_AFTER = 150; // milliseconds, until a screen reader knows of a new region

/**
 * Show a note; return how to take it away.
 * @param {string} text
 * @param {string} close the name of the button that closes it
 * @returns {{ note: HTMLElement, remove: () => void }}
 */
export function showPageNote(text, close) {
  const sentence = element("p", { role: "status" });
  const remove = () => note.remove();
  const attributes = { type: "button", "aria-label": close, text: "×", onclick: remove };
  const note = element("div", { class: "page-note" }, sentence, element("button", attributes));
  document.body.append(note);
  setTimeout(() => (sentence.textContent = text), NOTICED_AFTER);
  return { note, remove };
}
