// A nickname, where the teacher wants them: asked for once a tab, seen by the teacher alone.
import { classConnection } from "../classroom/class_connection.js";
import { element } from "../shared/dom.js";
import { pageGlobal } from "../shared/registry.js";

const MAX_LENGTH = 24; // characters

/** The name that was given in each class, by its code. */
const names = pageGlobal("class nicknames", () => new Map());

/**
 * Make the form; it is hidden while the class wants no names, and once there is one.
 * @param {Record<string, string>} words
 * @param {string} code of the class
 */
export function createNicknameForm(words, code) {
  const input = element("input", {
    maxlength: MAX_LENGTH,
    placeholder: words.bar_nickname,
    "aria-label": words.bar_nickname,
    autocomplete: "off",
    enterkeyhint: "done",
  });
  const button = element("button", { type: "submit", text: words.bar_nickname_send });
  const onsubmit = async event => {
    event.preventDefault();
    const name = input.value.trim();
    if (!name) return;
    names.set(code, name);
    form.hidden = true;
    const { ok } = await classConnection().post("name", { name });
    if (!ok) names.delete(code);
    form.hidden = ok;
  };
  const form = element("form", { class: "nickname", onsubmit }, input, button);
  form.hidden = true;
  return {
    form,
    /** @param {boolean} isWanted */
    show(isWanted) {
      form.hidden = !isWanted || names.has(code);
    },
  };
}
