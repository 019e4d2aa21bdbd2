// A function of two parameters as levels, the path over it and the arrow of the next step.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { toCoordinate } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { views } from "../registry.js";
import { drawTrail } from "../run_path.js";
import { createStartHandle } from "../start_handle.js";

views.surface = (frame, store, { words, axes: [a, b], start }) => {
  const { facts } = store.recording;
  const p = createPlot(frame, store, {
    x: facts[`${a}_window`],
    y: facts[`${b}_window`],
    xName: words[a],
    yName: words[b],
  });
  const points = store.table("contours");
  const ends = store.table("contour_ends");
  const said = store.table("levels");
  const bests = Array.from(store.table(`best_${a}`), (v, i) => [
    p.X(v),
    p.Y(store.table(`best_${b}`)[i]),
  ]);
  const wide = 8.5 * words.optimum.length + 24;
  const texts = [];
  const free = ([x, y]) =>
    bests.every(([u, v]) => Math.abs(x - u) > wide || Math.abs(y - v + 10) > 22) &&
    texts.every(t => Math.hypot(x - t.getAttribute("x"), y - t.getAttribute("y")) > 22);
  let row = 0;
  ends.forEach((end, i) => {
    let d = "";
    let open = false;
    let spot = null;
    for (; row < end; row++) {
      const x = p.X(points[2 * row]);
      const y = p.Y(points[2 * row + 1]);
      if (Number.isNaN(x)) {
        d += "Z";
        open = false;
        continue;
      }
      d += `${open ? "L" : "M"}${toCoordinate(x)},${toCoordinate(y)}`;
      open = true;
      const inside = x > p.x0 + 24 && x < p.x1 - 24 && y > p.y1 + 10 && y < p.y0 - 12;
      if (inside && (!spot || x * 0.6 + y < spot[0] * 0.6 + spot[1])) spot = [x, y];
    }
    svgElement("path", { class: "level", "fill-rule": "evenodd", d }, p.back);
    if (spot && (ends.length - i) % 2 && free(spot))
      texts.push(
        svgElement("text", {
          class: "level",
          x: spot[0],
          y: spot[1] + 4,
          "text-anchor": "middle",
          text: formatNumber(
            said[i],
            Math.max(0, -Math.floor(Math.log10(said[i]) + 1e-6)),
            store.context.lang,
          ),
        }),
      );
  });
  p.back.append(...texts); // over the levels, under the path
  const path = drawTrail(p, store, a, b);
  bests.forEach(([ox, oy]) => {
    const left = ox > p.x0 + 110;
    svgElement("path", { class: "cross", d: `M${ox - 7},${oy}h14M${ox},${oy - 7}v14` }, p.top);
    svgElement(
      "text",
      {
        class: "label",
        x: ox + (left ? -12 : 12),
        y: oy - 8,
        "text-anchor": left ? "end" : "start",
        text: words.optimum,
      },
      p.top,
    );
  });
  const arrow = svgElement("path", { class: "arrow" }, p.marks);
  const tag = svgElement("text", { class: "label gradient", text: words.arrow }, p.top);
  const dot = svgElement("circle", { class: "now", r: 6.5 }, p.top);
  const hand = start
    ? createStartHandle(frame, p, store, { x: a, y: b, label: words.start, keys: true })
    : () => 0;
  return Object.assign(
    () => {
      const x = p.X(store.get(a));
      const y = p.Y(store.get(b));
      path();
      hand();
      const inside = x > p.x0 && x < p.x1 && y < p.y0 && y > p.y1;
      setAttributes(dot, { cx: inside ? x : NaN, cy: y });
      const dx = -store.get(`grad_${a}`) * (p.X(1) - p.X(0));
      const dy = -store.get(`grad_${b}`) * (p.Y(1) - p.Y(0));
      const g = Math.hypot(dx, dy);
      const long = 28 + (42 * g) / (g + 120);
      const u = dx / g;
      const v = dy / g;
      const ex = x + u * long;
      const ey = y + v * long;
      const back = s => `${ex - 9 * u + s * 5 * v},${ey - 9 * v - s * 5 * u}`;
      arrow.setAttribute(
        "d",
        inside && g > 0.05 ? `M${x},${y}L${ex},${ey}M${back(1)}L${ex},${ey}L${back(-1)}` : "",
      );
      arrow.classList.toggle("lit", store.isCurrentAct("backward"));
      setAttributes(tag, {
        x: inside && g > 0.05 ? Math.min(ex + 6, p.x1 - 10 - 7 * words.arrow.length) : NaN,
        y: ey + (v < 0 ? -6 : 14),
      });
    },
    { wait: hand },
  );
};
