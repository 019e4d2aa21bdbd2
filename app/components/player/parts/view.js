// The part "view": one view by itself, anywhere on the page, and a live sentence below it.
import { element } from "../../shared/dom.js";
import { fillTemplate } from "../../shared/template.js";
import { createDataTable } from "../data_table.js";
import { createFrames } from "../frames.js";
import { parts, views } from "../registry.js";

parts.view = (root, store, { view, says, data }) => {
  const row = root.appendChild(element("div", { class: "figures lone" }));
  const paragraph = root.appendChild(element("p", { class: "says" }));
  const table = createDataTable(store, view.kind, [view], data);
  root.append(element("div", { class: "files" }, table.button), table.box);
  let version = 0;
  let drawView;
  let updateSentence;
  return {
    draw() {
      if (store.runHidden) return; // it tells how runs end
      if (version !== store.version && !(drawView && view.lasting)) {
        version = store.version;
        row.replaceChildren();
        drawView = views[view.kind](createFrames(row, [view])[0], store, view);
        updateSentence = fillTemplate(paragraph, store, says);
      }
      drawView();
      updateSentence();
      table.draw();
    },
  };
};
