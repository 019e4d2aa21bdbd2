// Elements: made, filled and focused.

/**
 * Set an element's text if it is another one; an equal text would be laid out again.
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * Make an HTML element.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `class`, `text`, listeners such as `onclick`, others
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function element(tag, { class: names, text, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (names) made.className = names;
  if (text != null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes))
    name.startsWith("on")
      ? made.addEventListener(name.slice(2), value)
      : made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Make an SVG element.
 * @param {string} tag
 * @param {Record<string, any>} attributes as in `setAttributes`
 * @param {Element} [parent] gets it as its last child
 * @returns {any}
 */
export function svgElement(tag, attributes, parent) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(made, attributes);
  parent?.append(made);
  return made;
}

/**
 * Set attributes; `text` is the content, and a number that is not finite lies far outside.
 * @param {Element} target
 * @param {Record<string, any>} attributes
 */
export function setAttributes(target, attributes) {
  for (const [name, value] of Object.entries(attributes))
    if (name === "text") setText(target, String(value));
    else
      target.setAttribute(
        name,
        typeof value === "number" && !Number.isFinite(value) ? -9999 : value,
      );
}

/**
 * Draw anew and give the focus back: to what has the same name, else to what stands there now.
 * @param {Element} root
 * @param {() => void} redraw
 */
export function keepFocus(root, redraw) {
  /** @returns {any} */
  const active = () => /** @type {any} */ (root.getRootNode()).activeElement;
  const all = () => [...root.querySelectorAll("button, input, select, [tabindex]")];
  const nameOf = target => target.getAttribute("aria-label") ?? target.textContent;
  const before = all();
  const place = before.indexOf(active());
  const name = place < 0 ? "" : nameOf(before[place]);
  const nth = before.slice(0, place).filter(target => nameOf(target) === name).length;
  redraw();
  if (place < 0 || root.contains(active())) return;
  const now = all();
  const next = now.filter(target => nameOf(target) === name)[nth] ?? now[place];
  /** @type {HTMLElement} */ (next)?.focus({ preventScroll: true });
}

/**
 * Tell the style sheet where a line of code begins, so that what wraps is further in.
 * @param {HTMLElement} line
 */
export function setIndent(line) {
  line.style.setProperty("--in", String(/^ */.exec(line.textContent)[0].length));
  return line;
}

/**
 * Return how much larger than usual the page is written; drawings in `root` grow as much.
 * @param {HTMLElement} root
 */
export function applyPageScale(root) {
  const size = (target, name) => parseFloat(getComputedStyle(target).getPropertyValue(name));
  const usual = size(root, "--st-base-font-size");
  const scale = size(document.documentElement, "font-size") / usual || 1;
  root.style.setProperty("--grown", String(scale));
  return scale;
}
