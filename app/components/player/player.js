// Mounts one part of the player; Streamlit calls this again on each change of data or theme,
// without a cleanup before.
import { pageGlobal } from "../shared/registry.js";
import { PlayerPart } from "./player_part.js";
import { createPlayerStore } from "./player_store.js";
import { isNarrow } from "./prediction.js";
import { unpackRecording } from "./recording.js";
import { stores } from "./stores.js";
import "../torchviz_graph/legend_and_file.js";
import "./parts/code.js";
import "./parts/compact_view.js";
import "./parts/figure.js";
import "./parts/scenarios.js";
import "./parts/view.js";
import "./views/curve.js";
import "./views/fit.js";
import "./views/map.js";
import "./views/surface.js";

const mounted = pageGlobal("instances of player", () => new WeakMap());

/** @param {ComponentCall} call */
export default function ({ data, parentElement, setStateValue }) {
  const before = mounted.get(parentElement);
  if (before?.data === data) {
    before.draw(); // another theme
    return before.unmount;
  }
  const { look: context, set: command, ...options } = JSON.parse(data.conf);
  const store = storeOf(context.group);
  const last = store.recording;
  store.context = context;
  const recording = data.rec && unpackRecording(data.rec.getChildAt(0).toArray());
  if (recording && before && store.keepsShowing(recording, command)) return before.unmount;
  if (recording) store.runHidden = !!options.ask?.veil;
  const moved = recording && store.load(recording, setStateValue, command);
  const { steps, stride } = store.recording ?? {};
  const alike = before?.options === data.conf && last?.steps === steps && last?.stride === stride;
  if (alike && before.replaceRecording(data)) return before.unmount;
  before?.unmount();
  /** @type {HTMLElement} */
  const root = parentElement.querySelector(".player");
  const part = new PlayerPart(root, store, options, setStateValue);
  const unmount = () => {
    mounted.delete(parentElement);
    part.dispose();
  };
  Object.assign(part, { data, options: data.conf, unmount });
  mounted.set(parentElement, part);
  part.build();
  if (data.rec) part.drawOthers();
  if (moved) follow(root, part, command);
  return unmount;
}

function storeOf(group) {
  if (!stores.has(group)) stores.set(group, createPlayerStore());
  return stores.get(group);
}

// The server has moved the reader: show where, and play if it says so.
function follow(root, part, { still, play, to }) {
  const spot = isNarrow() && root.querySelector(".spot");
  const { top } = root.getBoundingClientRect();
  const near = !spot && top > 0 && top < innerHeight / 2;
  if (!still && !near) (spot || root).scrollIntoView({ block: spot ? "center" : "start" });
  if (play) part.drawn?.playAnswer(to);
}
