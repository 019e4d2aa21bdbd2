// Where a run starts: a ring that mouse, finger and arrow keys put on recorded values.
import { svg } from "../shared/dom.js";
import { quantity } from "../shared/template.js";

export function handle(frame, p, room, { x, y, label, keys, height }) {
  const { axes } = room.rec, { state } = room, scales = { [x]: p.X, ...(y && { [y]: p.Y }) };
  const spots = Object.fromEntries(Object.entries(scales).map(([name, to]) =>
    [name, axes[name].map((v, i) => to(p.cols ? i : p.log === name ? Math.log10(v) : v))]));
  const nearest = (name, q) => spots[name].reduce((best, spot, i, all) =>
    Math.abs(spot - q) < Math.abs(all[best] - q) ? i : best, 0);
  const hand = svg("svg", { class: "hand", width: p.w, height: p.h }, frame.area); // not inside an image
  const g = svg("g", { class: "handle", ...(keys ? { tabindex: 0, role: "slider", "aria-label": label,
    "aria-valuemin": 0, "aria-valuemax": axes[x].length - 1 } : { "aria-hidden": "true" }) }, hand);
  svg("circle", { class: "reach", r: 22 }, g);
  svg("circle", { class: "start", r: 10 }, g);
  const to = e => {
    const box = frame.area.getBoundingClientRect(), at = { [x]: nearest(x, (e.clientX - box.left) / frame.k) };
    if (y) at[y] = nearest(y, (e.clientY - box.top) / frame.k);
    if (Object.keys(at).some(name => at[name] !== state.at[name])) room.move(at, e.type === "pointermove");
  };
  const { area } = frame; // a finger elsewhere scrolls, its tap puts the start there
  area.classList.add("plane");
  g.addEventListener("touchstart", e => e.preventDefault()); // on the ring it drags, and the page stays
  area.onpointerdown = e => { if (e.pointerType === "touch" && !g.contains(e.target)) return;
    area.setPointerCapture(e.pointerId); to(e); };
  area.onpointermove = e => area.hasPointerCapture(e.pointerId) && to(e);
  area.onpointerup = area.onpointercancel = e => area.hasPointerCapture(e.pointerId) && room.release();
  area.onclick = e => { to(e); room.release(); };
  g.onkeydown = e => {
    const [name, d] = { ArrowLeft: [x, -1], ArrowRight: [x, 1], ArrowDown: [y ?? x, -1], ArrowUp: [y ?? x, 1] }[e.key] ?? [];
    if (!name) return;
    e.preventDefault();
    room.move({ [name]: Math.max(0, Math.min(axes[name].length - 1, state.at[name] + d)) });
    room.release();
  };
  return () => {
    const top = y ? spots[y][state.at[y]] : height();
    g.setAttribute("transform", `translate(${spots[x][state.at[x]]},${Math.max(p.y1, top)})`);
    if (!keys) return;
    g.setAttribute("aria-valuenow", state.at[x]);
    g.setAttribute("aria-valuetext", Object.keys(scales).map(name =>
      `${name} = ${quantity(room, name, axes[name][state.at[name]])}`).join(", "));
  };
}
