// A finger that begins on a slider taps, drags or scrolls the page. Until it is known which, the
// slider hears nothing; of a scroll it never hears, and stands where it stood.
import { pageGlobal } from "./registry.js";

const SLIP = 10; // pixels that a tap may slip
/** @type {any} */
let touch = null; // the finger that is down, and what it began on

const stop = event => event.stopImmediatePropagation();

// It is a drag or a tap: the slider hears what it has missed.
function handOn() {
  const { target, native, down, changed } = touch;
  touch.handedOn = true;
  if (!native) target.dispatchEvent(down);
  else if (changed) native.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
}

// It scrolled the page: the slider goes back, and does not hear that it changes.
function restore() {
  const { native, before } = touch;
  if (!native) return;
  native.value = before;
  native.addEventListener("change", stop, { capture: true });
  const free = () =>
    setTimeout(() => native.removeEventListener("change", stop, { capture: true }));
  for (const type of ["touchend", "touchcancel"]) addEventListener(type, free, { once: true });
}

const isSideways = event => Math.abs(event.clientX - touch.x) > Math.abs(event.clientY - touch.y);
const isNear = event => Math.hypot(event.clientX - touch.x, event.clientY - touch.y) < SLIP;

const listeners = {
  pointerdown(event) {
    if (event.pointerType !== "touch" || !event.isPrimary || !event.isTrusted) return;
    const target = event.composedPath()[0];
    const native = target.matches?.("input[type=range]") ? target : null;
    touch = null;
    if (!native && !target.closest?.("[data-testid=stSlider]")) return;
    const { pointerId: id, clientX: x, clientY: y } = event;
    touch = { target, native, id, x, y, before: native?.value };
    if (native) return; // it takes touches, not pointers
    touch.down = new PointerEvent("pointerdown", event);
    stop(event);
  },
  touchstart(event) {
    if (touch?.down && !touch.handedOn) stop(event); // React hears of it by this road, too
  },
  input(event) {
    if (!touch || touch.handedOn || event.composedPath()[0] !== touch.native) return;
    touch.changed = true;
    stop(event);
  },
  pointermove(event) {
    if (touch?.id === event.pointerId && !touch.handedOn && isSideways(event)) handOn();
  },
  pointerup(event) {
    if (touch?.id !== event.pointerId) return;
    if (!touch.handedOn) isNear(event) ? handOn() : restore();
    touch = null;
  },
  pointercancel(event) {
    if (touch?.id !== event.pointerId) return;
    if (!touch.handedOn) restore();
    touch = null;
  },
};

pageGlobal("touch on sliders", () => {
  for (const type in listeners) addEventListener(type, listeners[type], { capture: true });
  return listeners;
});
