// What is done with a whole lesson: saved as a file, opened from one, copied as a link.
import { element, setText } from "../shared/dom.js";
import { LESSON_LIMITS, lessonFileName, lessonFragment, writeLesson } from "./lesson_file.js";

const LONG_LINK = 2000; // characters; some programs cut longer ones

function saveFile(lesson) {
  const file = new Blob([writeLesson(lesson, 2)], { type: "application/json" });
  const href = URL.createObjectURL(file);
  element("a", { href, download: lessonFileName(lesson.title) }).click();
  URL.revokeObjectURL(href);
}

// A file that is too large is not read.
function fileButton(label, onText) {
  const read = async () => {
    const [file] = input.files;
    if (!file) return;
    const isLarge = file.size > LESSON_LIMITS.bytes;
    onText(isLarge ? " ".repeat(LESSON_LIMITS.bytes + 1) : await file.text());
    input.value = "";
  };
  const input = element("input", { type: "file", accept: ".json", onchange: read });
  return element("label", { class: "button" }, element("span", { text: label }), input);
}

// The link, selected and copied; without a clipboard (http) it is selected alone.
function linkRow(words) {
  const field = element("input", { readonly: "", "aria-label": words.link_name });
  const result = element("span", { class: "hint", role: "status" });
  const row = element("p", { class: "link", hidden: "" }, field, result);
  const copy = async () => {
    row.hidden = false;
    field.focus();
    field.select();
    const long = field.value.length > LONG_LINK ? ` ${words.long_link}` : "";
    try {
      await navigator.clipboard.writeText(field.value);
      setText(result, words.copied + long);
    } catch {
      setText(result, words.selected + long);
    }
  };
  const update = address => {
    if (field.value !== address) setText(result, "");
    field.value = address;
  };
  return { row, copy, update };
}

/**
 * Return the buttons for a whole lesson, and the function to call when it has changed.
 * @param {Record<string, string>} words
 * @param {string} classAddress of the page that opens a class
 * @param {() => import("./lesson_file.js").LessonPlan} current returns the lesson
 * @param {(text: string) => void} onText is called with what an opened file holds
 */
export function lessonActions(words, classAddress, current, onText) {
  const { row, copy, update } = linkRow(words);
  const button = (text, onclick) => element("button", { type: "button", text, onclick });
  const start = element("a", {
    ...{ class: "button main", target: "_blank", rel: "noopener", text: words.open_class },
  });
  const buttons = element(
    "div",
    { class: "actions" },
    start,
    button(words.copy_link, copy),
    button(words.save, () => saveFile(current())),
    fileButton(words.open, onText),
  );
  const updateLink = () => {
    const address = new URL(classAddress, location.href);
    address.hash = lessonFragment(current());
    start.href = address.href;
    update(address.href);
  };
  return { nodes: [buttons, row], updateLink };
}
