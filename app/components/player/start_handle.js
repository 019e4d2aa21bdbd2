// Where a run starts: a ring that mouse, finger and arrow keys put on recorded values.
import { svgElement } from "../shared/dom.js";
import { formatQuantity } from "../shared/template.js";

export function createStartHandle(frame, p, store, { x, y, label, keys, height }) {
  const { axes } = store.recording;
  const { state } = store;
  const scales = { [x]: p.X, ...(y && { [y]: p.Y }) };
  const spots = Object.fromEntries(
    Object.entries(scales).map(([name, to]) => [
      name,
      axes[name].map((v, i) => to(p.cols ? i : p.log === name ? Math.log10(v) : v)),
    ]),
  );
  const nearest = (name, q) =>
    spots[name].reduce(
      (best, spot, i, all) => (Math.abs(spot - q) < Math.abs(all[best] - q) ? i : best),
      0,
    );
  const hand = svgElement("svg", { class: "hand", width: p.w, height: p.h }, frame.area); // not inside an image
  const g = svgElement(
    "g",
    {
      class: "handle",
      ...(keys
        ? {
            tabindex: 0,
            role: "slider",
            "aria-label": label,
            "aria-valuemin": 0,
            "aria-valuemax": axes[x].length - 1,
          }
        : { "aria-hidden": "true" }),
    },
    hand,
  );
  svgElement("circle", { class: "reach", r: 22 }, g);
  svgElement("circle", { class: "start", r: 10 }, g);
  const to = e => {
    const box = frame.area.getBoundingClientRect();
    const at = { [x]: nearest(x, (e.clientX - box.left) / frame.k) };
    if (y) at[y] = nearest(y, (e.clientY - box.top) / frame.k);
    if (Object.keys(at).some(name => at[name] !== state.positions[name]))
      store.setPositions(at, e.type === "pointermove");
  };
  const { area } = frame; // a finger elsewhere scrolls, its tap puts the start there
  area.classList.add("plane");
  g.addEventListener("touchstart", e => e.preventDefault()); // on the ring it drags, and the page stays
  area.onpointerdown = e => {
    if (e.pointerType === "touch" && !g.contains(e.target)) return;
    area.setPointerCapture(e.pointerId);
    to(e);
  };
  area.onpointermove = e => area.hasPointerCapture(e.pointerId) && to(e);
  area.onpointerup = area.onpointercancel = e =>
    area.hasPointerCapture(e.pointerId) && store.sendPositions();
  area.onclick = e => {
    to(e);
    store.sendPositions();
  };
  g.onkeydown = e => {
    const [name, d] =
      { ArrowLeft: [x, -1], ArrowRight: [x, 1], ArrowDown: [y ?? x, -1], ArrowUp: [y ?? x, 1] }[
        e.key
      ] ?? [];
    if (!name) return;
    e.preventDefault();
    store.setPositions({
      [name]: Math.max(0, Math.min(axes[name].length - 1, state.positions[name] + d)),
    });
    store.sendPositions();
  };
  return () => {
    const top = y ? spots[y][state.positions[y]] : height();
    g.setAttribute(
      "transform",
      `translate(${spots[x][state.positions[x]]},${Math.max(p.y1, top)})`,
    );
    if (!keys) return;
    g.setAttribute("aria-valuenow", state.positions[x]);
    g.setAttribute(
      "aria-valuetext",
      Object.keys(scales)
        .map(name => `${name} = ${formatQuantity(store, name, axes[name][state.positions[name]])}`)
        .join(", "),
    );
  };
}
