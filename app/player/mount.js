// Streamlit calls this again on each change of data or theme, without a cleanup before.
const rooms = (globalThis.__playerRooms ??= new Map());
const mounts = (globalThis.__playerMounts ??= new WeakMap());

export default function ({ data, parentElement, setStateValue }) {
  const before = mounts.get(parentElement);
  if (before?.data === data) return before.leave;
  before?.leave();
  const { look, set, ...conf } = JSON.parse(data.conf);
  if (!rooms.has(look.group)) rooms.set(look.group, makeRoom());
  const room = rooms.get(look.group), root = parentElement.querySelector(".player");
  room.look = look;
  const called = data.rec && room.open(unpack(data.rec.getChildAt(0).toArray()), setStateValue, set);
  let drawn = null, width = 0;
  const build = () => {
    if (!room.rec || !root.clientWidth) return;
    width = root.clientWidth;
    const active = root.getRootNode().activeElement, order = [...root.querySelectorAll("button,input,select")];
    root.replaceChildren();
    drawn = parts[conf.part](root, room, conf);
    drawn.draw();
    root.querySelectorAll("button,input,select")[order.indexOf(active)]?.focus({ preventScroll: true });
  };
  const part = { data, build, draw: () => (drawn ? drawn.draw() : build()), tell: () => drawn?.tell?.() };
  const watch = new ResizeObserver(() => width !== root.clientWidth && build());
  const taller = () => build();
  watch.observe(root);
  addEventListener("resize", taller);
  part.leave = () => { watch.disconnect(); removeEventListener("resize", taller);
    room.parts.delete(part); mounts.delete(parentElement); if (!room.parts.size) room.pause(); };
  mounts.set(parentElement, part);
  room.parts.add(part);
  data.rec ? room.parts.forEach(p => p.build()) : build();
  if (called) root.scrollIntoView({ block: "start" });
  return part.leave;
}
