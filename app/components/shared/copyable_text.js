// A line of text and the button that copies it.
import { element } from "./dom.js";

/**
 * Return the button that copies a text, and what it says then.
 * @param {Record<string, string>} words
 * @param {HTMLElement} code what is copied
 */
export function copyButton(words, code) {
  const result = element("span", { class: "aside", "aria-live": "polite" });
  const copy = async () => {
    getSelection().selectAllChildren(code); // without a clipboard (http) the text is selected
    try {
      await navigator.clipboard.writeText(code.textContent);
      result.textContent = words.copied;
    } catch {
      result.textContent = words.selected;
    }
  };
  const clear = () => {
    result.textContent = "";
  };
  new MutationObserver(clear).observe(code, { childList: true });
  const button = element("button", { type: "button", text: words.copy, onclick: copy });
  return element("div", { class: "buttons" }, button, result);
}

/**
 * @param {Record<string, string>} words
 * @param {HTMLElement} code what is copied
 * @param {string} label its name
 */
export function copyableText(words, code, label) {
  const box = element("pre", { tabindex: 0, "aria-label": label }, code);
  return element("div", { class: "call" }, box, copyButton(words, code));
}
