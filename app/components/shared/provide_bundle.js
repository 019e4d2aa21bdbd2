// Brings the scripts and style sheets of a component, once a page, and shows nothing. `mount` is
// the component's entry; BUNDLE has its name, its style sheet and those of the whole page.
import { pageGlobal } from "./registry.js";

export default function () {
  const bundles = pageGlobal("bundles", () => new Map());
  if (bundles.get(BUNDLE.name)?.mount === mount) return; // called again for another theme
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(BUNDLE.sheet);
  const added = pageGlobal("page sheets", () => new Set());
  for (const css of BUNDLE.pageSheets) {
    if (added.has(css)) continue;
    const pageSheet = new CSSStyleSheet();
    pageSheet.replaceSync(css);
    document.adoptedStyleSheets.push(pageSheet);
    added.add(css);
  }
  bundles.set(BUNDLE.name, { mount, sheet });
  dispatchEvent(new Event(`bundle ${BUNDLE.name}`));
}
