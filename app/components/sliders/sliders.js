// Numbers that are dragged: the figure, a sentence and cells elsewhere on the page follow in
// the same frame. The server hears of it when the reader lets go, and sends what torch says.
import { applyPageScale, element, setAttributes, svgElement } from "../shared/dom.js";
import { formatAligned, formatNumber } from "../shared/format.js";
import { toCoordinate, tracePath } from "../shared/geometry.js";
import { createLiveRegion } from "../shared/live_region.js";
import { mountOnce } from "../shared/mount.js";
import { createPlot } from "../shared/plot.js";
import { createSlider } from "../shared/slider.js";
import { fillTemplate } from "../shared/template.js";

const sum = row => row.reduce((a, b) => a + b, 0);

// From where the sliders stand all that follows, by name.
const laws = {
  // Each number has a row of its own in what torch has computed; only the losses are added.
  apart({ tables, share }, at) {
    const now = {};
    for (const name in tables) now[name] = tables[name].map((row, i) => row[at[i]]);
    const whole = sum(now.loss) * share;
    const most = Math.max(...now.loss);
    const worst = {};
    const equal = [...now.loss.keys()].filter(k => now.loss[k] >= most * (1 - 1e-6));
    const [i] = equal;
    for (const name in tables) worst[name] = now[name][i];
    return {
      now: { ...now, whole: [whole] },
      kind: !most ? "none" : equal.length > 1 ? "equal" : "one",
      told: { ...worst, i: equal.join(", "), y: String(worst.y) },
    };
  },
  // The numbers are the first row of scores; p, losses and gradient as the page takes them apart.
  softmax({ values, rows, pull, share, right }, at) {
    const scores = [at.map((k, i) => values[i][k]), ...rows];
    const exp = scores.map(row => row.map(Math.exp));
    const total = exp.map(sum);
    const log_p = scores.map((row, i) => row.map(s => s - Math.log(total[i])));
    const p = log_p.map(row => row.map(Math.exp));
    const pulled = p.map((row, i) => row.map(v => v * sum(pull[i])));
    const losses = log_p.map((row, i) => -sum(row.map((v, k) => v * pull[i][k])));
    const slopes = pulled.map((row, i) => row.map((v, k) => v - pull[i][k]));
    const now = { scores, exp, log_p, p, pulled, grad: slopes.map(row => row.map(v => v / share)) };
    for (const name in now) now[name] = now[name].flat();
    return {
      now: { ...now, total, losses, whole: [sum(losses) / share] },
      told: { target: String(right), p: p[0][right], loss: losses[0], slope: slopes[0][right] },
    };
  },
};

const figures = {
  // Curves, and a point for each number on one of them, with a piece of its tangent; a point
  // follows the pointer.
  curve(p, _look, { curves, across, reach, names }, { k, move, tables }) {
    for (const { points, faint } of curves)
      svgElement(
        "path",
        {
          class: `line loss${faint ? " rest" : ""}`,
          d: tracePath(points.map(([x, y]) => [p.X(x), p.Y(y)])).d,
        },
        p.back,
      );
    for (const {
      name,
      at: [x, y],
    } of curves)
      svgElement("text", { class: "label ink", x: p.X(x) + 6, y: p.Y(y) + 5, text: name }, p.top);
    const slopes = names.map(() => svgElement("path", { class: "tangent" }, p.marks));
    const dots = names.map(() => svgElement("circle", { class: "output", r: 7.5 }, p.top));
    const texts = names.map(text =>
      svgElement("text", { class: "label ink", "text-anchor": "middle", text }, p.top),
    );
    let held = -1;
    let places = [];
    const spot = e => {
      const box = p.svg.parentNode.getBoundingClientRect();
      return [(e.clientX - box.left) / k, (e.clientY - box.top) / k];
    };
    p.svg.classList.add("grab");
    p.svg.onpointerdown = e => {
      const [x, y] = spot(e);
      const far = places.map(([u, v]) => Math.hypot(u - x, v - y));
      const near = far.indexOf(Math.min(...far));
      if (far[near] > 40) return;
      held = near;
      e.preventDefault();
      p.svg.setPointerCapture(e.pointerId);
    };
    p.svg.addEventListener("touchstart", e => {
      if (held >= 0) e.preventDefault();
    }); // the page stays
    p.svg.onpointermove = e => {
      // to the value whose point is nearest
      if (held < 0) return;
      const [x] = spot(e);
      const row = tables[across][held];
      const far = row.map(v => Math.abs(p.X(v) - x));
      move(held, far.indexOf(Math.min(...far)));
    };
    p.svg.onpointerup = p.svg.onpointercancel = () => {
      if (held >= 0) {
        held = -1;
        move();
      }
    };
    return now => {
      places = now[across].map((x, i) => [p.X(x), p.Y(now.loss[i])]);
      places.forEach(([x, y], i) => {
        const u = now[across][i];
        const v = now.loss[i];
        const s = now.slope[i];
        const [a, b] = [-reach, reach].map(
          d => `${toCoordinate(p.X(u + d))},${toCoordinate(p.Y(v + s * d))}`,
        );
        slopes[i].setAttribute("d", `M${a}L${b}`);
        setAttributes(dots[i], { cx: x, cy: y });
        const near = places.flatMap(([c, d], k) => (Math.hypot(c - x, d - y) < 24 ? k : []));
        const text = near[0] === i ? near.map(k => names[k]).join(" ") : ""; // points at one place are named once
        setAttributes(texts[i], { x, y: y - 16, text });
      });
    };
  },
  // The probabilities as columns, beside each the share that the target asks for.
  columns(p, look, { target }) {
    const wide = Math.min(28, (p.X(1) - p.X(0)) / 4);
    const bars = target.map(() => svgElement("path", { class: "chance" }, p.marks));
    target.forEach((q, i) =>
      svgElement("path", { class: "wanted", d: `M${p.X(i) - wide},${p.Y(q)}h${2 * wide}` }, p.back),
    );
    const gaps = target.map(() => svgElement("path", { class: "tangent" }, p.marks));
    const texts = target.map(() =>
      svgElement("text", { class: "label prediction", "text-anchor": "middle" }, p.top),
    );
    return now =>
      target.forEach((q, i) => {
        const at = p.Y(now.p[i]);
        const x = p.X(i);
        bars[i].setAttribute(
          "d",
          `M${toCoordinate(x - wide / 2)},${p.y0}V${toCoordinate(at)}h${toCoordinate(wide)}V${p.y0}z`,
        );
        gaps[i].setAttribute(
          "d",
          `M${toCoordinate(x + wide)},${toCoordinate(at)}V${toCoordinate(p.Y(q))}`,
        );
        setAttributes(texts[i], { x, y: at - 7, text: formatNumber(now.p[i], 2, look.lang) });
      });
  },
};

