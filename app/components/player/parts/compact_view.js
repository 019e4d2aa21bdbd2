// The part "compact_view": the figure's first view again, to be looked at only. On a narrow screen
// it stays in sight while the reader scrolls through what the figure follows.
import { element } from "../../shared/dom.js";
import { createFrames } from "../frames.js";
import { parts, views } from "../registry.js";

parts.compact_view = (root, store, { view }) => {
  root.inert = true;
  root.ariaHidden = "true";
  const row = root.appendChild(element("div", { class: "figures lone compact" }));
  let version = 0;
  let drawView;
  return {
    draw() {
      row.hidden = store.runHidden;
      if (store.runHidden) return;
      if (version !== store.version) {
        version = store.version;
        row.replaceChildren();
        drawView = views[view.kind](createFrames(row, [view])[0], store, view);
      }
      drawView();
    },
  };
};
