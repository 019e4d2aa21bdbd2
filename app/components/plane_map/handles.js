// What mouse, finger and arrow keys move on a plane.
import { svgElement } from "../shared/dom.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
const FAST = 10; // steps, with Shift

/**
 * What is moved: its name, where it stands, and what is done when it has moved or was let go.
 * @typedef {{label: string, point: () => number[], move: (point: number[]) => void,
 *   release: () => void}} Target
 */

/**
 * Draw the ring with which a point is moved; return the function that draws where it stands.
 * @param {import("./plane.js").Plane} plane
 * @param {Target} target
 * @param {{step: number, reach: number, scale: number}} options
 * @param {(point: number[]) => string} describe
 */
export function createHandle(plane, target, { step, reach, scale }, describe) {
  const range = { "aria-valuemin": -reach, "aria-valuemax": reach };
  const role = { role: "slider", tabindex: 0, "aria-label": target.label, ...range };
  const ring = svgElement("g", { class: "handle", ...role }, plane.svg);
  svgElement("circle", { class: "reach", r: 22 }, ring);
  svgElement("circle", { class: "dot", r: 7 }, ring);
  listenToRing(plane, ring, target, scale);
  ring.onkeydown = event => {
    const [dx, dy] = ARROWS[event.key] ?? [];
    if (dx === undefined) return;
    event.preventDefault();
    const by = event.shiftKey ? FAST * step : step;
    const [x, y] = target.point();
    target.move([x + dx * by, y + dy * by]);
    target.release();
  };
  return () => {
    const point = target.point();
    ring.setAttribute("transform", `translate(${plane.pixels(point)})`);
    ring.setAttribute("aria-valuenow", point[0]);
    ring.setAttribute("aria-valuetext", describe(point));
  };
}

const placeOf = ({ svg, place }, { clientX, clientY }, scale) => {
  const { left, top } = svg.getBoundingClientRect();
  return place((clientX - left) / scale, (clientY - top) / scale);
};

function listenToRing(plane, ring, { move, release }, scale) {
  // On the ring a finger drags, and the page stays.
  ring.addEventListener("touchstart", event => event.preventDefault());
  ring.onpointerdown = event => {
    ring.setPointerCapture(event.pointerId);
    ring.focus({ preventScroll: true });
    event.preventDefault();
    event.stopPropagation();
  };
  ring.onpointermove = event => {
    if (ring.hasPointerCapture(event.pointerId)) move(placeOf(plane, event, scale));
  };
  ring.onpointerup = ring.onpointercancel = event => {
    if (ring.hasPointerCapture(event.pointerId)) release();
  };
}

/**
 * Let a click or a drag of the mouse anywhere on a plane move one point; a finger taps.
 * @param {import("./plane.js").Plane} plane
 * @param {Target} target
 * @param {number} scale
 */
export function moveAnywhere(plane, { move, release }, scale) {
  const { svg } = plane;
  svg.classList.add("anywhere");
  const follow = event => move(placeOf(plane, event, scale));
  svg.onpointerdown = event => {
    if (event.pointerType === "touch") return;
    svg.setPointerCapture(event.pointerId);
    follow(event);
  };
  svg.onpointermove = event => svg.hasPointerCapture(event.pointerId) && follow(event);
  svg.onclick = event => {
    if (event.target.closest(".handle")) return;
    follow(event);
    release();
  };
}
