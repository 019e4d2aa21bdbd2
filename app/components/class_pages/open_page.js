// The page that opens a class, with the lesson in the fragment of its address if there is one.

/** @returns {any} the lesson in the address, null without one, undefined if it cannot be read */
function readLesson() {
  const text = /^#lesson=([\w-]+)$/.exec(location.hash)?.[1];
  if (!text) return null;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, character => character.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

async function postClass(body) {
  try {
    const response = await fetch("/class", {
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
  const show = status => {
    form.querySelector(".error").textContent = words[status] ?? words.failed;
  };
  const lesson = readLesson();
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
    const { status, code } = await postClass({ lang, nicknames, ...plan });
    if (status === "created") location.assign(`/class/${code}?lang=${lang}`);
    else show(status);
    button.disabled = false;
    button.textContent = words.open;
  });
}
