// The focus in what is drawn anew.

/**
 * Draw anew and give the focus back to what stands at the same place among `selector`.
 * @param {HTMLElement} root
 * @param {string} selector
 * @param {() => void} redraw
 */
export function keepFocusPlace(root, selector, redraw) {
  const all = () => [...root.querySelectorAll(selector)];
  const place = all().indexOf(/** @type {any} */ (root.getRootNode()).activeElement);
  redraw();
  /** @type {any} */ (all()[place])?.focus({ preventScroll: true });
}
