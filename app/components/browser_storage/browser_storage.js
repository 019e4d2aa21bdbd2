// The progress of a reader in their browser: read once a session, then written with each change.
import { mountOnce } from "../shared/mount.js";
import { showPageNote } from "../shared/page_note.js";
import { pageGlobal } from "../shared/registry.js";
import { LANGUAGE_KEY, PROGRESS_KEY, THEME_KEY } from "../shared/storage_keys.js";

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

// Other tabs have sessions of their own, which would store again what was forgotten in this one:
// they are asked to forget it too.
function connectTabs(send) {
  const tabs = pageGlobal("tabs of the course", () => {
    const channel = new BroadcastChannel(PROGRESS_KEY);
    channel.onmessage = () => tabs.send("forgotten", Date.now());
    return { channel, send };
  });
  tabs.send = send;
  return tabs.channel;
}

function forgetPreferences(channel) {
  for (const name of [LANGUAGE_KEY, THEME_KEY]) localStorage.removeItem(name);
  channel.postMessage("forgotten");
}

// Each reset of a page is carried out once, in the tab where it happened.
function withoutForgotten(pages, forgotten, channel) {
  const done = pageGlobal("forgotten pages", () => new Set());
  const remaining = { ...pages };
  for (const [slug, number] of Object.entries(forgotten)) {
    const reset = `${slug} ${number}`;
    if (done.has(reset)) continue;
    done.add(reset);
    delete remaining[slug];
    if (!slug) forgetPreferences(channel);
  }
  return remaining;
}

function update(drawing, send) {
  const { version, session, pages, forgotten, lang } = drawing;
  const sessions = pageGlobal("sessions with the stored progress", () => new Set());
  const channel = connectTabs(send);
  const stored = withoutForgotten(readProgress(localStorage, version), forgotten, channel);
  const isNew = !sessions.has(session);
  sessions.add(session);
  if (lang) localStorage.setItem(LANGUAGE_KEY, lang);
  const joined = joinProgress(stored, pages);
  const text = JSON.stringify({ version, pages: joined });
  if (text !== localStorage.getItem(PROGRESS_KEY)) localStorage.setItem(PROGRESS_KEY, text);
  if (isNew && Object.keys(stored).length) send("stored", { pages: stored, session });
}

// Shown once a tab: a private window may refuse, or the storage be full.
function showUnavailable({ unavailable, close }) {
  const notice = pageGlobal("notice of the storage", () => ({ wasShown: false }));
  if (notice.wasShown) return;
  notice.wasShown = true;
  showPageNote(unavailable, close);
}

export default mountOnce("storage", ({ drawing, setStateValue }) => {
  try {
    update(drawing, setStateValue);
  } catch {
    showUnavailable(drawing);
  }
  return {};
});
