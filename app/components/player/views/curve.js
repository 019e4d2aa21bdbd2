// The loss over the updates on a log axis: past strong, rest faint, cursor on the present.
import { setAttributes, svgElement } from "../../shared/dom.js";
import { clipSegment, frameBox, isDrawable, toPoint, tracePath } from "../../shared/geometry.js";
import { createPlot } from "../../shared/plot.js";
import { formatQuantity } from "../../shared/template.js";
import { lineColumns } from "../columns.js";
import { placeFloorName } from "../floor_name.js";
import { drawRunsWithNamedEnds, namesWidth } from "../named_runs.js";
import { tables, views } from "../registry.js";
import { cachePerRun, drawPinnedRuns, onRunChange } from "../run_path.js";

const LABEL_HEIGHT = 20; // pixels from word to word
const FARTHEST = 400; // powers of ten: 0 and ∞ lie far outside

views.curve = (frame, store, { words, lines, floor, picks }) => {
  const { steps, stride, facts } = store.recording;
  const [x, y] = [[0, steps * stride], facts.loss_window.map(Math.log10)];
  const names = { xName: words.updates, yName: words.log };
  const right = Math.max(10, namesWidth(store));
  const plot = createPlot(frame, store, { x, y, yLog: true, ...names, right });
  const heightOf = value => plot.Y(Math.max(-FARTHEST, Math.min(FARTHEST, Math.log10(value))));
  const floorAt = () => (floor ? heightOf(store.get(floor)) : Number.NaN);
  const drawFloorLine = floorAt() < plot.y0 ? drawFloor(plot, words.floor) : (..._) => {};
  if (picks) listenToPicks(frame, plot, store);
  const cursor = svgElement("path", { class: "cursor" }, plot.marks);
  const pointsOf = table =>
    Array.from(store.series(table), (value, i) => [plot.X(i * stride), heightOf(value)]);
  const drawn = lines.map(line => createLine(plot, store, line, pointsOf));
  const [first] = lines;
  const escaping = createEscape(plot, words);
  const drawNamed = drawRunsWithNamedEnds(plot, store, run => pointsOf(run + first.table));
  const drawPins = drawPinnedRuns(plot, store, pin => pointsOf(pin + first.table));
  const drawDot = createDot(plot, store, first.table, heightOf);
  const longest = Math.max(...lines.map(({ label }) => label?.length ?? 0));
  const drawRun = onRunChange(store, () => {
    const losses = store.series(first.table);
    const lost = !Number.isNaN(losses[0]) && !(losses.at(-1) < 10 ** y[1]);
    escaping.draw(lost, drawn[0].path().points);
    for (const { rest, path } of drawn) rest.setAttribute("d", path().d);
    stackLabels(plot, drawn, plot.x1 - 10 - 8 * longest, lost);
  });
  return () => {
    const { step } = store.state;
    drawFloorLine(floorAt(), drawn[0].path().points);
    drawRun();
    drawNamed();
    for (const { past, path } of drawn) past.setAttribute("d", path().past(step));
    const at = plot.X(step * stride);
    drawDot(at, step);
    drawPins();
    cursor.setAttribute("d", `M${at},${plot.y1}V${plot.y0}`);
  };
};

function drawFloor(plot, text) {
  const line = svgElement("path", { class: "floor" }, plot.back);
  const label = svgElement("text", { class: "label", text }, plot.top);
  return (y, points) => {
    line.setAttribute("d", `M${plot.x0},${y}H${plot.x1}`);
    setAttributes(label, placeFloorName(plot, y, text, points));
  };
}

// Press, drag or tap anywhere to go to that step; the time slider is its twin for the keyboard.
function listenToPicks({ area, k }, { x0, x1 }, store) {
  const go = ({ clientX }) => {
    if (store.runHidden) return;
    const across = ((clientX - area.getBoundingClientRect().left) / k - x0) / (x1 - x0);
    store.pause();
    store.goTo(Math.round(Math.max(0, Math.min(1, across)) * store.recording.steps));
  };
  area.classList.add("picks");
  area.onpointerdown = event => {
    if (event.button || event.pointerType === "touch") return;
    area.setPointerCapture(event.pointerId);
    go(event);
  };
  area.onpointermove = event => area.hasPointerCapture(event.pointerId) && go(event);
  area.onclick = go;
}

