// The part of the points on their side over the epochs, in per cent.
import { svg } from "../../shared/dom.js";
import { track } from "../../shared/geometry.js";
import { plot } from "../../shared/plot.js";
import { views } from "../registry.js";
import { changed, kept, pins } from "../run_path.js";

views.scores = (frame, room, { words, lines }) => {
  const { steps, stride } = room.rec;
  const p = plot(frame, room, { x: [0, steps * stride], y: [0, 100], xName: words.epochs, yName: words.y });
  const cursor = svg("path", { class: "cursor" }, p.marks);
  const dots = table => Array.from(room.line(table), (v, i) => [p.X(i * stride), p.Y(v)]).filter(q => q[1] === q[1]);
  const drawn = lines.map(({ table, meaning: colour, mark, label }, i) => {
    const rest = svg("path", { class: `${mark} ${colour} faint` }, p.marks);
    const past = svg("path", { class: `${mark} ${colour}` }, p.marks), run = kept(room, () => track(dots(table)));
    svg("text", { class: `label ${colour}`, x: p.x1, y: p.y0 - 12 - 20 * i, "text-anchor": "end", text: label }, p.top);
    return { rest, past, run };
  });
  const fresh = changed(room, () => drawn.forEach(({ rest, run }) => rest.setAttribute("d", run().d)));
  const others = pins(p, room, pin => dots(pin + lines[0].table));
  return () => {
    fresh();
    others();
    for (const { past, run } of drawn) past.setAttribute("d", run().past(room.state.t));
    cursor.setAttribute("d", `M${p.X(room.state.t * stride)},${p.y1}V${p.y0}`);
  };
};
