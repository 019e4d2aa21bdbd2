// The questions of an exported page: what one answer is worth is hidden until it is given.
import { element } from "../shared/dom.js";

/**
 * Let the reader answer the questions.
 * @param {Element} place what has them
 * @param {Record<string, string>} texts
 */
export function createQuestions(place, texts) {
  for (const form of place.querySelectorAll("form.question")) {
    const button = element("button", { type: "submit", text: texts.commit });
    const skip = element("button", { type: "button", class: "quiet", text: texts.skip });
    const verdict = element("div", { class: "verdict", role: "status" });
    const options = [...form.querySelectorAll("input")];
    const show = id => verdict.replaceChildren(template(form, id));
    const chosen = () => options.find(option => option.checked);
    button.disabled = !!options.length;
    form.addEventListener("change", () => {
      button.disabled = !chosen();
    });
    form.addEventListener("submit", event => {
      event.preventDefault();
      show(chosen().value);
      for (const option of options) option.disabled = true;
      button.remove();
      skip.remove();
    });
    skip.onclick = () => {
      show("");
      button.remove();
      skip.remove();
    };
    form.append(...(options.length ? [button] : []), skip, verdict);
  }
}

const template = (form, id) =>
  [...form.querySelectorAll("template")]
    .find(each => each.dataset.answer === id)
    .content.cloneNode(true);
