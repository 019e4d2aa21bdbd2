// An image that the reader draws, with a mouse, a finger or the keyboard; it is sent when the pen
// rests.
import { decodeBytes } from "../shared/base64.js";
import { element, setText } from "../shared/dom.js";
import { mountOnce } from "../shared/mount.js";
import { drawDot, drawStroke, SIDE } from "./brush.js";

const PAUSE = 350; // milliseconds after which the drawing is sent
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const DRAW_KEYS = [" ", "Enter"];
const ERASE_KEYS = ["Delete", "Backspace"];

/**
 * What is drawn, and how: `cursor` is the pixel of the keyboard, `last` the pixel where a stroke
 * of the pointer has come to.
 * @typedef {{canvas: HTMLCanvasElement, pixels: Uint8Array, cursor: {x: number, y: number},
 *   last: {x: number, y: number} | null, erasing: boolean, paint: () => void, send: () => void
 * }} Sketch
 */

const clampToGrid = value => Math.max(0, Math.min(SIDE - 1, value));

/**
 * Paint the pixels, and the cursor while the keyboard is used.
 * @param {HTMLElement} root
 * @param {Sketch} sketch
 */
function paintSketch(root, { canvas, pixels, cursor }) {
  const style = getComputedStyle(root);
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, SIDE, SIDE);
  context.fillStyle = style.getPropertyValue("--st-text-color").trim();
  pixels.forEach((ink, i) => {
    context.globalAlpha = ink / 255;
    context.fillRect(i % SIDE, Math.floor(i / SIDE), 1, 1);
  });
  const active = /** @type {any} */ (root.getRootNode()).activeElement;
  if (active !== canvas || !canvas.matches(":focus-visible")) return;
  context.globalAlpha = 0.75;
  context.fillStyle = style.getPropertyValue("--st-blue-color").trim();
  context.fillRect(cursor.x, cursor.y, 1, 1);
}

/** @param {Sketch} sketch */
function drawWithPointer(sketch) {
  const { canvas, pixels } = sketch;
  const pixelAt = event => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const x = clampToGrid(Math.floor(((event.clientX - left) / width) * SIDE));
    return { x, y: clampToGrid(Math.floor(((event.clientY - top) / height) * SIDE)) };
  };
  const continueStroke = event => {
    const pixel = pixelAt(event);
    drawStroke(pixels, sketch.last ?? pixel, pixel, sketch.erasing);
    sketch.last = pixel;
    Object.assign(sketch.cursor, pixel);
    sketch.paint();
  };
  canvas.onpointerdown = event => {
    canvas.setPointerCapture(event.pointerId);
    sketch.last = null;
    continueStroke(event);
  };
  canvas.onpointermove = event => {
    if (canvas.hasPointerCapture(event.pointerId)) continueStroke(event);
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (sketch.last) sketch.send();
    sketch.last = null;
  };
}

/**
 * Draw with the arrows, and Space or Enter; with Shift the arrows draw.
 * @param {Sketch} sketch
 * @param {() => void} announcePlace
 */
function drawWithKeys(sketch, announcePlace) {
  const { canvas, cursor, pixels } = sketch;
  canvas.onkeydown = event => {
    const step = ARROWS[event.key];
    const draws = DRAW_KEYS.includes(event.key);
    const erases = ERASE_KEYS.includes(event.key);
    if (!step && !draws && !erases) return;
    event.preventDefault();
    if (step) {
      cursor.x = clampToGrid(cursor.x + step[0]);
      cursor.y = clampToGrid(cursor.y + step[1]);
    }
    if (draws || erases || event.shiftKey) {
      drawDot(pixels, cursor, erases || sketch.erasing);
      sketch.send();
    }
    announcePlace();
    sketch.paint();
  };
}

function drawBar(sketch, words) {
  const toggle = () => {
    sketch.erasing = !sketch.erasing;
    eraser.setAttribute("aria-pressed", sketch.erasing);
  };
  const attributes = { type: "button", "aria-pressed": false, text: words.erase, onclick: toggle };
  const eraser = element("button", attributes);
  const onclick = () => {
    sketch.clear();
    sketch.send();
  };
  const clear = element("button", { type: "button", text: words.clear, onclick });
  return element("div", { class: "bar" }, eraser, clear);
}

/**
 * Draw the sketchpad.
 * @param {HTMLElement} root
 * @param {Record<string, string>} words
 * @param {string} start what is drawn already, bytes in base64; or ""
 * @param {(drawing: {pixels: string, n: number}) => void} send
 */
function createSketch(root, words, start, send) {
  let timer;
  let count = 0;
  const canvas = element("canvas", {
    tabindex: 0,
    role: "application",
    "aria-label": words.label,
    "aria-describedby": "hint",
    width: SIDE,
    height: SIDE,
  });
  const pixels = new Uint8Array(SIDE * SIDE);
  if (start) pixels.set(decodeBytes(start));
  const sendPixels = () => send({ pixels: btoa(String.fromCharCode(...pixels)), n: ++count });
  const sketch = {
    canvas,
    pixels,
    cursor: { x: 13, y: 13 },
    last: null,
    erasing: false,
    paint: () => paintSketch(root, sketch),
    send() {
      clearTimeout(timer);
      timer = setTimeout(sendPixels, PAUSE);
    },
    clear() {
      pixels.fill(0);
      sketch.paint();
    },
  };
  return sketch;
}

export default mountOnce("sketch", ({ root, drawing: { words, start }, setStateValue }) => {
  let send = setStateValue;
  let current = start;
  const sketch = createSketch(root, words, start, value => send("drawn", value));
  const { canvas, cursor, paint } = sketch;
  const place = element("p", { class: "place", "aria-live": "polite" });
  drawWithPointer(sketch);
  drawWithKeys(sketch, () => {
    const text = words.place.replace("{row}", cursor.y + 1).replace("{column}", cursor.x + 1);
    setText(place, text);
  });
  canvas.onfocus = canvas.onblur = paint;
  const title = element("p", { class: "title", text: words.label });
  const hint = element("p", { id: "hint", text: words.hint });
  root.replaceChildren(title, canvas, drawBar(sketch, words), hint, place);
  paint();
  return {
    update(latest, sender) {
      send = sender.setStateValue;
      const reset = current && !latest.start; // of the page; else the theme may have changed
      if (reset) sketch.clear();
      else paint();
      current = latest.start;
    },
  };
});
