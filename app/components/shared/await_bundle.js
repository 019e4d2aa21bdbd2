// What is seen of a component: it waits for the scripts, which another element brings, and hands on
// what it is called with.
import { pageGlobal } from "./registry.js";

export default function (call) {
  const bundles = pageGlobal("bundles", () => new Map());
  let unmount;
  let left = false;
  const begin = () => {
    if (left) return;
    const { mount, sheet } = bundles.get(BUNDLE.name);
    const { adoptedStyleSheets } = call.parentElement.getRootNode();
    if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
    unmount = mount(call);
  };
  if (bundles.has(BUNDLE.name)) begin();
  else addEventListener(`bundle ${BUNDLE.name}`, begin, { once: true });
  return () => {
    left = true;
    unmount?.();
  };
}