function createLine(plot, store, { table, meaning, mark, label: text }, pointsOf) {
  const names = `${mark} ${meaning}`;
  const rest = svgElement("path", { class: `${names} faint` }, plot.marks);
  const past = svgElement("path", { class: names }, plot.marks);
  const attributes = { class: `label ${meaning}`, "text-anchor": "end", text };
  const label = text && svgElement("text", attributes, plot.top);
  const path = cachePerRun(store, () => {
    const points = pointsOf(table);
    const join = mark === "specks" ? "M" : "L";
    return { ...tracePath(points, join, 0, frameBox(plot, 3)), points };
  });
  return { rest, past, label, path };
}

const clampY = (plot, y) => Math.max(plot.y1, Math.min(plot.y0, y));

// Names stand one above the other at the right, above the lines if they fit there, else below; the
// number of a dot that is under the frame has the row below them.
function stackLabels(plot, lines, left, lost) {
  const named = lines.filter(line => line.label);
  const endOf = ({ path }) => {
    const end = path().points.filter(point => point[0] > left && isDrawable(point));
    return end.map(point => clampY(plot, point[1]));
  };
  const above = Math.min(...named.flatMap(endOf)) - 10;
  const below = Math.max(...endOf(lines[0])) + 6 + LABEL_HEIGHT * named.length;
  const under = !(Math.max(...endOf(lines[0])) < plot.y0);
  const lowest = plot.y0 - 8 - (under ? LABEL_HEIGHT : 0);
  let y = Math.min(lowest, above > plot.y1 + 44 ? above : below);
  for (const { label } of named) {
    setAttributes(label, { x: lost ? NaN : plot.x1, y });
    y -= LABEL_HEIGHT;
  }
}

// What is said of a run that leaves the frame for good, and an arrow wherever the line leaves it.
function createEscape(plot, words) {
  const label = svgElement("text", { class: "label loss", text: words.escapes }, plot.top);
  const arrows = svgElement("path", { class: "leaves loss" }, plot.top);
  return {
    draw(lost, points) {
      setAttributes(label, { x: lost ? plot.x0 + 34 : NaN, y: plot.y1 + 42 });
      arrows.setAttribute("d", leavingArrows(plot, points));
    },
  };
}

// Arrows that would touch are one.
function leavingArrows(plot, points) {
  const isInside = ([, y]) => y >= plot.y1 && y <= plot.y0;
  let d = "";
  let last = -Infinity;
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (!before || !isDrawable(before) || !isInside(before) || isInside(point)) return;
    const x = isDrawable(point)
      ? (clipSegment(frameBox(plot), before, point)?.[1][0] ?? point[0])
      : before[0];
    if (x - last < 12) return;
    last = x;
    const down = point[1] > plot.y0;
    const [y, back] = down ? [plot.y0, -1] : [plot.y1, 1];
    const tail = y + 7 * back;
    d += `M${toPoint(x - 4, tail)}L${toPoint(x, y + back)}L${toPoint(x + 4, tail)}`;
  });
  return d;
}

// The dot stays at the edge where the loss is outside, with its number.
function createDot(plot, store, table, heightOf) {
  const dot = svgElement("circle", { class: "now-loss", r: 5.5 }, plot.top);
  const label = svgElement("text", { class: "label loss" }, plot.top);
  return (x, step) => {
    const losses = store.series(table);
    const loss = losses[step];
    const y = heightOf(loss);
    const lost = Number.isNaN(loss);
    const cy = lost ? plot.y1 : clampY(plot, y);
    setAttributes(dot, { cx: Number.isNaN(losses[0]) ? NaN : x, cy });
    const left = x > plot.w / 2;
    const arrow = y < plot.y1 ? "↑ " : y > plot.y0 ? "↓ " : "";
    setAttributes(label, {
      x: arrow || (lost && step) ? x + (left ? -9 : 9) : NaN,
      y: y > plot.y0 ? plot.y0 - 10 : plot.y1 + 20,
      "text-anchor": left ? "end" : "start",
      text: arrow + formatQuantity(store, table, loss),
    });
  };
}

tables.curve = { over: lineColumns };
