// Rings that mouse, finger and arrow keys move freely over a plot.
import { svgElement } from "../shared/dom.js";

/**
 * Draw a ring that can be dragged, and return it.
 * @param {SVGElement} layer
 * @param {{label: string, name: string, radius: number, names?: string, range: number[],
 *   keys: (key: string) => boolean}} options what a screen reader
 *   says, its name and size, the least and the greatest value,
 *   and what a key does; returns whether it does anything
 */
export function createGrip(layer, { label, name, radius, names = "", range, keys }) {
  const role = { tabindex: 0, role: "slider", "aria-label": label };
  const limits = { "aria-valuemin": range[0], "aria-valuemax": range[1] };
  const ring = svgElement(
    "g",
    { class: `grip ${names}`, ...role, ...limits, "data-grip": name },
    layer,
  );
  svgElement("circle", { class: "reach", r: 22 }, ring);
  svgElement("circle", { class: "knob", r: radius }, ring);
  // On the ring it drags, and the page stays.
  ring.addEventListener("touchstart", event => event.preventDefault());
  ring.onkeydown = event => {
    if (keys(event.key)) event.preventDefault();
  };
  return ring;
}

/**
 * Put a ring somewhere, in pixels, and say what it stands for.
 * @param {Element} ring
 * @param {Point} place
 * @param {any} now its value
 * @param {string} text
 */
export function placeGrip(ring, [x, y], now, text) {
  ring.setAttribute("transform", `translate(${x.toFixed(1)},${y.toFixed(1)})`);
  ring.setAttribute("aria-valuenow", now);
  ring.setAttribute("aria-valuetext", text);
}

/**
 * Follow mouse and finger over a plot. A finger elsewhere than on a ring scrolls the page.
 * @param {Frame} frame
 * @param {{hold: (at: Point, grip: string | null) => boolean, move: (at: Point) => void,
 *   drop: () => void, tap?: (at: Point) => void}} gestures `hold` returns whether something is
 *   dragged, from the place and the name of the ring under a finger;
 *   `tap` is a finger's beside the rings
 */
export function listenToDrag({ area, k }, { hold, move, drop, tap }) {
  const placeOf = ({ clientX, clientY }) => {
    const box = area.getBoundingClientRect();
    return [(clientX - box.left) / k, (clientY - box.top) / k];
  };
  const isTouch = event => event.pointerType === "touch";
  const gripOf = event => (isTouch(event) && event.target.closest(".grip")?.dataset.grip) || null;
  area.onpointerdown = event => {
    if (event.button || (isTouch(event) && !gripOf(event))) return;
    if (hold(placeOf(event), gripOf(event))) area.setPointerCapture(event.pointerId);
  };
  area.onpointermove = event => area.hasPointerCapture(event.pointerId) && move(placeOf(event));
  area.onpointerup = area.onpointercancel = event =>
    area.hasPointerCapture(event.pointerId) && drop();
  area.onclick = event => isTouch(event) && !gripOf(event) && tap?.(placeOf(event));
}
