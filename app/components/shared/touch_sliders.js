// A finger that begins on a slider taps, drags or scrolls the page. Until it is known which,
// the slider hears nothing; of a scroll it never hears, and stands where it stood.
import { pageGlobal } from "./registry.js";

const NEAR = 10; // pixels that a tap may slip
pageGlobal("touch on sliders", () => {
  let now = null;
  const stop = e => e.stopImmediatePropagation();
  const heard = () => {
    // it is a drag or a tap
    const { target, native, down, changed } = now;
    now.heard = true;
    if (!native) target.dispatchEvent(down);
    else if (changed) native.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  };
  const scrolled = () => {
    const { native, before } = now;
    if (!native) return;
    native.value = before;
    native.addEventListener("change", stop, { capture: true });
    const free = () =>
      setTimeout(() => native.removeEventListener("change", stop, { capture: true }));
    for (const type of ["touchend", "touchcancel"]) addEventListener(type, free, { once: true });
  };
  const aside = e => Math.abs(e.clientX - now.x) - Math.abs(e.clientY - now.y);
  const listeners = {
    pointerdown(e) {
      if (e.pointerType !== "touch" || !e.isPrimary || !e.isTrusted) return;
      const target = e.composedPath()[0];
      const native = target.matches?.("input[type=range]") ? target : null;
      now = null;
      if (!native && !target.closest?.("[data-testid=stSlider]")) return;
      now = { target, native, id: e.pointerId, x: e.clientX, y: e.clientY, before: native?.value };
      if (native) return; // it takes touches, not pointers
      now.down = new PointerEvent("pointerdown", e);
      stop(e);
    },
    touchstart(e) {
      // React hears of it by this road, too
      if (now?.down && !now.heard) stop(e);
    },
    input(e) {
      if (!now || now.heard || e.composedPath()[0] !== now.native) return;
      now.changed = true;
      stop(e);
    },
    pointermove(e) {
      if (now?.id === e.pointerId && !now.heard && aside(e) > 0) heard();
    },
    pointerup(e) {
      if (now?.id !== e.pointerId) return;
      if (!now.heard)
        Math.hypot(e.clientX - now.x, e.clientY - now.y) < NEAR ? heard() : scrolled();
      now = null;
    },
    pointercancel(e) {
      if (now?.id !== e.pointerId) return;
      if (!now.heard) scrolled();
      now = null;
    },
  };
  for (const type in listeners) addEventListener(type, listeners[type], { capture: true });
  return listeners;
});
