// Each weight on a line of its own: where it started, where it is, where least squares puts it.
import { put, svg } from "../../shared/dom.js";
import { number } from "../../shared/format.js";
import { frameOf, px, track } from "../../shared/geometry.js";
import { plot } from "../../shared/plot.js";
import { tables, views } from "../registry.js";
import { changed, kept } from "../run_path.js";

views.weights = (frame, room, { words }) => {
  const { facts, steps } = room.rec, rows = facts.columns, best = room.whole("best_w");
  const p = plot(frame, room, { x: facts.w_window, y: [rows.length - 0.5, -0.5], xName: words.x, yName: words.y, rows });
  const each = room.whole("curvature"), n = rows.length, inside = x => x > p.x0 && x < p.x1;
  rows.forEach((_, k) => svg("path", { class: "rail", d: `M${p.x0},${p.Y(k)}H${p.x1}` }, p.back));
  const rests = svg("path", { class: "path faint" }, p.marks), pasts = svg("path", { class: "path" }, p.marks);
  const crosses = rows.map((_, k) => `M${px(p.X(best[k]))},${px(p.Y(k) - 7)}v14M${px(p.X(best[k]) - 7)},${px(p.Y(k))}h14`);
  svg("path", { class: "cross", d: crosses.join("") }, p.marks);
  const arrows = svg("path", { class: "arrow" }, p.marks);
  const dots = rows.map((_, k) => svg("circle", { class: "now", r: 5.5, cy: p.Y(k) }, p.marks));
  svg("text", { class: "label", x: p.x1, y: p.y1 - 9, "text-anchor": "end", text: words.optimum }, p.top);
  const runs = kept(room, () => {
    const line = room.line("w");
    return rows.map((_, k) => {
      const way = Array.from({ length: steps + 1 }, (_, t) => [p.X(line[t * n + k]), p.Y(k)]);
      return track(way, "L", 0.5, frameOf(p, 3));
    });
  });
  const fresh = changed(room, () => rests.setAttribute("d", runs().map(run => run.d).join("")));
  return () => {
    const w = room.vector("w");
    fresh();
    pasts.setAttribute("d", runs().map(run => run.past(room.state.t)).join(""));
    let d = "";
    rows.forEach((_, k) => {
      const x = p.X(w[k]), y = p.Y(k), seen = inside(x);
      let slope = 0; // of the loss along this weight: the Hessian times the way from the optimum
      for (let j = 0; j < n; j++) slope += each[k * n + j] * (w[j] - best[j]);
      put(dots[k], { cx: seen ? x : NaN });
      const s = -Math.sign(slope), tip = x + s * (14 + Math.min(46, 6 * Math.log10(1 + Math.abs(slope))));
      if (seen && s) d += `M${px(x + s * 8)},${px(y)}H${px(tip)}M${px(tip - s * 6)},${px(y - 5)}L${px(tip)},${px(y)}L${px(tip - s * 6)},${px(y + 5)}`;
    });
    arrows.setAttribute("d", room.lit("backward") ? d : "");
  };
};

tables.weights = {
  over: ({ rec: { facts: { columns } } }) => columns.map((title, at) => ({ name: "w", title, at, of: columns.length })),
  own: (room, { title, words }) => {
    const told = v => number(v, 3, room.look.lang), [first, now] = [room.vector("w", 0), room.vector("w")], best = room.whole("best_w");
    return { title, head: [words.y, "t = 0", `t = ${number(room.value("t"), 0, room.look.lang)}`, words.optimum.replace("+ ", "")],
      rows: room.rec.facts.columns.map((name, k) => [name, told(first[k]), told(now[k]), told(best[k])]) };
  },
};
