// Elements, made and filled; shared by all components.
export function setText(e, text) {
  // only what is new: an equal text would be laid out again
  if (e.textContent !== text) e.textContent = text;
}

export function element(tag, { class: names, text, ...more } = {}, ...children) {
  const e = document.createElement(tag);
  if (names) e.className = names;
  if (text != null) e.textContent = text;
  for (const [k, v] of Object.entries(more))
    k.startsWith("on") ? e.addEventListener(k.slice(2), v) : e.setAttribute(k, v);
  e.append(...children);
  return e;
}

export function keepFocus(root, redraw) {
  // what had the focus has it again: what is called the same, else what stands there
  const all = () => [...root.querySelectorAll("button, input, select, [tabindex]")];
  const name = e => e.getAttribute("aria-label") ?? e.textContent;
  const before = all();
  const old = root.getRootNode().activeElement;
  const at = before.indexOf(old);
  const called = old && name(old);
  const nth = before.slice(0, at).filter(e => name(e) === called).length;
  redraw();
  if (at < 0 || root.contains(root.getRootNode().activeElement)) return;
  const now = all();
  (now.filter(e => name(e) === called)[nth] ?? now[at])?.focus({ preventScroll: true });
}

export function setIndent(line) {
  // of code: where it begins, so that what goes on below is further in
  line.style.setProperty("--in", /^ */.exec(line.textContent)[0].length);
  return line;
}

export function applyPageScale(root) {
  // how much larger than usual the page is written: its drawings are, too
  const size = (e, name) => parseFloat(getComputedStyle(e).getPropertyValue(name));
  const k = size(document.documentElement, "font-size") / size(root, "--st-base-font-size") || 1;
  root.style.setProperty("--grown", k);
  return k;
}

export const svgElement = (tag, at, parent) => {
  const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(e, at);
  parent?.append(e);
  return e;
};
export const setAttributes = (e, at) => {
  for (const k in at)
    k === "text"
      ? setText(e, String(at[k]))
      : e.setAttribute(k, typeof at[k] === "number" && !Number.isFinite(at[k]) ? -9999 : at[k]);
};
