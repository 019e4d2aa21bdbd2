// Each weight on a line of its own: where it started, where it is, where least squares puts it.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { formatNumber } from "../../shared/format.js";
import { frameBox, toCoordinate, tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { tables, views } from "../registry.js";
import { cachePerRun, onRunChange } from "../run_path.js";

function drawRails({ back, marks, x0, x1, X, Y }, optimum) {
  optimum.forEach((_, i) => {
    svgElement("path", { class: "rail", d: `M${x0},${Y(i)}H${x1}` }, back);
  });
  const crosses = Array.from(optimum, (weight, i) => {
    const [x, y] = [X(weight), Y(i)];
    const down = `M${toCoordinate(x)},${toCoordinate(y - 7)}v14`;
    return `${down}M${toCoordinate(x - 7)},${toCoordinate(y)}h14`;
  });
  svgElement("path", { class: "cross", d: crosses.join("") }, marks);
}

// The slope of the loss along a weight: the Hessian times the way from the optimum.
function slopeAlong(i, hessian, weights, optimum) {
  let slope = 0;
  const count = optimum.length;
  for (let other = 0; other < count; other++)
    slope += hessian[i * count + other] * (weights[other] - optimum[other]);
  return slope;
}

// An arrow downhill, longer where it is steeper; none at the bottom.
function arrowPath(x, y, slope) {
  const direction = -Math.sign(slope);
  if (!direction) return "";
  const length = 14 + Math.min(46, 6 * Math.log10(1 + Math.abs(slope)));
  const [from, tip, barb] = [
    x + direction * 8,
    x + direction * length,
    x + direction * (length - 6),
  ].map(toCoordinate);
  const [middle, above, below] = [y, y - 5, y + 5].map(toCoordinate);
  return `M${from},${middle}H${tip}M${barb},${above}L${tip},${middle}L${barb},${below}`;
}

// Draws the way of each weight, the rest of it faint; returns the function that draws a step.
function drawPaths(plot, store, count) {
  const { marks, X, Y } = plot;
  const { steps } = store.recording;
  const rest = svgElement("path", { class: "path faint" }, marks);
  const past = svgElement("path", { class: "path" }, marks);
  const paths = cachePerRun(store, () => {
    const series = store.series("w");
    return Array.from({ length: count }, (_, i) => {
      const pointAt = (_point, step) => [X(series[step * count + i]), Y(i)];
      const points = Array.from({ length: steps + 1 }, pointAt);
      return tracePath(points, "L", 0.5, frameBox(plot, 3));
    });
  });
  const joinPaths = write => paths().map(write).join("");
  const drawRest = onRunChange(store, () =>
    rest.setAttribute(
      "d",
      joinPaths(path => path.d),
    ),
  );
  return step => {
    drawRest();
    past.setAttribute(
      "d",
      joinPaths(path => path.past(step)),
    );
  };
}

views.weights = (frame, store, { words }) => {
  const { facts } = store.recording;
  const rows = facts.columns;
  const axes = { x: facts.w_window, y: [rows.length - 0.5, -0.5], rows };
  const plot = createPlot(frame, store, { ...axes, xName: words.x, yName: words.y });
  const { marks, top, x0, x1, y1, X, Y } = plot;
  const optimum = store.table("best_w");
  const hessian = store.table("curvature");
  const drawStep = drawPaths(plot, store, rows.length);
  drawRails(plot, optimum);
  const arrows = svgElement("path", { class: "arrow" }, marks);
  const drawDot = (_, i) => svgElement("circle", { class: "now", r: 5.5, cy: Y(i) }, marks);
  const dots = rows.map(drawDot);
  const end = { class: "label", x: x1, y: y1 - 9, "text-anchor": "end" };
  svgElement("text", { ...end, text: words.optimum }, top);
  return () => {
    const weights = store.vector("w");
    drawStep(store.state.step);
    const paths = dots.map((dot, i) => {
      const x = X(weights[i]);
      const visible = x > x0 && x < x1;
      setAttributes(dot, { cx: visible ? x : NaN });
      return visible ? arrowPath(x, Y(i), slopeAlong(i, hessian, weights, optimum)) : "";
    });
    arrows.setAttribute("d", store.isCurrentAct("backward") ? paths.join("") : "");
  };
};

tables.weights = {
  over({ recording }) {
    const { columns } = recording.facts;
    return columns.map((title, at) => ({ name: "w", title, at, of: columns.length }));
  },
  own(store, { title, words }) {
    const { lang } = store.context;
    const values = [store.vector("w", 0), store.vector("w"), store.table("best_w")];
    const now = `t = ${formatNumber(store.value("t"), 0, lang)}`;
    return {
      title,
      head: [words.y, "t = 0", now, words.optimum.replace("+ ", "")],
      rows: store.recording.facts.columns.map((name, i) => [
        name,
        ...values.map(weights => formatNumber(weights[i], 3, lang)),
      ]),
    };
  },
};
