// The part of the points that are on their side, over the epochs, in per cent.
import { svgElement } from "../../shared/dom.js";
import { tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { lineColumns } from "../columns.js";
import { tables, views } from "../registry.js";
import { cachePerRun, drawPinnedRuns, onRunChange } from "../run_path.js";

// Draws the line of a table, whose name stands in the corner at the lower right.
function drawScoreLine(plot, store, pointsOf, { table, meaning, mark, label }, i) {
  const drawPath = names => svgElement("path", { class: names }, plot.marks);
  const rest = drawPath(`${mark} ${meaning} faint`);
  const past = drawPath(`${mark} ${meaning}`);
  const place = { x: plot.x1, y: plot.y0 - 12 - 20 * i, "text-anchor": "end" };
  svgElement("text", { class: `label ${meaning}`, ...place, text: label }, plot.top);
  return { rest, past, path: cachePerRun(store, () => tracePath(pointsOf(table))) };
}

views.scores = (frame, store, { words, lines }) => {
  const { steps, stride } = store.recording;
  const names = { xName: words.epochs, yName: words.y };
  const plot = createPlot(frame, store, { x: [0, steps * stride], y: [0, 100], ...names });
  const cursor = svgElement("path", { class: "cursor" }, plot.marks);
  const pointsOf = table =>
    Array.from(store.series(table), (value, i) => [plot.X(i * stride), plot.Y(value)]).filter(
      ([, y]) => !Number.isNaN(y),
    );
  const curves = lines.map((line, i) => drawScoreLine(plot, store, pointsOf, line, i));
  const drawRest = onRunChange(store, () => {
    for (const { rest, path } of curves) rest.setAttribute("d", path().d);
  });
  const drawPins = drawPinnedRuns(plot, store, pin => pointsOf(pin + lines[0].table));
  return () => {
    const { step } = store.state;
    drawRest();
    drawPins();
    for (const { past, path } of curves) past.setAttribute("d", path().past(step));
    cursor.setAttribute("d", `M${plot.X(step * stride)},${plot.y1}V${plot.y0}`);
  };
};

tables.scores = {
  over: (store, view) =>
    lineColumns(store, view).map(column => ({
      ...column,
      title: `${column.title}, ${view.words.y}`,
    })),
};
