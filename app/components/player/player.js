// Streamlit calls this again on each change of data or theme, without a cleanup before.
import { keepFocus } from "../shared/dom.js";
import { pageGlobal } from "../shared/registry.js";
import { createPlayerStore } from "./player_store.js";
import { narrow } from "./prediction.js";
import { unpack } from "./recording.js";
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
  if (before?.data === data) return before.draw(), before.leave; // another theme
  const { look, set, ...conf } = JSON.parse(data.conf);
  if (!stores.has(look.group)) stores.set(look.group, createPlayerStore());
  const room = stores.get(look.group), root = parentElement.querySelector(".player"), was = room.rec;
  room.look = look;
  const rec = data.rec && unpack(data.rec.getChildAt(0).toArray());
  if (rec && before && room.holds(rec, set)) return before.leave;
  if (rec) room.veil = !!conf.ask?.veil;
  const called = rec && room.open(rec, setStateValue, set);
  const asLong = was?.steps === room.rec?.steps && was?.stride === room.rec?.stride;
  if (before?.text === data.conf && asLong && before.renew(data)) return before.leave;
  before?.leave();
  let drawn = null, width = 0, seen = true, stale = false;
  const sized = /figure|view/.test(conf.part); // asking for the width lays the page out
  const show = () => { // what is not recorded yet is waited for
    root.classList.toggle("waiting", !room.known());
    room.known() ? drawn.draw() : drawn.wait?.();
  };
  const build = () => {
    if (look.recorded && !room.rec || sized && !root.clientWidth) return;
    if (sized) width = root.clientWidth;
    keepFocus(root, () => {
      root.replaceChildren();
      drawn = parts[conf.part](root, room, conf, setStateValue);
      show();
    });
    stale = false;
  };
  const draw = () => { // out of sight it waits: until it comes into sight, or all is at rest
    stale = !seen && !!drawn;
    if (!stale) drawn ? show() : build();
  };
  const tell = () => { if (stale) show(); stale = false; if (room.known()) drawn?.tell?.(); };
  const renew = now => { // the same figure with other numbers: nothing but the marks is made anew
    if (!drawn?.renew || width !== root.clientWidth) return false;
    part.data = now;
    keepFocus(root, () => { drawn.renew(); show(); }); // even out of sight: what was changed is below it
    room.parts.forEach(p => p !== part && p.draw());
    return true;
  };
  const part = { data, text: data.conf, build, draw, tell, renew };
  const sight = new IntersectionObserver(([now]) => { seen = now.isIntersecting; if (stale) draw(); },
    { rootMargin: "200px" });
  sight.observe(root);
  const watch = new ResizeObserver(() => width !== root.clientWidth && build());
  const taller = () => build();
  const paper = ({ type }) => { // a sheet is narrower than a screen, and nobody scrolls it
    root.classList.toggle("on-paper", type === "beforeprint");
    if (drawn && sized) build();
    drawn?.address?.();
  };
  const printing = ["beforeprint", "afterprint"];
  printing.forEach(type => addEventListener(type, paper));
  if (sized) { watch.observe(root); addEventListener("resize", taller); }
  part.leave = () => { watch.disconnect(); sight.disconnect(); removeEventListener("resize", taller);
    printing.forEach(type => removeEventListener(type, paper));
    room.parts.delete(part); mounts.delete(parentElement); if (!room.parts.size) room.pause(); };
  mounts.set(parentElement, part);
  room.parts.add(part);
  build();
  if (data.rec) room.parts.forEach(p => p !== part && p.draw());
  const spot = narrow() && root.querySelector(".spot");
  const { top } = root.getBoundingClientRect(), near = !spot && top > 0 && top < innerHeight / 2;
  if (called && !set.still && !near) (spot || root).scrollIntoView({ block: spot ? "center" : "start" });
  if (called && set.play) drawn?.reveal(set.to);
  return part.leave;
}
