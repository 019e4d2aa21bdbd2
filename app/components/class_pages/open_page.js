// The page that opens a class, with the lesson in the fragment of its address if there is one.
import { lessonInFragment } from "../lesson_editor/lesson_file.js";
import { localAddress } from "./class_words.js";

/** @returns {any} the lesson in the address, null without one, undefined if it cannot be read */
function lessonOfAddress() {
  try {
    return JSON.parse(lessonInFragment(location.hash) ?? "null");
  } catch {
    return undefined;
  }
}

async function postClass(body) {
  try {
    const response = await fetch(localAddress("/class"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch {
    return { status: "failed" };
  }
}

/**
 * Let a class be opened.
 * @param {any} data
 */
export function startOpenPage({ lang, words }) {
  const form = document.querySelector("form");
  if (!form) return;
  const button = form.querySelector("button");
  const show = (status, reason = "") => {
    const text = [words[status] ?? words.failed, reason].filter(Boolean).join(" ");
    form.querySelector(".error").textContent = text;
  };
  const lesson = lessonOfAddress();
  const line = document.getElementById("lesson");
  if (lesson === undefined) show("invalid");
  if (lesson) {
    const title = String(lesson.title || words.untitled);
    const steps = words.steps.replace("{n}", String(lesson.steps?.length ?? 0));
    line.textContent = `${words.lesson.replace("{title}", title)} (${steps})`;
    line.hidden = false;
  }
  form.addEventListener("submit", async event => {
    event.preventDefault();
    button.disabled = true;
    button.textContent = words.opening;
    const nicknames = form.querySelector("input").checked;
    const plan = lesson ? { plan: lesson } : {};
    const { status, code, reason } = await postClass({ lang, nicknames, ...plan });
    if (status === "created") location.assign(localAddress(`/class/${code}?lang=${lang}`));
    else show(status, reason);
    button.disabled = false;
    button.textContent = words.open;
  });
}
