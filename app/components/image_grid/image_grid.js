// Small images as pixels in the theme's colours: ink on paper, or two colours by the sign.

import { decodeBytes } from "../shared/base64.js";
import { applyPageScale, element } from "../shared/dom.js";
import { keepFocusPlace } from "../shared/focus_place.js";
import { createLiveRegion, joinTexts } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";

/**
 * An image as app.components.image_grid packs it.
 * @typedef {{pixels: string, rows: number, cols: number, signed: boolean, alt: string,
 *   says: [kind: string, text: string][]}} Image bytes in base64, row by row; of a signed image
 *   128 is 0
 */

/**
 * Paint an image, a pixel of the canvas each.
 * @param {HTMLCanvasElement} canvas
 * @param {Image} image
 * @param {CSSStyleDeclaration} style has the colours of the theme
 */
function paintImage(canvas, { pixels, rows, cols, signed }, style) {
  const context = canvas.getContext("2d");
  const themeColor = name => style.getPropertyValue(`--st-${name}-color`).trim();
  const [ink, positive, negative] = ["text", "blue", "orange"].map(themeColor);
  canvas.width = cols;
  canvas.height = rows;
  context.clearRect(0, 0, cols, rows);
  decodeBytes(pixels).forEach((byte, i) => {
    const value = signed ? (byte - 128) / 127 : byte / 255;
    const signColor = value > 0 ? positive : negative;
    context.globalAlpha = Math.abs(value);
    context.fillStyle = signed ? signColor : ink;
    context.fillRect(i % cols, Math.floor(i / cols), 1, 1);
  });
}

/**
 * Draw images as figures or, if one is picked, as buttons.
 * @param {HTMLElement} root
 * @param {{alt: string, size: number, pictures: Image[], picked: number | null}} drawing `size` is
 *   the width of an image in pixels
 * @param {(place: number) => void} pick is called with the place of an image that is pressed
 */
function drawGrid(root, { alt, size, pictures: images, picked }, pick) {
  const style = getComputedStyle(root);
  const side = size * applyPageScale(root);
  const select = (place, texts) => {
    root.querySelectorAll("button").forEach((button, i) => {
      button.setAttribute("aria-pressed", String(i === place));
    });
    pick(place);
    region.announce(joinTexts(images[place].alt, ...texts));
  };
  const items = images.map((image, i) => {
    const attributes = { role: "img", "aria-label": image.alt, style: `width:${side}px` };
    const canvas = element("canvas", attributes);
    paintImage(canvas, image, style);
    const texts = image.says.map(([kind, text]) => element("span", { class: kind, text }));
    if (picked == null) return element("figure", {}, canvas, element("figcaption", {}, ...texts));
    const onclick = () => select(i, texts);
    const button = { type: "button", "aria-pressed": i === picked, onclick };
    return element("button", button, canvas, element("span", { class: "under" }, ...texts));
  });
  const grid = { class: "grid", role: "group", "aria-label": alt, style: `--size:${side}px` };
  root.replaceChildren(element("div", grid, ...items));
  const region = createLiveRegion(root);
}

const backgroundOf = root => getComputedStyle(root).getPropertyValue("--st-background-color");

export default mountOnce(
  "pictures",
  ({ root, drawing, setStateValue }) => {
    // the time makes an equal place news
    const pick = place => setStateValue("picked", { i: place, n: Date.now() });
    keepFocusPlace(root, "button", () => drawGrid(root, drawing, pick));
    return {};
  },
  ({ drawing }, root) => drawing + backgroundOf(root),
);
