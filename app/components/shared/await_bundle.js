// What is seen of a component: it waits for the scripts, which another element brings, and hands on
// what it is called with.
import { pageGlobal } from "./registry.js";

/** @param {ComponentCall} call */
export default function (call) {
  const bundles = pageGlobal("bundles", () => new Map());
  let unmount;
  let left = false;
  const start = () => {
    if (left) return;
    const { mount, sheet } = bundles.get(BUNDLE.name);
    const shadow = /** @type {ShadowRoot} */ (call.parentElement.getRootNode());
    if (!shadow.adoptedStyleSheets.includes(sheet)) shadow.adoptedStyleSheets.push(sheet);
    unmount = mount(call);
    shadow.host.toggleAttribute("data-drawn", true); // page.css waits for it
  };
  if (bundles.has(BUNDLE.name)) start();
  else addEventListener(`bundle ${BUNDLE.name}`, start, { once: true });
  return () => {
    left = true;
    unmount?.();
  };
}
