// The part of the points on their side over the epochs, in per cent.
import { svgElement } from "../../shared/dom.js";
import { tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { lineColumns } from "../columns.js";
import { tables, views } from "../registry.js";
import { cachePerRun, drawPinnedRuns, onRunChange } from "../run_path.js";

views.scores = (frame, store, { words, lines }) => {
  const { steps, stride } = store.recording;
  const p = createPlot(frame, store, {
    x: [0, steps * stride],
    y: [0, 100],
    xName: words.epochs,
    yName: words.y,
  });
  const cursor = svgElement("path", { class: "cursor" }, p.marks);
  const dots = table =>
    Array.from(store.series(table), (v, i) => [p.X(i * stride), p.Y(v)]).filter(
      q => !Number.isNaN(q[1]),
    );
  const drawn = lines.map(({ table, meaning: colour, mark, label }, i) => {
    const rest = svgElement("path", { class: `${mark} ${colour} faint` }, p.marks);
    const past = svgElement("path", { class: `${mark} ${colour}` }, p.marks);
    const run = cachePerRun(store, () => tracePath(dots(table)));
    svgElement(
      "text",
      {
        class: `label ${colour}`,
        x: p.x1,
        y: p.y0 - 12 - 20 * i,
        "text-anchor": "end",
        text: label,
      },
      p.top,
    );
    return { rest, past, run };
  });
  const fresh = onRunChange(store, () =>
    drawn.forEach(({ rest, run }) => rest.setAttribute("d", run().d)),
  );
  const others = drawPinnedRuns(p, store, pin => dots(pin + lines[0].table));
  return () => {
    fresh();
    others();
    for (const { past, run } of drawn) past.setAttribute("d", run().past(store.state.step));
    cursor.setAttribute("d", `M${p.X(store.state.step * stride)},${p.y1}V${p.y0}`);
  };
};

tables.scores = {
  over: (store, view) =>
    lineColumns(store, view).map(column => ({
      ...column,
      title: `${column.title}, ${view.words.y}`,
    })),
};
