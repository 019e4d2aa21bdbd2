// The list of light, dark and the system's colours. What is chosen is stored in this browser; the
// page is opened anew, for Streamlit reads it only when it starts (app/server/preferences.js).
import { element, svgElement } from "../shared/dom.js";
import { mountOnce } from "../shared/mount.js";
import { showPageNote } from "../shared/page_note.js";
import { THEME_KEY } from "../shared/storage_keys.js";

const CIRCLE = "M12,4a8,8 0 1 0 0,16a8,8 0 1 0 0,-16z";
const LEFT_HALF = "M12,4a8,8 0 0 0 0,16z";

// Where Streamlit serves its own document, as on Community Cloud, nothing reads what is stored.
const DOCUMENT_SCRIPT = "script[src*='js/document.']";

function readChoice(names) {
  try {
    const name = localStorage.getItem(THEME_KEY);
    return names.includes(name) ? name : names[0];
  } catch {
    return names[0]; // a private window
  }
}

function storeChoice(name) {
  try {
    localStorage.setItem(THEME_KEY, name);
    return true;
  } catch {
    return false;
  }
}

export default mountOnce("theme-switch", ({ root, drawing }) => {
  root.hidden = !document.querySelector(DOCUMENT_SCRIPT);
  const names = drawing.choices.map(([name]) => name);
  const list = element(
    "select",
    { "aria-label": drawing.label, title: drawing.label },
    ...drawing.choices.map(([value, text]) => element("option", { value, text })),
  );
  list.value = readChoice(names);
  list.onchange = () => {
    if (storeChoice(list.value)) location.reload();
    else {
      list.value = names[0];
      showPageNote(drawing.unavailable, drawing.close);
    }
  };
  const icon = svgElement("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svgElement("path", { d: CIRCLE }, icon);
  svgElement("path", { class: "dark", d: LEFT_HALF }, icon);
  root.replaceChildren(list, icon);
  return {};
});
