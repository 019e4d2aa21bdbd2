// Words with places for numbers and names, addresses, and the elements that the teacher's page is
// made of.
import { element } from "../shared/dom.js";

/**
 * Return a text with its places filled in.
 * @param {string} text
 * @param {Record<string, any>} values
 */
export const fillWords = (text, values) =>
  text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));

/**
 * @param {string} text
 * @param {() => void} onclick
 * @param {Record<string, any>} [attributes]
 */
export const button = (text, onclick, attributes = {}) =>
  element("button", { type: "button", text, onclick, ...attributes });

/** A button that is on or off. */
export const toggle = (text, isOn, onclick) =>
  button(text, onclick, { "aria-pressed": String(isOn) });

/** A box that is checked or not. */
export function checkbox(text, isOn, onchange) {
  const box = element("input", { type: "checkbox", onchange: () => onchange(box.checked) });
  box.checked = isOn;
  box.setAttribute("aria-label", text);
  return element("label", { class: "check" }, box, element("span", { text }));
}

/** A number as a bar, with its words before it. */
export const bar = (label, value, share, names = "", ...more) =>
  element(
    "div",
    { class: `bar ${names}` },
    element("i", { style: `width: ${100 * share}%`, "aria-hidden": "true" }),
    element("span", { text: label }),
    element("b", { text: value }),
    ...more,
  );

/**
 * Return the address of a path of this app, whose server may be below one of its host.
 * @param {string} path such as "/class"
 */
export const localAddress = path => document.body.dataset.base + path;

export const note = text => element("p", { class: "note", text });
export const heading = text => element("h2", { text });
