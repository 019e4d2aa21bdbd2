// Drawings that depend on the width.
import { keepFocusPlace } from "./focus_place.js";

/**
 * Draw into `root` as soon as it has a width, and again, from empty, when it has another.
 * @param {HTMLElement} root
 * @param {string} selector what may have the focus
 * @param {() => void} draw
 * @returns {() => void} stops it
 */
export function drawAtWidth(root, selector, draw) {
  let width = 0;
  const redraw = () => {
    if (!root.clientWidth || width === root.clientWidth) return;
    width = root.clientWidth;
    keepFocusPlace(root, selector, () => {
      root.replaceChildren();
      draw();
    });
  };
  const observer = new ResizeObserver(redraw);
  observer.observe(root);
  redraw();
  return () => observer.disconnect();
}
