// The progress of a reader in their browser: read once a session, then written with each change.
import { mountOnce } from "../shared/mount.js";
import { pageGlobal } from "../shared/registry.js";
import { LANGUAGE_KEY, PROGRESS_KEY, THEME_KEY } from "../shared/storage_keys.js";

const NOTE_TIME = 8000; // milliseconds that a note stays

/** @typedef {Record<string, {answers: Record<string, boolean>, solved: string[]}>} Progress */

/**
 * Return the progress of two sources; of an answer the first one counts.
 * @param {Progress} stored
 * @param {Progress} session
 * @returns {Progress}
 */
export function joinProgress(stored, session) {
  const joined = { ...stored };
  for (const [slug, page] of Object.entries(session)) {
    const before = joined[slug] ?? { answers: {}, solved: [] };
    joined[slug] = {
      answers: { ...page.answers, ...before.answers },
      solved: [...new Set([...before.solved, ...page.solved])],
    };
  }
  return joined;
}

/**
 * Return what is stored; nothing if it is of another version or cannot be read.
 * @param {Storage} storage
 * @param {number} version
 * @returns {Progress}
 */
export function readProgress(storage, version) {
  try {
    const stored = JSON.parse(storage.getItem(PROGRESS_KEY) ?? "null");
    return stored?.version === version && stored.pages instanceof Object ? stored.pages : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

// Each reset of a page is carried out once, in the tab where it happened.
function withoutForgotten(pages, forgotten) {
  const done = pageGlobal("forgotten pages", () => new Set());
  const remaining = { ...pages };
  for (const [slug, number] of Object.entries(forgotten)) {
    const reset = `${slug} ${number}`;
    if (done.has(reset)) continue;
    done.add(reset);
    delete remaining[slug];
    if (!slug) for (const name of [LANGUAGE_KEY, THEME_KEY]) localStorage.removeItem(name);
  }
  return remaining;
}

function update(drawing, send) {
  const { version, session, pages, forgotten, lang } = drawing;
  const sessions = pageGlobal("sessions with the stored progress", () => new Set());
  const stored = withoutForgotten(readProgress(localStorage, version), forgotten);
  const isNew = !sessions.has(session);
  sessions.add(session);
  if (lang) localStorage.setItem(LANGUAGE_KEY, lang);
  const joined = joinProgress(stored, pages);
  const text = JSON.stringify({ version, pages: joined });
  if (text !== localStorage.getItem(PROGRESS_KEY)) localStorage.setItem(PROGRESS_KEY, text);
  if (isNew && Object.keys(stored).length) send("stored", { pages: stored, session });
}

// Shown once a tab: a private window may refuse, or the storage be full.
function showUnavailable(text) {
  const notice = pageGlobal("notice of the storage", () => ({ wasShown: false }));
  if (notice.wasShown) return;
  notice.wasShown = true;
  const note = document.createElement("p");
  note.className = "storage-note";
  note.role = "status";
  note.textContent = text;
  document.body.append(note);
  setTimeout(() => note.remove(), NOTE_TIME);
}

export default mountOnce("storage", ({ drawing, setStateValue }) => {
  try {
    update(drawing, setStateValue);
  } catch {
    showUnavailable(drawing.unavailable);
  }
  return {};
});
