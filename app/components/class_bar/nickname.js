// A nickname, where the teacher wants them: asked for once a tab, seen by the teacher alone.
import { classConnection } from "../classroom/class_connection.js";
import { element } from "../shared/dom.js";
import { pageGlobal } from "../shared/registry.js";

const MAX_LENGTH = 24; // characters

/** The names that this tab has given, by the code of the class. */
const names = pageGlobal("class nicknames", () => new Map());

// A tab that is loaded again need not ask again; without storage it does.
function isNamed(code) {
  try {
    return names.has(code) || sessionStorage.getItem(`class name ${code}`) !== null;
  } catch {
    return names.has(code);
  }
}

function remember(code, name) {
  names.set(code, name);
  try {
    sessionStorage.setItem(`class name ${code}`, name);
  } catch {
    // it is asked for again after a reload
  }
}

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
    const { ok } = await classConnection().post("name", { name });
    if (ok) remember(code, name);
    form.hidden = ok;
  };
  const form = element("form", { class: "nickname", onsubmit }, input, button);
  form.hidden = true;
  return {
    form,
    /** @param {boolean} isWanted */
    show(isWanted) {
      form.hidden = !isWanted || isNamed(code);
    },
  };
}