function written(values, digits, lang) {
  // as app.cells.numbers
  const whole = values.every(v => v === Math.round(v));
  return values.map(v => formatAligned(v, whole ? 1 : digits, lang));
}

export default mountOnce("dials", ({ root, drawing: conf, before, setStateValue }) => {
  const busy = before?.later || before?.down; // what comes now is older than what is dragged
  const { look } = conf;
  const at = busy
    ? before.at.map((k, i) => Math.min(k, conf.values[i].length - 1))
    : [...conf.start];
  const part = { at, later: 0, down: busy && before.down };
  let width = 0;
  let frame = 0;
  let now;
  let told;
  let kind;
  /** @type {() => void} */
  let paint = () => {};
  let tell = paint;
  const law = () => {
    ({ now, told, kind } = laws[conf.law](conf, at));
  };
  const follow = () => {
    // cells of the same page, drawn by another component
    const texts = {};
    for (const name in conf.cells)
      texts[conf.cells[name][0]] = written(now[name], conf.cells[name][1], look.lang);
    dispatchEvent(new CustomEvent("cells", { detail: { live: conf.live, texts } }));
  };
  const draw = () => {
    frame = 0;
    law();
    paint();
    follow();
    tell();
  };
  const ask = () => {
    frame ||= requestAnimationFrame(draw);
  };
  const release = () => {
    part.down = false;
    clearTimeout(part.later);
    part.later = setTimeout(() => {
      part.later = 0;
      setStateValue("now", { values: at.map((k, i) => conf.values[i][k]), n: Date.now() });
    }, 250);
  };
  const move = (i, k) => {
    if (i === undefined) return release();
    part.down = true;
    at[i] = k;
    ask();
  };
  const build = () => {
    if (!root.clientWidth || width === root.clientWidth) return;
    width = root.clientWidth;
    const inputs = () => [...root.querySelectorAll("input")];
    const hand = inputs().indexOf(root.getRootNode().activeElement);
    root.replaceChildren();
    const says = element("p", { class: "says" });
    const { view } = conf;
    const area = element("div", { class: "area" });
    const row = element("div", { class: "handles" });
    root.append(element("div", { class: "figures lone" }, element("figure", {}, area)), row, says);
    const region = createLiveRegion(root);
    tell = () => region.announceWhenDone(() => says.textContent);
    const k = applyPageScale(area);
    const p = createPlot(
      { area, title: view.alt, k, w: area.clientWidth / k, h: area.clientHeight / k },
      { context: look },
      view,
    );
    const show = figures[view.kind](p, look, view, { k, move, tables: conf.tables });
    const ranges = conf.labels.map((label, i) => {
      const r = createSlider({
        label,
        max: conf.values[i].length - 1,
        marks: [],
        oninput: k => move(i, k),
        onchange: release,
      });
      row.append(r.box);
      return r;
    });
    let sentence = null;
    let say;
    paint = () => {
      show(now);
      const template = conf.says[kind] ?? conf.says;
      if (template !== sentence) {
        sentence = template;
        say = fillTemplate(says, { context: look, value: name => told[name] }, template);
      }
      say();
      ranges.forEach((r, i) =>
        r.setValue(at[i], formatNumber(conf.values[i][at[i]], 2, look.lang)),
      );
    };
    law();
    paint();
    inputs()[hand]?.focus({ preventScroll: true });
  };
  const watch = new ResizeObserver(build);
  watch.observe(root);
  part.dispose = () => {
    watch.disconnect();
    clearTimeout(part.later);
    cancelAnimationFrame(frame);
  };
  build();
  if (busy) release();
  return part;
});
