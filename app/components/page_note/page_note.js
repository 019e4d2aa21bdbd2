// A note that the server has for the reader: what they did is done. It goes after a while, but not
// while it is pointed at.
import { mountOnce } from "../shared/mount.js";
import { showPageNote } from "../shared/page_note.js";
import { pageGlobal } from "../shared/registry.js";

const TIME = 5000; // milliseconds

export default mountOnce("note", ({ drawing }) => {
  const shown = pageGlobal("notes that were shown", () => new Set());
  if (shown.has(drawing.key)) return {};
  shown.add(drawing.key);
  const { note, remove } = showPageNote(drawing.text, drawing.close);
  let timer = setTimeout(remove, TIME);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => {
    timer = setTimeout(remove, TIME);
  });
  return { dispose: remove };
});
