// Streamlit calls this again on each change of data or theme, without a cleanup before.
import { keepFocus } from "../shared/dom.js";
import { pageGlobal } from "../shared/registry.js";
import { createPlayerStore } from "./player_store.js";
import { isNarrow } from "./prediction.js";
import { unpackRecording } from "./recording.js";
import { parts } from "./registry.js";
import { stores } from "./stores.js";
import "../torchviz_graph/legend_and_file.js";
import "./parts/code.js";
import "./parts/figure.js";
import "./parts/scenarios.js";
import "./parts/view.js";
import "./views/curve.js";
import "./views/ends.js";
import "./views/fit.js";
import "./views/map.js";
import "./views/slope.js";
import "./views/surface.js";
import "./views/training_loop.js";

const mounts = pageGlobal("instances of player", () => new WeakMap());

export default function ({ data, parentElement, setStateValue }) {
  const before = mounts.get(parentElement);
  if (before?.data === data) {
    before.draw(); // another theme
    return before.leave;
  }
  const { look, set, ...conf } = JSON.parse(data.conf);
  if (!stores.has(look.group)) stores.set(look.group, createPlayerStore());
  const store = stores.get(look.group);
  const root = parentElement.querySelector(".player");
  const was = store.recording;
  store.context = look;
  const rec = data.rec && unpackRecording(data.rec.getChildAt(0).toArray());
  if (rec && before && store.keepShowing(rec, set)) return before.leave;
  if (rec) store.runHidden = !!conf.ask?.veil;
  const called = rec && store.load(rec, setStateValue, set);
  const asLong = was?.steps === store.recording?.steps && was?.stride === store.recording?.stride;
  if (before?.text === data.conf && asLong && before.renew(data)) return before.leave;
  before?.leave();
  let drawn = null;
  let width = 0;
  let seen = true;
  let stale = false;
  const sized = /figure|view/.test(conf.part); // asking for the width lays the page out
  const show = () => {
    // what is not recorded yet is waited for
    root.classList.toggle("waiting", !store.isRecorded());
    store.isRecorded() ? drawn.draw() : drawn.wait?.();
  };
  const build = () => {
    if ((look.recorded && !store.recording) || (sized && !root.clientWidth)) return;
    if (sized) width = root.clientWidth;
    keepFocus(root, () => {
      root.replaceChildren();
      drawn = parts[conf.part](root, store, conf, setStateValue);
      show();
    });
    stale = false;
  };
  const draw = () => {
    // out of sight it waits: until it comes into sight, or all is at rest
    stale = !seen && !!drawn;
    if (!stale) drawn ? show() : build();
  };
  const tell = () => {
    if (stale) show();
    stale = false;
    if (store.isRecorded()) drawn?.tell?.();
  };
  const renew = now => {
    // the same figure with other numbers: nothing but the marks is made anew
    if (!drawn?.renew || width !== root.clientWidth) return false;
    part.data = now;
    keepFocus(root, () => {
      drawn.renew();
      show();
    }); // even out of sight: what was changed is below it
    store.parts.forEach(p => p !== part && p.draw());
    return true;
  };
  const part = { data, text: data.conf, build, draw, tell, renew };
  const sight = new IntersectionObserver(
    ([now]) => {
      seen = now.isIntersecting;
      if (stale) draw();
    },
    { rootMargin: "200px" },
  );
  sight.observe(root);
  const watch = new ResizeObserver(() => width !== root.clientWidth && build());
  const taller = () => build();
  const paper = ({ type }) => {
    // a sheet is narrower than a screen, and nobody scrolls it
    root.classList.toggle("on-paper", type === "beforeprint");
    if (drawn && sized) build();
    drawn?.address?.();
  };
  const printing = ["beforeprint", "afterprint"];
  printing.forEach(type => addEventListener(type, paper));
  if (sized) {
    watch.observe(root);
    addEventListener("resize", taller);
  }
  part.leave = () => {
    watch.disconnect();
    sight.disconnect();
    removeEventListener("resize", taller);
    printing.forEach(type => removeEventListener(type, paper));
    store.parts.delete(part);
    mounts.delete(parentElement);
    if (!store.parts.size) store.pause();
  };
  mounts.set(parentElement, part);
  store.parts.add(part);
  build();
  if (data.rec) store.parts.forEach(p => p !== part && p.draw());
  const spot = isNarrow() && root.querySelector(".spot");
  const { top } = root.getBoundingClientRect();
  const near = !spot && top > 0 && top < innerHeight / 2;
  if (called && !set.still && !near)
    (spot || root).scrollIntoView({ block: spot ? "center" : "start" });
  if (called && set.play) drawn?.reveal(set.to);
  return part.leave;
}
