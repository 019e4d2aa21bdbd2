// A part of the player on the page: when it is built and drawn.
import { keepFocus } from "../shared/dom.js";
import { parts } from "./registry.js";

const PRINTING = ["beforeprint", "afterprint"];

const areaHeight = root =>
  Math.max(0, ...Array.from(root.querySelectorAll(".area"), area => area.clientHeight));

export class PlayerPart {
  /** @type {MountedPart | null} */
  drawn = null;
  /** Width for which it was built, in pixels. */
  width = 0;
  /** Height of its views, for which it was built. */
  height = 0;
  visible = true;
  /** Whether it was not drawn because it is out of sight. */
  stale = false;

  /**
   * @param {HTMLElement} root
   * @param {any} store
   * @param {{part: string}} options what this part alone needs
   * @param {(name: string, value: any) => void} send
   */
  constructor(root, store, options, send) {
    this.root = root;
    this.store = store;
    this.create = () => parts[options.part](root, store, options, send);
    this.sized = /figure|view/.test(options.part); // asking for the width lays the page out
    store.parts.add(this);
    this.observe();
  }

  observe() {
    const { root, sized } = this;
    this.sight = new IntersectionObserver(
      ([entry]) => {
        this.visible = entry.isIntersecting;
        if (this.stale) this.draw();
      },
      { rootMargin: "200px" },
    );
    this.sight.observe(root);
    this.size = new ResizeObserver(() => {
      if (this.width !== root.clientWidth || this.height !== areaHeight(root)) this.build();
    });
    for (const type of PRINTING) addEventListener(type, this.print);
    if (!sized) return;
    this.size.observe(root);
    addEventListener("resize", this.rebuild);
  }

  dispose() {
    this.size.disconnect();
    this.sight.disconnect();
    removeEventListener("resize", this.rebuild);
    for (const type of PRINTING) removeEventListener(type, this.print);
    this.store.parts.delete(this);
    if (!this.store.parts.size) this.store.pause();
  }

  rebuild = () => this.build();

  // A sheet is narrower than a screen, and nobody scrolls it.
  print = ({ type }) => {
    this.root.classList.toggle("on-paper", type === "beforeprint");
    if (this.drawn && this.sized) this.build();
    this.drawn?.updateAddress?.();
  };

  build() {
    const { root, store, sized } = this;
    if ((store.context.recorded && !store.recording) || (sized && !root.clientWidth)) return;
    if (sized) this.width = root.clientWidth;
    keepFocus(root, () => {
      root.replaceChildren();
      this.drawn = this.create();
      this.show();
    });
    this.height = areaHeight(root);
    this.stale = false;
  }

  /** Show the state; what is not recorded yet is waited for. */
  show() {
    const recorded = this.store.isRecorded();
    this.root.classList.toggle("waiting", !recorded);
    if (recorded) this.drawn.draw();
    else this.drawn.drawWaiting?.();
  }

  /** Draw; out of sight it waits until it comes into sight, or all is at rest. */
  draw() {
    this.stale = !this.visible && !!this.drawn;
    if (this.stale) return;
    if (this.drawn) this.show();
    else this.build();
  }

  drawOthers() {
    for (const part of this.store.parts) if (part !== this) part.draw();
  }

  announce() {
    if (this.stale) this.show();
    this.stale = false;
    if (this.store.isRecorded()) this.drawn?.announce?.();
  }

  /**
   * Draw another recording in the same figure: nothing but the marks is made anew, even out of
   * sight, as what was changed is below it. Return whether that can be done.
   */
  replaceRecording(data) {
    const { root, drawn } = this;
    if (!drawn?.replaceRecording || this.width !== root.clientWidth) return false;
    this.data = data;
    keepFocus(root, () => {
      drawn.replaceRecording();
      this.show();
    });
    this.drawOthers();
    return true;
  }
}
