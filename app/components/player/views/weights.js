// Each weight on a line of its own: where it started, where it is, where least squares puts it.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { frameBox, toCoordinate, tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { tables, views } from "../registry.js";
import { cachePerRun, onRunChange } from "../run_path.js";

views.weights = (frame, store, { words }) => {
  const { facts, steps } = store.recording;
  const rows = facts.columns;
  const best = store.table("best_w");
  const p = createPlot(frame, store, {
    x: facts.w_window,
    y: [rows.length - 0.5, -0.5],
    xName: words.x,
    yName: words.y,
    rows,
  });
  const each = store.table("curvature");
  const n = rows.length;
  const inside = x => x > p.x0 && x < p.x1;
  rows.forEach((_, k) =>
    svgElement("path", { class: "rail", d: `M${p.x0},${p.Y(k)}H${p.x1}` }, p.back),
  );
  const rests = svgElement("path", { class: "path faint" }, p.marks);
  const pasts = svgElement("path", { class: "path" }, p.marks);
  const crosses = rows.map(
    (_, k) =>
      `M${toCoordinate(p.X(best[k]))},${toCoordinate(p.Y(k) - 7)}v14M${toCoordinate(p.X(best[k]) - 7)},${toCoordinate(p.Y(k))}h14`,
  );
  svgElement("path", { class: "cross", d: crosses.join("") }, p.marks);
  const arrows = svgElement("path", { class: "arrow" }, p.marks);
  const dots = rows.map((_, k) =>
    svgElement("circle", { class: "now", r: 5.5, cy: p.Y(k) }, p.marks),
  );
  svgElement(
    "text",
    { class: "label", x: p.x1, y: p.y1 - 9, "text-anchor": "end", text: words.optimum },
    p.top,
  );
  const runs = cachePerRun(store, () => {
    const line = store.series("w");
    return rows.map((_, k) => {
      const way = Array.from({ length: steps + 1 }, (_, t) => [p.X(line[t * n + k]), p.Y(k)]);
      return tracePath(way, "L", 0.5, frameBox(p, 3));
    });
  });
  const fresh = onRunChange(store, () =>
    rests.setAttribute(
      "d",
      runs()
        .map(run => run.d)
        .join(""),
    ),
  );
  return () => {
    const w = store.vector("w");
    fresh();
    pasts.setAttribute(
      "d",
      runs()
        .map(run => run.past(store.state.step))
        .join(""),
    );
    let d = "";
    rows.forEach((_, k) => {
      const x = p.X(w[k]);
      const y = p.Y(k);
      const seen = inside(x);
      let slope = 0; // of the loss along this weight: the Hessian times the way from the optimum
      for (let j = 0; j < n; j++) slope += each[k * n + j] * (w[j] - best[j]);
      setAttributes(dots[k], { cx: seen ? x : NaN });
      const s = -Math.sign(slope);
      const tip = x + s * (14 + Math.min(46, 6 * Math.log10(1 + Math.abs(slope))));
      if (seen && s)
        d += `M${toCoordinate(x + s * 8)},${toCoordinate(y)}H${toCoordinate(tip)}M${toCoordinate(tip - s * 6)},${toCoordinate(y - 5)}L${toCoordinate(tip)},${toCoordinate(y)}L${toCoordinate(tip - s * 6)},${toCoordinate(y + 5)}`;
    });
    arrows.setAttribute("d", store.isCurrentAct("backward") ? d : "");
  };
};

tables.weights = {
  over: ({
    recording: {
      facts: { columns },
    },
  }) => columns.map((title, at) => ({ name: "w", title, at, of: columns.length })),
  own: (store, { title, words }) => {
    const told = v => formatNumber(v, 3, store.context.lang);
    const [first, now] = [store.vector("w", 0), store.vector("w")];
    const best = store.table("best_w");
    return {
      title,
      head: [
        words.y,
        "t = 0",
        `t = ${formatNumber(store.value("t"), 0, store.context.lang)}`,
        words.optimum.replace("+ ", ""),
      ],
      rows: store.recording.facts.columns.map((name, k) => [
        name,
        told(first[k]),
        told(now[k]),
        told(best[k]),
      ]),
    };
  },
};
