// The part "view": one view by itself, anywhere on the page, and a live sentence below it.
import { el } from "../../shared/dom.js";
import { rich } from "../../shared/template.js";
import { behind } from "../data_table.js";
import { frames } from "../frames.js";
import { parts, views } from "../registry.js";

parts.view = (root, room, { view, says, data }) => {
  const row = root.appendChild(el("div", { class: "figures lone" }));
  const words = root.appendChild(el("p", { class: "says" }));
  const read = behind(room, view.kind, [view], data);
  root.append(el("div", { class: "files" }, read.button), read.box);
  let version = 0, draw, say;
  return { draw() {
    if (room.veil) return; // it tells how runs end
    if (version !== room.version) {
      version = room.version;
      row.replaceChildren();
      draw = views[view.kind](frames(row, [view])[0], room, view);
      say = rich(words, room, says);
    }
    draw();
    say();
    read.draw();
  } };
};
